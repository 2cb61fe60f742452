package pdf

import (
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gongwen/templates"
)

// box is where poppler finds a word: a line of Chinese text is one.
type box struct {
	x1, y1, x2, y2 float64
	text           string
}

var (
	pageTag = regexp.MustCompile(`<page width="([\d.]+)" height="([\d.]+)">`)
	wordTag = regexp.MustCompile(`<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>`)
)

// words are the boxes on each page.
func words(tb testing.TB, file []byte) [][]box {
	tb.Helper()
	html := tool(tb, "poppler-utils", "pdftotext", "-bbox", save(tb, file), "-")
	var pages [][]box
	for _, page := range pageTag.Split(html, -1)[1:] {
		var boxes []box
		for _, m := range wordTag.FindAllStringSubmatch(page, -1) {
			var n [4]float64
			for i := range n {
				n[i], _ = strconv.ParseFloat(m[i+1], 64)
			}
			boxes = append(boxes, box{n[0], n[1], n[2], n[3], m[5]})
		}
		pages = append(pages, boxes)
	}
	return pages
}

// linesOf puts the words of a page together that stand on one line. What poppler
// gives is where the word's font says its square is, so the heights vary a little.
func linesOf(page []box) []string {
	var lines []string
	for i, w := range page {
		if i == 0 || abs(w.y1-page[i-1].y1) > bodySize/2 {
			lines = append(lines, "")
		}
		lines[len(lines)-1] += html.UnescapeString(w.text)
	}
	return lines
}

func near(a, b float64) bool { return abs(a-b) < 0.3 }

func TestComposeFillsTheGridOf22LinesOf28Characters(t *testing.T) {
	file, printed := printTest(t, `<document pages="no"><p indent="0">{{.form.body}}</p></document>`, testData("行", strings.Repeat("字", 28*22*2)))
	if printed.Pages != 2 {
		t.Fatalf("%d pages, want 2", printed.Pages)
	}
	for _, lines := range words(t, file) {
		if len(lines) != 22 {
			t.Fatalf("%d lines on a page, want 22", len(lines))
		}
		for i, l := range lines {
			if n := len([]rune(l.text)); n != 28 {
				t.Errorf("line %d has %d characters, want 28", i+1, n)
			}
			if !near(l.x1, 28*mm) || !near(l.x2, 184*mm) {
				t.Errorf("line %d runs from %.2f to %.2f, want %.2f to %.2f", i+1, l.x1, l.x2, 28*mm, 184*mm)
			}
			if i > 0 && !near(l.y1-lines[i-1].y1, linePitch) {
				t.Errorf("line %d is %.2f under the one before, want %.2f", i+1, l.y1-lines[i-1].y1, linePitch)
			}
		}
	}
}

// In the file itself: baselines and the squares of the characters stay within
// the type area.
func TestComposeStaysWithinTheTypeArea(t *testing.T) {
	set := testRenderer(t)
	filled, err := parseMarkup(strings.NewReader(`<document><p>` + strings.Repeat("字", 28*22*2) + `</p></document>`))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range compose(set.fonts, filled, Stamp{}).pages {
		for _, r := range p.runs[:len(p.runs)-1] { // the last is the page number
			if top, bottom := r.y-ascent*r.size, r.y+(1-ascent)*r.size; top < areaTop-0.01 || bottom > areaBottom+0.01 {
				t.Errorf("a line from %.2f to %.2f leaves the type area", top, bottom)
			}
		}
	}
}

func TestPageNumbersStandOutside(t *testing.T) {
	file, _ := printTest(t, `<document><p>{{.form.body}}</p></document>`, testData("行", strings.Repeat("字", 28*22*2)))
	pages := words(t, file)
	for i, page := range pages {
		if len(page) < 3 {
			t.Fatalf("page %d is empty", i+1)
		}
		number := page[len(page)-3:] // — 1 —
		if number[1].text != fmt.Sprint(i+1) {
			t.Fatalf("page %d carries %q", i+1, number[1].text)
		}
		if odd := i%2 == 0; odd && !near(number[2].x2, areaRight-14) || !odd && !near(number[0].x1, areaLeft+14) {
			t.Errorf("number of page %d runs from %.1f to %.1f", i+1, number[0].x1, number[2].x2)
		}
	}
}

func TestSignatureIsNeverAloneOnAPage(t *testing.T) {
	for lines := 1; lines < 50; lines++ {
		filled, err := parseMarkup(strings.NewReader(`<document pages="no">` + strings.Repeat(`<p>正文</p>`, lines) +
			`<signature date="2026年5月11日" above="1">区政府办公室</signature></document>`))
		if err != nil {
			t.Fatal(err)
		}
		pages := compose(testRenderer(t).fonts, filled, Stamp{}).pages
		body, date := 0, 0
		for _, r := range pages[len(pages)-1].runs {
			switch {
			case r.text[0].char == '正':
				body++
			case r.text[len(r.text)-1].char == '日':
				date++
			}
		}
		if body == 0 || date != 1 {
			t.Errorf("with %d lines the last page has %d of them and %d dates", lines, body, date)
		}
	}
}

func TestNewPageIsNeverEmpty(t *testing.T) {
	_, printed := printTest(t, `<document><page/><p>甲</p><page/><space lines="2"/><page/><p>乙</p></document>`, testData("行", ""))
	if printed.Pages != 2 {
		t.Errorf("%d pages, want 2", printed.Pages)
	}
}

func TestTableRepeatsItsHeadingOnEveryPage(t *testing.T) {
	var items []templates.Values
	for i := range 120 {
		items = append(items, templates.Values{"name": fmt.Sprintf("第%d件", i+1), "note": "说明"})
	}
	file, printed := printTest(t, `<document pages="no"><table cols="1 2"><row repeat="yes"><label>名称</label><label>说明</label></row>`+
		`{{range .form.items}}<row><cell>{{.name}}</cell><cell>{{.note}}</cell></row>{{end}}</table></document>`, testData("行", "", items...))
	if printed.Pages < 4 {
		t.Fatalf("%d pages", printed.Pages)
	}
	seen := 0
	for i, page := range words(t, file) {
		if page[0].text != "名称" {
			t.Errorf("page %d begins with %q", i+1, page[0].text)
		}
		for _, w := range page {
			if w.y2 > areaBottom+2 {
				t.Errorf("%q at %.1f is below the type area", w.text, w.y2)
			}
			if strings.HasSuffix(w.text, "件") {
				seen++
			}
		}
	}
	if seen != 120 {
		t.Errorf("%d of 120 rows printed", seen)
	}
}

// A cell higher than a page is continued; nothing of it is lost.
func TestCellHigherThanAPage(t *testing.T) {
	var lines []string
	for i := range 150 {
		lines = append(lines, fmt.Sprintf("第%d段内容。", i+1))
	}
	file, printed := printTest(t, `<document pages="no"><table cols="1 3 3"><row><label rows="2">说明</label><cell cols="2">{{.form.body}}</cell></row>`+
		`<row><cell>甲</cell><cell>乙</cell></row></table></document>`, testData("行", strings.Join(lines, "\n")))
	if printed.Pages < 3 {
		t.Errorf("%d pages", printed.Pages)
	}
	all := ""
	for _, page := range words(t, file) {
		for _, w := range page {
			all += w.text
			if w.y2 > areaBottom+2 || w.y1 < areaTop-2 {
				t.Errorf("%q at %.1f is outside the type area", w.text, w.y2)
			}
		}
	}
	for _, line := range append(lines, "说明", "甲", "乙") {
		if !strings.Contains(all, line) {
			t.Errorf("%q is lost", line)
		}
	}
}
