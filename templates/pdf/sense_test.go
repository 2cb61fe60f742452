package pdf

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/go-ego/gse"

	"gongwen/templates"
	"gongwen/templates/font"
)

// Titles of offices, of whose words few are in words.txt, on lines of all lengths.
func TestBySenseKeepsWordsWhole(t *testing.T) {
	list, err := os.ReadFile("testdata/sense/titles.txt")
	if err != nil {
		t.Fatal(err)
	}
	set := &typesetter{fonts: testRenderer(t).fonts}
	titles, ends, cut := 0, 0, 0
	var bad []string
	for line := range strings.Lines(string(list)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		titles++
		var may []int // where lines may end, in characters
		title := ""
		for _, word := range strings.Fields(line) {
			title += word
			may = append(may, len([]rune(title)))
		}
		for width := 7; width <= 18; width++ {
			at := 0
			lines := set.bySense(22, float64(width)*pitch(22), span{title, font.Title})
			for _, l := range lines[:len(lines)-1] {
				at += len(l.glyphs)
				ends++
				if !slices.Contains(may, at) {
					cut++
					bad = append(bad, string([]rune(title)[:at])+"｜"+string([]rune(title)[at:]))
				}
			}
		}
	}
	slices.Sort(bad)
	bad = slices.Compact(bad)
	t.Logf("%d titles on lines of 7 to 18 characters: %d of %d line ends divide a word:\n%s", titles, cut, ends, strings.Join(bad, "\n"))
	if cut > ends/100 { // what no list has: 松材线虫
		t.Errorf("%d of %d line ends divide a word", cut, ends)
	}
}

// A line ends where one reads on least: after what is to be done rather than within what
// it is done to.
func TestBySenseEndsLinesWithPhrases(t *testing.T) {
	set := &typesetter{fonts: testRenderer(t).fonts}
	for _, want := range []string{
		"龙凤区人民政府办公室关于开展/燃气泄漏隐患专项排查整治工作的通知",
		"龙凤区人民政府关于做好/2026年防汛抗旱工作的通知",
		"龙凤区人民政府办公室关于印发/龙凤区防汛抗旱应急预案的通知",
		"龙凤区人民政府关于严厉打击/非法集资活动的通告",
		"龙凤区人民政府关于取消和下放/部分行政许可事项的决定",
		"龙凤区人民政府办公室关于启动/重污染天气橙色预警响应的通知",
		"龙凤区人民政府关于建设/智慧城市运行管理平台的批复",
		"关于东湖花园3号楼燃气泄漏/情况的报告（首报）",
	} {
		var got []string
		for _, l := range set.bySense(22, areaWidth, span{strings.ReplaceAll(want, "/", ""), font.Title}) {
			got = append(got, chars(l.glyphs))
		}
		if got := strings.Join(got, "/"); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// Labels of cells are broken by words, their halves about even.
func TestBySenseBreaksLabels(t *testing.T) {
	set := &typesetter{fonts: testRenderer(t).fonts}
	broken := func(label string, width float64) []string {
		var lines []string
		for _, l := range set.bySense(12, width*12+1, span{label, font.Song}) {
			lines = append(lines, chars(l.glyphs))
		}
		return lines
	}
	for _, c := range []struct {
		width float64
		want  string
	}{
		{6, "期间有无重要/会议活动"},
		{4, "列入采购/预算"},
		{4, "代行/职责人"},
		{4, "听取/汇报人"},
		{6, "涉及的/其他部门"},
		{6, "出席的/区政府领导"},
		{6, "保持24小时/开机"},
		{4, "工作/人员数"},
	} {
		if got := strings.Join(broken(strings.ReplaceAll(c.want, "/", ""), c.width), "/"); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
	var all func(fields []templates.Field)
	all = func(fields []templates.Field) {
		for _, f := range fields {
			all(f.Columns)
			costs := senseCosts([]rune(f.Label))
			for _, width := range []float64{5, 6, 7} {
				at := 0
				lines := broken(f.Label, width)
				for _, l := range lines {
					n := len([]rune(l))
					if at += n; costs[at-1] > costPart || n == 1 && len(lines) > 1 {
						t.Errorf("%s is broken %s", f.Label, strings.Join(lines, "/"))
					}
				}
			}
		}
	}
	for _, k := range builtinKinds(t) {
		all(k.Fields)
	}
}

func TestLexiconKnowsWords(t *testing.T) {
	for text, want := range map[string]bool{"燃气": true, "泄漏": true, "气泄": false, "": false, "污水 ": false} {
		if _, known := listed().rarity(text); known != want {
			t.Errorf("%q: %v", text, known)
		}
	}
}

func BenchmarkNewLexicon(b *testing.B) {
	for b.Loop() {
		newLexicon(gse.ZhIdf)
	}
}

func BenchmarkBySense(b *testing.B) {
	set := &typesetter{fonts: testRenderer(b).fonts}
	for b.Loop() {
		set.bySense(22, areaWidth, span{"龙凤区人民政府办公室关于开展燃气泄漏隐患专项排查整治的通知", font.Title})
	}
}
