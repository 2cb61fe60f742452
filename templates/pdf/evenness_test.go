package pdf

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"gongwen/templates/font"
)

// A reader with a ruler looks at the lines of a paragraph: how far the characters stand
// from each other, what stands at the lines' edges, what is divided.
type look struct {
	lines     int
	loosest   float64 // distance of neighbouring full-width characters, in parts of the size
	at        string
	over      int // lines looser than usual
	ragged    int // lines that do not reach the edge and should
	widows    int
	dates     int // divided at 年 or 月
	figures   int // figures with their unit and the like divided
	words     int // words of letters divided
	forbidden int
	outside   float64 // of the column, in parts of the size
}

var (
	wholeDate = regexp.MustCompile(`\d{4}年\d+月(\d+日)?|\d+月\d+日`)
	figures   = regexp.MustCompile(`〔\d{4}〕\d+号|[\d,.]*\d[%％℃]|\d[\d,.]*(万元|亿元|元|小时|个月|天|次|年|月|日|时|分)|第(\d+|[一二三四五六七八九十]+)次|[\d,.]*\d`)
	latinWord = regexp.MustCompile(`[A-Za-z]+`)
)

// see looks at a paragraph that was set.
func (k *look) see(text string, m measure, lines []line) {
	k.lines += len(lines)
	set := ""
	for i, l := range lines {
		s := chars(l.glyphs)
		first, _ := utf8.DecodeRuneInString(s)
		last, _ := utf8.DecodeLastRuneInString(s)
		end := l.glyphs[len(l.glyphs)-1]
		right := end.x + end.width
		if strings.ContainsRune(inkLeft, last) && end.isFull(m.size) {
			right = max(right-pitch(m.size)/2, min(right, m.width))
		}
		k.outside = max(k.outside, (right-m.width)/m.size)
		if i > 0 {
			before := []rune(set)
			if strings.ContainsRune(neverAtStart, first) || strings.ContainsRune(neverAtEnd, before[len(before)-1]) {
				k.forbidden++
			}
			at := len(joinedSpaces(text, set))
			k.divided(text, at)
		}
		if i < len(lines)-1 && m.justify {
			if m.width-right > 0.02 {
				k.ragged++
			}
			loose := 0.0
			for j := range len(l.glyphs) - 1 {
				if a, b := l.glyphs[j], l.glyphs[j+1]; a.isFull(m.size) && b.isFull(m.size) {
					loose = max(loose, 1+(b.x-a.x-a.width)/m.size)
				}
			}
			if loose > k.loosest {
				k.loosest, k.at = loose, s
			}
			if loose > 1+usual {
				k.over++
			}
		}
		if i > 0 && i == len(lines)-1 && len([]rune(strings.TrimRight(s, "。，、；：？！”’）》】〕…"))) < 2 {
			k.widows++
		}
		set += s
	}
}

// divided tells what a line's end at a place of the text divides.
func (k *look) divided(text string, at int) {
	inside := func(words *regexp.Regexp) string {
		for _, w := range words.FindAllStringIndex(text, -1) {
			if w[0] < at && at < w[1] {
				return text[w[0]:w[1]]
			}
		}
		return ""
	}
	switch date := inside(wholeDate); {
	case date != "" && (strings.HasSuffix(text[:at], "年") || strings.HasSuffix(text[:at], "月")):
		k.dates++
	case date != "" || inside(figures) != "":
		k.figures++
	case inside(latinWord) != "":
		k.words++
	}
}

func (k *look) String() string {
	return fmt.Sprintf("%d lines: loosest %.3f em (%s); %d looser than %.2f, %d ragged, %d widows, %d dates, %d figures, %d words divided, %d forbidden marks, %.2f em outside",
		k.lines, k.loosest, k.at, k.over, 1+usual, k.ragged, k.widows, k.dates, k.figures, k.words, k.forbidden, k.outside)
}

// Of the lines of made-up paragraphs, which have more figures and long words than any
// document, none is torn apart, and next to nothing is divided.
func TestLinesAreEven(t *testing.T) {
	set := &typesetter{fonts: testRenderer(t).fonts}
	for _, column := range []struct {
		name    string
		m       measure
		figures int // of a thousand lines
		words   int
	}{
		{"body", measure{size: bodySize, width: areaWidth, indent: 2 * bodyPitch, justify: true}, 6, 6},
		{"body of a letter in 四号", measure{size: 14, width: areaWidth, indent: 2 * pitch(14), justify: true}, 6, 6},
		{"hanging", measure{size: bodySize, width: 22 * bodyPitch, justify: true}, 8, 8},
	} {
		w := writer{rand.New(rand.NewPCG(1981, 12))}
		var k look
		dates := 0
		for range many(2_000) {
			text := w.paragraph()
			k.see(text, column.m, set.lines(column.m, span{text, font.Body}))
			if k.forbidden > 0 || k.ragged > 0 || k.loosest > 1+most+rounding || k.outside > rounding {
				t.Fatalf("%s: %s: %s", column.name, text, &k)
			}
			if k.dates > dates {
				dates = k.dates
				if set.paragraph(column.m, set.glyphs(column.m.size, []span{{text, font.Body}})).fit(efforts[0]) {
					t.Errorf("%s: a date is divided in vain: %s", column.name, text)
				}
			}
		}
		t.Logf("%s: %s", column.name, &k)
		if k.widows > k.lines/5000 || k.figures > max(1, column.figures*k.lines/1000) || k.words > max(1, column.words*k.lines/1000) {
			t.Errorf("%s: too much of: %s", column.name, &k)
		}
	}
}

// What can be kept whole at no cost is.
func TestLinesDivideDatesOnlyWhereTheyMust(t *testing.T) {
	set := &typesetter{fonts: testRenderer(t).fonts}
	m := measure{size: bodySize, width: areaWidth, justify: true}
	for _, c := range []struct {
		before int // characters before the date
		text   string
		want   string // the first line's end
	}{
		{20, "2026年12月31日", "日"}, // as it fits
		{22, "2026年12月31日", "月"},
		{24, "2026年5月11日", "年"},
		{25, "2026年5月11日", "年"}, // 3 characters short
		{27, "2026年5月11日", "字"}, // 1 short: hardly seen
		{20, "共1,234,567.80元", "元"},
		{22, "共1,234,567.80元", "0"},
		{26, "24小时", "字"},
	} {
		text := strings.Repeat("字", c.before) + c.text + strings.Repeat("字", 40) + "。"
		lines := set.lines(m, span{text, font.Body})
		if first := chars(lines[0].glyphs); !strings.HasSuffix(first, c.want) {
			t.Errorf("%d characters and %s: a line ends %s", c.before, c.text, first)
		}
	}
}

func FuzzLines(f *testing.F) {
	for _, text := range []string{"", "字", "“《字》”，——2026年5月11日。", "http://example.com/a?b=1", "（（（（（（（（", "1234567890123456789012345678901234567890", "　　字 a"} {
		f.Add(text, uint16(300), true)
	}
	set := &typesetter{fonts: testRenderer(f).fonts}
	f.Fuzz(func(t *testing.T, text string, width uint16, justify bool) {
		m := measure{size: 12, width: 24 + float64(width%600), justify: justify}
		lines := set.lines(m, span{text, font.Body})
		set.missing = nil
		read := ""
		for i, l := range lines {
			read += chars(l.glyphs)
			if len(l.glyphs) < 2 {
				continue
			}
			end := l.glyphs[len(l.glyphs)-1]
			if right := end.x + end.width; right > m.width+pitch(m.size)/2+0.02 {
				t.Errorf("line %d of %q reaches to %.2f of %.2f", i, text, right, m.width)
			}
			if i > 0 && m.width > 100 {
				before := lines[i-1].glyphs
				if a, b := before[len(before)-1].char, l.glyphs[0].char; never(a, b) && !isSpace(a) && hasFreeBreak(before) {
					t.Errorf("%c and %c are divided in %q", a, b, text)
				}
			}
		}
		want := chars(set.glyphs(m.size, []span{{text, font.Body}}))
		if bare(read) != bare(want) {
			t.Errorf("%q is read as %q", want, read)
		}
	})
}

// hasFreeBreak reports whether a line could have ended before it did.
func hasFreeBreak(line []glyph) bool {
	for i := range len(line) - 1 {
		if !never(line[i].char, line[i+1].char) {
			return true
		}
	}
	return false
}

// BenchmarkLines sets a paragraph of three hundred characters, as it comes and so that
// it needs every effort.
func BenchmarkLines(b *testing.B) {
	set := &typesetter{fonts: testRenderer(b).fonts}
	m := measure{size: bodySize, width: areaWidth, indent: 2 * bodyPitch, justify: true}
	for name, text := range map[string]string{
		"even": strings.Repeat("各有关单位要于汛期之前完成排水管网清淤，落实值班制度。", 11),
		"hard": strings.Repeat("联系电话0459-6240551，网址www.example.cn/zwgk/2026/index.html，账号6222021001123456789。", 5),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				set.lines(m, span{text, font.Body})
			}
		})
	}
}
