package pipeline

import (
	"path/filepath"
	"testing"

	"gongwen/pipeline/office"
	"gongwen/samples"
)

// BenchmarkLetters files letters from inbox to archive, durably, index and
// register included. Compare forms/s between runs on one machine only.
func BenchmarkLetters(b *testing.B) {
	f := dataFolder(b, "")
	law, err := office.ReadLaw(f)
	if err != nil {
		b.Fatal(err)
	}
	for sample, err := range samples.Generate(law.Kinds.Named("letter"), 1, b.N, samples.Options{Format: samples.YAML}) {
		if err != nil {
			b.Fatal(err)
		}
		for _, file := range sample.Files {
			put(b, filepath.Join(f.Inbox(), filepath.FromSlash(file.Path)), file.Data)
		}
	}
	at(b, f, func(p *Pipeline) {
		b.ResetTimer()
		if err := p.Once(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "forms/s")
	if s := sums(b, f); s.Filed != b.N {
		b.Fatalf("sums %+v, want %d filed", s, b.N)
	}
}
