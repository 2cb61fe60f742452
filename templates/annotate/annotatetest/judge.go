// Package annotatetest has other programs judge marked copies: openpyxl, and
// LibreOffice, whose way of reading a workbook is seen in how it saves it again.
package annotatetest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"gongwen/templates/annotate"
)

// T is the test that asks: a *testing.T.
type T interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	TempDir() string
}

// Form is a workbook to be marked.
type Form struct {
	Workbook []byte
	// Plain is the same in a shape that the judges can read, where they cannot read
	// the workbook itself; nil where they can.
	Plain []byte
	// Readable makes the marked copy readable to the judges; nil where it is.
	Readable func(marked []byte) []byte
	Notes    []annotate.Note
	// Marked are the cells that have marks afterwards, by their places: 介绍信!B4.
	Marked []string
	// Cleared are those that had marks before.
	Cleared []string
}

// sheet is what judge.py prints.
type sheet struct {
	Title   string
	Heights map[string]string   // of rows; one that was not there before may have one after
	Cells   map[string][]string // value and type, and all of the format but the fill
	Fills   map[string]string
	Notes   map[string]string
	Rest    map[string]string
}

//go:embed judge.py
var script []byte

// Judge marks the forms, by name, and asks the judges: the marked cells have our fill
// and note, with what people noted before it; all else that they see is unchanged. It
// gives the marked copies, by name.
func Judge(t T, forms map[string]Form) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	copies := map[string][]byte{}
	var files []string
	known := map[string]int{} // the number of a file, by its content
	put := func(content []byte) int {
		if n, there := known[string(content)]; there {
			return n
		}
		file := filepath.Join(dir, fmt.Sprintf("%d.xlsx", len(files)))
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatalf("%v", err)
		}
		known[string(content)] = len(files)
		files = append(files, file)
		return len(files) - 1
	}
	before, after := map[string]int{}, map[string]int{}
	for name, form := range forms {
		var b bytes.Buffer
		if err := annotate.Workbook(&b, form.Workbook, form.Notes); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		copies[name] = b.Bytes()
		plain, readable := form.Workbook, b.Bytes()
		if form.Plain != nil {
			plain = form.Plain
		}
		if form.Readable != nil {
			readable = form.Readable(readable)
		}
		before[name], after[name] = put(plain), put(readable)
	}
	seen, again := look(t, dir, files), look(t, dir, saved(t, dir, files))
	for name, form := range forms {
		compare(t, "openpyxl: "+name, form, all, seen[before[name]], seen[after[name]])
		compare(t, "LibreOffice: "+name, form, numberFormat, again[before[name]], again[after[name]])
	}
	return copies
}

// look is what openpyxl finds in each of the files.
func look(t T, dir string, files []string) [][]sheet {
	t.Helper()
	judge := filepath.Join(dir, "judge.py")
	if err := os.WriteFile(judge, script, 0o600); err != nil {
		t.Fatalf("%v", err)
	}
	cmd := exec.Command("/usr/bin/python3", append([]string{"-W", "ignore", judge}, files...)...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("openpyxl: %v (Debian package python3-openpyxl)\n%s", err, &said)
	}
	var seen [][]sheet
	if err := json.Unmarshal(out, &seen); err != nil {
		t.Fatalf("%v", err)
	}
	return seen
}

// saved are the files as LibreOffice saves them again.
func saved(t T, dir string, files []string) []string {
	t.Helper()
	into := filepath.Join(dir, "saved")
	cmd := exec.Command("soffice", append([]string{"-env:UserInstallation=file://" + filepath.ToSlash(dir) + "/profile",
		"--headless", "--convert-to", "xlsx", "--outdir", into}, files...)...)
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("soffice: %v (Debian package libreoffice-calc)\n%s", err, said)
	}
	var again []string
	for _, file := range files {
		file = filepath.Join(into, filepath.Base(file))
		if _, err := os.Stat(file); err != nil {
			t.Fatalf("soffice: %v", err)
		}
		again = append(again, file)
	}
	return again
}

// untouched is how a cell looks that was not there before.
const untouched = "None"

// How much of a marked cell has to be unchanged. LibreOffice has another font for
// cells without any format of their own.
const (
	numberFormat = 3 // with the value and the type
	all          = 8
)

func compare(t T, name string, form Form, ofMarked int, before, after []sheet) {
	t.Helper()
	if len(before) == 0 || len(before) != len(after) {
		t.Errorf("%s: %d sheets before, %d after", name, len(before), len(after))
		return
	}
	marked, cleared := set(form.Marked), set(form.Cleared)
	for i, was := range before {
		is := after[i]
		if was.Title != is.Title {
			t.Errorf("%s: sheet %s is called %s", name, was.Title, is.Title)
		}
		for what, value := range was.Rest {
			if is.Rest[what] != value {
				t.Errorf("%s: %s of %s was\n%s\nand is\n%s", name, what, was.Title, value, is.Rest[what])
			}
		}
		for row, height := range was.Heights {
			if is.Heights[row] != height {
				t.Errorf("%s: row %s of %s was %s and is %s", name, row, was.Title, height, is.Heights[row])
			}
		}
		for at, cell := range was.Cells {
			now := is.Cells[at]
			if marked[was.Title+"!"+at] && len(now) == len(cell) {
				cell, now = cell[:ofMarked], now[:ofMarked]
			}
			if !slices.Equal(cell, now) {
				t.Errorf("%s: %s!%s was\n%q\nand is\n%q", name, was.Title, at, cell, now)
			}
		}
		for at, cell := range is.Cells {
			place := was.Title + "!" + at
			before, there := was.Cells[at]
			switch {
			case !there && cell[0] != untouched:
				t.Errorf("%s: %s came out of nothing: %q", name, place, cell)
			case marked[place]:
				if is.Fills[at] != "FFFFE08A" || !strings.Contains(is.Notes[at], "【表单审核】") || !strings.HasPrefix(is.Notes[at], people(was.Notes[at])) {
					t.Errorf("%s: %s is filled %s, its note was %q and is %q", name, place, is.Fills[at], was.Notes[at], is.Notes[at])
				}
				delete(marked, place)
			case cleared[place]:
				if is.Fills[at] == "FFFFE08A" || is.Notes[at] != people(was.Notes[at]) {
					t.Errorf("%s: %s is still marked: %s, %q", name, place, is.Fills[at], is.Notes[at])
				}
			case there && (is.Fills[at] != was.Fills[at] || is.Notes[at] != was.Notes[at]):
				t.Errorf("%s: %s %q was filled %s with note %q and is filled %s with note %q",
					name, place, before, was.Fills[at], was.Notes[at], is.Fills[at], is.Notes[at])
			}
		}
	}
	for place := range marked {
		t.Errorf("%s: %s is not marked", name, place)
	}
}

// people is the part of a note that people wrote.
func people(note string) string {
	theirs, _, _ := strings.Cut(note, "【表单审核】")
	return strings.TrimRight(theirs, "\n")
}

func set(places []string) map[string]bool {
	all := map[string]bool{}
	for _, p := range places {
		all[p] = true
	}
	return all
}
