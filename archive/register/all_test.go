package register_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/register"
	"gongwen/templates"
)

// TestWriteAll writes all registers, those of a kind, those of a year, and none.
func TestWriteAll(t *testing.T) {
	dir := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	kinds, err := templates.Load(templates.Builtin())
	must(err)
	a, err := archive.Open(filepath.Join(dir, "archive"))
	must(err)
	c, err := catalogue.Create(filepath.Join(dir, "catalogue.db"))
	must(err)
	defer c.Close()
	day := time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)
	record := func(kind string, year int) archive.Record {
		id := kind + time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006")
		return archive.Record{Version: archive.RecordVersion, Number: id + "号", Kind: kind, Year: year, Serial: 1, Date: templates.NewDate(year, 5, 11),
			Submission: id, Arrival: id, Arrived: day, Filed: day}
	}
	must(c.Restore(t.Context(), []archive.Record{record("letter", 2026), record("letter", 2025), record("leave", 2026)}))
	book := &register.Book{Kinds: kinds, Archive: a, Catalogue: c}
	for _, test := range []struct {
		kind string
		year int
		want []string
	}{
		{"", 0, []string{"2025/介绍信台账.xlsx", "2026/介绍信台账.xlsx", "2026/请假外出台账.xlsx"}},
		{"letter", 0, []string{"2025/介绍信台账.xlsx", "2026/介绍信台账.xlsx"}},
		{"", 2025, []string{"2025/介绍信台账.xlsx"}},
		{"leave", 2025, nil},
	} {
		to := t.TempDir()
		var got []string
		must(book.WriteAll(t.Context(), to, test.kind, test.year, func(path string, inUse *register.InUse) {
			if _, err := os.Stat(path); err != nil || inUse != nil {
				t.Error(path, err, inUse)
			}
			rel, err := filepath.Rel(to, path)
			must(err)
			got = append(got, filepath.ToSlash(rel))
		}))
		if slices.Sort(got); !slices.Equal(got, test.want) {
			t.Errorf("kind %q, year %d: %q, want %q", test.kind, test.year, got, test.want)
		}
	}
}
