package pipeline

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// dropLetters puts so many letters into an inbox, signed on paper or not at all.
func dropLetters(b *testing.B, f workspace.Folder, n int, put func(t testing.TB, f workspace.Folder, name, errand string, changes ...string)) {
	b.Helper()
	for i := range n {
		put(b, f, fmt.Sprintf("信%d", i), fmt.Sprintf("查阅第%d号城建档案", i))
	}
}

// signAll lets all forms be signed that wait, each by who may, so many at once, the n-th
// not before its time; it gives how long each took from then to the office's copy.
func signAll(b *testing.B, p *Pipeline, atOnce int, every time.Duration) (took []time.Duration) {
	b.Helper()
	keys := waiting(b, p)
	type ready struct{ key, name string }
	var all []ready
	for _, key := range keys {
		all = append(all, ready{key, signer(b, p, key)})
	}
	took = make([]time.Duration, len(all))
	turns := make(chan struct{}, atOnce)
	var group sync.WaitGroup
	begun := time.Now()
	for i, r := range all {
		due := begun.Add(time.Duration(i) * every)
		time.Sleep(time.Until(due))
		if every == 0 {
			due = time.Now()
		}
		turns <- struct{}{}
		group.Go(func() {
			defer func() { <-turns }()
			done, err := sign(p, r.key, r.name, templates.Agreed, "同意，请抓紧办理")
			took[i] = time.Since(due)
			if err != nil || done.Number == "" {
				b.Errorf("%s: %+v, %v", r.key, done, err)
			}
		})
	}
	group.Wait()
	return took
}

// BenchmarkSignOff measures how long the last signature of a form takes to the office's
// copy in issued/, with the program running and all that follows, at twenty a second:
//
//	p50-ms, p99-ms  from signing to the copy; a second at p99 is asked
//	times-filing    how much longer it takes to sign and issue as many as possible than to
//	                file the same forms that come signed
func BenchmarkSignOff(b *testing.B) {
	const forms = 200
	var took []time.Duration
	var signed, filed time.Duration
	for b.Loop() {
		for _, every := range []time.Duration{time.Second / 20, 0} {
			f := dataFolder(b, "approvals: {letter: desk}\n")
			dropLetters(b, f, forms, unsignedLetter)
			at(b, f, func(p *Pipeline) {
				onDay(p, signingDay)
				if err := p.Once(b.Context()); err != nil {
					b.Fatal(err)
				}
				ctx, stop := context.WithCancel(b.Context())
				ended := make(chan error, 1)
				go func() { ended <- p.Run(ctx) }()
				begun := time.Now()
				if every > 0 {
					took = append(took, signAll(b, p, forms, every)...)
				} else {
					n := len(signAll(b, p, workersPerProcessor*runtime.GOMAXPROCS(0), 0))
					signed += time.Since(begun) * forms / time.Duration(max(n, 1))
				}
				stop()
				if err := <-ended; err != nil {
					b.Error(err)
				}
			})
		}
		f := dataFolder(b, "")
		dropLetters(b, f, forms, letter)
		var begun time.Time
		events := at(b, f, func(p *Pipeline) {
			begun = time.Now()
			if err := p.Once(b.Context()); err != nil {
				b.Fatal(err)
			}
		})
		filed += lastFiled(events).Sub(begun)
	}
	slices.Sort(took)
	b.ReportMetric(float64(len(took)), "signed")
	b.ReportMetric(took[len(took)/2].Seconds()*1000, "p50-ms")
	b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "p99-ms")
	b.ReportMetric(signed.Seconds()/filed.Seconds(), "times-filing")
}

// lastFiled is when the last form was filed.
func lastFiled(events []Event) (at time.Time) {
	for _, e := range events {
		if e.Type == string(catalogue.Filed) {
			at = e.At
		}
	}
	return at
}
