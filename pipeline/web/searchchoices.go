package web

import (
	"strings"
	"unicode/utf8"

	"gongwen/index"
)

var sortNames = map[index.Sort]string{index.ByRelevance: "相关的在前", index.ByNewest: "新的在前", index.ByOldest: "旧的在前", index.ByNumber: "按编号"}

// facetValues is how many values of a facet are shown.
const facetValues = 12

// addChoices fills in all there is to click on.
func (p *searchPage) addChoices(result index.Result, titled func(kind string) string) {
	a := p.Asked
	a.After = ""
	if !a.People {
		with := a
		with.People = true
		p.People = with.url()
	}
	p.Export = a.exporting(result.Total)
	p.Raw = strings.TrimPrefix(a.url(), "/search?")
	if result.Next != "" {
		next := a
		next.After = result.Next
		p.Next = next.url()
	}
	if p.Asked.After != "" {
		p.First = a.url()
	}
	for _, sort := range index.Sorts {
		to := a
		to.Sort = string(sort)
		p.Sorts = append(p.Sorts, choice{Name: sortNames[sort], URL: to.url(), On: a.Sort == string(sort) || a.Sort == "" && sort == index.ByRelevance})
	}
	for _, f := range result.Facets {
		shown := facet{Name: f.Field.Title(), Other: f.Other}
		for i, value := range f.Values {
			if i == facetValues {
				shown.Other += len(f.Values) - i
				break
			}
			to := a.having(f.Field, value.Value)
			shown.Values = append(shown.Values, choice{Name: valueTitle(f.Field, value.Value, titled), URL: to.url(), Hits: value.Hits, On: to == a})
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
	p.SaveAs = shortened(strings.TrimSpace(name), 30)
}

// active are the conditions that are on.
func (a searchQuery) active(titled func(string) string) (on []choice) {
	for _, c := range []struct {
		name, value string
		without     func(*searchQuery)
	}{
		{"类别", titled(a.Kind), func(x *searchQuery) { x.Kind = "" }},
		{"年度", a.Year, func(x *searchQuery) { x.Year = "" }},
		{"单位", a.Unit, func(x *searchQuery) { x.Unit = "" }},
		{"人员", a.Person, func(x *searchQuery) { x.Person = "" }},
		{"自", a.From, func(x *searchQuery) { x.From = "" }},
		{"至", a.To, func(x *searchQuery) { x.To = "" }},
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
