package register_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongwen/archive/register"
	"gongwen/archive/register/registertest"
	"gongwen/archive/register/view"
	"gongwen/samples"
	"gongwen/templates"
	"gongwen/templates/tablefile"
)

// TestTotalsAreThoseOfAnAdditionOfItsOwn holds every total in every register and view
// against testdata/addition.py, which reads the archive's record.json and journal and adds
// them up with decimals, by rules written down a second time. What LibreOffice works out of
// the formulas has to be the same. With -short it is fewer records, the registers of one
// year that replace, take away and are corrected, and two views.
func TestTotalsAreThoseOfAnAdditionOfItsOwn(t *testing.T) {
	t.Parallel()
	kinds, err := registertest.Kinds(samples.Office())
	if err != nil {
		t.Fatal(err)
	}
	n, selected, views := 10_000, register.Selection{}, kinds.Views()
	var of []string // kinds; nil for all
	if testing.Short() {
		n, selected, of = 300, register.Selection{Year: 2025}, []string{"contract", "asset", "grant"}
		views = []*templates.View{kinds.View("contracts"), kinds.View("projects")}
	}
	dir := t.TempDir()
	a, c, err := registertest.Draw(kinds, 1, n).Keep(t.Context(), dir)
	if c != nil {
		t.Cleanup(func() { c.Close() })
	}
	if err != nil {
		t.Fatal(err)
	}
	written := filepath.Join(dir, "registers")
	files := writeAll(t, &register.Book{Kinds: kinds, Archive: a, Catalogue: c}, written, selected, of, views)
	blank, again := filepath.Join(dir, "blank"), filepath.Join(dir, "again")
	run(t, "/usr/bin/python3", "testdata/addition.py", "blank", written, blank)
	copies, err := filepath.Glob(filepath.Join(blank, "*.xlsx"))
	if err != nil || len(copies) != files {
		t.Fatalf("%d copies of %d workbooks, %v", len(copies), files, err)
	}
	run(t, "soffice", append([]string{"-env:UserInstallation=file://" + filepath.ToSlash(dir) + "/profile", "--headless",
		"--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", again}, copies...)...)
	said := run(t, "/usr/bin/python3", "testdata/addition.py", "check", filepath.Join(dir, "archive"), written, again)
	t.Log(said)
	if want := fmt.Sprintf("%d records, %d workbooks, ", n, 2*files); !strings.HasPrefix(said, want) {
		t.Errorf("%s, want %s", said, want)
	}
}

// writeAll writes the registers of kinds and the views as they lie in a data folder, and
// counts them.
func writeAll(t *testing.T, book *register.Book, dir string, s register.Selection, kinds []string, views []*templates.View) (files int) {
	t.Helper()
	listings, err := book.Listings(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	listings = slices.DeleteFunc(listings, func(l register.Listing) bool { return kinds != nil && !slices.Contains(kinds, l.Key) })
	to := register.Files{Dir: dir, Formats: []tablefile.Format{tablefile.XLSX}, Written: func(string, *register.InUse) { files++ }}
	if err := book.WriteFiles(t.Context(), to, listings, s); err != nil {
		t.Fatal(err)
	}
	listings = nil
	for _, v := range views {
		listings = append(listings, view.Listing(v))
	}
	if err := book.WriteFiles(t.Context(), to, listings, register.Selection{}); err != nil {
		t.Fatal(err)
	}
	return files
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}
