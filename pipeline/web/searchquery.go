package web

import (
	"net/url"
	"strings"

	"gongwen/index"
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
func (a searchQuery) query(same index.SameUnit) (index.Query, error) {
	var q index.Query
	if len(a.Text) > maxQuery {
		return q, badRequest("检索词太长，请缩短到%d字以内。", maxQuery/3)
	}
	parts := []string{a.Text}
	for _, c := range [][2]string{{"类别:", a.Kind}, {"年度:", a.Year}, {"单位:", a.Unit}, {"人员:", a.Person}} {
		if c[1] != "" {
			parts = append(parts, c[0]+`"`+strings.ReplaceAll(c[1], `"`, "")+`"`)
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
