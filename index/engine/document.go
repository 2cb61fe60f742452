package engine

import (
	"strings"

	"github.com/blevesearch/bleve/v2/document"

	"gongwen/index/query"
	"gongwen/index/reading"
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
// those of package query. The text of inText is stored: all the parts, with
// boundaries between.
const (
	inText    query.Field = "text"    // of everything
	inSubject query.Field = "subject" // of the subject alone
)

// bleve is the document as Bleve gets it; its identifier is the record's number.
func (d Document) bleve() *document.Document {
	b := document.NewDocument(d.Number)
	b.AddField(&field{name: string(inSubject), text: d.Parts[1]})
	b.AddField(&field{name: string(inText), text: strings.Join(d.Parts, reading.Boundary), stored: true})
	for _, v := range d.Values {
		b.AddField(&field{name: string(v.Field), exact: v.Terms})
	}
	d.addForm(b)
	return b
}
