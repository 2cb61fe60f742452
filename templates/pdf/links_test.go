package pdf

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongwen/templates"
)

func TestLinksIn(t *testing.T) {
	for text, want := range map[string][]string{
		"":           nil,
		"没有地址，a@，@b": nil,
		"请发至lin.zy@lf.example.cn，或登录https://gw.example.cn/a?b=1。": {"lin.zy@lf.example.cn mailto:lin.zy@lf.example.cn", "https://gw.example.cn/a?b=1 https://gw.example.cn/a?b=1"},
		"(见 http://gw.example.cn/a.)":                             {"http://gw.example.cn/a http://gw.example.cn/a"},
	} {
		var got []string
		for _, r := range linksIn(text) {
			got = append(got, text[r.from:r.until]+" "+*r.to)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// A link that takes two lines is one on either, with the whole address.
func TestPrintLinksAddresses(t *testing.T) {
	long := "https://gw.example.gov.cn/" + strings.Repeat("abcdefgh/", 9)
	file, _ := printTest(t, `<document><p>{{.form.body}}</p><table cols="4 8"><row><label>邮箱</label><cell>{{.form.line}}</cell></row></table></document>`,
		testData("lin@lf.example.cn", "材料请登录"+long+"下载，电话6240551。"))
	k := inspected(t, file)
	var got []string
	k.every(func(key string, v any) {
		if annotations, _ := v.([]any); key == "/Annots" {
			for _, a := range annotations {
				rect, _ := k.at(a, "/Rect").([]any)
				if len(rect) != 4 || rect[0].(float64) < areaLeft-1 || rect[2].(float64) > areaRight+1 || rect[3].(float64)-rect[1].(float64) < 10 {
					t.Errorf("it stands at %v", rect)
				}
				got = append(got, strings.TrimPrefix(fmt.Sprint(k.at(a, "/A", "/URI")), "u:"))
			}
		}
	})
	if n := len(got); n < 3 || got[n-1] != "mailto:lin@lf.example.cn" || slices.ContainsFunc(got[:n-1], func(to string) bool { return to != long }) {
		t.Errorf("links %q", got)
	}
}

func TestPageLabels(t *testing.T) {
	for want, numbers := range map[string][]int{
		"":                                    {0, 0},
		"0 <</S /D /St 1>>":                   {1, 2, 3},
		"0 <<>> 1 <</S /D /St 2>>":            {0, 2, 3},
		"0 <</S /D /St 1>> 2 <<>>":            {1, 2, 0},
		"0 <</S /D /St 1>> 2 <</S /D /St 1>>": {1, 2, 1, 2},
	} {
		var pages []*page
		for _, n := range numbers {
			pages = append(pages, &page{number: n})
		}
		got := strings.TrimSuffix(strings.TrimPrefix(pageLabels(pages), "/PageLabels <</Nums ["), "]>>\n")
		if got != want {
			t.Errorf("%v: %s, want %s", numbers, got, want)
		}
	}
}

// A document goes by what is printed over it, with the organ that issues it.
func TestPrintTitle(t *testing.T) {
	for document, want := range map[string]string{
		`<headline>{{.government}}{{.form.line}}</headline>`: "区政府关于防汛的通知",
		`<headline>通知</headline>`:                            "关于防汛的通知",
		`<p>{{.form.line}}</p>`:                              "关于防汛的通知",
	} {
		template, err := Parse(testKind("<document>" + document + "</document>"))
		if err != nil {
			t.Fatal(err)
		}
		template.kind.Subject = "{line}"
		file, _ := printWith(t, template, testData("关于防汛的通知", "", templates.Values{"name": "甲"}))
		k := inspected(t, file)
		if got := k.at(k.trailer(), "/Info", "/Title"); got != "u:"+want {
			t.Errorf("%s: title %v, want %s", document, got, want)
		}
	}
}

// Who copies a table from the page, or reads it line by line, gets its rows one after
// the other. (What pdftotext gives without a flag is its own guess at columns.)
func TestPrintTablesAreReadRowByRow(t *testing.T) {
	document := `<document><table cols="3 5 4"><row repeat="yes"><label>序号</label><label>名称</label><label>说明</label></row>{{range $i, $r := .form.items}}<row><cell>{{add $i 1}}</cell><cell>{{$r.name}}</cell><cell>{{$r.note}}</cell></row>{{end}}</table></document>`
	var items []templates.Values
	var want []string
	for i := range 9 {
		name, note := fmt.Sprintf("名%d", i), fmt.Sprintf("明%d", i)
		if i%3 == 0 { // cells of several lines
			name, note = name+strings.Repeat("长", 20), note+strings.Repeat("多", 40)
		}
		items = append(items, templates.Values{"name": name, "note": note})
		want = append(want, fmt.Sprint(i+1), name[:len("名")+1], note[:len("明")+1])
	}
	file, _ := printTest(t, document, testData("行", "", items...))
	in := func(text, cell string, after int) int {
		t.Helper()
		at := strings.Index(text[after:], cell)
		if at < 0 {
			t.Fatalf("%s is not read in its place:\n%s", cell, text)
		}
		return after + at
	}
	drawn := tool(t, "poppler-utils", "pdftotext", "-raw", save(t, file), "-")
	looked := tool(t, "poppler-utils", "pdftotext", "-layout", save(t, file), "-")
	at, row := 0, 0
	for i := range items {
		for _, cell := range want[3*i : 3*i+3] {
			at = in(drawn, cell, at)
		}
		end := row
		for _, cell := range want[3*i+1 : 3*i+3] {
			end = max(end, in(looked, cell, row))
		}
		row = end
	}
}
