package web

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
)

// BenchmarkPage asks for one page after the other beside -records records and five
// times as many arrivals that were returned. What a page takes should not grow with
// them: compare -records 2000 with 20000.
func BenchmarkPage(b *testing.B) {
	f := workspace.Folder(b.TempDir())
	if err := empty(f); err != nil {
		b.Fatal(err)
	}
	o, err := workspace.Open(f)
	if err != nil {
		b.Fatal(err)
	}
	defer o.Close()
	var number string
	var batch []archive.Record
	file := func() {
		if err := o.Catalogue.Restore(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
		batch = batch[:0]
	}
	for record, err := range samples.Records(o.Kinds().Named("letter"), 7, *records, 10) {
		if err != nil {
			b.Fatal(err)
		}
		number = record.Number
		if batch = append(batch, record); len(batch) == 2000 {
			file()
		}
	}
	file()
	var ended []catalogue.Arrival
	for i := range 5 * *records {
		ended = append(ended, catalogue.Arrival{ID: fmt.Sprintf("back-%d", i), Unit: "区财政局", Path: "区财政局/介绍信.yaml", Arrived: time.Now(),
			State: catalogue.Returned, Reason: "缺审批意见", Ended: time.Now().Add(-time.Duration(i) * time.Second)})
	}
	if err := o.Catalogue.RestoreEnds(b.Context(), ended, nil); err != nil {
		b.Fatal(err)
	}
	s, err := New(o, Options{}, func(string, string) error { return nil })
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if err := s.followIndex(b.Context()); err != nil {
		b.Fatal(err)
	}
	r := &room{server: s, workspace: o}
	for _, page := range []struct{ name, as, target string }{
		{"desk", "dangan", "/desk"}, {"desk-of-unit", "caizheng", "/desk/list"}, {"board", "dangan", "/board"},
		{"registers", "dangan", "/registers"}, {"register", "dangan", "/registers/letter?year=2026"},
		{"record", "dangan", recordURL(number)}, {"search", "dangan", "/search?q=" + url.QueryEscape("核对")}, {"trail", "admin", "/trail"},
	} {
		b.Run(page.name, func(b *testing.B) {
			c := r.as(b, page.as)
			if w := c.get(page.target); w.Code != http.StatusOK {
				b.Fatal(w.Code)
			}
			for b.Loop() {
				c.get(page.target)
			}
		})
	}
}
