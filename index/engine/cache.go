package engine

import (
	"path/filepath"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// matchCache is what searches have found out about the segments of an index, by the
// name of their file. It saves the next page, the same search within another year,
// and the word that everybody looks for, from reading all texts again.
type matchCache struct {
	mu       sync.Mutex
	segments map[string]*segmentCache
}

func newMatchCache() *matchCache { return &matchCache{segments: map[string]*segmentCache{}} }

// of is what is known about a segment.
func (c *matchCache) of(s segment.Segment) *segmentCache {
	persisted, ok := s.(segment.PersistedSegment)
	if !ok {
		return new(segmentCache)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	name := filepath.Base(persisted.Path())
	if c.segments[name] == nil {
		c.segments[name] = new(segmentCache)
	}
	return c.segments[name]
}

// inherit takes over what another cache has about some segments.
func (c *matchCache) inherit(other *matchCache, segments []string) {
	other.mu.Lock()
	defer other.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, name := range segments {
		if known := other.segments[name]; known != nil {
			c.segments[name] = known
		}
	}
}

// segmentCache is what is known of one segment, which never changes.
type segmentCache struct {
	mu       sync.Mutex
	dates    *dates
	byNumber []uint32 // all documents, as ByNumber has them
	words    map[string]matches
	size     uint64 // of words, in bytes
}

// dates are the days that the documents of a segment bear, one each.
type dates struct {
	days   []string // 2006-01-02, in order
	places []int32  // by document, where its day is in them
}

func (d *dates) of(doc uint32) string { return d.days[d.places[doc]] }

// from is the place of the first day that is not before one.
func (d *dates) from(day string) int32 {
	at, _ := slices.BinarySearch(d.days, day)
	return int32(at)
}

// matches are the documents whose texts a word, or what is asked of forms, was compared
// with, and those that have it, by score. Once remembered its sets are not changed any
// more.
type matches struct {
	compared *roaring.Bitmap
	at       [numberScore + 1]*roaring.Bitmap
}

func newMatches(compared *roaring.Bitmap) matches {
	m := matches{compared: compared}
	for score := range m.at {
		m.at[score] = roaring.New()
	}
	return m
}

// better puts a document to those of a score, unless it has a better one.
func (m matches) better(doc uint32, score int) {
	for better := score + 1; better <= numberScore; better++ {
		if m.at[better].Contains(doc) {
			return
		}
	}
	for worse := partScore; worse < score; worse++ {
		m.at[worse].Remove(doc)
	}
	m.at[score].Add(doc)
}

// and is both of what is known of a word.
func (m matches) and(more matches) matches {
	both := matches{compared: roaring.Or(m.compared, more.compared)}
	for score := range m.at {
		both.at[score] = roaring.Or(m.at[score], more.at[score])
	}
	return both
}

// all are the documents that have the word.
func (m matches) all() *roaring.Bitmap { return roaring.FastOr(m.at[:]...) }

func (m matches) size() uint64 {
	size := m.compared.GetSizeInBytes()
	for _, docs := range m.at {
		size += docs.GetSizeInBytes()
	}
	return size
}

const (
	// worthCaching is with how many texts a word must have been compared to be
	// remembered: reading fewer again is quick.
	worthCaching = 500
	// mostCached bounds what is remembered of words, in bytes for each document of
	// the segment. What is more begins anew: what is asked often is soon back.
	mostCached = 32
)

// word is what is known of a word.
func (c *segmentCache) word(text string) matches {
	c.mu.Lock()
	defer c.mu.Unlock()
	if m, ok := c.words[text]; ok {
		return m
	}
	return newMatches(roaring.New())
}

// remember keeps what is known of a word in a segment of so many documents.
func (c *segmentCache) remember(text string, m matches, documents uint64) {
	if m.compared.GetCardinality() < worthCaching {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if before, ok := c.words[text]; ok {
		c.size -= before.size()
	}
	c.size += m.size()
	if c.words == nil || c.size > mostCached*documents {
		c.words, c.size = map[string]matches{}, m.size()
	}
	c.words[text] = m
}
