package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"

	"gongwen/index/reading"
)

// common are the bigrams that so many documents have that words made of nothing else
// have too many candidates to be compared with: of them the index keeps the places.
// They are learnt from some of the documents, and kept in the index. That they are well
// chosen is a matter of time and room only: what is not known of places is compared.
type common struct {
	documents int // how many there were when they were learnt
	bigrams   map[string]bool
	hashes    [1 << 16]bool // of bigrams, to spare most terms the search
}

func (c *common) has(term string) bool {
	return c != nil && c.hashes[hashOf(term)] && c.bigrams[term]
}

// hashOf differs for almost all bigrams of usual characters.
func hashOf(term string) uint16 {
	hash := uint32(0)
	for i := range len(term) {
		hash = hash*251 + uint32(term[i])
	}
	return uint16(hash ^ hash>>16)
}

// add makes a bigram a common one.
func (c *common) add(bigram string) {
	c.bigrams[bigram] = true
	c.hashes[hashOf(bigram)] = true
}

const (
	// tooMany is the part of the documents that a common bigram is in more than: one in so
	// many. With eight instead of six an index takes two hundredths more room.
	tooMany = 6
	// sampled is from how many documents they are learnt, fewer than fewest are not
	// worth it.
	sampled = 2000
	fewest  = 200
	// growth is how many times as many documents there are until they are learnt again.
	growth = 4
)

func newCommon(documents int) *common {
	return &common{documents: documents, bigrams: map[string]bool{}}
}

// outgrown reports whether they are to be learnt anew from so many documents.
func (c *common) outgrown(documents int) bool {
	return documents >= fewest && (c == nil || documents >= growth*c.documents)
}

// learn finds the common bigrams of an index of so many documents in some of them,
// given by their parts.
func learn(documents int, sample [][]string) *common {
	having := map[string]int{}
	last := map[string]int{} // by term, the document that had it last, from 1
	for i, parts := range sample {
		for _, part := range parts {
			reading.Terms(part, func(term string, place int) {
				if place >= 0 && last[term] != i+1 {
					last[term] = i + 1
					having[term]++
				}
			})
		}
	}
	c := newCommon(documents)
	for term, n := range having {
		if n*tooMany > len(sample) && utf8.RuneCountInString(term) == 2 {
			c.add(strings.Clone(term))
		}
	}
	return c
}

// commonKey is under which name the index keeps them.
var commonKey = []byte("common")

// keptCommon is the form in which it does.
type keptCommon struct {
	Documents int      `json:"documents"`
	Bigrams   []string `json:"bigrams"`
}

// recall reads the common bigrams that the index has, and learns them anew from its
// documents when it has outgrown them.
func (w *Writer) recall() error {
	text, err := w.opened.GetInternal(commonKey)
	if err != nil {
		return err
	}
	if text != nil {
		var kept keptCommon
		if err := json.Unmarshal(text, &kept); err != nil {
			return fmt.Errorf("%s：%w（%w）", w.watched.dir, ErrDamaged, err)
		}
		w.common = newCommon(kept.Documents)
		for _, bigram := range kept.Bigrams {
			w.common.add(bigram)
		}
	}
	count, err := w.opened.DocCount()
	if err != nil || !w.common.outgrown(int(count)) {
		return err
	}
	sample, err := w.sample(int(count))
	if err != nil {
		return err
	}
	w.common = learn(int(count), sample)
	kept, err := w.common.kept()
	if err != nil {
		return err
	}
	return w.opened.SetInternal(commonKey, kept)
}

func (c *common) kept() ([]byte, error) {
	kept := keptCommon{Documents: c.documents}
	for bigram := range c.bigrams {
		kept.Bigrams = append(kept.Bigrams, bigram)
	}
	slices.Sort(kept.Bigrams)
	return json.Marshal(kept)
}

// sample is some of the documents, by their parts.
func (w *Writer) sample(count int) (sample [][]string, err error) {
	step := max(1, count/sampled)
	err = shardsOf(w.opened, newMatchCache(), func(shards []*shard) error {
		for _, s := range shards {
			some := roaring.New()
			for doc := uint64(0); doc < s.segment.Count(); doc += uint64(step) {
				some.Add(uint32(doc))
			}
			some.And(s.live)
			err := s.texts(context.Background(), some, func(_ uint32, text []byte) {
				sample = append(sample, strings.Split(string(reading.Unpack(nil, text)), reading.Boundary))
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return sample, err
}

// keepPlaces tells the documents of a batch of which terms to keep the places. An
// index that has no documents yet learns that from its first batch.
func (w *Writer) keepPlaces(b *Batch) error {
	if w.common == nil && len(b.texts) >= fewest {
		var sample [][]string
		for i := 0; i < len(b.texts); i += max(1, len(b.texts)/sampled) {
			sample = append(sample, b.texts[i].parts)
		}
		w.common = learn(len(b.texts), sample)
		kept, err := w.common.kept()
		if err != nil {
			return err
		}
		b.batch.SetInternal(commonKey, kept)
	}
	for _, text := range b.texts {
		text.common = w.common
	}
	return nil
}
