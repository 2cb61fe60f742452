package samples

import (
	"fmt"
	"text/template"

	"gongwen/templates"
)

// values draws the values of a form.
func (g *generator) values() (templates.Values, error) {
	b := g.branch()
	for _, l := range b.let {
		v, err := l.value()
		if err != nil {
			return nil, err
		}
		g.names[l.name] = v
	}
	v := templates.Values{}
	for _, f := range b.form {
		if err := g.fill(v, f); err != nil {
			return nil, err
		}
	}
	return v, nil
}

func (g *generator) branch() branch {
	at := g.between(1, g.shares)
	for _, b := range g.cases {
		if at -= b.share; at <= 0 {
			return b
		}
	}
	panic("samples: the shares do not add up")
}

// fill draws one field into v.
func (g *generator) fill(v templates.Values, f field) error {
	if !f.IsList() {
		s, err := f.text()
		if err != nil {
			return err
		}
		parsed, err := f.Parse(s)
		if err != nil {
			return fmt.Errorf("%s：%s：%w", f.where, f.Label, err)
		}
		put(v, f.Key, parsed)
		return nil
	}
	var list []templates.Values
	for _, r := range f.rows {
		drawn, err := g.rows(r)
		if err != nil {
			return err
		}
		list = append(list, drawn...)
	}
	putRows(v, f.Key, list)
	return nil
}

func (g *generator) rows(r rows) ([]templates.Values, error) {
	if r.when != nil {
		wanted, err := r.when()
		if err != nil {
			return nil, err
		}
		if yes, _ := template.IsTrue(wanted); !yes {
			return nil, nil
		}
	}
	items := []any{nil}
	if r.each != nil {
		each, err := r.each()
		if err != nil {
			return nil, err
		}
		if items, err = elements(each); err != nil {
			return nil, err
		}
	}
	var list []templates.Values
	for _, item := range items {
		g.names["it"] = item
		row := templates.Values{}
		for _, cell := range r.cells {
			if err := g.fill(row, cell); err != nil {
				return nil, err
			}
		}
		list = append(list, row)
	}
	return list, nil
}
