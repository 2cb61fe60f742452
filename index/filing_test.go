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
// program has. It tells how long searches took and how long after its filing a
// record was found at the latest.
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
	if _, err := reader.Search(b.Context(), index.Request{}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		source.filed.Store(int64(*records))
		times := make([]time.Time, perSecond*seconds) // of filing
		var mu sync.Mutex
		var searches []time.Duration
		var latest time.Duration
		ctx, stop := context.WithCancel(b.Context())
		var filing, following sync.WaitGroup
		filing.Go(func() {
			tick := time.NewTicker(time.Second / perSecond)
			defer tick.Stop()
			for i := range times {
				<-tick.C
				mu.Lock()
				times[i] = time.Now()
				mu.Unlock()
				source.filed.Add(1)
			}
		})
		following.Go(func() {
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
		rng := rand.New(rand.NewPCG(12, 13))
		next := 0 // the first record not found yet
		for next < len(times) {
			class := classes[2+rng.IntN(len(classes)-2)] // three characters and more
			q := parsed(b, phrases(class.make(source.corpus, rng)))
			begun := time.Now()
			if _, err := reader.Search(ctx, index.Request{Query: q}); err != nil {
				b.Fatal(err)
			}
			searches = append(searches, time.Since(begun))
			// All that is filed is found, in order: the total tells how far.
			result, err := reader.Search(ctx, index.Request{Limit: 1})
			if err != nil {
				b.Fatal(err)
			}
			now := time.Now()
			mu.Lock()
			for ; next < result.Total-*records; next++ {
				latest = max(latest, now.Sub(times[next]))
			}
			mu.Unlock()
		}
		stop()
		filing.Wait()
		following.Wait()
		slices.Sort(searches)
		b.ReportMetric(searches[len(searches)/2].Seconds()*1000, "p50-ms")
		b.ReportMetric(searches[len(searches)*99/100].Seconds()*1000, "p99-ms")
		b.ReportMetric(latest.Seconds(), "found-after-s")
	}
}
