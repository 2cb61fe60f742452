package pulls

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gongwen/archive"
	"gongwen/archive/register"
	"gongwen/templates"
	"gongwen/templates/normal"
	"gongwen/templates/table"
)

// Source is a register or a view.
type Source struct {
	Title    string
	Optional bool // left out where it has no rows: nobody named it
	// Table makes it, with the links given, of what is selected. Within is asked of every
	// record that has a row.
	Table func(ctx context.Context, links register.Links, s register.Selection, within func(archive.Record) bool) (table.Book, error)
}

// CheckNames finds what the settings of pulls name and an office has not: kinds, columns.
func CheckNames(all []Pull, kinds *templates.Set) error {
	for _, p := range all {
		if _, err := p.kinds(kinds); err != nil {
			return fmt.Errorf("pulls 的“%s”：%w", p.Name, err)
		}
	}
	return nil
}

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
		if len(p.Columns) > 0 && len(p.columnsIn(register.Columns(k))) == 0 {
			return nil, fmt.Errorf("columns 里没有一栏是%s台账有的，它有：%s", k.Title, labels(register.Columns(k)))
		}
		all = append(all, k)
	}
	return all, nil
}

func titles(set *templates.Set) string {
	var all []string
	for _, k := range set.All() {
		all = append(all, k.Title)
	}
	return strings.Join(all, "、")
}

func labels(columns []table.Column) string {
	var all []string
	for _, c := range columns {
		all = append(all, c.Label)
	}
	return strings.Join(all, "、")
}

// columnsIn are those of the columns wanted that there are, as they are labelled there.
func (p Pull) columnsIn(columns []table.Column) (there []string) {
	for _, wanted := range p.Columns {
		if i := slices.IndexFunc(columns, func(c table.Column) bool { return normal.Key(c.Label) == normal.Key(wanted) }); i >= 0 {
			there = append(there, columns[i].Label)
		}
	}
	return there
}

// Sources are the registers and views that a pull has.
func (p Pull) Sources(b *register.Book) (all []Source, err error) {
	kinds, err := p.kinds(b.Kinds)
	if err != nil {
		return nil, err
	}
	for _, k := range kinds {
		all = append(all, Source{Title: k.Title + "台账", Optional: len(p.Kinds)+len(p.Views) == 0, Table: func(ctx context.Context, links register.Links, s register.Selection, within func(archive.Record) bool) (table.Book, error) {
			own := *b
			own.Links = links
			s.Columns = p.columnsIn(register.Columns(k))
			return own.Register(ctx, k, s, within)
		}})
	}
	return all, nil
}
