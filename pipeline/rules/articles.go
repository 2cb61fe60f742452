package rules

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"gongwen/pipeline/form"
)

// Article says how one article of the rulebook is met by what is loaded.
type Article struct {
	Number string `json:"article"` // such as 81
	Title  string `json:"title,omitempty"`
	// Opening is how the article's own words begin, where the office has loaded
	// them; who shows the list fills it in.
	Opening     string       `json:"opening,omitempty"`
	MetBy       []string     `json:"met_by"` // duty, form, recorded, register, policy; empty while nothing meets it
	Kinds       []string     `json:"kinds"`  // keys, in order
	Rules       int          `json:"rules"`
	Reason      string       `json:"reason,omitempty"` // why it is policy, or what it still lacks
	Obligations []Obligation `json:"obligations"`      // what its sentences ask; none when it is not divided into them
}

// The ways an article is met.
const (
	MetByForm     = "form"     // rules hold every form of a kind against it before anything is issued
	MetByRegister = "register" // a running register answers it
	MetByDuty     = "duty"     // what it asks for on a rhythm is watched for
	MetByRecord   = "recorded" // a form takes it down, unchecked
	MetByPolicy   = "policy"   // a statement of principle: nothing a form could be checked for
)

// Articles is every article of the rulebook, from 1 on, with how it is met: as
// its obligations are. A rule, a duty or a kind that no obligation names, such as
// one of the office's own, counts for the article it cites, and so does every one
// where the article is not divided into obligations.
func (b *Rulebook) Articles() []Article {
	list := make([]Article, len(b.articles))
	for n, a := range b.articles {
		if n > len(list) {
			continue
		}
		list[n-1] = Article{Number: strconv.Itoa(n), Title: a.title, MetBy: []string{}, Kinds: []string{}, Reason: a.policy, Obligations: []Obligation{}}
	}
	named := map[string]bool{} // kinds that an obligation names
	for _, o := range b.obligations {
		if o.article > len(list) {
			continue
		}
		a := &list[o.article-1]
		a.Obligations = append(a.Obligations, o)
		for _, m := range o.By {
			named[m.Kind] = true
			a.meet(m.How.metBy(), m.Kind)
		}
	}
	meet := func(n int, way, kind string, claimed bool) *Article {
		a := &list[n-1]
		if claimed && len(a.Obligations) > 0 {
			way = ""
		}
		a.meet(way, kind)
		return a
	}
	for kind := range b.rules {
		for _, p := range b.programs(kind) {
			if p.number > 0 {
				meet(p.number, MetByForm, kind, b.asked[p.id.string] != nil).Rules++
			}
		}
	}
	for kind, fields := range b.asks {
		for _, cited := range fields {
			if n, _, err := form.Article(cited); err == nil {
				meet(n, MetByForm, kind, named[kind])
			}
		}
	}
	for kind, numbers := range b.registers {
		for _, n := range numbers {
			meet(n, MetByRegister, kind, named[kind])
		}
	}
	for _, d := range b.allDuties() {
		if n, _, err := form.Article(d.Article); err == nil {
			meet(n, MetByDuty, d.Kind.Key, b.asked[d.ID] != nil)
		}
	}
	for i := range list {
		list[i].explain()
	}
	return list
}

// Lacking tells that something the article asks for is not met yet: Reason says what.
func (a Article) Lacking() bool {
	return slices.ContainsFunc(a.Obligations, func(o Obligation) bool { return o.How == HowMissing })
}

func (a *Article) meet(way, kind string) {
	if way != "" && !slices.Contains(a.MetBy, way) {
		a.MetBy = append(a.MetBy, way)
	}
	if kind != "" && !slices.Contains(a.Kinds, kind) {
		a.Kinds = append(a.Kinds, kind)
	}
}

// explain says why an article is policy, or what it lacks.
func (a *Article) explain() {
	slices.Sort(a.MetBy)
	slices.Sort(a.Kinds)
	var policy, missing []string
	for _, o := range a.Obligations {
		switch o.How {
		case HowPolicy:
			policy = append(policy, o.Reason)
		case HowMissing:
			missing = append(missing, o.Reason)
		}
	}
	switch {
	case missing != nil:
		a.Reason = strings.Join(missing, "；")
	case len(a.MetBy) > 0:
		a.Reason = ""
	case a.Reason != "" || policy != nil:
		a.MetBy = []string{MetByPolicy}
		a.Reason = cmp.Or(a.Reason, strings.Join(policy, "；"))
	default:
		a.Reason = "尚无对应的表单、台账或时限"
	}
}
