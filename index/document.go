package index

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2/document"

	"gongwen/archive"
	"gongwen/templates"
)

// formatVersion is the version of what is below and in fold.go, numeral.go and
// terms.go. An index of another version is made anew.
//
//	1  2026-11  first
//	2  2026-11  bigrams without places and the folded text to compare with;
//	            numbers as read, traditional as simplified; persons, money …
//	3  2026-11  days without a column
const formatVersion = "3"

// The fields of a document in Bleve; its identifier is the record's number.
//
// The first two hold the terms of folded text (see terms); the text of inText
// is stored: the number, the subject and all the rest, with boundaries between.
// The others hold values as they are.
const (
	inText    = "text"    // of everything
	inSubject = "subject" // of the subject alone
	isKind    = "kind"    // key of the kind
	isTitle   = "title"   // Chinese title of the kind
	isYear    = "year"    // of the number
	isDate    = "date"    // 2006-01-02
	isUnit    = "unit"
	isPerson  = "person"  // everybody the form names as a person
	isSecrecy = "secrecy" // 密级; none when the record has none
	isAmount  = "amount"  // every amount of money on the form, as amountTerm writes it
	isArticle = "article" // every article the record cites, as articleTerm writes it
)

// Attachment is the text of one file that belongs to a record.
type Attachment struct {
	Name string // as it was dropped, without folders
	Text string
}

// newDocument is a record as Bleve gets it. The kinds tell which of the form's
// values are persons and money.
func newDocument(r archive.Record, attachments []Attachment, kinds Kinds) *document.Document {
	d := document.NewDocument(r.Number)
	parts := searchable(r, attachments)
	for i, part := range parts {
		parts[i] = folded(part)
	}
	add := func(name string, exact ...string) {
		if len(exact) > 0 && exact[0] != "" {
			d.AddField(&field{name: name, exact: exact})
		}
	}
	d.AddField(&field{name: inSubject, text: parts[1]})
	d.AddField(&field{name: inText, text: strings.Join(distinct(parts), boundary), stored: true})
	add(isKind, r.Kind)
	add(isTitle, r.Title)
	add(isYear, strconv.Itoa(r.Year))
	add(isDate, r.Date.ISO())
	add(isUnit, r.Unit)
	add(isArticle, cited(parts)...)
	add(isSecrecy, r.Secrecy())
	persons, amounts := told(r, kinds)
	add(isPerson, persons...)
	add(isAmount, amounts...)
	return d
}

// searchable is what of a record can be found: number and subject, then the
// document, the form's fields and the attachments.
func searchable(r archive.Record, attachments []Attachment) []string {
	parts := []string{r.Number, r.Subject, r.Text, r.Title, r.Unit}
	for _, f := range r.Fields {
		parts = append(parts, f.Text)
	}
	for _, a := range attachments {
		parts = append(parts, a.Name, a.Text)
	}
	return parts
}

// distinct leaves out the parts that another one contains, as written and as
// read, except number and subject, which keep their places.
func distinct(parts []string) []string {
	var kept, reads []string
	for i, part := range parts {
		as := read(part)
		if i > 1 && slices.ContainsFunc(kept, contains(part)) && slices.ContainsFunc(reads, contains(as)) {
			continue
		}
		kept, reads = append(kept, part), append(reads, as)
	}
	return kept
}

func contains(part string) func(string) bool {
	return func(text string) bool { return strings.Contains(text, part) }
}

// cited are the articles that folded texts cite, such as 第<81>条.
func cited(parts []string) []string {
	var articles []string
	for _, part := range parts {
		numbers(part, func(start, end int, value string) {
			if strings.HasSuffix(part[:start], "第") && strings.HasPrefix(part[end:], "条") {
				if n, err := strconv.Atoi(value); err == nil {
					articles = append(articles, articleTerm(n))
				}
			}
		})
	}
	return articles
}

// articleTerm writes an article so that later ones sort later.
func articleTerm(n int) string { return fmt.Sprintf("%06d", n) }

// told are the persons and the amounts that a record's form names.
func told(r archive.Record, kinds Kinds) (persons, amounts []string) {
	if kinds == nil {
		return nil, nil
	}
	k := kinds.Named(r.Kind)
	if k == nil {
		return nil, nil
	}
	// A value that cannot be decoded any more is still found as text.
	values, _ := k.Decode(r.Values)
	var walk func(fields []templates.Field, values templates.Values)
	walk = func(fields []templates.Field, values templates.Values) {
		for i := range fields {
			f := &fields[i]
			switch v := values[f.Key].(type) {
			case string:
				if f.Type == templates.TypePerson {
					persons = append(persons, v)
				}
			case templates.Fen:
				amounts = append(amounts, amountTerm(v))
			case []templates.Values:
				for _, row := range v {
					walk(f.Columns, row)
				}
			}
		}
	}
	walk(k.Fields, values)
	return persons, amounts
}

// amountTerm writes an amount so that greater amounts sort later. Forms have no
// negative ones.
func amountTerm(f templates.Fen) string { return fmt.Sprintf("%019d", max(f, 0)) }
