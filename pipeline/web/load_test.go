package web

import (
	"context"
	"flag"
	"io"
	"iter"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
)

var records = flag.Int("records", 2000, "records in the archive of BenchmarkSearchPage")

// BenchmarkSearchPage asks for search pages over loopback, 50 a second whatever
// the answers take, beside -records records, while ten more are filed a second
// and the index follows. Every other page is one that is asked for again and
// again, the rest are pieces of documents that nobody asked for before. It tells
// how long the pages took; with b.N below a few hundred the 99th per cent means
// little: -benchtime 1500x.
func BenchmarkSearchPage(b *testing.B) {
	const (
		perSecond = 50
		filing    = 10
	)
	f := workspace.Folder(b.TempDir())
	if err := empty(f); err != nil {
		b.Fatal(err)
	}
	o, err := workspace.Open(f)
	if err != nil {
		b.Fatal(err)
	}
	defer o.Close()
	next, stopDrawing := iter.Pull2(samples.Records(o.Kinds().Named("letter"), 7, 1<<30, 10))
	defer stopDrawing()
	var texts []string // of some of the documents
	file := func(n int) {
		var batch []archive.Record
		for range n {
			r, err, _ := next()
			if err != nil {
				b.Error(err)
				return
			}
			batch = append(batch, r)
		}
		texts = append(texts, batch[0].Text)
		if err := o.Catalogue.Restore(b.Context(), batch); err != nil {
			b.Error(err)
		}
	}
	for filed := 0; filed < *records; filed += 2000 {
		file(min(2000, *records-filed))
	}
	s, err := New(o, Options{}, func(string, string) error { return nil })
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if err := s.followIndex(b.Context()); err != nil {
		b.Fatal(err)
	}
	if err := s.statistics.Refresh(b.Context()); err != nil {
		b.Fatal(err)
	}
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var beside sync.WaitGroup
	defer beside.Wait()
	defer stop()
	beside.Go(func() {
		if err := s.Serve(ctx, at); err != nil {
			b.Error(err)
		}
	})
	filed := 0
	again := []string{"沈", "核对", "区财政局 核对", "“介绍信”", "单位:区教育局", "年度:2026 查阅", "凤鸣路", "顾怀瑾 -合同", "没有这样的词", "日期:2026-03..2026-06"}
	rng := rand.New(rand.NewPCG(1, 2))
	asks := make([]string, b.N)
	for i := range asks {
		asks[i] = again[i/2%len(again)]
		if i%2 == 1 {
			text := []rune(texts[rng.IntN(len(texts))])
			from := rng.IntN(len(text) - 5)
			asks[i] = string(text[from : from+2+rng.IntN(4)])
		}
	}
	beside.Go(func() {
		every := time.NewTicker(time.Second / filing)
		defer every.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-every.C:
				file(1)
				filed++
			}
		}
	})
	_, cookie := s.sessions.Begin(must(s.accounts.Named("dangan")), false, time.Now())
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	took := make([]time.Duration, b.N)
	b.ResetTimer()
	var asked sync.WaitGroup
	begin := time.Now()
	for i := range b.N {
		due := begin.Add(time.Duration(i) * time.Second / perSecond)
		time.Sleep(time.Until(due))
		asked.Go(func() {
			request, err := http.NewRequest("GET", "http://"+at.Addr().String()+"/search?q="+url.QueryEscape(asks[i]), nil)
			if err != nil {
				b.Error(err)
				return
			}
			request.AddCookie(&http.Cookie{Name: cookieName, Value: cookie})
			answer, err := client.Do(request)
			if err != nil {
				b.Error(err)
				return
			}
			defer answer.Body.Close()
			if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusOK {
				b.Errorf("%s: %d %v", asks[i], answer.StatusCode, err)
			}
			took[i] = time.Since(due) // waiting for a place counts
		})
	}
	asked.Wait()
	b.StopTimer()
	slices.Sort(took)
	ms := func(share float64) float64 {
		return float64(took[min(len(took)-1, int(share*float64(len(took))))].Microseconds()) / 1000
	}
	b.ReportMetric(ms(.5), "ms-p50")
	b.ReportMetric(ms(.99), "ms-p99")
	b.ReportMetric(ms(1), "ms-max")
	b.ReportMetric(float64(*records), "records")
	stop()
	beside.Wait()
	b.ReportMetric(float64(filed), "filed-meanwhile")
}
