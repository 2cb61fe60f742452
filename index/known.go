package index

import (
	"path/filepath"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// known is what searches have found out about the segments of an edition, by the
// name of their file. It saves the next page, the same search within another
// year, and the word that everybody looks for, from reading all texts again.
type known struct {
	mu       sync.Mutex
	segments map[string]*findings
}

// of are the findings about a segment.
func (k *known) of(s segment.Segment) *findings {
	persisted, ok := s.(segment.PersistedSegment)
	if !ok {
		return new(findings)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	name := filepath.Base(persisted.Path())
	if k.segments[name] == nil {
		k.segments[name] = new(findings)
	}
	return k.segments[name]
}

// after are the findings of an edition that hold of the one that follows it too:
// most segments of the one are those of the other.
func (k *known) after(before, after edition) *known {
	still := &known{segments: map[string]*findings{}}
	if k == nil {
		return still
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for path, stamp := range after.Files {
		name := filepath.Base(path)
		if f := k.segments[name]; f != nil && before.Files[path] == stamp {
			still.segments[name] = f
		}
	}
	return still
}

// findings are what is known of a segment, which never changes.
type findings struct {
	mu    sync.Mutex
	dates *dates
	words map[string]compared
	size  uint64 // of words, in bytes
}

// dates are the days that the records of a segment bear.
type dates struct {
	days   []string // 2006-01-02, in order
	places []int32  // by record, where its day is in them
}

func (d *dates) of(doc uint32) string { return d.days[d.places[doc]] }

// compared tells of a word in which records' texts it was looked for, and in
// which it stands, by score. Its sets are not changed any more.
type compared struct {
	with *roaring.Bitmap
	at   [numberScore + 1]*roaring.Bitmap // from textScore on
}

func newCompared(with *roaring.Bitmap) compared {
	c := compared{with: with}
	for score := textScore; score <= numberScore; score++ {
		c.at[score] = roaring.New()
	}
	return c
}

// and is both of what is known of a word.
func (c compared) and(more compared) compared {
	both := compared{with: roaring.Or(c.with, more.with)}
	for score := textScore; score <= numberScore; score++ {
		both.at[score] = roaring.Or(c.at[score], more.at[score])
	}
	return both
}

func (c compared) size() uint64 {
	size := c.with.GetSizeInBytes()
	for _, docs := range c.at[textScore:] {
		size += docs.GetSizeInBytes()
	}
	return size
}

const (
	// worthKnowing is with how many texts a word must have been compared to be
	// remembered: reading fewer again is quick.
	worthKnowing = 500
	// mostKnown bounds what is remembered of words, in bytes for each record of
	// the segment. What is more begins anew: what is asked often is soon back.
	mostKnown = 32
)

// word is what is known of a word.
func (f *findings) word(text string) compared {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c, ok := f.words[text]; ok {
		return c
	}
	return newCompared(roaring.New())
}

// learn remembers what is known of a word in a segment of so many records.
func (f *findings) learn(text string, c compared, records uint64) {
	if c.with.GetCardinality() < worthKnowing {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if before, ok := f.words[text]; ok {
		f.size -= before.size()
	}
	f.size += c.size()
	if f.words == nil || f.size > mostKnown*records {
		f.words, f.size = map[string]compared{}, c.size()
	}
	f.words[text] = c
}
