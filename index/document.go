package index

import (
	"slices"
	"strconv"
	"strings"

	"gongwen/archive"
	"gongwen/archive/texts"
	"gongwen/index/engine"
	"gongwen/index/query"
	"gongwen/index/reading"
	"gongwen/templates"
	"gongwen/templates/normal"
)

// FormatVersion is the version of what is below, of how package reading folds texts
// and cuts them into terms, and of how package engine keeps them. An index of
// another version is made anew.
//
//	1  2026-11  first
//	2  2026-11  bigrams without places and the folded text to compare with;
//	            numbers as read, traditional as simplified; persons, money …
//	3  2026-11  days without a column
//	4  2026-11  look-alikes as the characters they look like
//	5  2026-11  marks in bigrams, places of the common ones, texts packed; numbers of
//	            records in their parts, numbers cited, days written; variants in print as
//	            the simplified character; what forms say by field; persons in their
//	            normal form
//	6  2026-11  how it was signed
const FormatVersion = "6"

// newDocument is a record as it is indexed. The kinds tell what fields the
// form has, and which of its values are persons and money.
func newDocument(r archive.Record, attachments []texts.Attachment, kinds Kinds) engine.Document {
	parts := searchable(r, attachments)
	written, inSubject := daysIn(parts...), daysIn(r.Subject)
	for i, part := range parts {
		parts[i] = reading.Fold(part)
	}
	fields, values := decode(r, kinds)
	d := engine.Document{Number: r.Number, Parts: distinct(parts), Form: formOf(r, fields, values)}
	add := func(field query.Field, terms ...string) {
		if len(terms) > 0 && terms[0] != "" {
			d.Values = append(d.Values, engine.Value{Field: field, Terms: terms})
		}
	}
	add(query.Kind, r.Kind)
	add(query.Title, r.Title)
	add(query.Year, strconv.Itoa(r.Year))
	add(query.Date, r.Date.ISO())
	add(query.Unit, r.Unit)
	own, _ := reading.ParseReference(r.Number)
	if own.Serial != "" {
		add(query.Serial, own.Serial)
		add(query.Series, reading.SeriesOf(r.Number, r.Title).Term())
	}
	add(query.Cited, citations(parts, own)...)
	add(query.Written, written...)
	add(query.WrittenSubject, inSubject...)
	add(query.Article, cited(parts)...)
	add(query.Secrecy, r.Secrecy)
	add(query.Manner, howSigned(r, values, kinds))
	persons, amounts := personsAndAmounts(fields, values)
	add(query.Person, persons...)
	add(query.Amount, amounts...)
	return d
}

// searchable is what of a record can be found: number and subject, then the
// documents, the form's fields and the attachments.
func searchable(r archive.Record, attachments []texts.Attachment) []string {
	parts := []string{r.Number, r.Subject, r.Text, r.Title, r.Unit}
	for _, f := range r.Fields {
		parts = append(parts, f.Text)
	}
	for _, f := range r.Further {
		parts = append(parts, f.Text)
	}
	for _, a := range attachments {
		parts = append(parts, a.Name(), a.Text)
	}
	return parts
}

// distinct leaves out the parts that another one contains, as written and by
// value, except number and subject, which keep their places.
func distinct(parts []string) []string {
	var kept, values []string // values are those of kept that were asked for, by value
	hasValue := func(value string) bool {
		for i, text := range kept {
			if i == len(values) {
				values = append(values, reading.ByValue(text))
			}
			if strings.Contains(values[i], value) {
				return true
			}
		}
		return false
	}
	for i, part := range parts {
		if i > 1 && slices.ContainsFunc(kept, contains(part)) {
			// Without a number it is found wherever it is found as written.
			if value := reading.ByValue(part); value == part || hasValue(value) {
				continue
			}
		}
		kept = append(kept, part)
	}
	return kept
}

func contains(part string) func(string) bool {
	return func(text string) bool { return strings.Contains(text, part) }
}

// cited are the articles that folded texts cite, such as 第八十一条.
func cited(parts []string) []string {
	var articles []string
	for _, part := range parts {
		if strings.Contains(part, "条") {
			reading.Articles(part, func(_, _, number int) { articles = append(articles, query.ArticleTerm(number)) })
		}
	}
	return articles
}

// citations are what the numbers are found by that folded texts cite. A document bears
// its own number, which is no citation.
func citations(parts []string, own reading.Reference) (terms []string) {
	for _, part := range parts {
		reading.Citations(part, func(c reading.Citation) {
			if c.Serial != own.Serial || c.Year != own.Year || !strings.HasSuffix(c.Before, own.Before) {
				terms = append(terms, c.Terms()...)
			}
		})
	}
	return terms
}

// daysIn are what the days are found by that texts write.
func daysIn(parts ...string) (terms []string) {
	for _, part := range parts {
		reading.Days(part, func(_, _ int, d reading.Day) { terms = append(terms, d.Terms()...) })
	}
	return terms
}

// decode is a record's form as its kind is today: the fields, and what it has in them.
// Of a kind that is not known there are none. A value that cannot be decoded any more is
// still found as text.
func decode(r archive.Record, kinds Kinds) ([]templates.Field, templates.Values) {
	if kinds == nil {
		return nil, nil
	}
	k := kinds.Named(r.Kind)
	if k == nil {
		return nil, nil
	}
	values, _ := k.Decode(r.Values)
	return k.Fields, values
}

// howSigned is how a record was signed, with what its form has; empty where nobody had to,
// or the kind is not known and the record does not say.
func howSigned(r archive.Record, values templates.Values, kinds Kinds) string {
	if kinds != nil {
		if k := kinds.Named(r.Kind); k != nil {
			return k.HowSigned(values, r.Approved)
		}
	}
	if r.Approved == "" {
		return ""
	}
	return r.Approved.Short()
}

// personsAndAmounts are the persons and the amounts that a form names.
func personsAndAmounts(fields []templates.Field, values templates.Values) (persons, amounts []string) {
	var walk func(fields []templates.Field, values templates.Values)
	walk = func(fields []templates.Field, values templates.Values) {
		for i := range fields {
			f := &fields[i]
			switch v := values[f.Key].(type) {
			case string:
				switch f.Type {
				case templates.TypePerson:
					persons = append(persons, normal.Text(v))
				case templates.TypePeople:
					persons = append(persons, templates.People(normal.Text(v))...)
				}
			case templates.Fen:
				amounts = append(amounts, query.AmountTerm(v))
			case []templates.Values:
				for _, row := range v {
					walk(f.Columns, row)
				}
			}
		}
	}
	walk(fields, values)
	return persons, amounts
}
