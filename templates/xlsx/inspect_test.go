package xlsx

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
)

// seen is a sheet as testdata/look.py finds it.
type seen struct {
	Title, State, Filter, Frozen, Repeated, Header, Footer string
	Cells                                                  map[string]seenCell
	Errors                                                 map[string]string    // by range, how what breaks its rule is met
	Rules                                                  map[string][5]string // type, two formulas, prompt's title and text
	Page                                                   [4]string            // orientation, paper, pages wide and high
	Protected                                              bool
	Merged                                                 []string
	Heights                                                map[string]float64 // by row
	Edges                                                  map[string]int     // by row, the last column with a frame, from 1
	Table, Names                                           map[string]string  // by name: the range
	Charts                                                 []int              // columns they begin in, from 0
}

type seenCell struct {
	Value, Type, Format, Fill string
	Strike                    bool
}

// inspect reads a workbook with openpyxl, so that the judge of what excelize
// writes is not excelize.
func inspect(t *testing.T, workbook []byte) []seen {
	t.Helper()
	file := filepath.Join(t.TempDir(), "book.xlsx")
	if err := os.WriteFile(file, workbook, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/usr/bin/python3", "testdata/look.py", file)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("openpyxl: %v (Debian package python3-openpyxl)", err)
	}
	var sheets []seen
	if err := json.Unmarshal(out, &sheets); err != nil {
		t.Fatal(err)
	}
	return sheets
}

func (s seen) expect(t *testing.T, cells map[string]seenCell) {
	t.Helper()
	for at, want := range cells {
		if got := s.Cells[at]; got != want {
			t.Errorf("%s!%s: got %+v, want %+v", s.Title, at, got, want)
		}
	}
}

// placeOf is the cell with a text.
func (s seen) placeOf(t *testing.T, text string) (col, row int) {
	t.Helper()
	for at, c := range s.Cells {
		if c.Value == text {
			col, row, err := excelize.CellNameToCoordinates(at)
			if err != nil {
				t.Fatal(err)
			}
			return col, row
		}
	}
	t.Fatalf("no cell says %s", text)
	return 0, 0
}

// lastOf is the last column that a cell goes over.
func (s seen) lastOf(t *testing.T, col, row int) int {
	t.Helper()
	from, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range s.Merged {
		if first, last, _ := strings.Cut(m, ":"); first == from {
			if col, _, err = excelize.CellNameToCoordinates(last); err != nil {
				t.Fatal(err)
			}
		}
	}
	return col
}

// beside is the cell on the right of the one with a text.
func (s seen) beside(t *testing.T, text string) string {
	t.Helper()
	col, row := s.placeOf(t, text)
	name, err := excelize.CoordinatesToCellName(s.lastOf(t, col, row)+1, row)
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// below are the cells of so many rows under the one with a text.
func (s seen) below(t *testing.T, text string, rows int) string {
	t.Helper()
	col, row := s.placeOf(t, text)
	from, err := excelize.CoordinatesToCellName(col, row+1)
	if err != nil {
		t.Fatal(err)
	}
	to, err := excelize.CoordinatesToCellName(s.lastOf(t, col, row), row+rows)
	if err != nil {
		t.Fatal(err)
	}
	return from + ":" + to
}

func kind(t *testing.T, key string) *templates.Kind {
	t.Helper()
	set, err := templates.Load(templates.Builtin(templates.Office{Government: "青山区人民政府", Name: "青山区人民政府办公室", Prefix: "青政"}))
	if err != nil {
		t.Fatal(err)
	}
	return set.Named(key)
}
