package engine

import (
	"strings"

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
	compared bool    // keep the text, to compare with what is asked for
	common   *common // keep the places of these terms
	packed   []byte
	terms    api.TokenFrequencies
}

var _ document.Field = (*field)(nil)

// once is the frequency of every term whose places are not kept.
var once = new(api.TokenFreq)

// rare is that of numbers many of which are in one document only. Bleve keeps the term
// of a single document in a few bytes if its frequency is 1.
var rare = func() *api.TokenFreq {
	f := new(api.TokenFreq)
	f.SetFrequency(int(beyond))
	return f
}()

// Analyze makes the terms.
func (f *field) Analyze() {
	f.terms = make(api.TokenFrequencies, len(f.exact)+f.Size()/4+64)
	for _, term := range f.exact {
		f.terms[term] = once
	}
	if f.compared {
		f.packed = reading.Pack(strings.Join(f.parts, reading.Boundary))
	}
	begins := beginnings(f.parts)
	var frequencies []api.TokenFreq // not one by one
	for i, part := range f.parts {
		reading.Terms(part, func(term string, place int) {
			switch {
			case place == reading.Rarely:
				f.terms[term] = rare
				return
			case !f.common.has(term):
				f.terms[term] = once
				return
			}
			where := f.terms[term]
			if where == nil {
				if len(frequencies) == 0 {
					frequencies = make([]api.TokenFreq, 64)
				}
				where, frequencies = &frequencies[0], frequencies[1:]
				f.terms[term] = where
			}
			where.SetFrequency(int(places(where.Frequency()).add(begins[i] + place)))
		})
	}
}

func (f *field) Options() api.FieldIndexingOptions {
	options := api.IndexField | api.SkipFreqNorm
	if f.compared {
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
func (f *field) Value() []byte                                  { return f.packed }
func (f *field) ArrayPositions() []uint64                       { return nil }
func (f *field) EncodedFieldType() byte                         { return 't' }
func (f *field) AnalyzedTokenFrequencies() api.TokenFrequencies { return f.terms }
func (f *field) NumPlainTextBytes() uint64                      { return uint64(f.Size()) }
