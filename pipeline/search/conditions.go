package search

import (
	"strings"

	"gongwen/index"
	"gongwen/templates"
)

// Conditions is what somebody asks for. All that is given must hold; what is empty
// asks for nothing.
type Conditions struct {
	Text     string         // in the language of queries, see index.Parse
	Kind     string         // key of a kind of form
	Year     string         // of the number
	Unit     string         // in any of its spellings
	Person   string         // somebody's name
	From, To templates.Date // both days included
}

// IsEmpty tells that nothing is asked for.
func (c Conditions) IsEmpty() bool { return c == Conditions{} }

// Query is the conditions as one query. The error, an *index.Mistake, says in Chinese
// what in the text or in a condition cannot be read.
func (c Conditions) Query(known index.Vocabulary) (index.Query, error) {
	// Each part is read by itself: an OR in the text binds nothing beyond the text.
	parts := []string{c.Text}
	for _, field := range [][2]string{{index.FacetKind.Title(), c.Kind}, {index.FacetYear.Title(), c.Year}, {index.FacetUnit.Title(), c.Unit}, {index.FacetPerson.Title(), c.Person}} {
		if field[1] != "" {
			parts = append(parts, field[0]+`:"`+strings.ReplaceAll(field[1], `"`, "")+`"`)
		}
	}
	if !c.From.IsZero() {
		parts = append(parts, "日期:>="+c.From.ISO())
	}
	if !c.To.IsZero() {
		parts = append(parts, "日期:<="+c.To.ISO())
	}
	var all index.Query
	for _, part := range parts {
		q, err := index.ParseKnowing(known, part)
		if err != nil {
			return index.Query{}, err
		}
		all = all.And(q)
	}
	return all, nil
}
