package pipeline

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/durable"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
	"gongwen/templates"
	"gongwen/templates/pdf"
)

// drop puts n generated letters into the inbox. Letters of other seeds are other
// letters.
func drop(b *testing.B, f workspace.Folder, seed uint64, n int, format samples.Format) {
	b.Helper()
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		b.Fatal(err)
	}
	for sample, err := range samples.Generate(kinds.Named("letter"), seed, n, samples.Options{Format: format}) {
		if err != nil {
			b.Fatal(err)
		}
		for _, file := range sample.Files {
			put(b, filepath.Join(f.Inbox(), filepath.FromSlash(file.Path)), file.Data)
		}
	}
}

// BenchmarkLetters files letters durably and measures, in turns with it, what
// rendering them and writing their files with a bare fsync each costs on as many
// hands. A turn is five hundred letters in an office of their own: -benchtime 8x.
//
//	forms/s      from inbox to filed, the office's copy laid out
//	times-bare   how much longer that takes than the bare work: 2 at most is asked
//	caught-up    the same until index, registers and texts of attachments have followed
func BenchmarkLetters(b *testing.B) {
	const forms = 500
	for _, format := range []samples.Format{samples.YAML, samples.XLSX} {
		b.Run(string(format), func(b *testing.B) {
			most := watchMemory()
			var filed, caughtUp, plain time.Duration
			turns := 0
			for b.Loop() {
				turns++
				f := dataFolder(b, "")
				drop(b, f, uint64(turns), forms, format)
				var begun time.Time
				events := at(b, f, func(p *Pipeline) {
					begun = time.Now()
					if err := p.Once(b.Context()); err != nil {
						b.Fatal(err)
					}
					caughtUp += time.Since(begun)
					plain += bare(b, p)
				})
				if s := sums(b, f); s.Filed != forms {
					b.Fatalf("sums %+v, want %d filed", s, forms)
				}
				filed += events[len(events)-1].At.Sub(begun)
			}
			b.ReportMetric(float64(turns*forms)/filed.Seconds(), "forms/s")
			b.ReportMetric(filed.Seconds()/plain.Seconds(), "times-bare")
			b.ReportMetric(caughtUp.Seconds()/plain.Seconds(), "caught-up")
			b.ReportMetric(plain.Seconds()*1000/float64(turns*forms), "bare-ms")
			b.ReportMetric(float64(most())/(1<<20), "MB")
		})
	}
}

// BenchmarkLettersRunning files letters as run does, for long: index, registers
// and texts of attachments follow meanwhile. It tells how many a second are filed.
func BenchmarkLettersRunning(b *testing.B) {
	f := dataFolder(b, "")
	drop(b, f, 1, b.N, samples.YAML)
	o, err := workspace.Open(f)
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	filed, ended := 0, time.Time{}
	p, err := New(o, func(e Event) {
		if e.Type == string(catalogue.Filed) {
			if filed++; filed == b.N {
				ended = time.Now()
				stop()
			}
		}
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	begun := time.Now()
	if err := p.Run(ctx); err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	if err := o.Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/ended.Sub(begun).Seconds(), "forms/s")
}

// BenchmarkGrowth files letters in an office with 1,000 records and in one with
// 100,000 of ten years, turn by turn in one run, and reports how much more a form
// costs in the second, index and registers included. Both are measured from the
// first file seen to the last follower caught up. A turn is a thousand letters
// each: -benchtime 3x.
func BenchmarkGrowth(b *testing.B) {
	const forms = 1000
	offices := []struct {
		folder  workspace.Folder
		records int
		took    time.Duration
	}{{records: 1_000}, {records: 100_000}}
	for i := range offices {
		offices[i].folder = dataFolder(b, "")
		at(b, offices[i].folder, func(p *Pipeline) { restore(b, p, offices[i].records) })
	}
	turn := 0
	for b.Loop() {
		turn++
		for i := range offices {
			x := &offices[i]
			drop(b, x.folder, uint64(turn), forms, samples.YAML)
			at(b, x.folder, func(p *Pipeline) {
				begun := time.Now()
				if err := p.Once(b.Context()); err != nil {
					b.Fatal(err)
				}
				x.took += time.Since(begun)
			})
		}
	}
	for _, x := range offices {
		if s := sums(b, x.folder); s.Filed != x.records+forms*turn {
			b.Fatalf("sums %+v, want %d filed", s, x.records+forms*turn)
		}
		b.ReportMetric(x.took.Seconds()*1000/float64(forms*turn), fmt.Sprintf("ms/form@%d", x.records))
	}
	b.ReportMetric(float64(offices[1].took)/float64(offices[0].took), "growth")
}

// restore puts so many letters into the catalogue, as rebuilding it would, and lets
// index and registers follow.
func restore(b *testing.B, p *Pipeline, n int) {
	b.Helper()
	var batch []archive.Record
	for r, err := range samples.Records(p.workspace.Kinds().Named("letter"), 7, n, 10) {
		if err != nil {
			b.Fatal(err)
		}
		if batch = append(batch, r); len(batch) == 1000 {
			if err := p.workspace.Catalogue.Restore(b.Context(), batch); err != nil {
				b.Fatal(err)
			}
			batch = nil
		}
	}
	if err := p.Once(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// bare is how long it takes to render everything in the archive again and to
// write the files of its bags and the copies, each with an fsync of the file and
// of its folder, on as many hands as the pipeline has.
func bare(b *testing.B, p *Pipeline) time.Duration {
	b.Helper()
	folders, err := p.workspace.Archive.Folders()
	if err != nil {
		b.Fatal(err)
	}
	out := b.TempDir()
	next := make(chan string)
	var all sync.WaitGroup
	begun := time.Now()
	for range workersPerProcessor * runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for folder := range next {
				if err := bareRecord(p, folder, filepath.Join(out, folder)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for _, folder := range folders {
		next <- folder
	}
	close(next)
	all.Wait()
	return time.Since(begun)
}

func bareRecord(p *Pipeline, folder, out string) error {
	r, err := p.workspace.Archive.Read(folder)
	if err != nil {
		return err
	}
	kind := p.workspace.Kinds().Named(r.Kind)
	values, err := kind.Decode(r.Values)
	if err != nil {
		return err
	}
	done := p.processor()
	_, err = p.issuer.Renderer.Print(io.Discard, p.workspace.Current().Documents[r.Kind], pdf.Data{
		Number: r.Number, Government: p.issuer.Government, Office: p.issuer.Office, Values: values})
	done()
	if err != nil {
		return err
	}
	from := p.workspace.Archive.Path(folder)
	return filepath.WalkDir(from, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(out, path[len(from):])
		if entry.IsDir() {
			return os.MkdirAll(to, 0o750)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if filepath.Ext(path) == ".pdf" { // and the office's copy
			if err := durable.WriteFile(to+".copy", data); err != nil {
				return err
			}
		}
		return durable.WriteFile(to, data)
	})
}

// watchMemory looks at the memory taken from the system now and then. The answer
// of what it returns is the most there was, in bytes.
func watchMemory() (most func() uint64) {
	var peak atomic.Uint64
	done, gone := make(chan bool), make(chan bool)
	go func() {
		defer close(gone)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), m.Sys-m.HeapReleased))
			select {
			case <-done:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(done)
		<-gone
		return peak.Load()
	}
}

// BenchmarkLatency drops letters at 20 a second and measures how long each takes
// from being dropped to its copy in issued/, beyond the time it has to lie still.
func BenchmarkLatency(b *testing.B) {
	const settle = 200 * time.Millisecond
	f := dataFolder(b, "")
	put(b, filepath.Join(string(f), workspace.ConfigName), []byte("settle: 200ms\n"))
	source := workspace.Folder(b.TempDir())
	drop(b, source, 1, b.N, samples.YAML)
	folders, err := filepath.Glob(filepath.Join(source.Inbox(), "*", "*"))
	if err != nil {
		b.Fatal(err)
	}
	dropped := map[string]time.Time{}
	var mu sync.Mutex
	var took []time.Duration
	all := make(chan bool)
	o, err := workspace.Open(f)
	if err != nil {
		b.Fatal(err)
	}
	p, err := New(o, func(e Event) {
		mu.Lock()
		defer mu.Unlock()
		if e.Type != string(catalogue.Filed) {
			return
		}
		at, ok := dropped[filepath.Dir(e.File)]
		if !ok {
			b.Errorf("%s was not dropped", e.File)
		}
		took = append(took, time.Since(at)-settle)
		if len(took) == b.N {
			close(all)
		}
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan error)
	go func() { ended <- p.Run(ctx) }()
	b.ResetTimer()
	for _, from := range folders {
		time.Sleep(50 * time.Millisecond)
		rel, err := filepath.Rel(source.Inbox(), from)
		if err != nil {
			b.Fatal(err)
		}
		mu.Lock()
		dropped[filepath.ToSlash(rel)] = time.Now()
		mu.Unlock()
		to := filepath.Join(f.Inbox(), rel)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.Rename(from, to); err != nil {
			b.Fatal(err)
		}
	}
	<-all
	b.StopTimer()
	stop()
	if err := <-ended; err != nil {
		b.Fatal(err)
	}
	if err := o.Close(); err != nil {
		b.Fatal(err)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "ms-p50")
	b.ReportMetric(float64(took[len(took)*99/100].Milliseconds()), "ms-p99")
}
