package form

import (
	"fmt"
	"strings"

	"gongwen/templates"
)

// layout finds a kind's fields on a sheet by their labels, wherever they stand:
//
//	label | value            a field: the value is the next cell on the right
//
//	label of a list          a list: below its label, or on the right of it,
//	column | column | …      a row of column labels, and the rows under it up to
//	value  | value  | …      the next label or the end of the sheet
//
// Cells that are neither are the form's own titles and hints, and left alone,
// unless they stand where labels stand and have something beside them.
type layout struct {
	*answers
	sheet   *sheet
	named   map[string]*templates.Field // by bare label
	tables  []area                      // what the lists take up
	labels  map[string]int              // by field key, on which row its label was found
	read    map[[2]int]bool
	columns map[int]bool // where labels of single fields stand
}

// answers reads the sheet as a form of the given kind.
func (s *sheet) answers(kind *templates.Kind) (*answers, error) {
	l := layout{
		answers: &answers{
			kind: kind, given: map[string]answer{},
			howToAdd: "请使用空白表单填写，不要删改栏目名称",
		},
		sheet: s, named: map[string]*templates.Field{},
		labels: map[string]int{}, read: map[[2]int]bool{}, columns: map[int]bool{},
	}
	for i := range kind.Fields {
		f := &kind.Fields[i]
		l.named[bareLabel(f.Label)] = f
	}
	// Lists first: the heads of their columns may repeat the label of a field.
	if err := l.lists(); err != nil {
		return nil, err
	}
	if err := l.fields(); err != nil {
		return nil, err
	}
	l.misnamed()
	return l.answers, nil
}

// each calls do with every filled cell outside tables, row by row.
func (l *layout) each(do func(row, col int) error) error {
	for row, cells := range l.sheet.rows {
		for col, text := range cells {
			if strings.TrimSpace(text) == "" || l.inTable(row, col) {
				continue
			}
			if err := do(row, col); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *layout) inTable(row, col int) bool {
	for _, t := range l.tables {
		if t.holds(row, col) {
			return true
		}
	}
	return false
}

// field is the field whose label a cell holds, or nil.
func (l *layout) field(row, col int) *templates.Field {
	return l.named[l.sheet.label(row, col)]
}

func (l *layout) fields() error {
	return l.each(func(row, col int) error {
		f := l.field(row, col)
		if f == nil || f.IsList() || l.read[[2]int{row, col}] {
			return nil
		}
		if first, again := l.labels[f.Key]; again {
			l.stray(f.Label, l.sheet.place(row, col), fmt.Sprintf("“%s”这一栏在第%d行已经有了", f.Label, first+1),
				"一份表单里每一栏只能有一处，请删去多余的")
			return nil
		}
		l.labels[f.Key], l.columns[col] = row, true
		beside := l.sheet.area(row, l.sheet.area(row, col).right+1)
		c, err := l.sheet.cell(beside.top, beside.left)
		if err != nil {
			return err
		}
		if l.field(beside.top, beside.left) != nil {
			c.raw, c.fault = nil, nil // the next label, with no room for a value between
		} else {
			l.read[[2]int{beside.top, beside.left}] = true
		}
		l.given[f.Key] = answer{cell: c}
		return nil
	})
}

// misnamed reports what stands where labels stand, has a value beside it, and
// is no label: most likely one that was changed, whose value would be lost.
func (l *layout) misnamed() {
	first, last := len(l.sheet.rows), 0
	for _, row := range l.labels {
		first, last = min(first, row), max(last, row)
	}
	_ = l.each(func(row, col int) error {
		if !l.columns[col] || row < first || row > last || l.read[[2]int{row, col}] || l.field(row, col) != nil ||
			l.sheet.label(row, col) == templates.KindLabel {
			return nil
		}
		beside := l.sheet.area(row, l.sheet.area(row, col).right+1)
		if strings.TrimSpace(l.sheet.text(beside.top, beside.left)) != "" {
			l.unknown(l.sheet.label(row, col), l.sheet.place(row, col), l.kind.Fields, "栏")
		}
		return nil
	})
}

// lists finds the lists and reads their tables.
func (l *layout) lists() error {
	headless := map[string]cell{} // labels of lists without column heads; may be ordinary text
	err := l.each(func(row, col int) error {
		f := l.field(row, col)
		if f == nil || !f.IsList() {
			return nil
		}
		heading := l.sheet.area(row, col)
		t := l.table(f, heading)
		if t == nil {
			headless[f.Key] = cell{place: l.sheet.place(row, col)}
			return nil
		}
		if _, again := l.given[f.Key]; again {
			l.stray(f.Label, l.sheet.place(row, col), fmt.Sprintf("“%s”在表中有两处", f.Label),
				"一份表单里每一栏只能有一处，请合并后删去多余的")
		}
		given, err := l.rows(t)
		if err != nil {
			return err
		}
		l.tables = append(l.tables, heading, t.area)
		l.given[f.Key] = given
		return nil
	})
	for key, c := range headless {
		if _, found := l.given[key]; !found {
			f := l.kind.Field(key)
			c.fault = &fault{
				fmt.Sprintf("“%s”没有表头（%s）", f.Label, columnLabels(f)), "请使用空白表单填写，不要改动表头",
			}
			l.given[key] = answer{cell: c}
		}
	}
	return err
}

// table is the part of a sheet a list takes up.
type table struct {
	field *templates.Field
	area
	columns []head
	others  []int // sheet columns under a head that is none of the list's
}

// head is a column of a table.
type head struct {
	col   int // of the sheet
	field *templates.Field
}

// table finds the table that belongs to a list's heading, or nil.
func (l *layout) table(f *templates.Field, heading area) *table {
	t := l.head(f, heading.top, heading.right+1)
	for row := heading.bottom + 1; t == nil && row <= heading.bottom+3; row++ {
		if t = l.head(f, row, 0); t == nil && l.beginsWithLabel(row) {
			break
		}
	}
	if t == nil {
		return nil
	}
	end := len(l.sheet.rows) - 1
	if t.top == heading.top && heading.bottom > heading.top {
		end = min(end, heading.bottom) // a heading at the side tells how far the table goes
	}
	// The exceptions name fields by their labels; they stand last on a form.
	labelsEnd := f.Key != templates.Exceptions.Key
	for t.bottom < end && !(labelsEnd && l.beginsWithLabel(t.bottom+1)) && !t.remark(l.sheet, t.bottom+1) {
		t.bottom++
	}
	return t
}

// head reads a row as the column heads of a list, or returns nil. It takes two
// of the labels, so that a value is not mistaken for a head.
func (l *layout) head(f *templates.Field, row, from int) *table {
	if row >= len(l.sheet.rows) {
		return nil
	}
	t := &table{field: f, area: area{top: row, left: -1, bottom: row}}
	for col := from; col < len(l.sheet.rows[row]); col++ {
		label := l.sheet.label(row, col)
		if label == "" {
			continue
		}
		known := false
		for i := range f.Columns {
			if c := &f.Columns[i]; bareLabel(c.Label) == label {
				t.columns, known = append(t.columns, head{col, c}), true
			}
		}
		if !known && label != "序号" {
			t.others = append(t.others, col)
		}
		if t.left < 0 {
			t.left = col
		}
		t.right = l.sheet.area(row, col).right
	}
	if len(t.columns) < min(2, len(f.Columns)) {
		return nil
	}
	return t
}

// beginsWithLabel reports whether the first filled cell of a row is a label.
func (l *layout) beginsWithLabel(row int) bool {
	if row >= len(l.sheet.rows) {
		return false
	}
	for col, text := range l.sheet.rows[row] {
		if strings.TrimSpace(text) != "" {
			return l.field(row, col) != nil || l.sheet.label(row, col) == templates.KindLabel
		}
	}
	return false
}

// remark reports whether a row holds text across several columns: no row of the
// list, but something said below it.
func (t *table) remark(s *sheet, row int) bool {
	for col, text := range s.rows[row] {
		if strings.TrimSpace(text) == "" {
			continue
		}
		a, across := s.area(row, col), 0
		for _, h := range t.columns {
			if a.left <= h.col && h.col <= a.right {
				across++
			}
		}
		if across > 1 {
			return true
		}
	}
	return false
}

// rows reads the table. Blank rows, also between filled ones, are skipped.
func (l *layout) rows(t *table) (answer, error) {
	given := answer{cell: cell{place: l.sheet.place(t.top+1, t.left)}}
	seen := map[string]bool{}
	for _, h := range t.columns {
		if seen[h.field.Key] {
			l.stray(t.field.Label+"·"+h.field.Label, l.sheet.place(t.top, h.col), "表头里有两列同名", "请删去多余的一列")
		}
		seen[h.field.Key] = true
	}
	for _, c := range t.field.Columns {
		if !seen[c.Key] {
			given.lacking = append(given.lacking, c.Key)
		}
	}
	lost := map[int]bool{} // columns under an unknown head that hold something
	for row := t.top + 1; row <= t.bottom; row++ {
		for _, col := range t.others {
			lost[col] = lost[col] || strings.TrimSpace(l.sheet.text(row, col)) != ""
		}
		r := listRow{place: l.sheet.place(row, t.left), cells: map[string]cell{}}
		blank := true
		for _, h := range t.columns {
			c, err := l.sheet.cell(row, h.col)
			if err != nil {
				return answer{}, err
			}
			r.cells[h.field.Key] = c
			blank = blank && c.fault == nil && strings.TrimSpace(l.sheet.text(row, h.col)) == ""
		}
		if !blank {
			given.rows = append(given.rows, r)
		}
	}
	for _, col := range t.others {
		if lost[col] {
			l.unknown(l.sheet.label(t.top, col), l.sheet.place(t.top, col), t.field.Columns, "列")
		}
	}
	return given, nil
}
