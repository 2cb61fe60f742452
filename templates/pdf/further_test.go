package pdf

import (
	"strings"
	"testing"

	"gongwen/templates"
)

// The 发文稿纸 is one page whatever was written on it, and says who did what in words.
func TestFurtherManuscript(t *testing.T) {
	renderer := testRenderer(t)
	printed := 0
	for _, k := range builtinKinds(t) {
		template, err := Parse(k)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range template.Further() {
			if f.Standard != "manuscript" {
				continue
			}
			printed++
			d := exampleData(t, k)
			rows, _ := d.Values["approvals"].([]templates.Values)
			last := len(rows) - 1
			rows[last]["words"] = "请财政局阅办，办结后报我"
			d.Done = []templates.Done{{Line: 0, Does: "核稿"}}
			for name, d := range map[string]Data{"example": d, "emptied": emptied(t, k), "full": brimful(t, k, brim{rows: 5, line: 40, paragraph: 240})} {
				p, err := renderer.Print(new(strings.Builder), f.Template, d)
				if err != nil || p.Pages != 1 {
					t.Errorf("%s, %s: %d pages, %v", k.Key, name, p.Pages, err)
				}
				if name != "example" {
					continue
				}
				for _, want := range []string{"发文稿纸", d.Number, "签发\t同意，请财政局阅办，办结后报我。", templates.Text(rows[last]["name"])} {
					if !strings.Contains(p.Text, want) {
						t.Errorf("%s: no %q in\n%s", k.Key, want, p.Text)
					}
				}
				if last > 0 && !strings.Contains(p.Text, "核稿\t同意。") {
					t.Errorf("%s: the first line is not told by its step:\n%s", k.Key, p.Text)
				}
			}
		}
	}
	if printed == 0 {
		t.Error("no kind has one")
	}
}

func TestFurtherWanted(t *testing.T) {
	t.Parallel()
	k := testKind("<document><p>一</p></document>")
	k.Further = []templates.Further{
		{File: "a.xml", Name: "甲", Layout: "<document><p>{{.form.line}}</p></document>", When: `eq .form.line "要"`},
		{File: "b.xml", Name: "乙", Layout: "<document><p>{{.number}}</p></document>"},
	}
	template, err := Parse(k)
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{"要": "甲乙", "不要": "乙", "": "乙"} {
		got := ""
		for _, f := range template.Further() {
			wanted, err := f.Wanted(testData(line, ""))
			if err != nil {
				t.Fatal(err)
			}
			if wanted {
				got += f.Name
			}
		}
		if got != want {
			t.Errorf("%q: %s, want %s", line, got, want)
		}
	}
	for when, want := range map[string]string{".form.lin": "没有“lin”", "(": "写法有误"} {
		k.Further[0].When = when
		if _, err := Parse(k); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", when, err)
		}
	}
}
