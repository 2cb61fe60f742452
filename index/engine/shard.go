package engine

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"gongwen/index/query"
	"gongwen/index/reading"
)

// shard is one segment of the index, as one search sees it. A segment numbers its
// documents from 0. A search asks every shard and puts the answers together.
//
// A set of documents is a bitmap of their numbers. Bitmaps that come from the
// segment are mapped from its file and must not be changed.
type shard struct {
	segment segment.Segment
	live    *roaring.Bitmap // all documents but those a newer segment replaces
	fields  map[query.Field]segment.TermDictionary
	byValue map[string]byValue // by field and word
	cache   *segmentCache
}

func newShard(s *scorch.SegmentSnapshot, cache *matchCache) *shard {
	live := roaring.New()
	live.AddRange(0, s.Segment().Count())
	if deleted := s.Deleted(); deleted != nil {
		live.AndNot(deleted)
	}
	return &shard{
		segment: s.Segment(), live: live, cache: cache.of(s.Segment()),
		fields: map[query.Field]segment.TermDictionary{}, byValue: map[string]byValue{},
	}
}

// again is the shard for another goroutine: dictionaries are for one at a time.
func (s *shard) again() *shard {
	return &shard{
		segment: s.segment, live: s.live, cache: s.cache,
		fields: map[query.Field]segment.TermDictionary{}, byValue: maps.Clone(s.byValue),
	}
}

func (s *shard) dictionary(field query.Field) (segment.TermDictionary, error) {
	if d, ok := s.fields[field]; ok {
		return d, nil
	}
	d, err := s.segment.Dictionary(string(field))
	if err == nil {
		s.fields[field] = d
	}
	return d, err
}

// with are the documents that have the term, replaced ones among them.
func (s *shard) with(field query.Field, term string) (*roaring.Bitmap, error) {
	d, err := s.dictionary(field)
	if err != nil {
		return nil, err
	}
	return new(postings).of(d, term)
}

// postings are a list of Bleve's, to be filled again and again.
type postings struct {
	list     segment.PostingsList
	iterator segment.PostingsIterator
}

// of are the documents that have a term, valid until the next call.
func (p *postings) of(d segment.TermDictionary, term string) (docs *roaring.Bitmap, err error) {
	if p.list, err = d.PostingsList([]byte(term), nil, p.list); err != nil {
		return nil, err
	}
	p.iterator = p.list.Iterator(false, false, false, p.iterator)
	found, ok := p.iterator.(segment.OptimizablePostingsIterator)
	if !ok {
		return roaring.New(), nil // Bleve's answer for a term that is not there
	}
	if doc, ok := found.DocNum1Hit(); ok {
		return roaring.BitmapOf(uint32(doc)), nil
	}
	if docs := found.ActualBitmap(); docs != nil {
		return docs, nil
	}
	return roaring.New(), nil
}

// beginning are the documents that have a term that begins with a rune. There can be
// thousands of such terms.
func (s *shard) beginning(field query.Field, r string) (*roaring.Bitmap, error) {
	last, err := s.with(field, r)
	if err != nil {
		return nil, err
	}
	all := s.union()
	all.add(last)
	// Behind the terms that go on with a number, which is there as it is written, too.
	err = s.each(field, r+reading.AfterNumbers, after(r), func(_ string, docs *roaring.Bitmap) bool {
		all.add(docs)
		return true
	})
	return all.docs(), err
}

// after is the first string that is greater than all with the prefix.
func after(prefix string) string { return prefix + "\xff" }

// withAny are the documents that have any of some values.
func (s *shard) withAny(n query.Terms) (*roaring.Bitmap, error) {
	if n.Field == query.Date {
		return s.bearing(n)
	}
	if n.Field == query.Amount && n.Is == nil {
		return s.spanning(n.From, n.To)
	}
	d, err := s.dictionary(n.Field)
	if err != nil {
		return nil, err
	}
	all := s.union()
	var reused postings
	terms := s.terms(n.Field, n.From, n.To, func(value string) bool {
		if n.Is != nil && !n.Is(value) {
			return true
		}
		var docs *roaring.Bitmap
		if docs, err = reused.of(d, value); err == nil {
			all.add(docs)
		}
		return err == nil
	})
	return all.docs(), errors.Join(terms, err)
}

// bearing are the documents that bear any of some days. There are thousands of days in
// some years, which would all be looked up.
func (s *shard) bearing(n query.Terms) (*roaring.Bitmap, error) {
	d, err := s.dates()
	if err != nil {
		return nil, err
	}
	wanted := make([]bool, len(d.days))
	for i, day := range d.days {
		wanted[i] = i > 0 && n.Has(day)
	}
	all := s.union()
	for doc, place := range d.places {
		if wanted[place] {
			all.set(uint32(doc))
		}
	}
	return all.docs(), nil
}

// uncounted is a dictionary that need not read all about a term to pass by it.
type uncounted interface {
	AutomatonIteratorOmitCount(a segment.Automaton, startInclusive, endExclusive []byte) segment.DictionaryIterator
}

// each calls yield with every term of a field from one to before another, and the
// documents that have it, until that is false. Empty bounds are none. The set of
// documents is valid while yield runs.
func (s *shard) each(field query.Field, from, to string, yield func(term string, docs *roaring.Bitmap) bool) error {
	d, err := s.dictionary(field)
	if err != nil {
		return err
	}
	var reused postings
	terms := s.terms(field, from, to, func(term string) bool {
		var docs *roaring.Bitmap
		docs, err = reused.of(d, term)
		return err == nil && yield(term, docs)
	})
	return errors.Join(terms, err)
}

// terms is each without the documents, which cost far more to look up.
func (s *shard) terms(field query.Field, from, to string, yield func(term string) bool) error {
	d, err := s.dictionary(field)
	if err != nil {
		return err
	}
	var start, end []byte
	if from != "" {
		start = []byte(from)
	}
	if to != "" {
		end = []byte(to)
	}
	iterator := segment.DictionaryIterator(nil)
	if quick, ok := d.(uncounted); ok {
		iterator = quick.AutomatonIteratorOmitCount(nil, start, end)
	} else {
		iterator = d.AutomatonIterator(nil, start, end)
	}
	for {
		entry, err := iterator.Next()
		if err != nil || entry == nil {
			return err
		}
		if !yield(entry.Term) {
			return nil
		}
	}
}

// texts shows the folded texts of documents, packed: number, subject and the rest. One
// is valid while show runs.
func (s *shard) texts(ctx context.Context, of *roaring.Bitmap, show func(doc uint32, text []byte)) error {
	return s.stored(ctx, of, []query.Field{inText}, func(doc uint32, values [][]byte) { show(doc, values[0]) })
}

// stored shows what documents have stored in some fields, of those that have all of
// these. The values are valid while show runs: another search may unpack its own there.
func (s *shard) stored(ctx context.Context, of *roaring.Bitmap, fields []query.Field, show func(doc uint32, values [][]byte)) error {
	var doc uint32
	values, had := make([][]byte, len(fields)), 0
	visitor := func(field string, _ byte, value []byte, _ []uint64) bool {
		if i := slices.Index(fields, query.Field(field)); i >= 0 {
			values[i] = value
			had++
		}
		if had < len(fields) {
			return true
		}
		show(doc, values)
		return false
	}
	return documents(ctx, of, func(next uint32) error {
		doc, had = next, 0
		return s.segment.VisitStoredFields(uint64(doc), visitor)
	})
}

// documents calls do with each of some documents, until there is an error or nobody
// waits for the answer any more.
func documents(ctx context.Context, of *roaring.Bitmap, do func(doc uint32) error) error {
	for n, all := 0, of.Iterator(); all.HasNext(); n++ {
		if n%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := do(all.Next()); err != nil {
			return err
		}
	}
	return nil
}

// dates are the days that all the documents bear.
func (s *shard) dates() (*dates, error) {
	s.cache.mu.Lock()
	defer s.cache.mu.Unlock()
	if s.cache.dates != nil {
		return s.cache.dates, nil
	}
	d := &dates{days: []string{""}, places: make([]int32, s.segment.Count())}
	err := s.each(query.Date, "", "", func(day string, docs *roaring.Bitmap) bool {
		for all := docs.Iterator(); all.HasNext(); {
			d.places[all.Next()] = int32(len(d.days))
		}
		d.days = append(d.days, day)
		return true
	})
	if err != nil {
		return nil, err
	}
	s.cache.dates = d
	return d, nil
}

// byNumber are all the documents in the order of their numbers.
func (s *shard) byNumber() ([]uint32, error) {
	s.cache.mu.Lock()
	defer s.cache.mu.Unlock()
	if s.cache.byNumber != nil {
		return s.cache.byNumber, nil
	}
	type numbered struct {
		doc         uint32
		number, key string
	}
	all := make([]numbered, s.segment.Count())
	for doc := range all {
		number, err := s.number(uint32(doc))
		if err != nil {
			return nil, err
		}
		all[doc] = numbered{uint32(doc), number, sortKey(number)}
	}
	slices.SortFunc(all, func(a, b numbered) int {
		if by := strings.Compare(a.key, b.key); by != 0 {
			return by
		}
		return compareNumbers(a.number, b.number)
	})
	docs := make([]uint32, len(all))
	for i, n := range all {
		docs[i] = n.doc
	}
	s.cache.byNumber = docs
	return docs, nil
}

// number is the number of the record that a document is.
func (s *shard) number(doc uint32) (string, error) {
	id, err := s.segment.DocID(uint64(doc))
	return string(id), err
}
