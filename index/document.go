package index

import (
	"fmt"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"

	"gongwen/archive"
)

// formatVersion is the version of what is below and in analyzer.go and fold.go.
// An index of another version is made anew.
//
//	1  2026-11  first
const formatVersion = "1"

// document is a record as Bleve gets it; its identifier is the number.
type document struct {
	Text  string `json:"text"`  // bigrams of everything
	Runes string `json:"runes"` // runes of everything
	Head  string `json:"head"`  // bigrams of number and subject: a hit there counts more
	Kind  string `json:"kind"`
	Date  string `json:"date"`  // 2006-01-02
	Order string `json:"order"` // sorts numbers of equal rank: kind, year, serial
}

func (document) BleveType() string { return "record" }

// Attachment is the text of one file that belongs to a record.
type Attachment struct {
	Name string // as it was dropped, without folders
	Text string
}

func newDocument(r archive.Record, attachments []Attachment) document {
	text := strings.Join(searchable(r, attachments), boundary)
	return document{
		Text: text, Runes: text, Head: r.Number + boundary + r.Subject,
		Kind: r.Kind, Date: r.Date.ISO(), Order: fmt.Sprintf("%s %04d %09d", r.Kind, r.Year, r.Serial),
	}
}

// searchable is what of a record can be found: the document, and whatever of the
// form is not in it word for word, and the attachments.
func searchable(r archive.Record, attachments []Attachment) []string {
	parts := []string{r.Text}
	all := folded(r.Text)
	add := func(text string) {
		text = strings.ReplaceAll(text, boundary, "")
		if f := folded(text); !strings.Contains(all, f) {
			parts = append(parts, text)
			all += boundary + f
		}
	}
	parts[0] = strings.ReplaceAll(r.Text, boundary, "")
	add(r.Number)
	add(r.Subject)
	add(r.Title)
	add(r.Unit)
	for _, f := range r.Fields {
		add(f.Text)
	}
	for _, a := range attachments {
		add(a.Name)
		add(a.Text)
	}
	return parts
}

// newMapping tells Bleve how to keep a document: nothing is stored, and places
// are kept only where a phrase can be asked for.
func newMapping() mapping.IndexMapping {
	field := func(analyzer string, phrases bool) *mapping.FieldMapping {
		m := bleve.NewTextFieldMapping()
		m.Analyzer = analyzer
		m.Store, m.IncludeInAll, m.DocValues = false, false, false
		m.IncludeTermVectors, m.SkipFreqNorm = phrases, !phrases
		return m
	}
	sorted := func() *mapping.FieldMapping {
		m := field("keyword", false)
		m.DocValues = true
		return m
	}
	record := bleve.NewDocumentStaticMapping()
	record.AddFieldMappingsAt("text", field(bigrams, true))
	record.AddFieldMappingsAt("runes", field(runes, false))
	record.AddFieldMappingsAt("head", field(bigrams, true))
	record.AddFieldMappingsAt("kind", field("keyword", false))
	record.AddFieldMappingsAt("date", sorted())
	record.AddFieldMappingsAt("order", sorted())
	m := bleve.NewIndexMapping()
	m.DefaultMapping = bleve.NewDocumentDisabledMapping()
	m.AddDocumentMapping("record", record)
	return m
}
