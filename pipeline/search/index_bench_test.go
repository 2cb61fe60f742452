package search_test

import (
	"context"
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/texts"
	"gongwen/index"
	"gongwen/samples"
	"gongwen/templates"
)

// filedForms are records of sample forms, to be followed by an index.
type filedForms []archive.Record

func (f filedForms) ID() string { return "forms" }

func (f filedForms) Changes(_ context.Context, after int64, limit int) (changes []catalogue.Change, err error) {
	for i := after; i < int64(len(f)) && len(changes) < limit; i++ {
		changes = append(changes, catalogue.Change{Seq: i + 1, Entry: catalogue.Entry{Record: f[i]}})
	}
	return changes, nil
}

func (f filedForms) Record(context.Context, string) (catalogue.Entry, error) {
	return catalogue.Entry{}, catalogue.ErrUnknown
}

// BenchmarkIndexOfForms tells what it costs to index sample forms of all kinds so that
// each field can be asked for, as a part of what it costs without: time and disk.
func BenchmarkIndexOfForms(b *testing.B) {
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		b.Fatal(err)
	}
	var records filedForms
	for _, k := range kinds.All() {
		for r, err := range samples.Records(k, 7, 100, 3) {
			if err != nil {
				break // there is no recipe for the kind
			}
			text, err := r.JSON()
			if err == nil {
				r, err = archive.ParseRecord(text) // as the catalogue has it
			}
			if err != nil {
				b.Fatal(err)
			}
			records = append(records, r)
		}
	}
	var none *texts.Store
	fill := func(kinds index.Kinds) (took time.Duration, size int64) {
		dir := filepath.Join(b.TempDir(), "index")
		begun := time.Now()
		if err := index.At(dir, kinds).Follow(b.Context(), records, none, nil); err != nil {
			b.Fatal(err)
		}
		took = time.Since(begun)
		err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			info, err := d.Info()
			size += info.Size()
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		return took, size
	}
	var with, without time.Duration
	var large, small int64
	for b.Loop() {
		took, size := fill(nil)
		without, small = without+took, size
		took, size = fill(kinds)
		with, large = with+took, size
	}
	b.ReportMetric(float64(len(records)), "records")
	b.ReportMetric(float64(large)/float64(len(records)), "B/record")
	b.ReportMetric(float64(large)/float64(small), "disk-ratio")
	b.ReportMetric(with.Seconds()/without.Seconds(), "indexing-ratio")
}
