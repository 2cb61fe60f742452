package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"gongwen/templates"
)

// The standard slip is the face of every kind that brings no document of its
// own, however many fields it has.
func TestPrintSlipOf3To60Fields(t *testing.T) {
	renderer := testRenderer(t)
	step := 1
	if testing.Short() {
		step = 3
	}
	for n := 3; n <= 60; n += step {
		k := &templates.Kind{Key: "slip", Title: "试验", Dir: "slip", Date: "date", Unit: "unit", Subject: "{unit}", Number: "试字〔{year}〕{n}号"}
		v := templates.Values{}
		add := func(f templates.Field, value any) {
			k.Fields = append(k.Fields, f)
			v[f.Key] = value
		}
		add(templates.Field{Key: "date", Label: "日期", Type: templates.TypeDate}, templates.NewDate(2026, 5, 11))
		add(templates.Field{Key: "unit", Label: "单位", Type: templates.TypeUnit}, "区财政局")
		for i := 3; i < n; i++ {
			label := fmt.Sprintf("栏目%d", i)
			switch i % 4 {
			case 0:
				add(templates.Field{Key: label, Label: label, Type: templates.TypeParagraph}, strings.Repeat(fmt.Sprintf("第%d栏的说明。", i), 5))
			case 1:
				add(templates.Field{Key: label, Label: label + "及有关部门的意见", Type: templates.TypeMoney}, templates.Fen(100*i))
			default:
				add(templates.Field{Key: label, Label: label, Type: templates.TypeText}, fmt.Sprintf("第%d栏", i))
			}
		}
		add(templates.Field{Key: "approvals", Label: "审批意见", Type: templates.TypeApprovals, Columns: approvalColumns},
			[]templates.Values{{"post": "区政府办公室主任", "name": "顾怀瑾", "opinion": "同意", "date": templates.NewDate(2026, 5, 11)}})
		template, err := Parse(k)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		printed, err := renderer.Print(&b, template, Data{Number: "试字〔2026〕1号", Values: v})
		if err != nil {
			t.Fatal(err)
		}
		pages := words(t, b.Bytes())
		if len(pages) != printed.Pages || n < 15 && printed.Pages > 1 {
			t.Errorf("%d fields: %d pages", n, printed.Pages)
		}
		var read strings.Builder
		for i, page := range pages {
			for _, w := range page {
				read.WriteString(w.text)
				if w.x1 < areaLeft || w.x2 > areaRight+1 || w.y1 < areaTop-2 || w.y2 > areaBottom+12*mm {
					t.Errorf("%d fields, page %d: %s leaves the type area", n, i+1, w.text)
				}
			}
		}
		if lost := missingFrom(read.String(), bare(printed.Text)); lost != "" {
			t.Errorf("%d fields: lost %q", n, lost)
		}
	}
}

var approvalColumns = []templates.Field{
	{Key: "post", Label: "职务", Type: templates.TypeText}, {Key: "name", Label: "姓名", Type: templates.TypePerson},
	{Key: "opinion", Label: "意见", Type: templates.TypeChoice, Choices: []string{"同意", "不同意"}}, {Key: "date", Label: "日期", Type: templates.TypeDate},
}
