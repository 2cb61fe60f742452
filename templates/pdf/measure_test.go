package pdf

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gongwen/templates"
)

// These tests lay a ruler on the printed page, as an inspector with the standard
// in hand would: poppler draws the page, and what is measured is ink.

// sheet is a page drawn by poppler.
type sheet struct{ *image.RGBA }

const (
	dotsPerMM = 8
	dpi       = "203.2"
)

func drawn(tb testing.TB, file []byte, page int) sheet {
	tb.Helper()
	return sheet{drawnAt(tb, file, page, dpi)}
}

// drawnAt is a page, from 1, with so many dots to the inch. Poppler writes its dots as
// they are (PPM): to pack them takes ten times as long as to draw them.
func drawnAt(tb testing.TB, file []byte, page int, dpi string) *image.RGBA {
	tb.Helper()
	out := filepath.Join(tb.TempDir(), "page")
	n := strconv.Itoa(page)
	tool(tb, "poppler-utils", "pdftoppm", "-singlefile", "-r", dpi, "-f", n, "-l", n, save(tb, file), out)
	ppm, err := os.ReadFile(out + ".ppm")
	if err != nil {
		tb.Fatal(err)
	}
	var width, height, most int
	if _, err := fmt.Sscanf(string(ppm[:min(len(ppm), 40)]), "P6\n%d %d\n%d\n", &width, &height, &most); err != nil || most != 255 || len(ppm) < 3*width*height {
		tb.Fatalf("no picture: %.40q %v", ppm, err)
	}
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	dots := ppm[len(ppm)-3*width*height:]
	for i := range width * height {
		copy(picture.Pix[4*i:], dots[3*i:3*i+3])
		picture.Pix[4*i+3] = 0xFF
	}
	return picture
}

type rect struct{ left, top, right, bottom float64 } // mm from the paper's upper left corner

func isRed(r, g, b uint8) bool { return r > 0xA0 && g < 0x90 && b < 0x90 }
func isInk(r, g, b uint8) bool { return r < 0xA0 || g < 0x90 || b < 0x90 }

// ink is the smallest box around the dots of an ink within an area.
func (s sheet) ink(tb testing.TB, of func(r, g, b uint8) bool, within rect) rect {
	tb.Helper()
	found := rect{1e9, 1e9, -1, -1}
	for y := int(within.top * dotsPerMM); y < int(within.bottom*dotsPerMM); y++ {
		for x := int(within.left * dotsPerMM); x < int(within.right*dotsPerMM); x++ {
			if at := s.Pix[s.PixOffset(x, y):]; of(at[0], at[1], at[2]) {
				fx, fy := float64(x)/dotsPerMM, float64(y)/dotsPerMM
				found = rect{min(found.left, fx), min(found.top, fy), max(found.right, fx), max(found.bottom, fy)}
			}
		}
	}
	if found.right < 0 {
		tb.Fatalf("no ink within %+v", within)
	}
	const dot = 1.0 / dotsPerMM
	return rect{found.left, found.top, found.right + dot, found.bottom + dot}
}

// expect compares a measured length with the standard's, both in mm.
func expect(tb testing.TB, what string, got, want, tolerance float64) {
	tb.Helper()
	if abs(got-want) > tolerance {
		tb.Errorf("%s: %.2f mm, want %.2f ± %.2f", what, got, want, tolerance)
	}
}

// paper is the whole sheet.
var paper = rect{0, 0, 210, 297}

func printKind(tb testing.TB, key string, change func(templates.Values)) []byte {
	tb.Helper()
	for _, k := range builtinKinds(tb) {
		if k.Key != key {
			continue
		}
		t, err := Parse(k)
		if err != nil {
			tb.Fatal(err)
		}
		d := exampleData(tb, k)
		if change != nil {
			change(d.Values)
		}
		file, _ := printWith(tb, t, d)
		return file
	}
	tb.Fatalf("no kind %s", key)
	return nil
}

func TestComposeFillsTheTypeAreaOnPaper(t *testing.T) {
	file, _ := printTest(t, `<document><p indent="0">{{.form.body}}</p></document>`, testData("行", strings.Repeat("国", 28*22*2)))
	for page := 1; page <= 2; page++ {
		ink := drawn(t, file, page).ink(t, isInk, rect{0, 0, 210, 264})
		// A character's ink begins a little inside its square.
		expect(t, "left margin", ink.left, 28, 1)
		expect(t, "right edge of the type area", ink.right, 28+156, 1)
		expect(t, "top margin", ink.top, 37, 1)
		expect(t, "bottom of the type area", ink.bottom, 37+225, 1)
	}
}

func TestPageNumberOnPaper(t *testing.T) {
	file, _ := printTest(t, `<document><p indent="0">{{.form.body}}</p></document>`, testData("行", strings.Repeat("国", 28*22*2)))
	const em = 14 / mm // 四号
	for page := 1; page <= 2; page++ {
		below := rect{0, 264, 210, 297}
		number := drawn(t, file, page).ink(t, isInk, below)
		side := rect{number.left, 264, number.left + 3, 297} // the first dash
		dash := drawn(t, file, page).ink(t, isInk, side)
		expect(t, "dash below the type area", (dash.top+dash.bottom)/2-(37+225), 7, 0.5)
		if page == 1 {
			expect(t, "odd page's number from the right", 28+156-number.right, em, 0.6)
		} else {
			expect(t, "even page's number from the left", number.left-28, em, 0.6)
		}
	}
}

func TestMarkNumberAndRuleOnPaper(t *testing.T) {
	for _, key := range []string{"minutes", "outgoing", "outgoing-office"} {
		t.Run(key, func(t *testing.T) {
			file := printKind(t, key, nil)
			page := drawn(t, file, 1)
			red := page.ink(t, isRed, paper)
			expect(t, "mark's upper edge under the top of the type area", red.top-37, 35, 0.5)
			expect(t, "red rule's length", red.right-red.left, 156, 0.3)
			expect(t, "red rule's left end", red.left, 28, 0.3)
			rule := page.ink(t, isRed, rect{28, red.bottom - 1, 184, red.bottom + 1})
			if thick := rule.bottom - rule.top; thick < 0.35 || thick > 0.7 {
				t.Errorf("red rule %.2f mm thick", thick)
			}
			mark := page.ink(t, isRed, rect{0, 0, 210, rule.top - 2})
			number := page.ink(t, isInk, rect{0, mark.bottom + 1, 210, rule.top - 1})
			expect(t, "red rule under the number", rule.top-number.bottom, 4, 0.6)
			expect(t, "number's middle", (number.left+number.right)/2, 28+156.0/2, 1)
			// Two blank lines are left between mark and number, and between rule and title.
			const line = 225.0 / 22
			expect(t, "mark to number", number.top-mark.bottom, 2*line, 0.5*line)
			title := page.ink(t, isInk, rect{0, rule.bottom + 1, 210, rule.bottom + 3*line})
			expect(t, "rule to title", title.top-rule.bottom, 2*line, 0.5*line)
		})
	}
}

func TestPrintSetsSizesOfType(t *testing.T) {
	file := printKind(t, "outgoing", nil)
	sizes := map[string]string{} // by id
	html := tool(t, "poppler-utils", "pdftohtml", "-xml", "-i", "-stdout", "-zoom", "1", save(t, file))
	for _, m := range regexp.MustCompile(`<fontspec id="(\d+)" size="(\d+)"`).FindAllStringSubmatch(html, -1) {
		sizes[m[1]] = m[2]
	}
	text := regexp.MustCompile(`<text[^>]* font="(\d+)">(.*)</text>`)
	found := map[string]string{}
	for _, m := range text.FindAllStringSubmatch(html, -1) {
		for _, some := range []string{"防汛抗旱工作的通知", "今年汛期降水", "抄送", "龙政发"} {
			if strings.Contains(m[2], some) && found[some] == "" {
				found[some] = sizes[m[1]]
			}
		}
	}
	for some, want := range map[string]string{"防汛抗旱工作的通知": "22", "今年汛期降水": "16", "抄送": "14", "龙政发": "16"} {
		if found[some] != want {
			t.Errorf("%s is set in %s pt, want %s", some, found[some], want)
		}
	}
}

func TestImprintOnPaper(t *testing.T) {
	file := printKind(t, "outgoing", nil)
	pages := strings.Count(tool(t, "poppler-utils", "pdftotext", save(t, file), "-"), "\f")
	ink := drawn(t, file, pages).ink(t, isInk, rect{0, 200, 210, 264})
	expect(t, "last rule of the imprint on the type area's bottom", ink.bottom, 37+225, 0.4)
	expect(t, "left end of the imprint's rules", ink.left, 28, 0.3)
	expect(t, "right end of the imprint's rules", ink.right, 28+156, 0.3)
}

const letterDocument = `<document><letterhead number="{{.number}}" secrecy="秘密★1年" urgency="加急">龙凤区人民政府办公室</letterhead>` +
	`<headline above="2">关于{{.form.line}}的函</headline><to above="1">市财政局：</to><p>{{.form.body}}</p>` +
	`<signature date="{{.date}}" above="2">龙凤区人民政府办公室</signature><imprint ruled="no"><entry>抄送：区财政局。</entry></imprint></document>`

func TestLetterheadOnPaper(t *testing.T) {
	file, _ := printTest(t, letterDocument, testData("商请核对资金", strings.Repeat("请予核对。", 200)))
	page := drawn(t, file, 1)
	all := page.ink(t, isRed, paper)
	expect(t, "mark's upper edge under the paper's", all.top, 30, 0.5)
	expect(t, "double rules' length", all.right-all.left, 170, 0.3)
	expect(t, "double rules' middle", (all.left+all.right)/2, 105, 0.3)
	expect(t, "last rule above the paper's lower edge", 297-all.bottom, 20, 0.4)
	left := rect{all.left, 0, all.left + 5, 150} // only rules reach out here
	rule := page.ink(t, isRed, left)
	mark := page.ink(t, isRed, rect{0, 0, 210, rule.top - 0.5})
	expect(t, "first rule under the mark", rule.top-mark.bottom, 4, 1)
	number := page.ink(t, isInk, rect{110, rule.bottom + 1, 210, rule.bottom + 12})
	expect(t, "number under the rule", number.top-rule.bottom, 16*7.0/8/mm, 1)
	expect(t, "number's right end", number.right, 28+156, 1)
	// The first page bears no number, the second does.
	if text := tool(t, "poppler-utils", "pdftotext", "-l", "1", save(t, file), "-"); strings.Contains(text, "— 1 —") {
		t.Error("first page of a letter is numbered")
	}
	if text := tool(t, "poppler-utils", "pdftotext", "-f", "2", save(t, file), "-"); !strings.Contains(text, "— 2 —") {
		t.Error("second page of a letter is not numbered")
	}
}

func TestNumberHasTheSignerOnItsRight(t *testing.T) {
	file, got := printTest(t, `<document pages="no"><number signer="江临川">{{.number}}</number><rule color="red"/></document>`, testData("行", ""))
	if want := "试字〔2026〕1号\t签发人：江临川"; got.Text != want {
		t.Errorf("text %q, want %q", got.Text, want)
	}
	ink := drawn(t, file, 1).ink(t, isInk, rect{0, 37, 210, 44})
	expect(t, "number's left end", ink.left, 28+156.0/28, 1)
	expect(t, "signer's right end", ink.right, 28+156-156.0/28, 1.5)
}

func TestStampIsOnEveryPageAndClearOfTheText(t *testing.T) {
	d := testData("行", strings.Repeat("国", 28*22*2))
	d.Stamp = Stamp{"作废", "2026年5月20日作废"}
	template, err := Parse(testKind(`<document><p>{{.form.body}}</p></document>`))
	if err != nil {
		t.Fatal(err)
	}
	file, _ := printWith(t, template, d)
	for page := 1; page <= 2; page++ {
		stamp := drawn(t, file, page).ink(t, isRed, rect{0, 0, 210, 60})
		if stamp.top < 5 || stamp.bottom > 36 || stamp.right > 185 || stamp.bottom-stamp.top < 10 {
			t.Errorf("stamp on page %d: %+v", page, stamp)
		}
	}
	if text := tool(t, "poppler-utils", "pdftotext", save(t, file), "-"); strings.Count(text, "作废\n") < 2 {
		t.Errorf("the stamp cannot be read:\n%.300s", text)
	}
}
