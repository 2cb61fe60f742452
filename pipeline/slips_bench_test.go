package pipeline

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"gongwen/archive/durable"
)

// BenchmarkSlips writes the slips of 10,000 forms of one unit, and looks at them again
// when nothing has changed. Beside it, in the same run, some of the files are written with
// a bare fsync each and their folder's, one after the other, and all are read again:
//
//	write-ms    the first writing, for each slip
//	times-bare  how much longer that takes than the bare writing
//	look-ms     the look, for each slip
//	times-read  how much longer that takes than the bare reading
//	change-ms   what follows from one of them that has changed
func BenchmarkSlips(b *testing.B) {
	const forms, some, unit = 10000, 500, "区财政局"
	var wrote, bare, looked, read, changed time.Duration
	timed := func(sum *time.Duration, do func() error) {
		begun := time.Now()
		if err := do(); err != nil {
			b.Fatal(err)
		}
		*sum += time.Since(begun)
	}
	f := dataFolder(b, "approvals: desk\n")
	at(b, f, func(p *Pipeline) {
		onDay(p, "2026-05-11")
		formsWait(b, p.workspace, p.now(), forms, unit)
		for b.Loop() {
			if err := os.RemoveAll(filepath.Join(f.Waiting(), unit)); err != nil {
				b.Fatal(err)
			}
			look := func() error { p.slips.all(); return p.followSlips(b.Context()) }
			timed(&wrote, look)
			timed(&looked, look)
			p.slips.mark(waiting(b, p)[77])
			timed(&changed, func() error { return p.followSlips(b.Context()) })
			dir, other := filepath.Join(f.Waiting(), unit), b.TempDir()
			names := slipsIn(b, dir)
			if len(names) != forms {
				b.Fatalf("%d slips", len(names))
			}
			texts := make([][]byte, len(names))
			timed(&read, func() (err error) {
				for i, name := range names {
					if texts[i], err = os.ReadFile(filepath.Join(dir, name)); err != nil {
						break
					}
				}
				return err
			})
			timed(&bare, func() error {
				for i, name := range names[:some] {
					if err := durable.WriteFile(filepath.Join(other, name), texts[i]); err != nil {
						return err
					}
				}
				return nil
			})
		}
	})
	each := float64(b.N * forms)
	b.ReportMetric(wrote.Seconds()*1000/each, "write-ms")
	b.ReportMetric(wrote.Seconds()/bare.Seconds()*some/forms, "times-bare")
	b.ReportMetric(looked.Seconds()*1000/each, "look-ms")
	b.ReportMetric(looked.Seconds()/read.Seconds(), "times-read")
	b.ReportMetric(changed.Seconds()*1000/float64(b.N), "change-ms")
}
