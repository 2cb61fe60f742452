package pulls

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gongwen/archive/register"
	"gongwen/archive/register/view"
	"gongwen/templates"
	"gongwen/templates/normal"
	"gongwen/templates/table"
)

// source is a register or a view.
type source struct {
	title    string
	optional bool // left out where it has no rows: nobody named it
	table    func(ctx context.Context, s register.Selection) (table.Book, error)
}

// CheckNames finds what the settings of pulls name and an office has not: kinds, views,
// columns.
func CheckNames(all []Pull, kinds *templates.Set) error {
	for _, p := range all {
		err := errors.Join(second(p.kinds(kinds)), second(p.views(kinds)))
		if err != nil {
			return fmt.Errorf("pulls 的“%s”：%w", p.Name, err)
		}
	}
	return nil
}

func second[T any](_ T, err error) error { return err }

// kinds are those whose registers a pull has.
func (p Pull) kinds(set *templates.Set) (all []*templates.Kind, err error) {
	if len(p.Kinds)+len(p.Views) == 0 {
		return set.All(), nil
	}
	for _, name := range p.Kinds {
		k := set.Named(name)
		if k == nil {
			return nil, fmt.Errorf("kinds 里的“%s”没有这种表单，可用的有：%s", name, titles(set))
		}
		if slices.Contains(all, k) {
			return nil, fmt.Errorf("kinds 里“%s”写了两次", k.Title)
		}
		if err := p.fits(k.Title+"台账", kindColumns(k)); err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, nil
}

// views are those that a pull has.
func (p Pull) views(set *templates.Set) (all []*templates.View, err error) {
	for _, name := range p.Views {
		v := set.View(name)
		if v == nil {
			var there []string
			for _, v := range set.Views() {
				there = append(there, v.Title)
			}
			return nil, fmt.Errorf("views 里的“%s”没有这种综合台账，可用的有：%s", name, strings.Join(there, "、"))
		}
		if slices.Contains(all, v) {
			return nil, fmt.Errorf("views 里“%s”写了两次", v.Title)
		}
		if err := p.fits(v.Title, viewColumns(v)); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// fits finds that a register has none of the columns that are wanted.
func (p Pull) fits(title string, columns []string) error {
	if len(p.Columns) > 0 && len(p.columnsIn(columns)) == 0 {
		return fmt.Errorf("columns 里没有一栏是%s有的，它有：%s", title, strings.Join(columns, "、"))
	}
	return nil
}

func titles(set *templates.Set) string {
	var all []string
	for _, k := range set.All() {
		all = append(all, k.Title)
	}
	return strings.Join(all, "、")
}

// kindColumns are the labels of a kind's register, viewColumns those of a view.
func kindColumns(k *templates.Kind) []string { return labelsOf(register.Columns(k)) }
func viewColumns(v *templates.View) []string { return labelsOf(view.Columns(v)) }

func labelsOf(columns []table.Column) (labels []string) {
	for _, c := range columns {
		labels = append(labels, c.Label)
	}
	return labels
}

// columnsIn are those of the columns wanted that there are, as they are labelled there.
func (p Pull) columnsIn(labels []string) (there []string) {
	for _, wanted := range p.Columns {
		if i := slices.IndexFunc(labels, func(label string) bool { return normal.Key(label) == normal.Key(wanted) }); i >= 0 {
			there = append(there, labels[i])
		}
	}
	return there
}

// sources are the registers and views that a pull has.
func (p Pull) sources(b *register.Book) (all []source, err error) {
	kinds, err := p.kinds(b.Kinds)
	if err != nil {
		return nil, err
	}
	named := len(p.Kinds)+len(p.Views) > 0
	for _, k := range kinds {
		if !named && p.fits(k.Title, kindColumns(k)) != nil {
			continue
		}
		all = append(all, source{title: k.Title + "台账", optional: !named, table: func(ctx context.Context, s register.Selection) (table.Book, error) {
			s.Columns = p.columnsIn(kindColumns(k))
			return b.Register(ctx, k, s, nil)
		}})
	}
	views, err := p.views(b.Kinds)
	for _, v := range views {
		all = append(all, source{title: v.Title, table: func(ctx context.Context, s register.Selection) (table.Book, error) {
			s.Columns = p.columnsIn(viewColumns(v))
			return view.Table(ctx, b, v, s, nil)
		}})
	}
	return all, err
}
