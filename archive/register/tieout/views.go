package tieout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gongwen/archive"
	"gongwen/archive/register"
	"gongwen/archive/register/view"
	"gongwen/templates"
	"gongwen/templates/table"
)

// checkView ties a view: its workbook, and what it comes to when it is made anew of the
// records of the catalogue, and of those in the bags.
func checkView(ctx context.Context, b *register.Book, dir string, v *templates.View, kept map[string][]*register.Entry, r *Result) error {
	of := viewTie{view: v}
	var unreadable error
	of.register, unreadable = readView(dir, v)
	left, err := of.make(ctx, b, kept, of.register != nil && of.register.notSecret)
	if err != nil {
		return err
	}
	if errors.Is(unreadable, errMissing) && len(of.catalogue.rows)+len(of.bags.rows) == 0 {
		return nil
	}
	if unreadable != nil {
		r.differ(Difference{Kind: v.Title, Number: "台账", Reason: unreadable.Error()})
	}
	before := len(r.Differences)
	of.check(r)
	if left == 0 {
		return nil
	}
	whole := viewTie{view: v, scope: beyond(r.Differences[before:])}
	if _, err := whole.make(ctx, b, kept, false); err != nil {
		return err
	}
	whole.check(r)
	return nil
}

// viewTie is a view in the three.
type viewTie struct {
	view                      *templates.View
	register, catalogue, bags *workbook // the first is nil for one that cannot be read
	scope
}

// make makes the view anew, and tells how many records are left out for their degree of
// secrecy.
func (t *viewTie) make(ctx context.Context, b *register.Book, kept map[string][]*register.Entry, notSecret bool) (left int, err error) {
	own := *b
	own.Links, own.Site, own.Given = nil, "", nil
	own.Withheld = func(archive.Record) { left++ }
	if t.catalogue, err = viewOf(ctx, &own, t.view, notSecret); err != nil {
		return 0, err
	}
	own.Given = func(k *templates.Kind) []*register.Entry { return copies(kept[k.Key]) }
	t.bags, err = viewOf(ctx, &own, t.view, notSecret)
	return left, err
}

func (t *viewTie) check(r *Result) {
	of := Difference{Kind: t.titled(t.view.Title)}
	before := len(r.Differences)
	t.checkLines(r, of)
	var labels []string
	for _, c := range view.Columns(t.view) {
		if c.Total {
			labels = append(labels, c.Label)
		}
	}
	if t.register != nil {
		for _, label := range labels {
			t.register.checkControl(r, of, label)
		}
	}
	if len(labels) == 0 {
		labels = []string{""} // the number of lines alone
	}
	for _, label := range labels {
		l := Total{Kind: of.Kind, Column: label, Secret: t.secret, Register: t.register.figure(label), Catalogue: t.catalogue.figure(label), Bags: t.bags.figure(label)}
		l.Ties = r.same(before, label) && l.Catalogue == l.Bags && (t.secret || l.Register == l.Bags)
		r.Totals = append(r.Totals, l)
	}
}

// copies are entries that a view may take from what it does not need.
func copies(entries []*register.Entry) []*register.Entry {
	all := make([]*register.Entry, len(entries))
	for i, e := range entries {
		own := *e
		own.Values = maps.Clone(e.Values)
		all[i] = &own
	}
	return all
}

// viewOf is a view made anew.
func viewOf(ctx context.Context, b *register.Book, v *templates.View, notSecret bool) (*workbook, error) {
	book, err := view.Table(ctx, b, v, register.Selection{NotSecret: notSecret}, nil)
	if err != nil {
		return nil, err
	}
	sheet := &book.Sheets[0]
	w := &workbook{rows: map[string]inRegister{}}
	name := lineName(sheet.Columns)
	for row, err := range sheet.Rows {
		if err != nil {
			return nil, err
		}
		in := inRegister{stands: true, counted: map[string]templates.Fen{}}
		n := 0
		for _, c := range sheet.Columns {
			if c.Total {
				in.counted[c.Label] = row.Counted[n]
				n++
			}
		}
		w.rows[name(func(i int) string { return cellText(row.Cells[i]) })] = in
	}
	return w, nil
}

func cellText(cell any) string {
	switch v := cell.(type) {
	case nil:
		return ""
	case table.Link:
		return strings.TrimSpace(v.Text)
	default:
		return strings.TrimSpace(templates.Text(v))
	}
}

// mostNaming is how many columns tell what a line is about.
const mostNaming = 3

// lineName gives lines a name by their first columns, as far as these are no amounts and no
// days, which workbooks hold otherwise. Lines that have the same name are counted.
func lineName(columns []table.Column) func(cell func(int) string) string {
	var at []int
	for i, c := range columns[1:] { // behind the serial
		if c.Total || len(at) == mostNaming {
			break
		}
		if slices.Contains([]templates.Type{templates.TypeText, templates.TypeParagraph, templates.TypeUnit, templates.TypePerson, templates.TypeChoice, templates.TypeInteger}, c.Type) {
			at = append(at, i+1)
		}
	}
	taken := map[string]int{}
	return func(cell func(int) string) string {
		if _, err := strconv.Atoi(cell(0)); err != nil {
			return "" // below the lines
		}
		var said []string
		for _, i := range at {
			if text := cell(i); text != "" {
				said = append(said, text)
			}
		}
		name := cmp.Or(strings.Join(said, " "), "没有编号的一行")
		if taken[name]++; taken[name] > 1 {
			name += fmt.Sprintf("（第%d行）", taken[name])
		}
		return name
	}
}

// readView reads the workbook of a view.
func readView(dir string, v *templates.View) (*workbook, error) {
	columns := view.Columns(v)
	return readBook(filepath.Join(dir, view.Folder, archive.SafeName(v.Title+".xlsx")), func(labels []string) *places {
		at, find := placesOf(table.Sheet{Columns: columns, Totals: true}, labels)
		for _, c := range columns[:min(1+mostNaming, len(columns))] {
			if find(c.Label) < 0 {
				return nil
			}
		}
		name := lineName(columns)
		at.name = func(cell func(int) string) string {
			return name(func(i int) string { return cell(find(columns[i].Label)) })
		}
		return &at
	})
}

// lineFault is whoseFault of a line of a view. Where the catalogue departs from the bags,
// the records that are to blame are named with the registers of their kinds.
func lineFault(catalogueAgrees bool) string {
	if catalogueAgrees {
		return whoseFault(true)
	}
	return "目录与档案不符，由前面逐件列出的差异引起；那里没有的，请运行 gongwen verify、gongwen rebuild"
}

// checkLines names what the three have differently of the lines of a view.
func (t *viewTie) checkLines(r *Result, of Difference) {
	names := map[string]bool{}
	for _, w := range []*workbook{t.register, t.catalogue, t.bags} {
		if w != nil {
			for name := range w.rows {
				names[name] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if !t.named[name] {
			of.Number = name
			t.checkLine(r, of)
		}
	}
}

func (t *viewTie) checkLine(r *Result, d Difference) {
	known, inCatalogue := t.catalogue.row(d.Number)
	kept, inBags := t.bags.row(d.Number)
	in, inRegister := kept, inBags // of one that cannot be read that alone is told
	if t.register != nil {
		in, inRegister = t.register.row(d.Number)
	}
	if !inRegister || !inCatalogue || !inBags {
		d.Register, d.Catalogue, d.Bags = there(inRegister), there(inCatalogue), there(inBags)
		d.Reason = lineFault(inCatalogue == inBags)
		t.differ(r, d)
		return
	}
	for _, label := range slices.Sorted(maps.Keys(kept.counted)) {
		if in.counted[label] == kept.counted[label] && known.counted[label] == kept.counted[label] {
			continue
		}
		d.Column, d.Register, d.Catalogue, d.Bags = label, in.counted[label].String(), known.counted[label].String(), kept.counted[label].String()
		d.Reason = lineFault(known.counted[label] == kept.counted[label])
		t.differ(r, d)
	}
}
