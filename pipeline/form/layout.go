package form

import (
	"fmt"

	"gongwen/templates"
	"gongwen/templates/xlsx"
)

// layout finds a kind's fields on a sheet by their labels, wherever they stand:
//
//	label | value            a field: the value is the next cell on the right; of several
//	                         people, cells of one size with a name each
//
//	label of a list          a list: below its label, or on the right of it,
//	column | column | …      a row of column labels, and the rows under it up to
//	value  | value  | …      what is no row of it, or the end of the sheet; heads that
//	                         repeat have several rows side by side
//
// It keeps an account of the sheet: every filled cell is read as part of a field, is
// known as furniture, which is what blank forms have of their own, or is reported with
// its place. What looks like an answer that was not understood returns the form; a
// remark at the edge is asked about (请核实), because only people know whether it
// matters.
//
// A value may be the text of a label. Which it is, the place decides: beside a label
// stands a value, in a table stand values.
type layout struct {
	*answers
	sheet     *sheet
	furniture xlsx.Furniture
	named     map[string]*templates.Field                      // by bare label
	uses      map[spot]use                                     // of filled cells
	marked    map[spot]*templates.Field                        // cells with the text of a label
	spots     map[string][]spot                                // the same by field key, in reading order
	absent    []*templates.Field                               // fields whose label stands nowhere
	loose     map[string]*templates.Field                      // by loose label, see looseFields
	headWords map[string]bool                                  // the labels of all lists' columns
	columns   map[*templates.Field]map[string]*templates.Field // of lists, by bare and loose label
	kindMark  spot                                             // the cell that says 表单种类; its row is -1 if none does
	tables    []*table
	labels    map[spot]*templates.Field // labels of single fields
	values    map[spot]*templates.Field // where their values stand, or would
}

// use is what a filled cell was found to be.
type use int

const (
	unread use = iota
	aLabel
	aValue
	ours // furniture
	told // reported
)

// answers reads the sheet as a form of the given kind.
func (s *sheet) answers(kind *templates.Kind) *answers {
	l := layout{
		answers: &answers{
			kind: kind, given: map[string]answer{}, format: spreadsheet,
		},
		sheet: s, named: map[string]*templates.Field{}, kindMark: spot{-1, -1},
		uses: map[spot]use{}, marked: map[spot]*templates.Field{}, spots: map[string][]spot{},
		labels: map[spot]*templates.Field{}, values: map[spot]*templates.Field{},
		headWords: map[string]bool{}, columns: map[*templates.Field]map[string]*templates.Field{},
	}
	for i := range kind.Fields {
		f := &kind.Fields[i]
		l.named[bareLabel(f.Label)] = f
		for j := range f.Columns {
			l.headWords[bareLabel(f.Columns[j].Label)] = true
		}
	}
	l.otherSheets(s.others)
	l.covered()
	l.findKind()
	l.findLabels()
	// Lists first: the heads of their columns may repeat the label of a field.
	l.lists()
	l.fields()
	l.compute()
	l.leftOver()
	return l.answers
}

// each calls do with every filled cell that nothing is known of yet, row by row.
func (l *layout) each(do func(at spot)) {
	for row, cells := range l.sheet.Rows {
		for col, text := range cells {
			if at := (spot{row, col}); l.uses[at] == unread && shown(text) && !l.inTable(row, col) {
				do(at)
			}
		}
	}
}

func (l *layout) inTable(row, col int) bool {
	for _, t := range l.tables {
		if t.Holds(row, col) {
			return true
		}
	}
	return false
}

// use notes what a cell is, with all that is merged with it.
func (l *layout) use(row, col int, as use) {
	a := l.sheet.Area(row, col)
	l.uses[spot{a.Top, a.Left}] = as
}

func (l *layout) text(at spot) string  { return l.sheet.Text(at.row, at.col) }
func (l *layout) place(at spot) string { return l.sheet.Place(at.row, at.col) }

// right is the cell on the right of another.
func (l *layout) right(row, col int) spot {
	beside := l.sheet.Area(row, l.sheet.Area(row, col).Right+1)
	return spot{beside.Top, beside.Left}
}

// left is the cell on the left of another; its column is -1 at the edge.
func (l *layout) left(at spot) spot {
	if at.col == 0 {
		return spot{at.row, -1}
	}
	a := l.sheet.Area(at.row, at.col-1)
	return spot{a.Top, a.Left}
}

// findKind notes the cell that says 表单种类 and the one that names the kind.
func (l *layout) findKind() {
	for _, m := range l.sheet.marks() {
		l.kindMark = spot{m.row, m.col}
		l.use(m.row, m.col, aLabel)
		for col := m.col + 1; col < len(l.sheet.Rows[m.row]); col++ {
			if shown(l.sheet.Text(m.row, col)) {
				l.use(m.row, col, aValue)
				break
			}
		}
	}
}

// fields finds the labels of single fields and reads the values beside them.
func (l *layout) fields() {
	var found []spot
	l.each(func(at spot) {
		if f := l.marked[at]; f != nil && !f.IsList() && l.isLabel(at, f) {
			l.labels[at] = f
			found = append(found, at)
		}
	})
	first := map[string]spot{}
	for _, at := range found {
		f := l.labels[at]
		l.uses[at] = aLabel
		beside := l.right(at.row, at.col)
		if was, again := first[f.Key]; again {
			l.strays = append(l.strays, Finding{Severity: Must, Field: f.Label, Cell: l.place(at), Value: l.says(beside),
				Message: fmt.Sprintf("“%s”这一栏在第%d行已经有了", f.Label, was.row+1),
				Advice:  "一份表单里每一栏只能有一处，请删去多余的"})
			if l.labels[beside] == nil {
				l.uses[beside] = told
			}
			continue
		}
		first[f.Key] = at
		if f.Type == templates.TypePeople {
			if cells := l.nameCells(at); cells != nil {
				l.given[f.Key] = answer{cell: l.names(f, cells)}
				continue
			}
		}
		c := l.sheet.cell(beside.row, beside.col)
		if other := l.values[beside]; other != nil { // merged over the rows of both
			c.raw, c.fault = nil, &fault{fmt.Sprintf("与“%s”合用一格", other.Label), "请取消合并，各填各的"}
			l.given[f.Key] = answer{cell: c}
			continue
		}
		// The next label, or a hint that moved up: there is no value.
		if l.labels[beside] != nil || l.uses[beside] == told || l.furniture.Has(l.text(beside)) {
			c.raw, c.fault = nil, nil
		} else {
			l.use(beside.row, beside.col, aValue)
			l.values[beside] = f
		}
		l.given[f.Key] = answer{cell: c}
	}
}

// isLabel tells a label from a value that is the text of one. Beside a label stands its
// value, unless there is no room for one: the text is no label elsewhere, and has a value
// of its own beside it or stands under other labels.
func (l *layout) isLabel(at spot, f *templates.Field) bool {
	if beside := l.left(at); l.labels[beside] == nil {
		// It may be a head in the table of a list whose own label was changed.
		return !l.headWords[bareLabel(f.Label)] || l.heads(at.row) == nil
	}
	for _, other := range l.spots[f.Key] {
		if other != at && l.marked[l.left(other)] == nil && !l.inTable(other.row, other.col) {
			return false
		}
	}
	if next := l.right(at.row, at.col); shown(l.text(next)) && !l.furniture.Has(l.text(next)) {
		return true
	}
	for other := range l.marked {
		if other.col == at.col && other != at && l.marked[l.left(other)] == nil && !l.inTable(other.row, other.col) {
			return true
		}
	}
	return false
}
