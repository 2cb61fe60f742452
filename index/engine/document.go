package engine

import (
	"github.com/blevesearch/bleve/v2/document"

	"gongwen/index/query"
)

// Document is a record as it is indexed. One with the number of another replaces it.
type Document struct {
	Number string
	// Parts are folded texts: number, subject, then all the rest. A word is found
	// within one of them, and scored by which it is.
	Parts  []string
	Values []Value
	Form   Form
}

// Value is a field with what the document has in it, as conditions ask for it.
type Value struct {
	Field query.Field
	Terms []string
}

// The fields of a document in Bleve that hold the terms of folded texts, beside
// those of package query. The text of inText is stored, packed: all the parts, with
// boundaries between.
const (
	inText    query.Field = "text"    // of everything
	inSubject query.Field = "subject" // of the subject alone
)

// text is the field with all that can be found of the document.
func (d Document) text() *field {
	return &field{name: string(inText), parts: d.Parts, compared: true}
}

// bleve is the document as Bleve gets it; its identifier is the record's number.
func (d Document) bleve(text *field) *document.Document {
	b := document.NewDocument(d.Number)
	b.AddField(&field{name: string(inSubject), parts: d.Parts[1:2]})
	b.AddField(text)
	for _, v := range d.Values {
		b.AddField(&field{name: string(v.Field), exact: v.Terms})
		if v.Field == query.Amount {
			b.AddField(&field{name: string(steps), exact: stepTerms(v.Terms)})
		}
	}
	d.addForm(b)
	return b
}
