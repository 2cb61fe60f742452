package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/pipeline/form"
	"gongwen/templates"
)

// ownOnly is the reach of a unit that may see its own records without a degree.
func ownOnly(f archive.Filed) bool { return f.Unit == "区财政局" && f.Secrecy == "" }

// said is a verdict without what the form itself says.
func said(v Verdict) string {
	var lines []string
	for _, f := range v.Findings {
		lines = append(lines, f.Article+" "+f.Path+" "+f.Message)
	}
	return fmt.Sprintf("%v %q %q", v.Returned(), lines, v.Withheld)
}

// TestLimitedBisectionLearnsOnlyThatThereIsARecord: somebody asks for the amount of
// another unit's contract, and of a secret one of their own, by what would be too
// much. Whatever they ask the answer is the same; the verdict that counts is not.
func TestLimitedBisectionLearnsOnlyThatThereIsARecord(t *testing.T) {
	t.Parallel()
	r, kinds, people := load(t)
	for _, out := range []archive.Filed{{Unit: "区教育局"}, {Unit: "区财政局", Secrecy: "秘密"}} {
		before, err := r.fixtures([]map[string]any{{"表单种类": "合同", "编号": "龙政办合字〔2026〕5号", "合同金额": 300000, "未付金额": 300000}})
		if err != nil {
			t.Fatal(err)
		}
		before[0].Unit, before[0].Secrecy = out.Unit, out.Secrecy
		example, err := r.exampleForm(kinds.Named("funds"), map[string]any{"合同编号": "龙政办合字〔2026〕5号"})
		if err != nil {
			t.Fatal(err)
		}
		answers := map[string]int{}
		for _, fen := range []int64{1, 299_999_99, 300_000_00, 300_000_01, 1_000_000_00} {
			f := *example
			f.Values = maps.Clone(f.Values)
			f.Values["amount"] = templates.Fen(fen)
			whole, err := r.Judge(&f, nil, Facts{Roster: people, Archive: Limited{Archive: before, Reach: ownOnly}})
			if err != nil {
				t.Fatal(err)
			}
			overpaid := slices.IndexFunc(whole.Findings, func(f form.Finding) bool { return f.Article == "69" && f.Path == "amount" })
			if tooMuch := fen > 300_000_00; (overpaid >= 0) != tooMuch {
				t.Errorf("%d: the verdict changed: %+v", fen, whole.Findings)
			} else if tooMuch {
				finding := whole.Findings[overpaid]
				if !slices.Equal(finding.Beyond, []string{out.Secrecy}) {
					t.Errorf("rests on %q, want %q", finding.Beyond, out.Secrecy)
				}
				told := finding.General("办公室")
				if told.Value != "" || told.Article != "69" || told.Field != finding.Field || !strings.Contains(told.Advice, "办公室") || strings.Contains(told.Message+told.Advice, "付款") {
					t.Errorf("told %+v", told)
				}
			}
			asked, err := r.Judge(&f, nil, Facts{Roster: people, Archive: Limited{Archive: before, Reach: ownOnly, Asking: true}})
			if err != nil {
				t.Fatal(err)
			}
			// What the form comes to beside itself, such as its approvals, is its own.
			asked.Findings = slices.DeleteFunc(asked.Findings, func(f form.Finding) bool { return f.Article != "67" && f.Article != "69" })
			answers[said(asked)]++
			if !slices.Contains(asked.Withheld, "69") {
				t.Errorf("%d: withheld %q", fen, asked.Withheld)
			}
		}
		if len(answers) != 1 {
			t.Errorf("%+v: the answers tell amounts apart: %v", out, answers)
		}
	}
}

// TestLimitedLetsNobodyAskDayByDay: on which days somebody was away is not found out by
// asking for one day after the other.
func TestLimitedLetsNobodyAskDayByDay(t *testing.T) {
	t.Parallel()
	r, kinds, people := load(t, letterRules(`'records("leave", "name", form.bearer, form.issue_date).size() == 0'`))
	before, err := r.fixtures([]map[string]any{{"表单种类": "请假外出", "请假人": "沈望舒", "起始日期": "2026-05-11", "结束日期": "2026-05-13"}})
	if err != nil {
		t.Fatal(err)
	}
	before[0].Unit = "区教育局"
	answers := map[string]int{}
	for _, day := range []string{"2026-05-10", "2026-05-11", "2026-05-13", "2026-05-14"} {
		f, err := r.exampleForm(kinds.Named("letter"), map[string]any{"开具日期": day})
		if err != nil {
			t.Fatal(err)
		}
		v, err := r.Judge(f, nil, Facts{Roster: people, Archive: Limited{Archive: before, Reach: ownOnly, Asking: true}})
		if err != nil {
			t.Fatal(err)
		}
		answers[said(v)]++
	}
	if len(answers) != 1 {
		t.Errorf("the answers tell days apart: %v", answers)
	}
	// Who is not in the archive at all is judged as ever.
	f, err := r.exampleForm(kinds.Named("letter"), map[string]any{"持信人": "叶知白"})
	if err != nil {
		t.Fatal(err)
	}
	if v, err := r.Judge(f, nil, Facts{Roster: people, Archive: Limited{Archive: before, Reach: ownOnly, Asking: true}}); err != nil || len(v.Withheld) > 0 {
		t.Errorf("%+v, %v", v, err)
	}
}

// TestWhatRestsOnNothingBeyondIsToldAsEver: a rule that comes to its end without
// what is out of reach says all it has to say, though there is such a thing.
func TestWhatRestsOnNothingBeyondIsToldAsEver(t *testing.T) {
	t.Parallel()
	r, kinds, people := load(t, letterRules(`'form.people > 100 || (form.people > 50 && others.size() > 5)'`))
	// The rule's own let asks the archive, so the record must be within reach.
	before, err := r.fixtures([]map[string]any{{"表单种类": "介绍信", "编号": "甲〔2026〕1号"}})
	if err != nil {
		t.Fatal(err)
	}
	before[0].Unit = "区财政局"
	f, found := read(t, kinds, kinds.Named("letter").Example)
	for _, asking := range []bool{false, true} {
		v, err := r.Judge(f, found, Facts{Roster: people, Archive: Limited{Archive: before, Reach: ownOnly, Asking: asking}})
		if err != nil || len(v.Findings) != 1 || len(v.Findings[0].Beyond) > 0 || v.Findings[0].Message != "见甲〔2026〕1号" || len(v.Withheld) > 0 {
			t.Errorf("asking %v: %+v, %v", asking, v, err)
		}
	}
	r, kinds, people = load(t, letterRules(`'form.people < 100 || filed("甲〔2026〕1号")'`))
	before, err = r.fixtures([]map[string]any{{"表单种类": "介绍信", "编号": "甲〔2026〕1号", "持信人": "别人"}})
	if err != nil {
		t.Fatal(err)
	}
	before[0].Unit = "区教育局"
	f, found = read(t, kinds, kinds.Named("letter").Example)
	v, err := r.Judge(f, found, Facts{Roster: people, Archive: Limited{Archive: before, Reach: ownOnly, Asking: true}})
	if err != nil || len(v.Findings) > 0 || len(v.Withheld) > 0 {
		t.Errorf("%+v, %v", v, err)
	}
}
