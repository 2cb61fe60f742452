package pdf

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestWithHeadings(t *testing.T) {
	for _, c := range []struct {
		name, document string
		want           []string // element and the first characters of its text
	}{
		{"all levels", "<p>一、总体要求|全面落实。|（一）加强领导|1. 明确责任|（1）成立专班|由区政府办公室牵头。</p>",
			[]string{"h1 一、总", "p 全面落", "h2 （一）", "h3 1. ", "h4 （1）", "p 由区政"}},
		{"sentences are text", "<p>一、会议同意该方案。|1. 各单位于5月20日前报送方案；|2. 逾期的予以通报。|（1）含税；</p>",
			[]string{"p 一、会", "p 1. ", "p 2. ", "p （1）"}},
		{"text behind the heading", "<p>（一）加强组织领导，压实责任。各单位要高度重视。|1．完成清淤。由区水务局负责。|一、加强领导。各单位要高度重视。</p>",
			[]string{"led （一）", "led 1．完", "led 一、加"}},
		{"a long sentence first", "<p>（一）会议听取了区住房和城乡建设局关于2026年老旧小区改造实施方案的汇报。会议同意该方案。</p>", []string{"p （一）"}},
		{"a list", "<p>申请人应提交：|1. 身份证复印件|2. 户口簿复印件|3. 结婚证|以上材料一式两份。</p>", []string{"p 申请人", "p 1. ", "p 2. ", "p 3. ", "p 以上材"}},
		{"as many type it", "<p>1、明确责任|由区政府办公室牵头。|2、1号楼漏水|1、2号楼漏水|待修。</p>", []string{"h3 1、明", "p 由区政", "p 2、1", "p 1、2", "p 待修。"}},
		{"figures", "<p>1.5万元|用于清淤。|（2026）年|同上。|一、二层漏水，|待修。</p>", []string{"p 1.5", "p 用于清", "p （20", "p 同上。", "p 一、二", "p 待修。"}},
		{"nothing under it", "<p>各单位：|三、附则</p><signature date=\"2026年5月11日\">区政府</signature>", []string{"p 各单位", "p 三、附", "signature 区政府"}},
		{"over elements", "<p>一、总体要求</p><p>全面落实。</p><p>二、职责分工</p><table cols=\"1\"><row><cell>甲</cell></row></table>",
			[]string{"h1 一、总", "p 全面落", "h1 二、职", "table "}},
		{"under a heading of the template", "<h1>一、概况</h1><p>一、总体要求|全面落实。</p>", []string{"h1 一、概", "p 一、总", "p 全面落"}},
		{"text that looks otherwise", "<p font=\"楷体\">一、总体要求|全面落实。</p><p>&#8203;</p>", []string{"p 一、总", "p \u200b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			root, err := parseMarkup(strings.NewReader("<document>" + strings.ReplaceAll(c.document, "|", paragraphEnd) + "</document>"))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, n := range withHeadings(root.children) {
				begin := []rune(n.text)
				got = append(got, fmt.Sprintf("%s %s", n.name, string(begin[:min(len(begin), 3)])))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// Headings of a form's own text have their faces, are bookmarks and stay with what is
// under them; the text says what was put in.
func TestPrintSetsHeadingsOfTheText(t *testing.T) {
	body := "一、总体要求\n" + strings.Repeat("落实责任。", 50) + "\n（一）加强领导。各单位要高度重视。\n二、措施\n（一）排查\n1. 全面排查\n（1）逐户登记\n" + "由社区负责。"
	file, printed := printTest(t, `<document pages="no"><p>{{.form.body}}</p></document>`, testData("行", body))
	if printed.Text != body {
		t.Errorf("the text is\n%s", printed.Text)
	}
	if outline := tool(t, "qpdf", "qpdf", "--json", "--json-key=outlines", save(t, file)); strings.Count(outline, `"title"`) != 6 {
		t.Errorf("bookmarks:\n%s", outline)
	}
	for lines := range 25 {
		filled, err := parseMarkup(strings.NewReader(`<document pages="no">` + strings.Repeat(`<p>正文</p>`, lines) + `<p>一、甲` + paragraphEnd + `（一）乙` + paragraphEnd + `完。</p></document>`))
		if err != nil {
			t.Fatal(err)
		}
		pages := compose(testRenderer(t).fonts, filled, Stamp{}).pages
		for _, p := range pages {
			if last := p.runs[len(p.runs)-1].text; last[len(last)-1].char == '甲' || last[len(last)-1].char == '乙' {
				t.Errorf("with %d lines before it a heading ends a page", lines)
			}
		}
	}
}
