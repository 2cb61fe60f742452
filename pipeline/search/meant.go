package search

import (
	"context"

	"gongwen/index"
)

// Meant is a query that somebody may have meant who typed the name of a state as a
// word: 作废 finds what says so, and 状态:作废 what is void.
type Meant struct {
	Word  string `json:"word"`  // as typed
	Query string `json:"query"` // with the condition in its place
	Hits  int    `json:"hits"`  // how many records that finds
}

// MeantBy are those of what is asked for. Words stay words whatever they are, so that
// what is found always is what was typed.
func MeantBy(ctx context.Context, x *index.Index, known index.Vocabulary, c Conditions, access index.Access) ([]Meant, error) {
	asked, err := index.ParseKnowing(known, c.Text)
	if err != nil {
		return nil, err
	}
	var all []Meant
	for _, w := range asked.Bare {
		word := asked.Text[w.From:w.To]
		if _, ok := known.State(word); !ok {
			continue
		}
		instead := c
		instead.Text = asked.Text[:w.From] + index.StateName + ":" + word + asked.Text[w.To:]
		q, err := instead.Query(known)
		if err != nil {
			return nil, err
		}
		result, err := x.Search(ctx, index.Request{Query: q, Access: access, Limit: 1})
		if err != nil {
			return nil, err
		}
		all = append(all, Meant{word, instead.Text, result.Total})
	}
	return all, nil
}
