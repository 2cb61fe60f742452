package register_test

import (
	"context"
	"os/exec"
	"path/filepath"
	"testing"

	"gongwen/archive/register"
	"gongwen/archive/register/registertest"
	"gongwen/archive/register/view"
	"gongwen/templates/table"
	"gongwen/templates/tablefile"
)

// TestTotalsAreThoseOfAnAdditionOfItsOwn holds every total in every register and view
// against testdata/addition.py, which reads the archive's record.json and journal and adds
// them up with decimals, by rules written down a second time. What LibreOffice works out of
// the formulas has to be the same.
func TestTotalsAreThoseOfAnAdditionOfItsOwn(t *testing.T) {
	t.Parallel()
	n := 10_000
	if testing.Short() {
		n = 300
	}
	kinds, err := registertest.Kinds()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	a, c, err := registertest.Draw(kinds, 1, n).Keep(t.Context(), dir)
	if c != nil {
		t.Cleanup(func() { c.Close() })
	}
	if err != nil {
		t.Fatal(err)
	}
	book := &register.Book{Kinds: kinds, Archive: a, Catalogue: c}
	written := filepath.Join(dir, "registers")
	listings, err := book.Listings(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	files := register.Files{Dir: written, Formats: []tablefile.Format{tablefile.XLSX}, Written: func(string, *register.InUse) {}}
	if err := book.WriteFiles(t.Context(), files, listings, register.Selection{}); err != nil {
		t.Fatal(err)
	}
	for _, v := range kinds.Views() {
		files.Dir = filepath.Join(written, "综合")
		if err := book.WriteOne(t.Context(), files, register.Listing{Title: v.Title, Table: func(ctx context.Context, b *register.Book, s register.Selection) (table.Book, error) {
			return view.Table(ctx, b, v, s, nil)
		}}); err != nil {
			t.Fatal(err)
		}
	}
	run := func(name string, args ...string) string {
		t.Helper()
		out, err := exec.Command(name, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
	blank, again := filepath.Join(dir, "blank"), filepath.Join(dir, "again")
	run("/usr/bin/python3", "testdata/addition.py", "blank", written, blank)
	years, err := filepath.Glob(filepath.Join(blank, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, year := range years {
		files, err := filepath.Glob(filepath.Join(year, "*.xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		run("soffice", append([]string{"-env:UserInstallation=file://" + filepath.ToSlash(dir) + "/profile", "--headless",
			"--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Join(again, filepath.Base(year))}, files...)...)
	}
	t.Log(run("/usr/bin/python3", "testdata/addition.py", "check", filepath.Join(dir, "archive"), written, again))
}
