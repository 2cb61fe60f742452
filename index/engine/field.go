package engine

import (
	"github.com/blevesearch/bleve/v2/document"
	api "github.com/blevesearch/bleve_index_api"

	"gongwen/index/reading"
)

// field is a field of a document with the terms it is found by. Bleve's own
// text fields make an object of every occurrence of every term; nothing here
// asks how often or where a term occurs, so one object serves all of them, which
// makes indexing several times as fast.
type field struct {
	name   string
	text   string // folded, cut into terms when Bleve asks for it, on one of its workers
	exact  []string
	stored bool // keep text, to compare with what is asked for
	terms  api.TokenFrequencies
}

var _ document.Field = (*field)(nil)

// once is every term's frequency.
var once = new(api.TokenFreq)

// Analyze makes the terms.
func (f *field) Analyze() {
	f.terms = make(api.TokenFrequencies, len(f.exact)+len(f.text)/4)
	for _, term := range f.exact {
		f.terms[term] = once
	}
	reading.Terms(f.text, func(term string) { f.terms[term] = once })
}

func (f *field) Options() api.FieldIndexingOptions {
	options := api.IndexField | api.SkipFreqNorm
	if f.stored {
		options |= api.StoreField
	}
	return options
}

func (f *field) Name() string                                   { return f.name }
func (f *field) Value() []byte                                  { return []byte(f.text) }
func (f *field) ArrayPositions() []uint64                       { return nil }
func (f *field) EncodedFieldType() byte                         { return 't' }
func (f *field) AnalyzedLength() int                            { return len(f.terms) }
func (f *field) AnalyzedTokenFrequencies() api.TokenFrequencies { return f.terms }
func (f *field) NumPlainTextBytes() uint64                      { return uint64(len(f.text)) }
func (f *field) Size() int                                      { return len(f.text) }
