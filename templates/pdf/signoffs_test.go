package pdf

import (
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongwen/templates"
)

var signedSlip = flag.String("signed", "", "folder for pictures of a slip with three sign-offs, one for another, and its draft")

// atDesk is a kind's example as if its approvals had been given at the desk.
func atDesk(tb testing.TB, k *templates.Kind) Data {
	d := exampleData(tb, k)
	d.Manner = templates.Desk
	given, _ := d.Values[k.ApprovalsKey()].([]templates.Values)
	for i := range given {
		given[i]["words"] = fmt.Sprintf("请第%d科阅办", i)
		d.SignOffs = append(d.SignOffs, templates.SignOff{Line: i, Code: fmt.Sprintf("K7QF-2M4%d", i)})
	}
	d.Advice = []templates.Advice{{Name: "苗晓峰", Words: "同意安排。", At: time.Date(2026, 5, 9, 10, 0, 0, 0, time.Local), Code: "AAAA-BBBB"}}
	return d
}

// Of every kind that is approved some document tells of every signature and opinion; what
// goes out to others tells of none.
func TestSignOffsStandOnTheSheetWithTheOpinions(t *testing.T) {
	for _, k := range builtinKinds(t) {
		if !k.Approved() {
			continue
		}
		d := atDesk(t, k)
		template, err := Parse(k)
		if err != nil {
			t.Fatal(err)
		}
		_, printed := printWith(t, template, d)
		goesOut := printed.Text
		if k.Key == "letter" {
			_, goesOut, _ = strings.Cut(goesOut, "介　绍　信")
		}
		if k.Key == "letter" || k.Key == "disclosure" || strings.Contains(k.Document, "<mark") || strings.Contains(k.Document, "<letterhead") {
			for _, not := range []string{"K7QF", "AAAA", "网上", "签批"} {
				if strings.Contains(goesOut, not) {
					t.Errorf("%s goes out with %q:\n%s", k.Key, not, goesOut)
				}
			}
		}
		for _, f := range template.Further() {
			if _, printed := printWith(t, f.Template, d); f.Issued && strings.Contains(printed.Text, "K7QF") {
				t.Errorf("%s, %s goes out with codes:\n%s", k.Key, f.Name, printed.Text)
			}
		}
		all := filed(t, template, d)
		for _, s := range d.SignOffs {
			if !strings.Contains(all, "网上签批 "+s.Code) {
				t.Errorf("%s does not have %s:\n%s", k.Key, s.Code, all)
			}
		}
		if strings.Contains(all, "书面签批") || len(d.SignOffs) > 0 && !strings.Contains(all, "同意安排。") {
			t.Errorf("%s:\n%s", k.Key, all)
		}
	}
}

// filed is the text of all documents that a record of the form has.
func filed(tb testing.TB, template *Template, d Data) string {
	_, printed := printWith(tb, template, d)
	all := printed.Text
	wanted, err := template.Wanted(d)
	if err != nil {
		tb.Fatal(err)
	}
	for _, f := range wanted {
		_, printed := printWith(tb, f.Template, d)
		all += printed.Text
	}
	return all
}

// Whatever is chosen on a form, opinions stand somewhere: a layout, or a further document,
// may be another by what is chosen, or by what is left out.
func TestSignOffsStandWhateverIsChosen(t *testing.T) {
	tried := 0
	for _, k := range builtinKinds(t) {
		if !k.Approved() || k.Document == "" && len(k.Further) == 0 { // the standard slip asks for nothing
			continue
		}
		template, err := Parse(k)
		if err != nil {
			t.Fatal(err)
		}
		try := func(what string, change func(templates.Values)) {
			d := atDesk(t, k)
			change(d.Values)
			tried++
			all := filed(t, template, d)
			for i, s := range d.SignOffs {
				for _, want := range []string{"网上签批 " + s.Code, fmt.Sprintf("请第%d科阅办", i)} {
					if !strings.Contains(all, want) {
						t.Errorf("%s, %s: does not have %s:\n%s", k.Key, what, want, all)
					}
				}
			}
			if !strings.Contains(all, "同意安排。") || !strings.Contains(all, "网上答复 AAAA-BBBB") {
				t.Errorf("%s, %s: does not have the opinion that was asked for:\n%s", k.Key, what, all)
			}
		}
		for _, f := range k.Fields {
			set := func(value any) {
				try(fmt.Sprintf("%s %v", f.Label, value), func(v templates.Values) { v[f.Key] = value })
			}
			switch {
			case f.Type == templates.TypeChoice:
				for _, choice := range f.Choices {
					set(choice)
				}
			case f.Type == templates.TypeYesNo:
				set(templates.YesNo(true))
				set(templates.YesNo(false))
			}
			if !f.Required {
				try("no "+f.Label, func(v templates.Values) { delete(v, f.Key) })
			}
		}
	}
	if tried < 100 {
		t.Errorf("only %d forms", tried)
	}
}

// threeSigned is a slip with three signatures of which one was given for another, two
// beside each other, and an opinion that was asked for.
func threeSigned(tb testing.TB) (*Template, Data) {
	k := *builtinKind(tb, "funds")
	k.Document = ""
	t, err := Parse(&k)
	if err != nil {
		tb.Fatal(err)
	}
	d := exampleData(tb, &k)
	row := func(post, name, words string, day int) templates.Values {
		v := templates.Values{"post": post, "name": name, "opinion": templates.Agreed, "date": templates.NewDate(2026, 5, day)}
		if words != "" {
			v["words"] = words
		}
		return v
	}
	d.Manner = templates.Desk
	d.Values["approvals"] = []templates.Values{ // in the order in which they were given
		row("区政府办公室主任", "顾怀瑾", "请财政局抓紧办理。", 11), row("副区长", "程以宁", "", 12), row("区财政局局长", "沈望舒", "", 13),
	}
	d.Done = []templates.Done{{Line: 2, Step: "a", Does: "审核"}, {Line: 0, Step: "b", Does: "审核"}, {Line: 1, Step: "c", Does: "审批"}}
	d.Acting = []templates.Acting{{Line: 1, For: "江临川", Ground: "请假单龙政办假字〔2026〕7号"}}
	d.SignOffs = []templates.SignOff{{Line: 0, Code: "K7QF-2M4D"}, {Line: 1, Code: "XW3A-9PLT"}, {Line: 2, Code: "B2CD-EF45"}}
	d.Advice = []templates.Advice{{Name: "苗晓峰", Words: "款项在预算之内", At: time.Date(2026, 5, 11, 15, 0, 0, 0, time.Local), Code: "HJKM-6789"}}
	return t, d
}

func TestSlipWithSignOffsAsItIsPrinted(t *testing.T) {
	template, d := threeSigned(t)
	file, printed := printWith(t, template, d)
	want := `区财政局局长意见	同意。	沈望舒　　2026年5月13日	网上签批 B2CD-EF45
区政府办公室主任意见	同意，请财政局抓紧办理。	顾怀瑾　　2026年5月11日	网上签批 K7QF-2M4D
副区长意见	同意（代江临川，据请假单龙政办假字〔2026〕7号）。	程以宁（代）　　2026年5月12日	网上签批 XW3A-9PLT
征求意见	款项在预算之内。	苗晓峰　　2026年5月11日	网上答复 HJKM-6789`
	if !strings.Contains(printed.Text, want) {
		t.Errorf("printed is\n%s\nwant\n%s", printed.Text, want)
	}
	if got := tool(t, "poppler-utils", "pdftotext", "-raw", save(t, file), "-"); !strings.Contains(got, "网上签批 B2CD-EF45") {
		t.Errorf("pdftotext reads\n%s", got)
	}
	draft := d
	draft.Values = exampleData(t, template.kind).Values
	delete(draft.Values, "approvals")
	draft.Done, draft.Acting, draft.SignOffs, draft.Advice, draft.Number = nil, nil, nil, nil, template.kind.FormatBlank(2026)
	draft.Awaited = []templates.Awaited{{Who: "区财政局局长", Does: "审核"}, {Who: "副区长或区政府党组成员", Does: "审批"}}
	draft.Stamp = Stamp{Word: "草稿", Note: "尚未编号，仅供核对"}
	drafted, printedDraft := printWith(t, template, draft)
	want = "区财政局局长意见\t区财政局局长待签\n副区长或区政府党组成员意见\t副区长或区政府党组成员待签"
	if !strings.Contains(printedDraft.Text, want) {
		t.Errorf("the draft is\n%s\nwant\n%s", printedDraft.Text, want)
	}
	if *signedSlip != "" {
		savePicture(t, filepath.Join(*signedSlip, "signed.png"), drawnAt(t, file, 1, "70"))
		savePicture(t, filepath.Join(*signedSlip, "draft.png"), drawnAt(t, drafted, 1, "70"))
	}
}

// Typed approvals stay in the order in which they stand on paper, and it is said once that
// they were typed in.
func TestOpinionsOnPaper(t *testing.T) {
	template, d := threeSigned(t)
	d.SignOffs, d.Advice = nil, nil
	for manner, want := range map[templates.Manner]string{"": "", templates.Paper: "书面签批，经办人填报", templates.PaperScan: "书面签批，附扫描件"} {
		d.Manner = manner
		_, printed := printWith(t, template, d)
		if strings.Count(printed.Text, "书面签批") != strings.Count(want, "书面签批") || !strings.Contains(printed.Text, want) || strings.Contains(printed.Text, "网上") {
			t.Errorf("%q: %s", manner, printed.Text)
		}
		if first, second := strings.Index(printed.Text, "区政府办公室主任意见"), strings.Index(printed.Text, "区财政局局长意见"); first > second {
			t.Errorf("%q: not as they were typed: %s", manner, printed.Text)
		}
	}
}
