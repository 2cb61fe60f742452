package pipeline

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/samples"
)

// BenchmarkLookAgain looks again at 500 forms that wait for signatures, as at midnight. A
// turn is all of them by one worker, by all who do what can wait, and by those while new
// forms come:
//
//	one-ms, spare-ms, beside-ms  a form that waits
//	new-ms, alone-ms             a new form meanwhile, and with nothing beside it
func BenchmarkLookAgain(b *testing.B) {
	const forms, fresh = 500, 100
	f := deskLetters(b)
	dropLetters(b, f, forms, unsignedLetter)
	var one, spare, beside, filed, alone time.Duration
	at(b, f, func(p *Pipeline) {
		onDay(p, signingDay)
		if err := p.Once(b.Context()); err != nil {
			b.Fatal(err)
		}
		if n := len(waiting(b, p)); n != forms {
			b.Fatalf("%d wait", n)
		}
		again := func() time.Duration {
			if err := p.workspace.Catalogue.SetUnsignedLook(b.Context(), catalogue.UnsignedLook{}); err != nil {
				b.Fatal(err)
			}
			begun := time.Now()
			if err := p.lookAgainAtUnsigned(b.Context()); err != nil {
				b.Fatal(err)
			}
			return time.Since(begun)
		}
		turn := 0
		file := func(pool *workerPool) time.Duration {
			turn++
			drop(b, f, uint64(1000+turn), fresh, samples.YAML)
			begun := time.Now()
			p.drain(b.Context(), pool)
			return time.Since(begun)
		}
		b.ResetTimer()
		for b.Loop() {
			var alike sync.WaitGroup
			stop := make(chan struct{})
			alike.Go(func() {
				for {
					select {
					case work := <-p.spare:
						work()
					case <-stop:
						return
					}
				}
			})
			one += again()
			close(stop)
			alike.Wait()
			pool := newWorkerPool(p.spare)
			spare += again()
			alone += file(pool)
			alike.Go(func() { beside += again() })
			filed += file(pool)
			alike.Wait()
			pool.Close()
		}
	})
	for name, took := range map[string]time.Duration{"one": one, "spare": spare, "beside": beside} {
		b.ReportMetric(took.Seconds()*1000/float64(b.N*forms), fmt.Sprintf("%s-ms", name))
	}
	b.ReportMetric(filed.Seconds()*1000/float64(b.N*fresh), "new-ms")
	b.ReportMetric(alone.Seconds()*1000/float64(b.N*fresh), "alone-ms")
}
