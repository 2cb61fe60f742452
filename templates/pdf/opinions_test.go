package pdf

import (
	"strings"
	"testing"

	"gongwen/templates"
)

// An office's own document.xml may still write the rows of its opinions itself.
func TestOpinionRowsLookLikeThoseWrittenOut(t *testing.T) {
	const before, after = `<document><table cols="5 9 5 9"><row><label>事项</label><cell cols="3">{{.form.line}}</cell></row>`, `</table></document>`
	const written = `{{range .opinions}}<row><label>{{.post}}意见</label><cell cols="3" lines="3"><p>{{.opinion}}。</p><p align="right">{{.name}}　　{{.date}}</p></cell></row>{{end}}
{{if .excused}}<row><label>例外说明</label><cell cols="3">{{range .excused}}<p>{{.text}}</p>{{end}}</cell></row>{{end}}`
	columns := append(append([]templates.Field{}, approvalColumns...), templates.Field{Key: "words", Label: "批示", Type: templates.TypeText})
	d := testData("修路", "")
	d.Values["approvals"] = []templates.Values{
		{"post": "区政府办公室主任", "name": "顾怀瑾", "opinion": "同意", "words": "请财政局阅办。", "date": templates.NewDate(2026, 5, 11)},
		{"post": "区长", "name": "叶清和", "opinion": "同意", "date": templates.NewDate(2026, 5, 12)},
	}
	d.Excused = []string{"没有合乘：送机密文件。"}
	d.Acting = []templates.Acting{{Line: 1, For: "江临川", Ground: "请假单龙政办假字〔2026〕7号"}}
	said := func(document string) string {
		k := testKind(document)
		k.Fields = append(k.Fields, templates.Field{Key: "approvals", Label: "审批意见", Type: templates.TypeApprovals, Columns: columns})
		template, err := Parse(k)
		if err != nil {
			t.Fatal(err)
		}
		_, printed := printWith(t, template, d)
		return printed.Text
	}
	got := said(before + `<opinions/>` + after)
	if want := said(before + written + after); got != want {
		t.Errorf("<opinions/>:\n%s\nwritten out:\n%s", got, want)
	}
	for _, want := range []string{"同意，请财政局阅办。\t", "同意（代江临川，据请假单龙政办假字〔2026〕7号）。", "叶清和（代）", "例外说明\t没有合乘"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestSentenceHasOneMarkAtItsEnd(t *testing.T) {
	for opinion, want := range map[string]string{"同意": "同意。", "退回。预算依据何在？": "退回。预算依据何在？", "同意（代江临川）": "同意（代江临川）。"} {
		if got := sentence(opinion); got != want {
			t.Errorf("sentence(%q) = %q, want %q", opinion, got, want)
		}
	}
}
