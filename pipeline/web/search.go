package web

import (
	"cmp"
	"context"
	"errors"
	"html/template"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/web/account"
	"gongwen/templates"
)

// asked is what a search page asks for, as its address says it.
type asked struct {
	Text                     string // q
	Kind, Year, Unit, Person string // of facets
	From, To                 string // days
	Sort, After              string
	People                   bool // count the persons, too, which takes longer the more there are
}

func askedBy(v url.Values) asked {
	return asked{
		Text: strings.TrimSpace(v.Get("q")), Kind: v.Get("kind"), Year: v.Get("year"), Unit: v.Get("unit"), Person: v.Get("person"),
		From: v.Get("from"), To: v.Get("to"), Sort: v.Get("sort"), After: v.Get("after"), People: v.Get("people") != "",
	}
}

// url is the address of the page that asks this.
func (a asked) url() string {
	v := url.Values{}
	for _, p := range [][2]string{{"q", a.Text}, {"kind", a.Kind}, {"year", a.Year}, {"unit", a.Unit}, {"person", a.Person},
		{"from", a.From}, {"to", a.To}, {"sort", a.Sort}, {"after", a.After}} {
		if p[1] != "" {
			v.Set(p[0], p[1])
		}
	}
	if a.People {
		v.Set("people", "1")
	}
	return "/search?" + v.Encode()
}

// mostQuery bounds a query, in bytes.
const mostQuery = 2000

// query is what the index is to be asked; the error says in Chinese what cannot
// be read.
func (a asked) query(same index.SameUnit) (index.Query, error) {
	var q index.Query
	if len(a.Text) > mostQuery {
		return q, badRequest("检索词太长，请缩短到%d字以内。", mostQuery/3)
	}
	parts := []string{a.Text}
	for _, c := range []struct {
		field index.Field
		value string
	}{{index.FacetKind, a.Kind}, {index.FacetYear, a.Year}, {index.FacetUnit, a.Unit}, {index.FacetPerson, a.Person}} {
		if c.value != "" {
			parts = append(parts, c.field.Title()+`:"`+strings.ReplaceAll(c.value, `"`, "")+`"`)
		}
	}
	for _, day := range [][2]string{{">=", a.From}, {"<=", a.To}} {
		if day[1] == "" {
			continue
		}
		date, err := templates.ParseDate(day[1])
		if err != nil {
			return q, badRequest("日期“%s”读不懂：请写成 2026-05-01。", day[1])
		}
		parts = append(parts, "日期:"+day[0]+date.ISO())
	}
	for _, part := range parts {
		of, err := index.ParseKnowing(same, part)
		if err != nil {
			return q, err
		}
		q = q.And(of)
	}
	return q, nil
}

// searchPage is what the page shows.
type searchPage struct {
	Asked   asked
	Mistake string // what cannot be read in the query, with the place
	Began   bool   // something was asked
	Total   int
	Hits    []hit
	Facets  []facet
	People  string   // where the persons are counted, too; empty when they are
	Active  []choice // conditions that are on, with the address without them
	Next    string   // address of the next page
	First   string   // address of the first page, when this is not it
	Worth   index.Status
	Words   []index.Count // when nothing was found: the query's words, with how many records have each
	Instead []choice      // and what may have been meant
	Sorts   []choice
	Kept    []kept
	KeepAs  string // proposed name
	Raw     string // what keeping it keeps
}

type hit struct {
	Entry   catalogue.Entry
	Degree  string
	Snippet template.HTML
}

type facet struct {
	Name   string
	Values []choice
	Other  int
}

// choice is something to click on.
type choice struct {
	Name string
	URL  string
	Hits int
	On   bool
}

type kept struct{ Name, URL string }

const perPage = 20

func (s *Server) search(v *visit) error {
	a := askedBy(v.r.URL.Query())
	p := searchPage{Asked: a, Began: len(v.r.URL.Query()) > 0}
	for _, k := range v.account.Searches {
		p.Kept = append(p.Kept, kept{k.Name, "/search?" + k.Query})
	}
	if !p.Began {
		return v.show("search", "检索", p)
	}
	q, err := a.query(s.law.Units.Same)
	var mistake *index.Mistake
	var bad failure
	switch {
	case errors.As(err, &mistake):
		p.Mistake = mistake.Error()
	case errors.As(err, &bad):
		p.Mistake = bad.text
	case err != nil:
		return err
	default:
		if err := v.find(&p, q); err != nil {
			return err
		}
	}
	return v.show("search", "检索", p)
}

// find asks the index and fills the page.
func (v *visit) find(p *searchPage, q index.Query) error {
	s, ctx, a := v.s, v.r.Context(), p.Asked
	r := index.Request{Query: q, Access: v.access(), Sort: index.Sort(a.Sort), Limit: perPage, After: a.After,
		Facets: []index.Field{index.FacetKind, index.FacetYear, index.FacetUnit}}
	if a.People {
		r.Facets = append(r.Facets, index.FacetPerson)
	}
	if a.Sort != "" && !slices.Contains(index.Sorts, r.Sort) {
		return badRequest("没有“%s”这种排序。", a.Sort)
	}
	worth, err := s.index.Status(ctx, s.office.Catalogue)
	if err != nil {
		return err
	}
	result, err := s.index.Search(ctx, r)
	if errors.Is(err, index.ErrMissing) || errors.Is(err, index.ErrDamaged) || err == nil && result.Total == 0 {
		result, worth, err = s.findSurely(ctx, r)
	}
	if errors.Is(err, index.ErrCursor) {
		return badRequest("%v。", err)
	}
	if err != nil {
		return err
	}
	p.Total, p.Worth = result.Total, worth
	if result.Total == 0 {
		if err := v.advise(p); err != nil {
			return err
		}
	}
	// The index may be a moment behind a rebuilt catalogue, or ahead of one.
	entries, err := v.entries(numbersOf(result.Hits))
	if err != nil {
		return err
	}
	for _, e := range entries {
		attached, err := s.office.Texts.Of(ctx, e.Record)
		if err != nil {
			return err
		}
		p.Hits = append(p.Hits, hit{e, e.Secrecy, template.HTML(index.HTML(index.Snippet(e.Record, attached, q)))})
	}
	p.choices(result, s.office.Kinds(), s.law.Units)
	return nil
}

// findSurely searches in all that was filed up to now: an empty answer must be one
// that can be trusted.
func (s *Server) findSurely(ctx context.Context, r index.Request) (result index.Result, worth index.Status, err error) {
	short, cancel := context.WithTimeout(ctx, catchingUp)
	defer cancel()
	err = s.followIndex(short)
	if errors.Is(err, index.ErrBusy) || short.Err() != nil && ctx.Err() == nil {
		// It goes on; meanwhile the page says that the answer is not complete.
		worth, err = s.index.Status(ctx, s.office.Catalogue)
		worth.Missing = max(1, worth.Missing)
	}
	if err == nil {
		result, err = s.index.Search(ctx, r)
	}
	return result, worth, err
}

func numbersOf(hits []index.Hit) (numbers []string) {
	for _, h := range hits {
		numbers = append(numbers, h.Number)
	}
	return numbers
}

// advise helps on where nothing was found.
func (v *visit) advise(p *searchPage) error {
	q, err := index.ParseKnowing(v.s.law.Units.Same, p.Asked.Text)
	if err != nil {
		return err
	}
	advice, err := v.s.index.Advise(v.r.Context(), q, v.access())
	if err != nil {
		return err
	}
	if len(advice.Words) > 1 {
		p.Words = advice.Words
	}
	for _, text := range advice.Instead {
		to := p.Asked
		to.Text, to.After = text, ""
		p.Instead = append(p.Instead, choice{Name: text, URL: to.url()})
	}
	return nil
}

var sortNames = map[index.Sort]string{index.ByRelevance: "相关的在前", index.ByNewest: "新的在前", index.ByOldest: "旧的在前", index.ByNumber: "按编号"}

// facetValues is how many values of a facet are shown.
const facetValues = 12

// choices puts together all there is to click on.
func (p *searchPage) choices(result index.Result, kinds *templates.Set, units *roster.Units) {
	a := p.Asked
	a.After = ""
	if !a.People {
		with := a
		with.People = true
		p.People = with.url()
	}
	p.Raw = strings.TrimPrefix(a.url(), "/search?")
	if result.Next != "" {
		next := a
		next.After = result.Next
		p.Next = next.url()
	}
	if p.Asked.After != "" {
		p.First = a.url()
	}
	titled := func(key string) string {
		if k := kinds.Named(key); k != nil {
			return k.Title
		}
		return key
	}
	for _, sort := range index.Sorts {
		to := a
		to.Sort = string(sort)
		p.Sorts = append(p.Sorts, choice{Name: sortNames[sort], URL: to.url(), On: a.Sort == string(sort) || a.Sort == "" && sort == index.ByRelevance})
	}
	for _, f := range result.Facets {
		if f.Field == index.FacetUnit {
			f.Values = together(f.Values, units)
		}
		shown := facet{Name: f.Field.Title(), Other: f.Other}
		for i, value := range f.Values {
			if i == facetValues {
				shown.Other += len(f.Values) - i
				break
			}
			to, name := a, value.Value
			switch f.Field {
			case index.FacetKind:
				to.Kind, name = value.Value, titled(value.Value)
			case index.FacetYear:
				to.Year = value.Value
			case index.FacetUnit:
				to.Unit = value.Value
			case index.FacetPerson:
				to.Person = value.Value
			}
			shown.Values = append(shown.Values, choice{Name: name, URL: to.url(), Hits: value.Hits, On: to == a})
		}
		if len(shown.Values) > 0 {
			p.Facets = append(p.Facets, shown)
		}
	}
	p.Active = a.active(titled)
	name := a.Text
	for _, on := range p.Active {
		name += " " + on.Name
	}
	p.KeepAs = shortened(strings.TrimSpace(name), 30)
}

// together are counts of units, each under its name alone, whatever it is spelt.
func together(spelt []index.Count, units *roster.Units) (named []index.Count) {
	hits := map[string]int{}
	for _, c := range spelt {
		hits[units.Canonical(c.Value)] += c.Hits
	}
	for unit, n := range hits {
		named = append(named, index.Count{Value: unit, Hits: n})
	}
	slices.SortFunc(named, func(a, b index.Count) int {
		return cmp.Or(cmp.Compare(b.Hits, a.Hits), cmp.Compare(a.Value, b.Value))
	})
	return named
}

// active are the conditions that are on.
func (a asked) active(titled func(string) string) (on []choice) {
	for _, c := range []struct {
		name, value string
		without     func(*asked)
	}{
		{index.FacetKind.Title(), titled(a.Kind), func(x *asked) { x.Kind = "" }},
		{index.FacetYear.Title(), a.Year, func(x *asked) { x.Year = "" }},
		{index.FacetUnit.Title(), a.Unit, func(x *asked) { x.Unit = "" }},
		{index.FacetPerson.Title(), a.Person, func(x *asked) { x.Person = "" }},
		{"自", a.From, func(x *asked) { x.From = "" }},
		{"至", a.To, func(x *asked) { x.To = "" }},
	} {
		if c.value != "" {
			less := a
			c.without(&less)
			on = append(on, choice{Name: c.name + "：" + c.value, URL: less.url()})
		}
	}
	return on
}

func shortened(text string, runes int) string {
	if utf8.RuneCountInString(text) <= runes {
		return text
	}
	return string([]rune(text)[:runes-1]) + "…"
}

// catchingUp is how long somebody who found nothing waits for what was just filed
// to be worked in; then the page says what the answer lacks.
const catchingUp = 1500 * time.Millisecond

// followIndex works in what was filed up to now.
func (s *Server) followIndex(ctx context.Context) error { return s.following.anew(ctx) }

func (s *Server) keepSearch(v *visit) error {
	name := strings.TrimSpace(v.r.PostFormValue("name"))
	asked, err := url.ParseQuery(v.r.PostFormValue("query"))
	if err != nil || name == "" || utf8.RuneCountInString(name) > 40 || len(v.r.PostFormValue("query")) > 4*mostQuery {
		return badRequest("保存的检索要有1到40个字的名称。")
	}
	to := askedBy(asked).url()
	if err := s.accounts.Keep(v.account.Name, account.Search{Name: name, Query: strings.TrimPrefix(to, "/search?")}); err != nil {
		return badRequest("%v。", err)
	}
	s.sessions.leave(v.session, "已保存检索“"+name+"”。")
	v.redirect(to)
	return nil
}

func (s *Server) dropSearch(v *visit) error {
	if err := s.accounts.Drop(v.account.Name, v.r.PostFormValue("name")); err != nil {
		return err
	}
	v.redirect("/search")
	return nil
}
