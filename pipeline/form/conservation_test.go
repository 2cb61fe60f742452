package form

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
)

var (
	edits = flag.Int("edits", 0, "how many edited forms TestReadConservesCells and TestReadRetypedLabels read each; 0 for the usual number")
	seed  = flag.Uint64("seed", 1, "of the edits")
)

// howMany is the number of forms a harness reads.
func howMany(usual int) int {
	switch {
	case *edits > 0:
		return *edits
	case testing.Short():
		return usual / 10
	}
	return usual
}

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
	switch e.r.IntN(20) {
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
		col := string(rune('A' + e.r.IntN(cols+1)))
		e.note("column inserted at %s", col)
		must(e.t, e.f.InsertCols(e.sheet, col, 1))
	case 7:
		col := string(rune('B' + e.r.IntN(cols)))
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
	}
}

// TestReadConservesCells: whatever is done to a filled form, each of its filled cells is
// read into a field, is a text of the blank form, or is told of with its place.
//
//	go test ./pipeline/form -run ConservesCells -edits 5000 -seed 7 -v
func TestReadConservesCells(t *testing.T) {
	set := builtin(t)
	r := rand.New(rand.NewPCG(*seed, 0))
	forms, blanks := map[string][]byte{}, map[string]map[string]bool{}
	for _, k := range set.All() {
		forms[k.Key] = filled(t, k, example(t, set, k).Values)
		blanks[k.Key] = textsOf(t, filled(t, k, nil))
	}
	sums := map[string]int{}
	for range howMany(300) {
		k := set.All()[r.IntN(len(set.All()))]
		e := newEditor(t, r, k, forms[k.Key])
		for range 1 + r.IntN(4) {
			e.change()
		}
		data := written(t, e.f)
		form, findings, err := Read(k.Key+".xlsx", data, set)
		outcome(t, form, findings, err)
		if err != nil {
			sums["unreadable"]++
			continue
		}
		if len(findings) > 0 {
			sums["returned"]++
		} else {
			sums["accepted"]++
		}
		for _, silent := range account(t, data, form, findings, blanks[form.Kind.Key], sums) {
			sums["silent"]++
			t.Errorf("%s, %v: nobody says what became of %s\n%s", k.Key, e.did, silent, said(findings))
		}
	}
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		lines = append(lines, fmt.Sprintf("%s %d", name, sums[name]))
	}
	t.Log(strings.Join(lines, ", "))
}

// textsOf are the texts of the first sheet of a form.
func textsOf(t *testing.T, data []byte) map[string]bool {
	t.Helper()
	texts := map[string]bool{}
	for _, text := range cellsOf(t, data) {
		texts[text] = true
	}
	return texts
}

// cellsOf are the texts of the filled cells of a form by place.
func cellsOf(t *testing.T, data []byte) map[string]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	must(t, err)
	defer f.Close()
	rows, err := f.Rows(f.GetSheetName(0))
	must(t, err)
	defer rows.Close()
	cells := map[string]string{}
	for row := 1; rows.Next(); row++ {
		texts, err := rows.Columns()
		must(t, err)
		for col, text := range texts {
			if strings.TrimSpace(text) != "" {
				name, err := excelize.CoordinatesToCellName(col+1, row)
				must(t, err)
				cells[name] = text
			}
		}
	}
	return cells
}

// account are the cells of which nothing is known after reading, as place and text.
func account(t *testing.T, data []byte, form *Form, findings []Finding, blank map[string]bool, sums map[string]int) []string {
	t.Helper()
	labels := map[string]bool{}
	for text := range blank {
		labels[looseLabel(text)] = true
	}
	readAt := map[string]string{}
	for path, place := range form.Places {
		readAt[place] += valueAt(form, path)
		if slices.ContainsFunc(findings, func(f Finding) bool { return f.Path == path }) {
			readAt[place] += "*" // told of by its field
		}
	}
	told := toldPlaces(t, findings)
	beside := func(place, text string) bool { // on the right of a label that a finding is about
		return slices.ContainsFunc(findings, func(f Finding) bool {
			return f.Value != "" && rowOf(f.Cell) == rowOf(place) && (!isText(text) || strings.Contains(letters(f.Value), letters(clip(text))))
		})
	}
	var silent []string
	for place, text := range cellsOf(t, data) {
		sums["cells"]++
		read, isRead := readAt[place]
		switch {
		case isRead && (read != "" && !isText(read) || strings.Contains(letters(read), letters(text))):
			sums["read"]++
		case blank[text] || labels[looseLabel(text)] || blank[strings.TrimSpace(text)] || rowOf(place) < "3" && strings.Contains(text, form.Kind.Title):
			sums["furniture"]++
		case told[place] || beside(place, text) || isRead && strings.HasSuffix(read, "*"):
			sums["told"]++
		case headOfNothing(t, data, place, labels):
			sums["furniture"]++
		default:
			silent = append(silent, place+" “"+text+"”")
		}
	}
	slices.Sort(silent)
	return silent
}

// valueAt is what a form says at a path, as it was written.
func valueAt(form *Form, path string) string {
	if written, ok := form.Written[path]; ok {
		return written
	}
	var row int
	list, rest, inList := strings.Cut(path, "[")
	if !inList {
		if _, isList := form.Values[path].([]templates.Values); isList {
			return ""
		}
		return templates.Text(form.Values[path])
	}
	n, column, _ := strings.Cut(rest, "].")
	_, err := fmt.Sscan(n, &row)
	rows, _ := form.Values[list].([]templates.Values)
	if err != nil || row >= len(rows) {
		return ""
	}
	return templates.Text(rows[row][column])
}

// isText reports whether a value is one that is shown as it was typed, and no day, sum
// or number.
func isText(s string) bool {
	return !strings.ContainsFunc(s, unicode.IsDigit)
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, s)
}

var (
	placePattern = regexp.MustCompile(`[A-Z]{1,2}[0-9]+`)
	spanPattern  = regexp.MustCompile(`([A-Z]{1,2}[0-9]+)至([A-Z]{1,2}[0-9]+)`)
)

// rowOf is the row of a place.
func rowOf(place string) string { return strings.TrimLeft(place, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") }

// toldPlaces are the places that findings name, one by one or from corner to corner.
func toldPlaces(t *testing.T, findings []Finding) map[string]bool {
	t.Helper()
	told := map[string]bool{}
	for _, f := range findings {
		text := f.Cell + " " + f.Message + " " + f.Because
		for _, place := range placePattern.FindAllString(text, -1) {
			told[place] = true
		}
		for _, span := range spanPattern.FindAllStringSubmatch(text, -1) {
			left, top, err := excelize.CellNameToCoordinates(span[1])
			must(t, err)
			right, bottom, err := excelize.CellNameToCoordinates(span[2])
			must(t, err)
			for row := top; row <= bottom; row++ {
				for col := left; col <= right; col++ {
					name, err := excelize.CoordinatesToCellName(col, row)
					must(t, err)
					told[name] = true
				}
			}
		}
	}
	return told
}

// headOfNothing reports whether a cell is a head among others with an empty column
// below: nothing can be lost there.
func headOfNothing(t *testing.T, data []byte, place string, labels map[string]bool) bool {
	t.Helper()
	cells := cellsOf(t, data)
	col, row, err := excelize.CellNameToCoordinates(place)
	must(t, err)
	heads := 0
	for at, text := range cells {
		c, r, err := excelize.CellNameToCoordinates(at)
		must(t, err)
		if r == row && c != col && labels[looseLabel(text)] {
			heads++
		}
		if c == col && r == row+1 {
			return false
		}
	}
	return heads >= 2
}

// TestReadRetypedLabels: a label or a head of a column that was changed is known again, or
// the form comes back; what stood under it never turns up in another field.
func TestReadRetypedLabels(t *testing.T) {
	set := builtin(t)
	r := rand.New(rand.NewPCG(*seed, 1))
	forms := map[string][]byte{}
	for _, k := range set.All() {
		forms[k.Key] = filled(t, k, example(t, set, k).Values)
	}
	known, returned := 0, 0
	for range howMany(300) {
		k := set.All()[r.IntN(len(set.All()))]
		labels := textsOf(t, filled(t, k, nil))
		e := newEditor(t, r, k, forms[k.Key])
		e.retype(e.filledCell(func(row, col int, text string) bool {
			return row > 2 && labels[text] && (col == 0 || strings.HasSuffix(text, "*"))
		}))
		form, findings, err := Read(k.Key+".xlsx", written(t, e.f), set)
		outcome(t, form, findings, err)
		switch {
		case err != nil || len(findings) > 0:
			returned++
		case !reflect.DeepEqual(form.Values, example(t, set, k).Values):
			t.Errorf("%s %v: accepted with other values\n%v\nwant\n%v", k.Key, e.did, form.Values, example(t, set, k).Values)
		default:
			known++
		}
	}
	t.Logf("known again %d, returned %d", known, returned)
}
