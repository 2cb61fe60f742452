package web

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"gongwen/index"
	"gongwen/pipeline/search"
	"gongwen/templates"
)

// searchQuery is what a search page asks for, as its address says it.
type searchQuery struct {
	Text                     string // q
	Kind, Year, Unit, Person string // of facets
	From, To                 string // days
	Sort, After              string
	People                   bool // count the persons, too, which takes longer the more there are
}

func queryOf(v url.Values) searchQuery {
	return searchQuery{
		Text: strings.TrimSpace(v.Get("q")), Kind: v.Get("kind"), Year: v.Get("year"), Unit: v.Get("unit"), Person: v.Get("person"),
		From: v.Get("from"), To: v.Get("to"), Sort: v.Get("sort"), After: v.Get("after"), People: v.Get("people") != "",
	}
}

// url is the address of the page that asks this.
func (a searchQuery) url() string {
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

// maxQuery bounds a query, in bytes.
const maxQuery = 2000

// query is what the index is to be asked; the error says in Chinese what cannot
// be read.
func (a searchQuery) query(known index.Vocabulary) (index.Query, error) {
	c, err := a.conditions()
	if err != nil {
		return index.Query{}, err
	}
	return c.Query(known)
}

// conditions are what is asked for.
func (a searchQuery) conditions() (search.Conditions, error) {
	c := search.Conditions{Text: a.Text, Kind: a.Kind, Year: a.Year, Unit: a.Unit, Person: a.Person}
	if len(a.Text) > maxQuery {
		return c, badRequest("检索词太长，请缩短到%d字以内。", maxQuery/3)
	}
	for _, day := range []struct {
		text string
		date *templates.Date
	}{{a.From, &c.From}, {a.To, &c.To}} {
		if day.text == "" {
			continue
		}
		var err error
		if *day.date, err = templates.ParseDate(day.text); err != nil {
			return c, badRequest("日期“%s”读不懂：请写成 2026-05-01。", day.text)
		}
	}
	return c, nil
}

// order is the order that is asked for; empty for the usual one.
func (a searchQuery) order() (index.Sort, error) {
	order := index.Sort(a.Sort)
	if order != "" && !slices.Contains(index.Sorts, order) {
		return "", badRequest("没有“%s”这种排序。", a.Sort)
	}
	return order, nil
}

// mistake is what cannot be read in what was asked, and where.
type mistake struct {
	Reason            string
	Marked            bool   // the place is known:
	Before, At, After string // what is asked, in three
}

// mistakeIn is the mistake that an error tells of; nil when it tells of something else.
func mistakeIn(err error) *mistake {
	var m *index.Mistake
	var bad httpError
	switch {
	case errors.As(err, &m):
		_, size := utf8.DecodeRuneInString(m.Query[m.Offset:])
		return &mistake{"查询看不懂：" + m.Reason, true, m.Query[:m.Offset], m.Query[m.Offset : m.Offset+size], m.Query[m.Offset+size:]}
	case errors.As(err, &bad):
		return &mistake{Reason: bad.text}
	}
	return nil
}
