package engine

import (
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/document"
	api "github.com/blevesearch/bleve_index_api"

	"gongwen/index/reading"
)

// field is a field of a document with the terms it is found by. Bleve's own
// text fields make an object of every occurrence of every term; here one object
// serves all terms but those whose places are kept, which makes indexing several
// times as fast.
type field struct {
	name     string
	parts    []string // folded, cut into terms when Bleve asks for it, on one of its workers
	exact    []string
	compared bool    // store the text, packed, to compare with what is asked for
	common   *common // keep the places of these terms
	stored   []byte
	terms    api.TokenFrequencies
}

var _ document.Field = (*field)(nil)

// once is the frequency of every term whose places are not kept.
var once = new(api.TokenFreq)

// rare is that of numbers many of which are in one document only. Bleve keeps the term
// of a single document in a few bytes if its frequency is 1.
var rare = func() *api.TokenFreq {
	f := new(api.TokenFreq)
	f.SetFrequency(int(further))
	return f
}()

// at are the frequencies of terms that stand in one place only, by that place; most do.
var at = func() (all [lastPlace + 1]api.TokenFreq) {
	for place := range all {
		all[place].SetFrequency(int(places(0).add(place)))
	}
	return all
}()

// termMaps are maps for the terms of whole texts, to be filled again.
var termMaps = sync.Pool{New: func() any { return make(api.TokenFrequencies, 500) }}

// Analyze makes the terms.
func (f *field) Analyze() {
	if f.compared {
		f.terms = termMaps.Get().(api.TokenFrequencies)
		f.stored = reading.Pack(strings.Join(f.parts, reading.Boundary))
	} else {
		f.terms = make(api.TokenFrequencies, len(f.exact)+f.Size()/3)
	}
	for _, term := range f.exact {
		f.terms[term] = once
	}
	begins := beginnings(f.parts)
	for i, part := range f.parts {
		reading.Terms(part, func(term string, place int) {
			switch {
			case place == reading.Rarely:
				f.terms[term] = rare
			case !f.common.has(term):
				f.terms[term] = once
			default:
				f.terms[term] = standing(f.terms[term], begins[i]+place)
			}
		})
	}
}

// standing is the frequency of a term that stands in one more place, and before in none
// where there is no frequency.
func standing(before *api.TokenFreq, place int) *api.TokenFreq {
	switch {
	case before != nil:
		had := places(before.Frequency())
		now := had.add(place)
		if now == had {
			return before
		}
		more := new(api.TokenFreq)
		more.SetFrequency(int(now))
		return more
	case place > lastPlace:
		return rare
	}
	return &at[place]
}

// release lets the terms of a whole text go, once they are written. It has none where
// another document of the same batch replaced it.
func (f *field) release() {
	if f.terms == nil {
		return
	}
	clear(f.terms)
	termMaps.Put(f.terms)
	f.terms = nil
}

func (f *field) Options() api.FieldIndexingOptions {
	options := api.IndexField | api.SkipFreqNorm
	if f.compared || f.stored != nil {
		options |= api.StoreField
	}
	return options
}

// Size is how many bytes of text the field has.
func (f *field) Size() (bytes int) {
	for _, part := range f.parts {
		bytes += len(part)
	}
	return bytes
}

// AnalyzedLength is kept beside every place, where it is of no use: it is as short
// as can be.
func (f *field) AnalyzedLength() int { return 1 }

func (f *field) Name() string                                   { return f.name }
func (f *field) Value() []byte                                  { return f.stored }
func (f *field) ArrayPositions() []uint64                       { return nil }
func (f *field) EncodedFieldType() byte                         { return 't' }
func (f *field) AnalyzedTokenFrequencies() api.TokenFrequencies { return f.terms }
func (f *field) NumPlainTextBytes() uint64                      { return uint64(f.Size()) }
