package pdf

import (
	"slices"
	"strings"
	"testing"

	"gongwen/templates"
)

// joint is a document of the government with others.
func joint(tb testing.TB, others ...string) []byte {
	tb.Helper()
	return printKind(tb, "outgoing", func(v templates.Values) {
		var rows []templates.Values
		for _, name := range others {
			rows = append(rows, templates.Values{"name": name})
		}
		v["joint"] = rows
	})
}

// placeOf is where the line stands that says a text, the first from a page on: the
// boxes of its words.
func placeOf(tb testing.TB, pages [][]box, text string) (page int, at box) {
	tb.Helper()
	for i, p := range pages {
		for _, b := range p {
			if b.text == text {
				return i, b
			}
		}
	}
	tb.Fatalf("%s is not there", text)
	return 0, box{}
}

// TestJointMarkOnPaper: the names of all organs stand one below the other, equally
// wide, with 文件 in their middle at the right, the first as far under the edge as a
// single one's; and there is text on the first page.
func TestJointMarkOnPaper(t *testing.T) {
	for _, others := range [][]string{{"龙凤区人民武装部"}, {"龙凤区人民武装部", "龙凤区人民法院", "龙凤区人民检察院"}, {"甲", "乙局", "丙委员会", "丁", "戊", "己"}} {
		file := joint(t, others...)
		mark := drawn(t, file, 1).ink(t, isRed, rect{0, 0, 210, 160})
		expect(t, "upper edge of the mark", mark.top, 37+35, 0.5)
		if mark.left < 27.9 || mark.right > 184.1 {
			t.Errorf("the mark reaches from %.1f to %.1f mm", mark.left, mark.right)
		}
		first := strings.Join(linesOf(words(t, file)[0]), "\n")
		if !strings.Contains(first, "各社区工作站") || !strings.Contains(first, "今年汛期") {
			t.Errorf("%d organs leave no room for text:\n%s", len(others)+1, first)
		}
	}
}

// TestJointSignature: each organ's name has room for a seal of its own, the date stands
// under the last, and nothing leaves the type area.
func TestJointSignature(t *testing.T) {
	const seal = 42 * mm
	names := []string{"龙凤区人民武装部", "龙凤区人民法院", "龙凤区检察院", "龙凤区总工会"}
	for n := 1; n <= len(names); n++ {
		pages := words(t, joint(t, names[:n]...))
		var at []box
		for _, name := range append([]string{"龙凤区人民政府"}, names[:n]...) {
			var last box
			for _, p := range pages {
				for _, b := range p {
					if b.text == name {
						last = b
					}
				}
			}
			if last.text == "" {
				t.Fatalf("%s did not sign", name)
			}
			at = append(at, last)
		}
		for i, a := range at {
			if a.x1 < areaLeft-1 || a.x2 > areaRight+1 {
				t.Errorf("%d: %s stands at %.0f to %.0f", n, a.text, a.x1, a.x2)
			}
			for _, b := range at[:i] {
				dx, dy := (a.x1+a.x2-b.x1-b.x2)/2, a.y1-b.y1
				if dx*dx+dy*dy < seal*seal {
					t.Errorf("%d: the seals of %s and %s touch", n, a.text, b.text)
				}
			}
		}
		_, date := placeOf(t, pages, "2026年5月15日")
		last := at[len(at)-1]
		if abs((date.x1+date.x2-last.x1-last.x2)/2) > 2 || date.y1 < last.y1 {
			t.Errorf("%d: the date is not under %s", n, last.text)
		}
	}
}

// TestAnnexed: an annex whose text is known is bound in on a page of its own, the page
// numbers run on, and 版记 comes last; others are only listed.
func TestAnnexed(t *testing.T) {
	file := printKind(t, "outgoing", func(v templates.Values) {
		v["annexes"] = []templates.Values{
			{"name": "值班安排", "text": "一、人员\n每班两人。\n日期\t带班\n6月1日\t安澜"}, {"name": "分布图", "file": "图.pdf"}, {"name": "值班要求", "text": "按时到岗。"},
		}
	})
	pages := words(t, file)
	if len(pages) < 3 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, want := range [][]string{{"附件1", "值班安排", "一、人员"}, {"附件3", "值班要求", "按时到岗。"}} {
		lines := linesOf(pages[len(pages)-2+i])
		if len(lines) < 3 || !slices.Equal(lines[:3], want) {
			t.Errorf("annex %d begins %q", i, lines)
		}
	}
	last := strings.Join(linesOf(pages[len(pages)-1]), "\n")
	if !strings.Contains(last, "印发") || strings.Contains(strings.Join(linesOf(pages[len(pages)-2]), ""), "印发") {
		t.Errorf("版记 is not on the last page:\n%s", last)
	}
	one := printKind(t, "outgoing-letter", func(v templates.Values) {
		v["annexes"] = []templates.Values{{"name": "清单", "text": "甲。"}}
	})
	pages = words(t, one)
	if lines := linesOf(pages[len(pages)-1]); lines[0] != "附件" || lines[1] != "清单" {
		t.Errorf("a single annex begins %q", lines)
	}
}

// TestCopyNumber: 份号 stands in the first line, only on secret documents; where there
// is none the line is left free.
func TestCopyNumber(t *testing.T) {
	print := func(secrecy string, copied any) string {
		return strings.Join(linesOf(words(t, printKind(t, "outgoing", func(v templates.Values) {
			v["confidential"], v["copy"] = secrecy, copied
		}))[0]), "\n")
	}
	if page := print("机密", int64(7)); !strings.HasPrefix(page, "000007\n机密") {
		t.Errorf("begins %.30s", page)
	}
	for _, page := range []string{print("", int64(7)), print("机密", nil)} {
		if strings.Contains(page, "0000") {
			t.Errorf("a number is given: %.30s", page)
		}
	}
}

func TestRemarks(t *testing.T) {
	for title, want := range map[string]bool{"关于解决防汛经费的请示": true, "关于做好防汛的通知": false} {
		text := strings.Join(linesOf(slices.Concat(words(t, printKind(t, "outgoing", func(v templates.Values) { v["title"] = title }))...)), "\n")
		if strings.Contains(text, "（联系人：狄怀山") != want {
			t.Errorf("%s: whom to ask is said: %v", title, !want)
		}
	}
}

// TestJointSignatureStandsUnderACode: names over the whole width leave no room beside one.
func TestJointSignatureStandsUnderACode(t *testing.T) {
	file, _ := printTest(t, `<document><p>正文。</p><verify code="K7QF" phone="12345">https://example.cn</verify>`+
		`<signature date="2026年5月11日"><organ>龙凤区人民武装部</organ><organ>龙凤区人民法院</organ><organ>龙凤区检察院</organ></signature></document>`, testData("行", "正文"))
	pages := words(t, file)
	_, code := placeOf(t, pages, "校验码：K7QF")
	if _, name := placeOf(t, pages, "龙凤区人民武装部"); name.y1 < code.y2 {
		t.Errorf("a name begins at %.1f, the code ends at %.1f", name.y1, code.y2)
	}
}
