package rules

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/pipeline/form"
	"gongwen/templates"
)

// letterRules are a rulebook with one rule for letters, in place of the
// built-in one.
func letterRules(require string) fstest.MapFS {
	return fstest.MapFS{"longfeng2017/end.yaml": {Data: []byte("until: 2025-12-31\n")},
		"next/rulebook.yaml": {Data: []byte("title: 新规则\nfrom: 2026-01-01\narticles: {1: {title: 一}}\n")},
		"next/letter.yaml": {Data: []byte(`
kind: letter
article: "1"
rules:
  - id: one
    field: bearer
    let: {others: 'records("letter", "bearer", [form.bearer])'}
    require: ` + require + `
    message: 见{others}
    advice: x
    fails: {例: {人数: 0}}
`)}}
}

func TestJudgeLetsRulesLookIntoTheArchive(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ require, message string }{
		{`others.size() == 0`, "见甲〔2026〕1号、乙〔2026〕2号"},
		{`others.all(o, o.number.startsWith("甲") || o.subject.contains("赴"))`, ""},
		{`others.exists(o, o.approvals.exists(a, a.date == o.issue_date))`, ""},
		{`others.exists(o, has(o.exception) && o.exception == "")`, "见甲〔2026〕1号、乙〔2026〕2号"},
		{`records("letter", "people", form.people).size() == 1`, ""},
		{`records("letter", "valid_until", form.valid_until).size() == 1`, ""},
		{`records("letter", "approvals.name", form.approvals.map(a, a.name)).size() == 2`, ""},
		{`records("letter", "number", "甲[2026] 1号").size() == 1`, ""},
		{`filed("甲〔2026〕1号") && filed("甲〔2026〕1号", "letter") && !filed("甲〔2026〕1号", "leave") && !filed("丙〔2026〕1号")`, ""},
	} {
		r, kinds, people := load(t, letterRules(fmt.Sprintf("%q", test.require)))
		records, err := r.fixtures([]map[string]any{
			{"表单种类": "介绍信", "编号": "甲〔2026〕1号"},
			{"表单种类": "介绍信", "编号": "乙〔2026〕2号", "人数": 9, "有效期至": "2026-06-01"},
			{"表单种类": "介绍信", "编号": "丁〔2026〕3号", "持信人": "别人", "人数": 9, "有效期至": "2026-06-01", "审批意见": []any{map[string]any{"职务": "区长", "姓名": "别人", "意见": "同意", "日期": "2026-05-11"}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		f, found := read(t, kinds, kinds.Named("letter").Example)
		v, err := r.Judge(f, found, Facts{Roster: people, Archive: records})
		if err != nil || len(v.Unasked) > 0 {
			t.Fatal(err, v)
		}
		var messages []string
		for _, finding := range v.Findings {
			messages = append(messages, finding.Message)
		}
		if got := strings.Join(messages, "；"); got != test.message {
			t.Errorf("%s: got %q, want %q", test.require, got, test.message)
		}
	}
}

// TestJudgeReadsApprovalsOfOtherKinds: a rule for a kind that has no approvals of its own
// reads those of the records it looks up.
func TestJudgeReadsApprovalsOfOtherKinds(t *testing.T) {
	t.Parallel()
	r, kinds, people := load(t, fstest.MapFS{"longfeng2017/project-more.yaml": {Data: []byte(`
kind: project
article: "67"
rules:
  - id: more
    field: contract
    when: has(form.contract)
    require: records("contract", "number", form.contract).all(c, c.approvals.all(a, a.date <= form.issue_date))
    message: 合同后来才批
    advice: 改。
    fails: {例: {}}
`)}})
	filed, err := r.Fixtures([]map[string]any{{"表单种类": "合同", "编号": "龙政办合字〔2026〕5号"}})
	if err != nil {
		t.Fatal(err)
	}
	example := kinds.Named("project").Example + "合同编号: 龙政办合字〔2026〕5号\n"
	for issued, want := range map[string]bool{"2026-03-20": true, "2026-12-31": false} {
		f, found := read(t, kinds, strings.Replace(example, "登记日期: 2026-03-20", "登记日期: "+issued, 1))
		v, err := r.Judge(f, found, Facts{Roster: people, Archive: filed})
		if err != nil {
			t.Fatal(err)
		}
		if got := slices.ContainsFunc(v.Findings, func(f form.Finding) bool { return f.Message == "合同后来才批" }); got != want {
			t.Errorf("registered on %s: %v, want %v", issued, got, want)
		}
	}
}

func TestWithoutAnArchiveRulesThatNeedOneAreNamed(t *testing.T) {
	t.Parallel()
	r, kinds, people := load(t, letterRules(`others.size() == 0`))
	f, found := read(t, kinds, kinds.Named("letter").Example)
	v, err := r.Judge(f, found, Facts{Roster: people})
	if err != nil || v.Returned() || !slices.Equal(v.Unasked, []string{"1"}) {
		t.Errorf("%+v, %v", v, err)
	}
	// Where the archive need not be asked, there is nothing to name.
	r, kinds, people = load(t, letterRules(`'form.people == 0 || filed("x") || true'`))
	f, found = read(t, kinds, strings.Replace(kinds.Named("letter").Example, "人数: 2", "人数: 0", 1))
	v, err = r.Judge(f, found, Facts{Roster: people})
	if err != nil || v.Returned() {
		t.Errorf("%+v, %v", v, err)
	}
}

// brokenArchive cannot be read.
type brokenArchive struct{}

var errDisk = errors.New("磁盘读不出来")

func (brokenArchive) Having(archive.Query) ([]archive.Filed, error) { return nil, errDisk }

func TestJudgeBlamesNoFormForAFaultOfTheArchive(t *testing.T) {
	t.Parallel()
	r, kinds, people := load(t, letterRules(`others.size() == 0`))
	f, found := read(t, kinds, kinds.Named("letter").Example)
	if v, err := r.Judge(f, found, Facts{Roster: people, Archive: brokenArchive{}}); !errors.Is(err, errDisk) || v.Returned() {
		t.Errorf("%+v, %v", v, err)
	}
}

// fullArchive is a catalogue with ten years of records: letters by 5,000
// bearers, leave taken by 200 people, minutes of 200 meetings a year, to which
// 40 units report on topics of their own, with one leader absent.
func fullArchive(b *testing.B, r *Regulation, size int) *catalogue.Catalogue {
	b.Helper()
	c, err := catalogue.Create(filepath.Join(b.TempDir(), "catalogue.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Close() })
	leaders := []string{"江临川", "陆景行", "叶清和", "程以宁", "白云舟", "韩牧之", "顾怀瑾", "贺知秋"}
	series := map[string]int{}
	var batch []archive.Record
	examples := map[string]templates.Values{}
	for _, k := range r.kinds.All() {
		f, err := r.exampleForm(k, nil)
		if err != nil {
			b.Fatal(err)
		}
		examples[k.Key] = f.Values
	}
	for i := range size {
		key := []string{"letter", "letter", "letter", "letter", "leave"}[i%5]
		if i%50 == 0 {
			key = "minutes"
		}
		k := r.kinds.Named(key)
		year := 2016 + i*10/size
		v := maps.Clone(examples[key])
		v["issue_date"] = templates.NewDate(year, time.Month(1+i%12), 1+i%28)
		switch key {
		case "letter":
			v["bearer"], v["errand"] = fmt.Sprint("持信人", i%5000), fmt.Sprint("联系事项", i)
		case "leave":
			v["name"] = fmt.Sprint("请假人", i%200)
			if n := i / 5 % 20; n < len(leaders) {
				v["name"] = leaders[n]
			}
			v["from"], v["until"] = v["issue_date"], v["issue_date"]
		case "minutes":
			v["name"] = fmt.Sprint("会议", i)
			agenda := slices.Clone(v["agenda"].([]templates.Values))
			for j := range agenda {
				agenda[j] = maps.Clone(agenda[j])
				agenda[j]["topic"], agenda[j]["reporter"] = fmt.Sprintf("议题%d之%d", i, j), fmt.Sprintf("区%d局", (i+j)%40)
			}
			v["agenda"] = agenda
			v["absent"] = []templates.Values{{"name": leaders[i/50%len(leaders)], "reason": "公出"}}
		}
		series[fmt.Sprint(key, year)]++
		serial := series[fmt.Sprint(key, year)]
		batch = append(batch, archive.Record{Version: archive.RecordVersion, Number: k.FormatNumber(year, serial), Kind: key, Title: k.Title,
			Year: year, Serial: serial, Subject: k.SubjectOf(v), Date: k.DateOf(v), Values: v, Text: strings.Repeat("正文。", 300),
			Arrival: fmt.Sprint("a", i), DroppedAs: fmt.Sprint("区财政局/", i), Submission: fmt.Sprint("p", i), Arrived: k.DateOf(v).Time, Filed: k.DateOf(v).Time})
		if len(batch) == 2000 || i == size-1 {
			if err := c.Restore(context.Background(), batch); err != nil {
				b.Fatal(err)
			}
			batch = nil
		}
	}
	return c
}

// beside is an archive with a few records more.
type beside struct {
	archive Archive
	more    fixtureArchive
}

func (b beside) Having(q archive.Query) ([]archive.Filed, error) {
	found, err := b.archive.Having(q)
	if err != nil {
		return nil, err
	}
	more, err := b.more.Having(q)
	return append(found, more...), err
}

// Judging beside 100,000 records, where each leader has 1,000 leaves, and what
// the example rests on. What it takes without them is BenchmarkJudge.
func BenchmarkJudgeBesideAFullArchive(b *testing.B) {
	r, kinds, people := load(b)
	c := fullArchive(b, r, 100_000)
	benchmarkJudge(b, r, kinds, func(b *testing.B, f *form.Form, found []form.Finding, before fixtureArchive) {
		v, err := r.Judge(f, found, Facts{Roster: people, Archive: beside{c.Others(b.Context(), ""), before}})
		if err != nil || len(v.Unasked) > 0 {
			b.Fatal(err, v.Unasked)
		}
	})
}
