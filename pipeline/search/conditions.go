package search

import (
	"gongwen/index"
	"gongwen/templates"
)

// Conditions is what somebody asks for. All that is given must hold; what is empty
// asks for nothing.
type Conditions struct {
	Text     string         // in the language of queries, see index.Parse
	Kind     string         // key of a kind of form
	Year     string         // of the number
	Unit     string         // just this one, in any of its spellings
	Person   string         // by just this name
	From, To templates.Date // both days included
}

// IsEmpty tells that nothing is asked for.
func (c Conditions) IsEmpty() bool { return c == Conditions{} }

// Query is the conditions as one query. The error, an *index.Mistake, says in Chinese
// what in the text or in a condition cannot be read.
func (c Conditions) Query(known index.Vocabulary) (index.Query, error) {
	// Each part is read by itself: an OR in the text binds nothing beyond the text.
	all, err := index.ParseKnowing(known, c.Text)
	if err != nil {
		return index.Query{}, err
	}
	for _, chosen := range []struct {
		field index.Field
		value string
	}{{index.FacetKind, c.Kind}, {index.FacetYear, c.Year}, {index.FacetUnit, c.Unit}, {index.FacetPerson, c.Person}} {
		if chosen.value != "" {
			all = all.And(known.Exactly(chosen.field, chosen.value))
		}
	}
	for _, day := range []struct {
		sign string
		date templates.Date
	}{{">=", c.From}, {"<=", c.To}} {
		if !day.date.IsZero() {
			q, err := index.ParseKnowing(known, "日期:"+day.sign+day.date.ISO())
			if err != nil {
				return index.Query{}, err
			}
			all = all.And(q)
		}
	}
	return all, nil
}
