package register_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/register"
	"gongwen/samples"
	"gongwen/templates"
	"gongwen/templates/tablefile"
)

// TestWriteFiles: what is whole lies in folders of its years, what is a part of it under a
// name of its own, and what is nothing nowhere.
func TestWriteFiles(t *testing.T) {
	dir := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	must(err)
	a, err := archive.Open(filepath.Join(dir, "archive"))
	must(err)
	c, err := catalogue.Create(filepath.Join(dir, "catalogue.db"))
	must(err)
	defer c.Close()
	record := func(kind string, year, serial int, day templates.Date) archive.Record {
		id := fmt.Sprint(kind, year, "-", serial)
		return archive.Record{Version: archive.RecordVersion, Number: id + "号", Kind: kind, Year: year, Serial: serial, Date: day, Unit: "区财政局",
			Submission: id, Arrival: id, Arrived: day.Time, Filed: day.Time, Values: templates.Values{"issue_date": day.ISO()}}
	}
	must(c.Restore(t.Context(), []archive.Record{record("letter", 2026, 1, templates.NewDate(2026, 3, 5)), record("letter", 2026, 2, templates.NewDate(2026, 4, 1)),
		record("letter", 2025, 1, templates.NewDate(2025, 12, 31)), record("leave", 2026, 1, templates.NewDate(2026, 3, 5))}))
	book := &register.Book{Kinds: kinds, Archive: a, Catalogue: c}
	for name, test := range map[string]struct {
		wanted  register.Wanted
		kind    string
		unit    string
		columns []string
		formats []tablefile.Format
		want    []string
		rows    string // of the first file that is csv: the numbers in it
	}{
		"all":                 {formats: []tablefile.Format{tablefile.XLSX}, want: []string{"2025/介绍信台账.xlsx", "2026/介绍信台账.xlsx", "2026/请假外出台账.xlsx"}},
		"a year of a kind":    {wanted: register.Wanted{Year: "2025"}, kind: "letter", want: []string{"2025/介绍信台账.csv"}, rows: "letter2025-1号"},
		"in several formats":  {wanted: register.Wanted{Year: "2025"}, formats: tablefile.Formats, want: []string{"2025/介绍信台账.csv", "2025/介绍信台账.ods", "2025/介绍信台账.xlsx"}},
		"a month":             {wanted: register.Wanted{Month: "2026-03"}, kind: "letter", want: []string{"介绍信台账（2026年3月）.csv"}, rows: "letter2026-1号"},
		"a month of the year": {wanted: register.Wanted{Year: "2026", Month: "4"}, want: []string{"2026年介绍信台账（2026年4月）.csv"}, rows: "letter2026-2号"},
		"over years": {wanted: register.Wanted{From: "2025-01-01", To: "2026-12-31"}, kind: "letter", want: []string{"2025年至2026年介绍信台账.csv"},
			rows: "letter2025-1号 letter2026-1号 letter2026-2号"},
		"numbers of several years": {wanted: register.Wanted{Year: "2025-2026"}, kind: "letter", want: []string{"2025年度至2026年度介绍信台账.csv"},
			rows: "letter2025-1号 letter2026-1号 letter2026-2号"},
		"a unit":                {wanted: register.Wanted{Year: "2026"}, kind: "leave", unit: "区财政局", want: []string{"2026年请假外出台账（区财政局）.csv"}, rows: "leave2026-1号"},
		"a unit that has none":  {wanted: register.Wanted{Year: "2026"}, unit: "区民政局"},
		"a year that has none":  {wanted: register.Wanted{Year: "2024"}},
		"a month that has none": {wanted: register.Wanted{Month: "2026-05"}},
		"columns":               {wanted: register.Wanted{Year: "2025"}, columns: []string{"编号"}, want: []string{"2025年介绍信台账（所选栏目）.csv"}, rows: "letter2025-1号"},
	} {
		t.Run(name, func(t *testing.T) {
			files := register.Files{Dir: t.TempDir(), Formats: test.formats}
			if len(files.Formats) == 0 {
				files.Formats = []tablefile.Format{tablefile.CSV}
			}
			var got []string
			files.Written = func(path string, inUse *register.InUse) {
				rel, err := filepath.Rel(files.Dir, path)
				must(err)
				if _, err := os.Stat(path); err != nil || inUse != nil {
					t.Error(path, err, inUse)
				}
				got = append(got, filepath.ToSlash(rel))
			}
			s, err := test.wanted.Selection()
			must(err)
			s.Unit, s.Columns = test.unit, test.columns
			listings, err := book.Listings(t.Context(), test.kind)
			must(err)
			must(book.WriteFiles(t.Context(), files, listings, s))
			if slices.Sort(got); !slices.Equal(got, test.want) {
				t.Fatalf("%q, want %q", got, test.want)
			}
			if test.rows == "" {
				return
			}
			text, err := os.ReadFile(filepath.Join(files.Dir, got[0]))
			must(err)
			lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff"))).ReadAll()
			must(err)
			var numbers []string
			for _, line := range lines[1:] {
				numbers = append(numbers, line[slices.Index(lines[0], "编号")])
			}
			if rows := strings.Join(numbers, " "); rows != test.rows {
				t.Errorf("%s, want %s", rows, test.rows)
			}
		})
	}
	t.Run("a column that not all have", func(t *testing.T) {
		files := register.Files{Dir: filepath.Join(t.TempDir(), "none"), Formats: tablefile.Formats, Written: func(path string, _ *register.InUse) { t.Error(path) }}
		listings, err := book.Listings(t.Context(), "")
		must(err)
		err = book.WriteFiles(t.Context(), files, listings, register.Selection{Columns: []string{"编号", "收信单位"}})
		if err == nil || !strings.HasPrefix(err.Error(), "请假外出台账没有“收信单位”这一栏，可选的有：序号、编号") {
			t.Error(err)
		}
		if _, err := os.Stat(files.Dir); !errors.Is(err, fs.ErrNotExist) {
			t.Error("something was written")
		}
	})
	t.Run("open in LibreOffice", func(t *testing.T) {
		files := register.Files{Dir: t.TempDir(), Formats: []tablefile.Format{tablefile.ODS}}
		must(os.WriteFile(filepath.Join(files.Dir, ".~lock.介绍信台账（2026年3月）.ods#"), nil, 0o600))
		var beside string
		files.Written = func(path string, inUse *register.InUse) {
			if inUse == nil {
				t.Errorf("%s is open", path)
			}
			beside = filepath.Base(path)
		}
		listings, err := book.Listings(t.Context(), "letter")
		must(err)
		must(book.WriteFiles(t.Context(), files, listings, register.Selection{From: templates.NewDate(2026, 3, 1), To: templates.NewDate(2026, 3, 31)}))
		if want := "介绍信台账（2026年3月）（待换）.ods"; beside != want {
			t.Errorf("%s, want %s", beside, want)
		}
	})
}
