package catalogue_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/templates"
)

// grown is a catalogue with records of forms as they are: 24 facts each, some of
// them shared by many, most by few.
func grown(b *testing.B, records int) *catalogue.Catalogue {
	b.Helper()
	c, _ := create(b)
	var batch []archive.Record
	for n := 1; n <= records; n++ {
		a := catalogue.Arrival{ID: fmt.Sprint("old-", n), Path: "区财政局/旧.yaml", Unit: "区财政局", Arrived: morning}
		batch = append(batch, said(record(a, "letter", 2025, n), n))
		if len(batch) == 1000 || n == records {
			if err := c.Restore(b.Context(), batch); err != nil {
				b.Fatal(err)
			}
			batch = nil
		}
	}
	return c
}

// said gives a record the answers of the n-th form.
func said(r archive.Record, n int) archive.Record {
	r.Values = templates.Values{}
	r.Content = fmt.Sprint("content-", r.Arrival)
	for field := range 24 {
		r.Values[fmt.Sprint("field", field)] = fmt.Sprintf("答%d", n*7%(1<<field))
	}
	return r
}

// BenchmarkGrowth files beside 1,000 records and beside 100,000, turn by turn in
// one run, and reports how much more the second costs.
func BenchmarkGrowth(b *testing.B) {
	small, large := grown(b, 1_000), grown(b, 100_000)
	var took [2]time.Duration
	var n atomic.Int64
	for b.Loop() {
		for i, c := range []*catalogue.Catalogue{small, large} {
			const forms, hands = 64, 16
			begun := time.Now()
			done := make(chan bool)
			for range hands {
				go func() {
					defer func() { done <- true }()
					for range forms / hands {
						serial := int(n.Add(1))
						a := receive(b, c, serial)
						number, err := c.TakeNumber(b.Context(), catalogue.Number{Arrival: a.ID, Kind: "letter", Year: 2026, Packet: packet(a), Content: a.ID})
						if err != nil {
							b.Error(err)
							return
						}
						if err := c.File(b.Context(), said(record(a, "letter", 2026, number.Serial), serial)); err != nil {
							b.Error(err)
							return
						}
					}
				}()
			}
			for range hands {
				<-done
			}
			took[i] += time.Since(begun)
		}
	}
	b.ReportMetric(took[0].Seconds()*1000/float64(b.N)/64, "ms/form@1000")
	b.ReportMetric(took[1].Seconds()*1000/float64(b.N)/64, "ms/form@100000")
	b.ReportMetric(float64(took[1])/float64(took[0]), "growth")
}
