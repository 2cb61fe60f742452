package query

import (
	"context"

	"gongwen/templates"
)

// Lifecycle are the states that the records of every archive can be in on a day: void,
// and past the last day that forms of the kind name (valid_until), as the page for
// verifying documents says it; or neither. Voided gives the numbers of what is void.
func Lifecycle(kinds []*templates.Kind, day templates.Date, voided func(context.Context) ([]string, error)) []State {
	void := Listed{Numbers: voided}
	var until []Place
	for _, k := range kinds {
		if k.ValidUntil != "" {
			until = append(until, Place{Kind: k.Key, Path: k.ValidUntil, Type: templates.TypeDate})
		}
	}
	lapsed := earlier(until, day)
	return []State{
		{[]string{"作废", "已作废"}, void},
		{[]string{"有效"}, And{Not{void}, Not{lapsed}}},
		{[]string{"已过期", "过期", "失效", "已失效"}, And{lapsed, Not{void}}},
	}
}

// earlier is the condition that places say a day before another.
func earlier(places []Place, day templates.Date) Node {
	return Said{Places: places, Key: key(places, "before", day.ISO()), Is: func(text string) bool {
		t := dayTerm(text)
		return t != "" && t < day.ISO()
	}}
}
