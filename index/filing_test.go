package index_test

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/index"
)

// growing is a corpus of which more and more is filed.
type growing struct {
	corpus
	filed atomic.Int64
}

func (g *growing) Changes(ctx context.Context, after int64, limit int) ([]catalogue.Change, error) {
	return corpus{g.paragraphs, g.name, int(g.filed.Load())}.Changes(ctx, after, limit)
}

// BenchmarkWhileFiling files a hundred records a second for ten seconds on top of
// -records others, follows as the watcher does, half a second after the first
// filing, and searches all the while with another handle on the index, as another
// program has. It tells how long searches took, beside the same searches when
// nothing is filed, and how long after its filing a record was found at the
// latest.
func BenchmarkWhileFiling(b *testing.B) {
	const (
		perSecond = 100
		seconds   = 10
		pause     = 500 * time.Millisecond
	)
	source := &growing{corpus: newCorpus(b, *records+perSecond*seconds)}
	source.filed.Store(int64(*records))
	dir := filepath.Join(b.TempDir(), "index")
	writer, reader := index.At(dir, nil), index.At(dir, nil)
	if err := writer.Follow(b.Context(), source, noTexts, nil); err != nil {
		b.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(12, 13))
	search := func() time.Duration {
		class := classes[2+rng.IntN(len(classes)-2)] // three characters and more
		q := parsed(b, phrases(class.make(source.corpus, rng)))
		begun := time.Now()
		if _, err := reader.Search(b.Context(), index.Request{Query: q}); err != nil {
			b.Fatal(err)
		}
		return time.Since(begun)
	}
	for b.Loop() {
		var quiet, busy []time.Duration
		for range 500 {
			quiet = append(quiet, search())
		}

		var filed [perSecond * seconds]atomic.Int64 // when each was, in ns
		ctx, stop := context.WithCancel(b.Context())
		var works sync.WaitGroup
		works.Go(func() {
			tick := time.NewTicker(time.Second / perSecond)
			defer tick.Stop()
			for i := range filed {
				<-tick.C
				filed[i].Store(time.Now().UnixNano())
				source.filed.Add(1)
			}
		})
		works.Go(func() {
			for ctx.Err() == nil {
				if err := writer.Follow(ctx, source, noTexts, nil); err != nil && ctx.Err() == nil {
					b.Error(err)
				}
				select {
				case <-ctx.Done():
				case <-time.After(pause):
				}
			}
		})
		var latest time.Duration
		for found := 0; found < len(filed); {
			busy = append(busy, search())
			// All that is filed is found, in order: the total tells how far.
			result, err := reader.Search(ctx, index.Request{Limit: 1})
			if err != nil {
				b.Fatal(err)
			}
			for ; found < result.Total-*records; found++ {
				latest = max(latest, time.Since(time.Unix(0, filed[found].Load())))
			}
		}
		stop()
		works.Wait()
		for name, took := range map[string][]time.Duration{"quiet": quiet, "filing": busy} {
			slices.Sort(took)
			b.ReportMetric(took[len(took)/2].Seconds()*1000, name+"-p50-ms")
			b.ReportMetric(took[len(took)*99/100].Seconds()*1000, name+"-p99-ms")
		}
		b.ReportMetric(latest.Seconds(), "found-after-s")
	}
}
