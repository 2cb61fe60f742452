package xlsx

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"gongwen/templates"
)

// seen is a sheet as testdata/look.py finds it.
type seen struct {
	Title, State, Filter, Frozen, Repeated, Header, Footer string
	Cells                                                  map[string]seenCell
	Rules                                                  map[string][5]string // type, two formulas, prompt's title and text
	Page                                                   [4]string            // orientation, paper, pages wide and high
	Protected                                              bool
	Table, Names                                           map[string]string // by name: the range
	Charts                                                 []int             // columns they begin in, from 0
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

func kind(t *testing.T, key string) *templates.Kind {
	t.Helper()
	set, err := templates.Load(templates.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	return set.Named(key)
}
