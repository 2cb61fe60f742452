package reconcile

import (
	"slices"

	"gongwen/templates"
	"gongwen/templates/table"
)

// entry is one line of a list: the n-th record and the n-th row of an item.
type entry struct {
	serial int // of the item
	item   *Item
	rec    *Record // nil if the item has fewer
	row    *Row
	first  bool // of its item
}

// list is the sheet of a sort.
type list struct {
	sort    Sort
	columns []listColumn
	entries []entry
	links   map[string]string
}

type listColumn struct {
	table.Column
	cell func(entry) any
	sum  func(entry) templates.Fen // what it counts; nil for columns without totals
}

func (r *Result) list(sort Sort, links map[string]string) list {
	l := list{sort: sort, links: links}
	for n, item := range r.Of(sort) {
		for i := range max(len(item.Records), len(item.Rows)) {
			e := entry{serial: n + 1, item: &item, first: i == 0}
			if i < len(item.Records) {
				e.rec = item.Records[i]
			}
			if i < len(item.Rows) {
				e.row = item.Rows[i]
			}
			l.entries = append(l.entries, e)
		}
	}
	l.columns = l.columnsOf(r.byDate)
	return l
}

// The columns that formulas look for.
const (
	findingLabel = "问题"
	hereLabel    = "我方金额"
	thereLabel   = "对方金额"
)

// columnsOf are the columns that the sort needs, those that matter first.
func (l list) columnsOf(byDate string) (columns []listColumn) {
	text := func(label string, width float64, cell func(entry) any) listColumn {
		return listColumn{Column: table.Column{Label: label, Type: templates.TypeText, Width: width}, cell: cell}
	}
	amount := func(label string, cell func(entry) any, sum func(entry) templates.Fen) listColumn {
		return listColumn{table.Column{Label: label, Type: templates.TypeMoney, Width: 15, Total: true}, cell, sum}
	}
	day := func(label string, cell func(entry) any) listColumn {
		return listColumn{Column: table.Column{Label: label, Type: templates.TypeDate, Width: 11}, cell: cell}
	}
	here, there := l.sort != MissingHere, l.sort != MissingThere
	columns = append(columns, listColumn{Column: table.Column{Label: templates.SerialLabel, Type: templates.TypeInteger, Width: 5},
		cell: func(e entry) any { return int64(e.serial) }})
	if l.sort == Different || l.sort == Doubtful {
		columns = append(columns, text(findingLabel, 14, func(e entry) any { return e.item.Finding }))
	}
	var technical []listColumn
	if here {
		columns = append(columns, text("编号", 20, l.number), day(byDate, ofRecord(func(r *Record) any { return r.Date })),
			text("我方户名", 18, ofRecord(func(r *Record) any { return nonEmpty(r.Party) })),
			amount(hereLabel, ofRecord(func(r *Record) any { return r.Amount }), hereOf))
		technical = append(technical, text("我方账号", 22, ofRecord(func(r *Record) any { return nonEmpty(r.Account) })),
			text("事由", 30, ofRecord(func(r *Record) any { return nonEmpty(r.Subject) })),
			text("效力", 14, ofRecord(func(r *Record) any { return nonEmpty(r.Ended) })))
	}
	if there {
		columns = append(columns, listColumn{Column: table.Column{Label: "对方行号", Type: templates.TypeInteger, Width: 9},
			cell: ofRow(func(r *Row) any { return int64(r.Line) })},
			day("对方日期", ofRow(func(r *Row) any { return dayOf(r.Date) })), text("对方户名", 18, ofRow(func(r *Row) any { return nonEmpty(r.Party) })),
			amount(thereLabel, ofRow(func(r *Row) any { return r.Amount }), thereOf))
		if slices.ContainsFunc(l.entries, func(e entry) bool { return e.row != nil && e.row.apart }) {
			technical = append(technical, text("对方工作表", 14, ofRow(func(r *Row) any { return nonEmpty(r.Sheet) })))
		}
		technical = append(technical, text("对方账号", 22, ofRow(func(r *Row) any { return nonEmpty(r.Account) })),
			text("对方凭证号", 18, ofRow(func(r *Row) any { return nonEmpty(r.Number) })))
	}
	if here && there {
		columns = append(columns, amount("差额", func(e entry) any {
			if !e.first {
				return nil
			}
			return e.item.There() - e.item.Here()
		}, func(e entry) templates.Fen { return thereOf(e) - hereOf(e) }))
	}
	columns = append(columns, text("原因", 34, func(e entry) any {
		if !e.first {
			return "同上"
		}
		return e.item.Reason
	}))
	if there {
		columns = append(columns, text("对方摘要", 18, ofRow(func(r *Row) any { return nonEmpty(r.Text) })))
	}
	for _, c := range technical {
		c.Technical = true
		columns = append(columns, c)
	}
	return columns
}

func nonEmpty(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func dayOf(d templates.Date) any {
	if d.IsZero() {
		return nil
	}
	return d
}

func ofRecord(cell func(*Record) any) func(entry) any {
	return func(e entry) any {
		if e.rec == nil {
			return nil
		}
		return cell(e.rec)
	}
}

func ofRow(cell func(*Row) any) func(entry) any {
	return func(e entry) any {
		if e.row == nil {
			return nil
		}
		return cell(e.row)
	}
}

func hereOf(e entry) templates.Fen {
	if e.rec == nil || e.rec.Ended != "" {
		return 0
	}
	return e.rec.Amount
}

func thereOf(e entry) templates.Fen {
	if e.row == nil {
		return 0
	}
	return e.row.Amount
}

// number is the number of the entry's record, or of the record that a row without one is
// about, with a link.
func (l list) number(e entry) any {
	number := ""
	switch {
	case e.rec != nil:
		number = e.rec.Number
	case e.first && len(e.item.Of) > 0:
		return "见" + e.item.Of[0]
	default:
		return nil
	}
	if target := l.links[number]; target != "" {
		return table.Link{Text: number, Target: target}
	}
	return number
}

// sheet is the list as a sheet.
func (l list) sheet(title string) table.Sheet {
	s := table.Sheet{Name: l.sort.String(), Title: title + "·" + l.sort.String(), Totals: true}
	for _, c := range l.columns {
		s.Columns = append(s.Columns, c.Column)
	}
	s.Rows = func(yield func(*table.Row, error) bool) {
		for _, e := range l.entries {
			row := table.Row{Struck: e.rec != nil && e.rec.Ended != "" && e.row == nil}
			for _, c := range l.columns {
				row.Cells = append(row.Cells, c.cell(e))
				if c.sum != nil {
					row.Counted = append(row.Counted, c.sum(e))
				}
			}
			if !yield(&row, nil) {
				return
			}
		}
	}
	return s
}

// cells are those of a column of the list, as formulas name them; empty where there are
// none.
func (l list) cells(label string) string {
	for i, c := range l.columns {
		if c.Label == label && len(l.entries) > 0 {
			return table.Range(l.sort.String(), i, 2, len(l.entries)+1)
		}
	}
	return ""
}
