package rules

import (
	"slices"
	"strconv"

	"gongwen/pipeline/form"
)

// Article says how one article of the rulebook is met by what is loaded.
type Article struct {
	Number string `json:"article"` // such as 81
	Title  string `json:"title,omitempty"`
	// Opening is how the article's own words begin, where the office has loaded
	// them; who shows the list fills it in.
	Opening string   `json:"opening,omitempty"`
	MetBy   []string `json:"met_by"` // duty, form, register, policy; empty while nothing meets it
	Kinds   []string `json:"kinds"`  // keys, in order
	Rules   int      `json:"rules"`
	Reason  string   `json:"reason,omitempty"` // why it is policy, or what it still lacks
}

// The ways an article is met.
const (
	MetByForm     = "form"     // rules hold every form of a kind against it before anything is issued
	MetByRegister = "register" // a running register answers it
	MetByDuty     = "duty"     // what it asks for on a rhythm is watched for
	MetByPolicy   = "policy"   // a statement of principle: nothing a form could be checked for
)

// Articles is every article of the rulebook, from 1 on, with how it is met:
// worked out from the loaded rules and registers, so that it cannot claim more
// than the program does.
func (b *Rulebook) Articles() []Article {
	list := make([]Article, len(b.articles))
	for n, a := range b.articles {
		if n > len(list) {
			continue
		}
		list[n-1] = Article{Number: strconv.Itoa(n), Title: a.title, MetBy: []string{}, Kinds: []string{}, Reason: a.policy}
	}
	meet := func(n int, way, kind string) *Article {
		a := &list[n-1]
		if !slices.Contains(a.MetBy, way) {
			a.MetBy = append(a.MetBy, way)
		}
		if !slices.Contains(a.Kinds, kind) {
			a.Kinds = append(a.Kinds, kind)
		}
		return a
	}
	for kind := range b.rules {
		for _, p := range b.programs(kind) {
			if p.number > 0 {
				meet(p.number, MetByForm, kind).Rules++
			}
		}
	}
	for kind, fields := range b.asks {
		for _, cited := range fields {
			if n, _, err := form.Article(cited); err == nil {
				meet(n, MetByForm, kind)
			}
		}
	}
	for kind, numbers := range b.registers {
		for _, n := range numbers {
			meet(n, MetByRegister, kind)
		}
	}
	for _, d := range b.duties {
		if n, _, err := form.Article(d.Article); err == nil {
			meet(n, MetByDuty, d.Kind.Key)
		}
	}
	for i := range list {
		a := &list[i]
		slices.Sort(a.MetBy)
		slices.Sort(a.Kinds)
		switch {
		case len(a.MetBy) > 0:
			a.Reason = ""
		case a.Reason != "":
			a.MetBy = []string{MetByPolicy}
		default:
			a.Reason = "尚无对应的表单、台账或时限"
		}
	}
	return list
}
