package register_test

import (
	"cmp"
	"context"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/register"
	"gongwen/samples"
	"gongwen/templates"
	"gongwen/templates/table"
	"gongwen/templates/xlsx"
)

var (
	records = flag.Int("records", 100_000, "records in the archive of the benchmark")
	keep    = flag.String("keep", "", "folder that keeps that archive for the next time")
)

// BenchmarkRegisters writes the registers of all kinds, those of a month and those of a
// year, from an archive of 100,000 records of all kinds over three years, and tells the
// most memory that was in use.
func BenchmarkRegisters(b *testing.B) {
	book := fullOffice(b, *records)
	newest := 0
	series, err := book.Catalogue.Series(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for _, s := range series {
		newest = max(newest, s.Year)
	}
	for _, bench := range []struct {
		name      string
		selection register.Selection
	}{
		{"month", register.Selection{Year: newest, From: templates.NewDate(newest, 3, 1), To: templates.NewDate(newest, 3, 31)}},
		{"year", register.Selection{Year: newest}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			rows, most := 0, uint64(0)
			for b.Loop() {
				rows = 0
				for _, k := range book.Kinds.All() {
					rows += written(b, book, k, bench.selection)
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					most = max(most, m.HeapAlloc)
				}
			}
			b.ReportMetric(float64(rows), "rows")
			b.ReportMetric(float64(most)/1e6, "MB")
		})
	}
}

// written writes a register to a file, and returns how many rows it has.
func written(b *testing.B, book *register.Book, k *templates.Kind, s register.Selection) (rows int) {
	b.Helper()
	t, err := book.Register(b.Context(), k, s, nil)
	if err != nil {
		b.Fatal(err)
	}
	all := t.Sheets[0].Rows
	t.Sheets[0].Rows = func(yield func(*table.Row, error) bool) {
		for row, err := range all {
			rows++
			if !yield(row, err) {
				return
			}
		}
	}
	f, err := os.Create(filepath.Join(b.TempDir(), "台账.xlsx"))
	if err != nil {
		b.Fatal(err)
	}
	if err := cmp.Or(xlsx.Write(f, t), f.Close()); err != nil {
		b.Fatal(err)
	}
	return rows
}

// fullOffice is an archive of so many records of all kinds over three years, evenly. Its
// bags are empty.
func fullOffice(b *testing.B, records int) *register.Book {
	b.Helper()
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		b.Fatal(err)
	}
	dir, path := cmp.Or(*keep, b.TempDir()), ""
	path = filepath.Join(dir, "catalogue.db")
	_, err = os.Stat(path)
	kept := err == nil
	a, err := archive.Open(filepath.Join(dir, "archive"))
	if err != nil {
		b.Fatal(err)
	}
	open := catalogue.Create
	if kept {
		open = catalogue.Open
	}
	c, err := open(path)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = c.Close() })
	book := &register.Book{Kinds: kinds, Archive: a, Catalogue: c}
	if kept {
		return book
	}
	var batch []archive.Record
	for n, k := range kinds.All() {
		of := records / len(kinds.All())
		for r, err := range samples.Records(k, uint64(n), of, 3) {
			if err != nil {
				b.Fatal(err)
			}
			r.Arrival, r.Submission, r.Content = k.Key+r.Arrival, k.Key+r.Submission, k.Key+r.Content
			r.Filed = r.Date.Add(9 * time.Hour)
			batch = append(batch, r)
			if err := os.MkdirAll(a.Path(r.Folder()), 0o755); err != nil {
				b.Fatal(err)
			}
			if len(batch) == 1000 {
				restore(b, c, batch)
				batch = batch[:0]
			}
		}
	}
	restore(b, c, batch)
	return book
}

func restore(b *testing.B, c *catalogue.Catalogue, batch []archive.Record) {
	b.Helper()
	if err := c.Restore(context.WithoutCancel(b.Context()), batch); err != nil {
		b.Fatal(err)
	}
}
