package extract

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestBodyOfReadsOverPages(t *testing.T) {
	const line = "会议要求各单位切实提高思想认识，压实工作责任，把防汛各项"
	const rest = "措施落到实处。"
	tests := []struct {
		name  string
		pages []string
		want  string
	}{
		{"no marks", []string{line, rest}, line + rest},
		{"numbers", []string{line + "\r\n— 1 —\r\n", rest + "\r\n— 2 —"}, line + rest},
		{"numbers above", []string{"1\n" + line, "2\n" + rest}, line + rest},
		{"numbers of all sorts", []string{line + "\n第1页 共3页", rest + "\n乙" + line + "\n－2－", rest + "\nPage 3 of 3"}, line + rest + "\n乙" + line + rest},
		{"numbers in Chinese", []string{line + "\n第一页", rest + "\n第 二 页"}, line + rest},
		{"numbers that begin later", []string{"封面", line + "\n1", rest + line + "\n2", rest + "\n3"}, "封面\n" + line + rest + line + rest},
		{"heads", []string{"龙凤区人民政府文件\n" + line, "龙凤区人民政府文件\n" + rest + line, "龙凤区人民政府文件\n" + rest}, "龙凤区人民政府文件\n" + line + rest + line + rest},
		{"heads on two pages", []string{"龙凤区人民政府文件\n" + line, "龙凤区人民政府文件\n" + rest}, "龙凤区人民政府文件\n" + line + rest},
		{"heads but for the first page", []string{"关于防汛的通知\n" + line, "防汛通知\n" + rest + line, "防汛通知\n" + rest}, "关于防汛的通知\n" + line + rest + line + rest + "\n防汛通知"},
		{"left and right", []string{"封面页", "区政府办\n甲" + line, "防汛通知\n" + rest + "乙" + line, "区政府办\n" + rest + "丙" + line, "防汛通知\n" + rest},
			"封面页\n甲" + line + rest + "乙" + line + rest + "丙" + line + rest + "\n区政府办\n防汛通知"},
		{"heads and feet with numbers", []string{"防汛通知　第1页\n" + line + "\n区政府办公室 印 1", "防汛通知　第2页\n" + rest + line + "\n区政府办公室 印 2", "防汛通知　第3页\n" + rest + "\n区政府办公室 印 3"},
			"防汛通知　第1页\n" + line + rest + line + rest + "\n区政府办公室 印 1"},
		{"two lines deep", []string{"甲\n乙\n" + line + "\n丙\n— 1 —", "甲\n乙\n" + rest + line + "\n丙\n— 2 —", "甲\n乙\n" + rest + "\n丙\n— 3 —"}, "甲\n乙\n" + line + rest + line + rest + "\n丙"},
		{"feet before the body, as some programs draw", []string{"页眉\n— 1 —\n" + line, "页眉\n— 2 —\n" + rest}, "页眉\n" + line + rest},
		{"a page of the number only", []string{line, "— 2 —", rest}, line + rest},
		{"a page of the head only", []string{"页眉\n" + line, "页眉", "页眉\n" + rest}, "页眉\n" + line + rest},
		{"end of a paragraph", []string{line + "\n落到实处。", "各街道要落实。"}, line + "\n落到实处。\n各街道要落实。"},
		{"a short line is an end", []string{line + "\n特此通知", "附：名单"}, line + "\n特此通知\n附：名单"},
		{"a heading follows", []string{line, "二、工作措施"}, line + "\n二、工作措施"},
		{"an article follows", []string{line, "第十二条 各单位"}, line + "\n第十二条 各单位"},
		{"heads with a date and a time", []string{"2026/3/1 2:55 通知\n甲" + line + "\nfile:///a 1/3", "2026/3/1 2:55 通知\n" + rest + "乙" + line + "\nfile:///a 2/3", "2026/3/1 2:55 通知\n" + rest + "\nfile:///a 3/3"},
			"2026/3/1 2:55 通知\n甲" + line + rest + "乙" + line + rest + "\nfile:///a 1/3"},
		{"a full line that comes again is of a sentence", []string{"开头的话，" + line, line + "措施\n另起一段。\n甲" + line, line + "措施\n又起一段。"}, "开头的话，" + line + line + "措施\n另起一段。\n甲" + line + line + "措施\n又起一段。"},
		{"rows of a table", []string{"老旧小区改造 城建局 五十万元", "河道清淤 水务局 三十万元"}, "老旧小区改造 城建局 五十万元\n河道清淤 水务局 三十万元"},
		{"a table's head repeats", []string{"项目 金额\n改造 5\n绿化 6", "项目 金额\n清淤 7\n修路 8", "项目 金额\n合计 26"}, "项目 金额\n改造 5\n绿化 6\n清淤 7\n修路 8\n合计 26"},
		{"sums at the foot differ", []string{"甲 5\n小计 105", "乙 6\n小计 206", "丙 7\n小计 307"}, "甲 5\n小计 105\n乙 6\n小计 206\n丙 7\n小计 307"},
		{"last cell is a figure", []string{"甲\n50", "乙\n60"}, "甲\n50\n乙\n60"},
		{"a date is no number", []string{"区政府\n2026年3月1日", "附件"}, "区政府\n2026年3月1日\n附件"},
		{"a year goes on", []string{line + "措施，于", "2026年3月1日前报送"}, line + "措施，于2026年3月1日前报送"},
		{"none", nil, ""},
		{"empty pages", []string{"", line, "", rest, ""}, line + rest},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := bodyOf(tt.pages); got != tt.want {
				t.Errorf("%q\nwant %q", got, tt.want)
			}
		})
	}
}

// FuzzBodyOf: no line is lost but numbers of pages, and those that come again.
func FuzzBodyOf(f *testing.F) {
	f.Add("页眉\n正文\n— 1 —\f页眉\n合计 2\f页眉\n合计 3")
	f.Add("小计 1\f小计 2\f小计 3\f乙")
	f.Fuzz(func(t *testing.T, all string) {
		pages := strings.Split(strings.ToValidUTF8(all, ""), "\f")
		got := bare(bodyOf(pages))
		for i, page := range pages {
			for _, line := range linesOf(page) {
				if !isNumber(line, i+1) && len(place(line, i+1).figures) == 0 && !strings.Contains(got, bare(line)) {
					t.Errorf("page %d lost %q: %q", i+1, line, got)
				}
			}
		}
	})
}

func TestReadPDFReadsSentencesOverPages(t *testing.T) {
	long := "会议要求各单位切实提高思想认识压实工作责任把各项"
	var pages [][]string
	for i, c := range []string{"甲", "乙", "丙", "丁"} {
		pages = append(pages, []string{"龙凤区人民政府办公室文件", "措施落到实处。", c + "组的工作另行安排。", c + long, fmt.Sprintf("— %d —", i+1)})
	}
	r := data(t, "甲.pdf", pdfPages(t, pages...))
	if r.State != Read || strings.Count(r.Text, long+"措施落到实处") != 3 || strings.Count(r.Text, "龙凤区人民政府办公室文件") != 1 || strings.Contains(r.Text, "—") {
		t.Errorf("%s (%s) %q", r.State, r.Reason, r.Text)
	}
	// The same pages numbered anew from another page on.
	slices.Reverse(pages)
	if r := data(t, "甲.pdf", pdfPages(t, pages...)); strings.Count(r.Text, long+"措施落到实处") != 3 {
		t.Errorf("%q", r.Text)
	}
}

// TestReadPDFReadsPastFootnotes: neither the mark of a footnote nor the note at the foot
// of the page parts a sentence; figures that are words stay.
func TestReadPDFReadsPastFootnotes(t *testing.T) {
	set := func(size, x, y int, words string) string {
		return fmt.Sprintf("BT /F1 %d Tf 1 0 0 1 %d %d Tm <%x> Tj ET\n", size, x, y, must(simplifiedchinese.GBK.NewEncoder().Bytes([]byte(words)))(t))
	}
	for mark, want := range map[string]string{"1": "1 见区政府", "[2]": "[2] 见区政府", "*": "* 见区政府"} {
		first := set(12, 72, 780, "参会3名同志要求各单位切实提高思想认识") + set(7, 300, 786, mark) + set(12, 300+7*len([]rune(mark)), 780, "压实工作责任把各项") +
			set(6, 72, 104, mark) + set(9, 72+6*len([]rune(mark)), 100, " 见区政府2025年第3号文件") + set(12, 280, 60, "— 1 —")
		r := data(t, "甲.pdf", pdfParts{pages: []pdfPage{{first, ""}, {drawn(t, "措施落到实处。") + set(12, 280, 60, "— 2 —"), ""}}}.file(t))
		if r.State != Read || r.Text != "参会3名同志要求各单位切实提高思想认识压实工作责任把各项措施落到实处。\n"+want+"2025年第3号文件" {
			t.Errorf("%s: %s (%s) %q", mark, r.State, r.Reason, r.Text)
		}
	}
}
