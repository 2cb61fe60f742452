package form

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
)

// editor is a form of a kind that is changed at random, as clerks and their programs do.
type editor struct {
	t     *testing.T
	r     *rand.Rand
	kind  *templates.Kind
	f     *excelize.File
	sheet string
	did   []string
	words int
}

func newEditor(t *testing.T, r *rand.Rand, k *templates.Kind, form []byte) *editor {
	f, err := excelize.OpenReader(bytes.NewReader(form))
	must(t, err)
	t.Cleanup(func() { f.Close() })
	return &editor{t: t, r: r, kind: k, f: f, sheet: f.GetSheetName(0)}
}

// size is the last row and column, from 1.
func (e *editor) size() (rows, cols int) {
	all, err := e.f.GetRows(e.sheet)
	must(e.t, err)
	for _, row := range all {
		cols = max(cols, len(row))
	}
	return len(all), cols
}

func (e *editor) cell(row, col int) string {
	name, err := excelize.CoordinatesToCellName(col, row)
	must(e.t, err)
	return name
}

func (e *editor) column(col int) string {
	name, err := excelize.ColumnNumberToName(col)
	must(e.t, err)
	return name
}

func (e *editor) any() string {
	rows, cols := e.size()
	return e.cell(1+e.r.IntN(rows+6), 1+e.r.IntN(cols+3))
}

// filledCell is any cell that holds something and that which accepts.
func (e *editor) filledCell(which func(row, col int, text string) bool) string {
	all, err := e.f.GetRows(e.sheet)
	must(e.t, err)
	var cells []string
	for row := range all {
		for col, text := range all[row] {
			if strings.TrimSpace(text) != "" && which(row, col, text) {
				cells = append(cells, e.cell(row+1, col+1))
			}
		}
	}
	if len(cells) == 0 {
		return "A1"
	}
	return cells[e.r.IntN(len(cells))]
}

// word is a text that stands nowhere else.
func (e *editor) word() string {
	e.words++
	return fmt.Sprintf("旁注%d%c", e.words, []rune("甲乙丙丁戊己庚辛")[e.r.IntN(8)])
}

func (e *editor) value(cell string) string {
	v, err := e.f.GetCellValue(e.sheet, cell)
	must(e.t, err)
	return v
}

func (e *editor) set(cell, text string) { must(e.t, e.f.SetCellValue(e.sheet, cell, text)) }

func anything(int, int, string) bool      { return true }
func inFirst(_, col int, _ string) bool   { return col == 0 }
func (e *editor) label() string           { return e.kind.Fields[e.r.IntN(len(e.kind.Fields))].Label }
func (e *editor) row() int                { rows, _ := e.size(); return 1 + e.r.IntN(rows) }
func (e *editor) note(f string, a ...any) { e.did = append(e.did, fmt.Sprintf(f, a...)) }

// retypings are what becomes of a label.
var retypings = []func(e *editor, label string) string{
	func(_ *editor, s string) string { return s + "（如有）" },
	func(_ *editor, s string) string { return "1. " + s },
	func(_ *editor, s string) string { return "※" + s + "：" },
	func(_ *editor, s string) string { return strings.Join(strings.Split(s, ""), "　") },
	func(_ *editor, s string) string { return s + "名单" },
	func(_ *editor, s string) string { return "拟" + s },
	func(_ *editor, s string) string { r := []rune(s); return string(r[:max(1, len(r)-1)]) },
	func(_ *editor, s string) string { return "某" + strings.TrimPrefix(s, string([]rune(s + " ")[:1])) },
	func(e *editor, _ string) string { return e.word() },
	func(_ *editor, _ string) string { return "" },
}

func (e *editor) retype(cell string) {
	was := bareLabel(e.value(cell))
	to := retypings[e.r.IntN(len(retypings))](e, was)
	e.note("%s %s→%s", cell, was, to)
	e.set(cell, to)
}

// change makes one edit.
func (e *editor) change() {
	rows, cols := e.size()
	switch e.r.IntN(21) {
	case 0, 1, 2:
		e.retype(e.filledCell(inFirst))
	case 3:
		e.retype(e.filledCell(anything))
	case 4:
		row := e.row()
		e.note("row %d removed", row)
		must(e.t, e.f.RemoveRow(e.sheet, row))
	case 5:
		row, n := e.row(), 1+e.r.IntN(3)
		e.note("%d rows inserted at %d", n, row)
		must(e.t, e.f.InsertRows(e.sheet, row, n))
	case 6:
		col := e.column(1 + e.r.IntN(cols+1))
		e.note("column inserted at %s", col)
		must(e.t, e.f.InsertCols(e.sheet, col, 1))
	case 7:
		col := e.column(2 + e.r.IntN(cols))
		e.note("column %s removed", col)
		must(e.t, e.f.RemoveCol(e.sheet, col))
	case 8, 9:
		from, to := e.filledCell(anything), e.any()
		e.note("%s moved to %s", from, to)
		text := e.value(from)
		e.set(from, "")
		e.set(to, text)
	case 10, 11:
		cell, text := e.any(), e.word()
		e.note("%s=%s", cell, text)
		e.set(cell, text)
	case 12:
		cell := e.filledCell(anything)
		e.note("%s cleared", cell)
		e.set(cell, "")
	case 13:
		row, col := e.row(), 1+e.r.IntN(cols)
		from, to := e.cell(row, col), e.cell(row+e.r.IntN(3), col+e.r.IntN(3))
		e.note("%s:%s merged", from, to)
		must(e.t, e.f.MergeCell(e.sheet, from, to))
	case 14:
		merged, err := e.f.GetMergeCells(e.sheet)
		must(e.t, err)
		if len(merged) > 0 {
			m := merged[e.r.IntN(len(merged))]
			e.note("%s:%s unmerged", m.GetStartAxis(), m.GetEndAxis())
			must(e.t, e.f.UnmergeCell(e.sheet, m.GetStartAxis(), m.GetEndAxis()))
			e.set(m.GetEndAxis(), e.word())
		}
	case 15:
		row := e.row()
		e.note("row %d hidden", row)
		must(e.t, e.f.SetRowVisible(e.sheet, row, false))
	case 16:
		cell, label := e.any(), e.label()
		e.note("%s=%s", cell, label)
		e.set(cell, label)
	case 17:
		cell, text := e.any(), e.label()+"："+e.word()
		e.note("%s=%s", cell, text)
		e.set(cell, text)
	case 18:
		top, left := rows+1+e.r.IntN(4), 1+e.r.IntN(cols)
		e.note("block at %s", e.cell(top, left))
		for i := range 6 {
			e.set(e.cell(top+i/2, left+i%2), e.word())
		}
	case 19:
		row := e.row()
		e.note("row %d copied to the end", row)
		must(e.t, e.f.DuplicateRowTo(e.sheet, row, rows+2))
	case 20:
		cell, number := e.any(), []string{"7", "12", "97", "2026", "4800.5", "100000"}[e.r.IntN(6)]
		if e.r.IntN(2) == 0 { // before a name
			cell = e.filledCell(func(_, _ int, text string) bool { return serial.MatchString(text) })
		}
		e.note("%s=%s", cell, number)
		e.set(cell, number)
	}
}
