package checkpoint_test

import (
	"fmt"
	"testing"
	"time"

	"gongwen/archive/checkpoint"
	"gongwen/archive/journal"
)

// BenchmarkJournal tells what checkpoints cost beside reading the journal once, event by
// event, which is what verifying does: the first reading of a tree; an event appended with
// the checkpoint after it; the same event without one; a record's proof. The figures
// named /read are shares of that reading.
func BenchmarkJournal(b *testing.B) {
	for _, lines := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprint(lines), func(b *testing.B) {
			o := newOffice(b)
			o.file(lines)
			s := o.signer()
			read := timed(b, 1, func() {
				for _, err := range journal.All(o.Journal) {
					o.must(err)
				}
			})
			tree := timed(b, 1, func() { o.must(checkpoint.Of(o.Journal).Extend(b.Context())) })
			o.sign(s)
			j, err := journal.Open(o.Journal, morning)
			o.must(err)
			add := func() { o.lines++; o.must(j.Append(filed(o.lines))) }
			plain := timed(b, 50, add)
			signed := timed(b, 50, func() { add(); o.sign(s) })
			n := 0
			proof := timed(b, 200, func() {
				n = (n + lines/7) % lines
				_, err := s.Prove(b.Context(), number(n+1), filed(n+1).Time)
				o.must(err)
			})
			o.must(j.Close())
			for b.Loop() { // the figures are the others
			}
			share := func(d time.Duration) float64 { return float64(d) / float64(read) }
			b.ReportMetric(share(tree), "tree/read")
			b.ReportMetric(share(proof), "proof/read")
			b.ReportMetric(share(signed-plain), "checkpoint/read")
			b.ReportMetric(float64(proof.Microseconds())/1000, "ms/proof")
			b.ReportMetric(float64(plain.Microseconds())/1000, "ms/append")
			b.ReportMetric(read.Seconds(), "s/read")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// timed is how long one of several calls takes.
func timed(b *testing.B, calls int, do func()) time.Duration {
	b.Helper()
	begun := time.Now()
	for range calls {
		do()
	}
	return time.Since(begun) / time.Duration(calls)
}
