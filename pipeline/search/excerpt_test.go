package search_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/pipeline/search"
)

// longText is so many bytes of invented text, with a word near its beginning, one in the
// middle and one at its end.
func longText(size int) string {
	rng := rand.New(rand.NewPCG(5, 6))
	words := strings.Fields(`防汛 抗旱 老旧小区 改造 资金 拨付 项目 验收 督查 督办 信访 接访 安全生产 隐患 排查 整治 食品 药品 监管
		营商环境 优化 招商引资 乡村振兴 产业 园区 规划 用地 审批 征收 补偿 安置 就业 创业 培训 ， 。 、 等 的 与`)
	var b strings.Builder
	b.WriteString("这里有开头的词。")
	for middle := false; b.Len() < size-200; {
		b.WriteString(words[rng.IntN(len(words))])
		if !middle && b.Len() > size/2 {
			b.WriteString("这里有中间的词。")
			middle = true
		}
	}
	b.WriteString("召开第十二次末尾会议。使用ＷＰＳ和Word。这里有末尾的词。")
	return b.String()
}

// BenchmarkExcerpts shows twenty records with an attachment of 4 MB each, and beside it
// what it takes to read these texts out of the store, and to run over them once. (What
// the search itself takes is not in it.)
func BenchmarkExcerpts(b *testing.B) {
	o := newOffice(b)
	text := longText(4<<20 - 100)
	var numbers []string
	for range 20 {
		numbers = append(numbers, o.file("letter", "区财政局", "见附件", text+strings.Repeat("。", len(numbers))).Number)
	}
	o.readAttachments()
	found, err := o.Catalogue.Numbered(b.Context(), numbers...)
	o.must(err)
	var hits []catalogue.Entry
	for _, number := range numbers {
		hits = append(hits, found[number])
	}
	took := func(do func()) float64 {
		begun := time.Now()
		do()
		return time.Since(begun).Seconds()
	}
	for _, c := range []struct{ name, query string }{
		{"at the beginning", "开头的词"}, {"in the middle", "中间的词"}, {"at the end", "末尾的词"},
		{"at the end, spelt otherwise", "第12次末尾会议"}, {"never together", "开头的词 末尾的词"},
		{"at the end, Latin letters", "word"}, {"at the end, wide letters", "wps"},
	} {
		b.Run(c.name, func(b *testing.B) {
			q, err := index.Parse(c.query)
			o.must(err)
			for b.Loop() {
				all, err := search.Excerpts(b.Context(), o.Texts, hits, q)
				o.must(err)
				for _, e := range all {
					if !strings.Contains(index.Marked(e.Snippet, "【", "】"), "【") {
						b.Fatal(e.Snippet)
					}
				}
			}
			b.StopTimer()
			per := b.Elapsed().Seconds() / float64(b.N)
			reading := took(func() {
				for _, e := range hits {
					_, err := o.Texts.Of(b.Context(), e.Record)
					o.must(err)
				}
			})
			running := took(func() {
				for range hits {
					if strings.Contains(text, "没有的词") {
						b.Fatal()
					}
				}
			})
			b.ReportMetric(per*1000, "ms/20-hits")
			b.ReportMetric(per/reading, "of-reading-them")
			b.ReportMetric(per/running, "of-strings.Index")
		})
	}
}
