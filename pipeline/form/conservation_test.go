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
	"strconv"
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

// TestReadConservesCells: whatever is done to a filled form, each of its filled cells is
// read into a field, is a text of the blank form, or is told of with its place.
//
//	go test ./pipeline/form -run ConservesCells -edits 5000 -seed 7 -v
func TestReadConservesCells(t *testing.T) {
	set := builtin(t)
	r := rand.New(rand.NewPCG(*seed, 0))
	sums := map[string]int{}
	kinds := set.All()
	forms := howMany(300)
	if *edits == 0 {
		forms = max(forms, len(kinds)) // few have what only they have, as a grid of names
	}
	for n := range forms {
		k := kinds[n%len(kinds)]
		e := newEditor(t, r, k, specimenOf(t, set, k).forms[n/len(kinds)%2])
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
		for _, silent := range account(t, cellsOf(t, data), form, findings, specimenOf(t, set, form.Kind).texts, sums) {
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

// specimen is a kind's example on its form, as it is laid out now and as it was, and the
// texts that the blank forms have of their own.
type specimen struct {
	forms [2][]byte
	now   map[string]bool // texts of today's blank form
	texts map[string]bool // of both
}

var specimens = map[string]specimen{}

// specimenOf makes a kind's specimen when it is first asked for.
func specimenOf(t testing.TB, set *templates.Set, k *templates.Kind) specimen {
	t.Helper()
	s, made := specimens[k.Key]
	if !made {
		values := example(t, set, k).Values
		s = specimen{[2][]byte{filled(t, k, values), earlier(t, k, values)}, textsOf(t, filled(t, k, nil)), textsOf(t, earlier(t, k, nil))}
		maps.Copy(s.texts, s.now)
		specimens[k.Key] = s
	}
	return s
}

// textsOf are the texts of the first sheet of a form.
func textsOf(t testing.TB, data []byte) map[string]bool {
	t.Helper()
	texts := map[string]bool{}
	for _, text := range cellsOf(t, data) {
		texts[text] = true
	}
	return texts
}

// cellsOf are the texts of the filled cells of a form by place, without those under a
// merged cell that shows the same.
func cellsOf(t testing.TB, data []byte) map[string]string {
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
	merged, err := f.GetMergeCells(f.GetSheetName(0))
	must(t, err)
	for _, m := range merged {
		left, top, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		must(t, err)
		right, bottom, err := excelize.CellNameToCoordinates(m.GetEndAxis())
		must(t, err)
		shows := cells[m.GetStartAxis()]
		if last := m.GetEndAxis(); shows == "" && last != m.GetStartAxis() && rowOf(last) == rowOf(m.GetStartAxis()) && cells[last] != "" {
			shows = cells[last] // the reader tells of it by the name of the whole range
			cells[m.GetStartAxis()] = shows
		}
		for name, text := range cells {
			col, row, err := excelize.CellNameToCoordinates(name)
			must(t, err)
			if name != m.GetStartAxis() && text == shows && top <= row && row <= bottom && left <= col && col <= right {
				delete(cells, name)
			}
		}
	}
	return cells
}

// account are the cells of which nothing is known after reading, as place and text.
func account(t *testing.T, cells map[string]string, form *Form, findings []Finding, blank map[string]bool, sums map[string]int) []string {
	t.Helper()
	labels := map[string]bool{}
	for text := range blank {
		if !isNumber(text) { // which is furniture only where rows are numbered
			labels[looseLabel(text)] = true
		}
	}
	readAt, typed := map[string]string{}, map[string]bool{}
	for _, path := range slices.Sorted(maps.Keys(form.Places)) {
		place := form.Places[path]
		readAt[place] += valueAt(form, path)
		typed[place] = typed[place] || !isText(form.Kind, path)
		if slices.ContainsFunc(findings, func(f Finding) bool { return f.Path == path }) {
			readAt[place] += "*" // told of by its field
		}
	}
	for path, place := range form.Places { // the words beside a decision are read wherever of the two they stand
		if row, isDecision := strings.CutSuffix(path, ".opinion"); isDecision {
			words := form.Places[row+".words"]
			both := valueAt(form, path) + valueAt(form, row+".words")
			readAt[place] += both
			readAt[words] += both
		}
	}
	named := func(place, text string) bool { // in a cell of its own, of a field of several people
		return slices.ContainsFunc(form.Kind.Fields, func(f templates.Field) bool {
			return f.Type == templates.TypePeople && rowOf(form.Places[f.Key]) == rowOf(place) && strings.Contains(letters(valueAt(form, f.Key)), letters(text))
		})
	}
	told := toldPlaces(t, findings)
	beside := func(place, text string) bool { // on the right of a label that a finding is about
		return slices.ContainsFunc(findings, func(f Finding) bool {
			return f.Value != "" && rowOf(f.Cell) == rowOf(place) && (isNumber(text) || strings.Contains(letters(f.Value), letters(clip(text))))
		})
	}
	var silent []string
	for place, text := range cells {
		sums["cells"]++
		read, isRead := readAt[place]
		switch {
		case isRead && (read != "" && typed[place] || strings.Contains(letters(read), letters(text))), named(place, text):
			sums["read"]++
		case isNumber(text) && isSerial(t, cells, place, labels):
			sums["furniture"]++
		case !isNumber(text) && blank[text] || labels[looseLabel(text)] || numbering[text] || len(rowOf(place)) == 1 && strings.Contains(text, form.Kind.Title),
			rowOf(place) == "1" && heading.MatchString(bareLabel(text)): // an office's own title
			sums["furniture"]++
		case told[place] || beside(place, text) || isRead && strings.Contains(read, "*"):
			sums["told"]++
		case headOfNothing(t, cells, place, labels):
			sums["furniture"]++
		default:
			silent = append(silent, place+" “"+text+"”")
		}
	}
	slices.Sort(silent)
	return silent
}

// mostRows is how many rows no specimen has in a list.
const mostRows = 60

// isSerial reports whether a cell numbers a row: the head over it says so, and there could
// be that many rows.
func isSerial(t *testing.T, cells map[string]string, place string, labels map[string]bool) bool {
	t.Helper()
	col, row, err := excelize.CellNameToCoordinates(place)
	must(t, err)
	if n, err := strconv.Atoi(cells[place]); err != nil || n < 1 || n > mostRows {
		return false
	}
	for row--; row > 0; row-- {
		above, err := excelize.CoordinatesToCellName(col, row)
		must(t, err)
		if label := looseLabel(cells[above]); labels[label] || numbering[label] {
			return numbering[label]
		}
	}
	return false
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

// isText reports whether a field holds what was typed, and no day, sum or number, which
// are written in many ways.
func isText(k *templates.Kind, path string) bool {
	at := regexp.MustCompile(`\[\d+\]`).ReplaceAllString(path, "")
	switch k.At(at).Type {
	case templates.TypeText, templates.TypeParagraph, templates.TypePerson, templates.TypeUnit, templates.TypeFile, templates.TypeChoice:
		return true
	}
	return false
}

// isNumber reports whether a cell's text is one, which may be a day.
func isNumber(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return err == nil
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
func headOfNothing(t *testing.T, cells map[string]string, place string, labels map[string]bool) bool {
	t.Helper()
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
	known, returned := 0, 0
	for range howMany(300) {
		k := set.All()[r.IntN(len(set.All()))]
		s := specimenOf(t, set, k)
		e := newEditor(t, r, k, s.forms[r.IntN(2)])
		e.retype(e.filledCell(func(row, col int, text string) bool {
			return row > 2 && s.now[text] && (col == 0 || strings.HasSuffix(text, "*"))
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
