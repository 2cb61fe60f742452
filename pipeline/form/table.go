package form

import (
	"fmt"
	"slices"
	"strings"

	"gongwen/templates"
	"gongwen/templates/workbook"
	"gongwen/templates/xlsx"
)

// table is the part of a sheet a list takes up, from the row of its heads on.
type table struct {
	field *templates.Field
	workbook.Area
	columns []head
	// sets are the columns, one set of them for each of the rows that stand side by side:
	// names are often listed several in a row.
	sets    [][]head
	numbers []int // sheet columns that number the rows
	others  []int // sheet columns under a head that is none of the list's
}

// head is a column of a table.
type head struct {
	col   int // of the sheet
	last  int // of those its cell goes over
	field *templates.Field
}

// has reports whether a sheet column is one of the list's, or numbers its rows.
func (t *table) has(col int) bool {
	for _, h := range t.columns {
		if h.col <= col && col <= h.last {
			return true
		}
	}
	for _, n := range t.numbers {
		if n == col {
			return true
		}
	}
	return false
}

// lists finds the lists and reads their tables.
func (l *layout) lists() {
	headless := map[string]spot{} // labels of lists without column heads; may be ordinary text
	l.each(func(at spot) {
		f := l.marked[at]
		if f == nil || !f.IsList() || l.inTable(at.row, at.col) {
			return
		}
		heading := l.sheet.Area(at.row, at.col)
		t := l.table(f, heading)
		if t == nil {
			if _, before := headless[f.Key]; !before {
				headless[f.Key] = at
			}
			return
		}
		l.uses[at] = aLabel
		if _, again := l.given[f.Key]; again {
			l.stray(f.Label, l.place(at), fmt.Sprintf("“%s”在表中有两处，%s没有读入", f.Label, l.span(l.tell(l.unreadIn(t.Area)))),
				"一份表单里每一栏只能有一处，请合并后删去多余的")
		} else {
			l.given[f.Key] = l.rows(t)
		}
		l.tables = append(l.tables, t)
	})
	for key, at := range headless {
		if _, found := l.given[key]; found || l.inTable(at.row, at.col) {
			continue
		}
		f := l.kind.Field(key)
		l.uses[at] = aLabel
		if xlsx.SaysSignedAtDesk(l.text(l.right(at.row, at.col))) {
			l.given[key] = l.signedAtDesk(f, at)
			continue
		}
		message := fmt.Sprintf("“%s”没有表头（%s）", f.Label, columnLabels(f))
		below := l.belowHeading(at.row)
		if len(below) > 0 {
			message += "，" + l.span(l.tell(below)) + "的内容没有读入"
		}
		l.given[key] = answer{cell: cell{place: l.place(at), fault: &fault{message, l.format.keepHeads}}, nothing: len(below) == 0}
	}
}

// signedAtDesk is the answer to a list of approvals that the blank form says nobody fills
// in. Whoever wrote some below all the same must not think that they count. Where the kind
// is signed on paper meanwhile, the blank form is no longer the right one.
func (l *layout) signedAtDesk(f *templates.Field, at spot) answer {
	if below := l.belowHeading(at.row); len(below) > 0 {
		l.strays = append(l.strays, Finding{Severity: Must, Field: f.Label, Cell: l.place(below[0]), Because: l.whereAll(below),
			Message: fmt.Sprintf("%s写在“%s”下面，而这份表单在网上签批，不填%s，没有读入", l.words(below), f.Label, f.Label),
			Advice:  "请删去；提交后由有权签批的人在网上签"})
		l.tell(below)
	}
	given := answer{cell: cell{place: l.place(at)}, nothing: true}
	if f.Required {
		given.cell.fault = &fault{"没有填写：这份空白表单是网上签批用的，没有填" + f.Label + "的地方",
			"现在须填写" + f.Label + "的，请取新的空白表单填写"}
	}
	return given
}

// belowHeading is what stands below the label of a list that has no heads.
func (l *layout) belowHeading(row int) []spot {
	var cells []spot
	for row++; row < len(l.sheet.Rows); row++ {
		if l.beginsWithLabel(row) || l.hasFurniture(row) || l.heads(row) != nil {
			break
		}
		cells = append(cells, l.unreadInRow(row)...)
	}
	return cells
}

// table finds the table that belongs to a list's heading, or nil.
func (l *layout) table(f *templates.Field, heading workbook.Area) *table {
	t := l.head(f, heading.Top, heading.Right+1)
	for row := heading.Bottom + 1; t == nil && row <= heading.Bottom+3; row++ {
		if t = l.head(f, row, 0); t == nil && l.beginsWithLabel(row) {
			break
		}
	}
	if t == nil {
		return nil
	}
	end := len(l.sheet.Rows) - 1
	if t.Top == heading.Top && heading.Bottom > heading.Top {
		end = min(end, heading.Bottom) // a heading at the side tells how far the table goes
	}
	for t.Bottom < end && !l.ends(t, t.Bottom+1) {
		t.Bottom++
	}
	return t
}

// head reads a row as the column heads of a list, or returns nil. It takes two
// of the labels, so that a value is not mistaken for a head.
func (l *layout) head(f *templates.Field, row, from int) *table {
	if row >= len(l.sheet.Rows) {
		return nil
	}
	t := &table{field: f, Area: workbook.Area{Top: row, Left: -1, Bottom: row}}
	for col := from; col < len(l.sheet.Rows[row]); col++ {
		label := l.sheet.label(row, col)
		if !shown(label) || l.uses[spot{row, col}] == told {
			continue
		}
		switch c := l.columnLabelled(f, l.sheet.Text(row, col)); {
		case c != nil:
			t.columns = append(t.columns, head{col, l.sheet.Area(row, col).Right, c})
		case numbering[label]:
			t.numbers = append(t.numbers, col)
		default:
			t.others = append(t.others, col)
		}
		if t.Left < 0 {
			t.Left = col
		}
		t.Right = l.sheet.Area(row, col).Right
	}
	if len(t.columns) < min(2, len(f.Columns)) {
		return nil
	}
	t.sets = sideBySide(t.columns)
	return t
}

// sideBySide parts heads that repeat one set of different ones: 姓名, 职务, 姓名, 职务. Any
// others are one set.
func sideBySide(heads []head) [][]head {
	n := 1
	for n < len(heads) && heads[n].field != heads[0].field {
		n++
	}
	for i, h := range heads {
		if len(heads)%n != 0 || h.field != heads[i%n].field || i < n && slices.ContainsFunc(heads[:i], func(o head) bool { return o.field == h.field }) {
			return [][]head{heads}
		}
	}
	return slices.Collect(slices.Chunk(heads, n))
}

// under is the column that a row has its cell of a head in: where a row was put in
// without the merged cells of the others, any that the head goes over will do, if it is
// the only one.
func (l *layout) under(h head, row int) int {
	found := -1
	for col := h.col; col <= h.last; col++ {
		if at := l.sheet.Area(row, col); at.Left == col && shown(l.sheet.Text(row, col)) {
			if found >= 0 {
				return h.col
			}
			found = col
		}
	}
	return max(found, h.col)
}

// columnLabelled is the column of a list whose label a text is, if only with something
// round it; nil if none is.
func (l *layout) columnLabelled(f *templates.Field, text string) *templates.Field {
	label := bareLabel(text)
	if l.headWords[label] {
		for i := range f.Columns {
			if bareLabel(f.Columns[i].Label) == label {
				return &f.Columns[i]
			}
		}
	}
	if len(text) > maxLabel {
		return nil
	}
	columns := l.columns[f]
	if columns == nil {
		columns = looseLabels(f.Columns)
		l.columns[f] = columns
	}
	return columns[looseLabel(text)]
}

// firstFilled is the first column of a row that holds anything, or -1.
func (l *layout) firstFilled(row int) int {
	if row < len(l.sheet.Rows) {
		for col, text := range l.sheet.Rows[row] {
			if shown(text) && l.uses[spot{row, col}] != told {
				return col
			}
		}
	}
	return -1
}

// beginsWithLabel reports whether the first filled cell of a row is a label.
func (l *layout) beginsWithLabel(row int) bool {
	at := spot{row, l.firstFilled(row)}
	return at.col >= 0 && (l.marked[at] != nil || at == l.kindMark)
}

// rows reads the table. Blank rows, also between filled ones, are skipped.
func (l *layout) rows(t *table) answer {
	given := answer{cell: cell{place: l.sheet.Place(t.Top+1, t.Left)}}
	l.headsRead(t, &given)
	for row := t.Top + 1; row <= t.Bottom; row++ {
		if t.repeated(l, row) {
			for _, h := range t.columns {
				l.use(row, h.col, aLabel)
			}
			for _, n := range t.numbers {
				l.use(row, n, aLabel)
			}
		}
		for _, set := range t.sets {
			r := listRow{place: l.sheet.Place(row, set[0].col), cells: map[string]cell{}}
			blank := true
			for _, h := range set {
				col := l.under(h, row)
				if l.uses[spot{row, col}] == aLabel {
					continue
				}
				c := l.sheet.cell(row, col)
				r.cells[h.field.Key] = c
				text := l.sheet.Text(row, col)
				blank = blank && c.fault == nil && strings.TrimSpace(text) == ""
				if l.uses[spot{row, col}] != told {
					l.use(row, col, aValue)
				}
			}
			if !blank {
				given.rows = append(given.rows, r)
			}
		}
	}
	l.numbered(t)
	l.outside(t)
	return given
}

// headsRead looks at the heads of a table: which columns stand there twice, which are
// lacking, and which are not the list's.
func (l *layout) headsRead(t *table, given *answer) {
	seen := map[string]bool{}
	for i, set := range t.sets {
		inSet := map[string]bool{}
		once := set[:0]
		for _, h := range set {
			l.use(t.Top, h.col, aLabel)
			if inSet[h.field.Key] {
				l.stray(t.field.Label+"·"+h.field.Label, l.sheet.Place(t.Top, h.col), "表头里有两列同名", "请删去多余的一列")
				continue
			}
			inSet[h.field.Key], seen[h.field.Key] = true, true
			once = append(once, h)
		}
		t.sets[i] = once
	}
	t.columns = slices.Concat(t.sets...)
	for _, n := range t.numbers {
		l.use(t.Top, n, aLabel)
	}
	for _, c := range t.field.Columns {
		if !seen[c.Key] {
			given.lacking = append(given.lacking, c.Key)
		}
	}
}

// outside reports what stands in the rows of a table but in none of its columns.
func (l *layout) outside(t *table) {
	for _, col := range t.others {
		cells := l.unreadIn(workbook.Area{Top: t.Top + 1, Left: col, Bottom: t.Bottom, Right: col})
		name := l.text(spot{t.Top, col})
		meant, wanting := "", false
		var labels []string
		for i := range t.field.Columns {
			c := &t.field.Columns[i]
			if !slices.ContainsFunc(t.columns, func(h head) bool { return h.field == c }) {
				labels, wanting = append(labels, c.Label), wanting || c.Required
				if near(looseLabel(name), looseLabel(c.Label)) {
					meant = nearest(looseLabel(name), labels)
				}
			}
		}
		l.uses[spot{t.Top, col}] = told
		if len(cells) == 0 && meant == "" && !wanting {
			if len(t.columns) < 2 { // one head is no row of them: a remark beside it
				l.remark([]spot{{t.Top, col}}, t.field, fmt.Sprintf("“%s”的表头右边的“%s”没有读入", t.field.Label, l.says(spot{t.Top, col})))
			}
			continue // a column that an office made for itself and left empty
		}
		message := fmt.Sprintf("没有“%s”这一列", clip(l.sheet.label(t.Top, col)))
		if meant == "" {
			meant = nearest(bareLabel(name), labels)
		}
		rest := ""
		if len(cells) > 0 {
			rest = l.span(l.tell(cells)) + "的内容没有读入"
		}
		l.stray(clip(l.sheet.label(t.Top, col)), l.sheet.Place(t.Top, col), l.guess(message, meant, rest), l.rename())
	}
	if cells := l.unreadIn(t.Area); len(cells) > 0 {
		l.strays = append(l.strays, Finding{Severity: Must, Field: t.field.Label, Cell: l.place(cells[0]), Because: l.whereAll(cells),
			Message: fmt.Sprintf("%s在“%s”的行里，却不在任何一列下面", l.words(cells), t.field.Label),
			Advice:  "请移到应当填写的列里，或删去"})
		l.tell(cells)
	}
}
