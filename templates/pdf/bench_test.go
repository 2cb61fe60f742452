package pdf

import (
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jung-kurt/gofpdf"

	"gongwen/samples"
	"gongwen/templates"
	"gongwen/templates/font"
)

// job is a document to print again and again.
type job struct {
	renderer *Renderer
	template *Template
	data     Data
	composed composed
}

func newJob(tb testing.TB, kind *templates.Kind, data Data) job {
	tb.Helper()
	template, err := Parse(kind)
	if err != nil {
		tb.Fatal(err)
	}
	filled, err := template.fill(root(kind, data))
	if err != nil {
		tb.Fatal(err)
	}
	renderer := testRenderer(tb)
	return job{renderer, template, data, compose(renderer.fonts, filled, Stamp{})}
}

// letterJob is a 介绍信 of one page.
func letterJob(tb testing.TB) job {
	tb.Helper()
	kind, _ := letter(tb)
	j := newJob(tb, kind, exampleData(tb, kind))
	if n := len(j.composed.pages); n != 1 {
		tb.Fatalf("the letter has %d pages", n)
	}
	return j
}

// minutesJob is a 会议纪要 of ten pages.
func minutesJob(tb testing.TB) job {
	tb.Helper()
	set, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		tb.Fatal(err)
	}
	kind := set.Named("minutes")
	data := exampleData(tb, kind)
	agenda := data.Values["agenda"].([]templates.Values)
	for len(data.Values["agenda"].([]templates.Values)) < 200 {
		j := newJob(tb, kind, data)
		if len(j.composed.pages) == 10 {
			return j
		}
		more := data.Values["agenda"].([]templates.Values)
		data.Values["agenda"] = append(more, agenda[len(more)%len(agenda)])
	}
	tb.Fatal("the minutes do not come to ten pages")
	return job{}
}

func (j job) print(tb testing.TB) {
	if _, err := j.renderer.Print(io.Discard, j.template, j.data); err != nil {
		tb.Fatal(err)
	}
}

// floor is what gofpdf needs at least: the same runs and lines in its built-in
// Helvetica, which is neither parsed nor embedded and has no Chinese. Letters
// stand for the characters, one for one.
func (j job) floor(tb testing.TB) {
	p := &pen{
		out:   sheets(),
		named: func(*font.Face) string { return "Helvetica" },
		spelt: func(_ *font.Face, text []glyph) string {
			b := make([]byte, len(text))
			for i, g := range text {
				b[i] = 'A' + byte(g.char%58)
			}
			return string(b)
		},
	}
	p.pages(j.composed.pages)
	if err := p.out.Output(io.Discard); err != nil {
		tb.Fatal(err)
	}
}

// plain is gofpdf as its manual shows it, with the whole font for every
// document and its own line breaking.
func (j job) plain(tb testing.TB, whole []byte) {
	out := gofpdf.New("P", "pt", "A4", "")
	out.AddUTF8FontFromBytes("body", "", whole)
	out.AddPage()
	out.SetFont("body", "", bodySize)
	out.MultiCell(0, linePitch, strings.Map(func(c rune) rune {
		if c > 0xFFFF {
			return -1 // gofpdf panics
		}
		return c
	}, j.composed.text), "", "", false)
	if err := out.Output(io.Discard); err != nil {
		tb.Fatal(err)
	}
}

func wholeFont(tb testing.TB, j job) []byte {
	tb.Helper()
	face, _ := j.renderer.fonts.Pick(font.Body, '㛃') // gofpdf reads TrueType outlines only
	whole, err := os.ReadFile(face.Path)
	if err != nil {
		tb.Fatal(err)
	}
	return whole
}

func BenchmarkLetter(b *testing.B)  { benchmark(b, letterJob(b)) }
func BenchmarkMinutes(b *testing.B) { benchmark(b, minutesJob(b)) }

func benchmark(b *testing.B, j job) {
	whole := wholeFont(b, j)
	for _, way := range []struct {
		name string
		do   func(testing.TB)
	}{
		{"gongwen", j.print},
		{"gofpdf-helvetica", j.floor},
		{"gofpdf-whole-font", func(tb testing.TB) { j.plain(tb, whole) }},
	} {
		b.Run(way.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				way.do(b)
			}
		})
	}
	b.Run("gongwen-all-cores", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				j.print(b)
			}
		})
	})
}

func letter(tb testing.TB) (*templates.Kind, *Renderer) {
	tb.Helper()
	set, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		tb.Fatal(err)
	}
	return set.Named("letter"), testRenderer(tb)
}

// BenchmarkFit is what looking for the best layout costs: the time to compose what can
// come of a kind's forms, against that of laying each out in the usual way. The figure
// fit/once is to stay below 1.5.
func BenchmarkFit(b *testing.B) {
	var filled []*node
	for _, k := range builtinKinds(b) {
		asSlip := *k
		asSlip.Document = ""
		for _, kind := range []*templates.Kind{k, &asSlip} {
			template, err := Parse(kind)
			if err != nil {
				b.Fatal(err)
			}
			for _, d := range []Data{exampleData(b, kind), emptied(b, kind), brimful(b, kind, brim{2, 40, 60}), brimful(b, kind, brim{5, 40, 240})} {
				n, err := template.fill(root(kind, d))
				if err != nil {
					b.Fatal(err)
				}
				filled = append(filled, n)
			}
		}
	}
	fonts := testRenderer(b).fonts
	var fitted, once time.Duration
	for b.Loop() {
		for _, n := range filled {
			start := time.Now()
			compose(fonts, n, Stamp{})
			middle := time.Now()
			c := &composer{typesetter: typesetter{fonts: fonts}}
			for _, nodes := range sections(n) {
				for _, l := range c.section(n, nodes, 0).lay(usualLayout).leaves {
					l.paint(&page{})
				}
			}
			fitted, once = fitted+middle.Sub(start), once+time.Since(middle)
		}
	}
	b.ReportMetric(float64(fitted)/float64(once), "fit/once")
}
