package duty

import (
	"fmt"
	"strings"
	"testing"

	"gongwen/archive"
)

// BenchmarkAsk asks of an archive of 100,000 records, each with a deadline,
// nine in ten of them past and closed.
func BenchmarkAsk(b *testing.B) {
	o := newOffice(b, strings.Replace(passes, "id: a", "id: b", 1)+yearly+monthlyVisits)
	const records, batch = 100_000, 5000
	for from := 0; from < records; from += batch {
		var filed []archive.Record
		for i := from; i < from+batch; i++ {
			if i%20 == 19 {
				filed = append(filed, record(b, "visit", "2026-03-02", "who", "甲", "days", int64(1)))
				continue
			}
			if i%2 == 0 {
				filed = append(filed, record(b, "pass", "2026-02-01", "who", "某人", "until", date(b, "2026-03-01"), "sort", "证件"))
				continue
			}
			filed = append(filed, record(b, "closing", "2026-03-03", "of", fmt.Sprintf("pass〔2026〕%d号", i)))
		}
		o.file(filed...)
	}
	b.ResetTimer()
	for b.Loop() {
		items, err := o.watch.On(b.Context(), date(b, "2026-05-11"))
		if err != nil {
			b.Fatal(err)
		}
		if len(items) < 100 {
			b.Fatalf("%d items", len(items))
		}
	}
}

const monthlyVisits = `
  - {id: c, article: "1", what: 每月一次, who: 办公室, kind: visit, every: month, at_least: 1, ahead: 5}
`
