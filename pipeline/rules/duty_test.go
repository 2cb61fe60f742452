package rules

import (
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"gongwen/pipeline/form"
)

// wrongDuties are duties with one thing wrong each, and what is said of it. The
// first line of a duty is line 2.
var wrongDuties = []struct{ name, duty, want string }{
	{"empty", `{id: x}`, "2:3：这项时限没有 article、kind、what、ahead\n"},
	{"unknown word", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, due: form.until, ahead: 1, often: 3}`, "不认识“often”"},
	{"no rhythm", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, ahead: 1}`, "2:3：every（多久一次）和 due（每件的期限）要写一个，也只能写一个"},
	{"two rhythms", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, ahead: 1, every: year, at_least: 1, due: form.until}`, "也只能写一个"},
	{"nobody", `{id: x, article: "61", kind: leave, what: 甲, due: form.until, ahead: 1}`, "没有 who（由谁负责）"},
	{"how many", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, every: month, ahead: 1}`, "要有 at_least"},
	{"how many of an interval", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, every: 14, at_least: 2, ahead: 1}`, "隔多少天一次的，有一件即可"},
	{"each without person", `{id: x, article: "61", kind: leave, what: 甲, every: year, at_least: 1, each: [区长], ahead: 1}`, "要一起写"},
	{"sum of a deadline", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, due: form.until, sum: form.days, ahead: 1}`, "只用于有 every 的时限"},
	{"closing of a rhythm", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, every: 14, closed_by: [closing.record], ahead: 1}`, "closed_by、rows 只用于有 due 的时限"},
	{"rows of a rhythm", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, every: 14, rows: approvals, ahead: 1}`, "closed_by、rows 只用于有 due 的时限"},
	{"state of a rhythm", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, every: 14, pending: [待办], ahead: 1}`, "pending、done 只用于有 due 的时限"},
	{"rows of no list", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, rows: days, due: form.until, ahead: 1}`, "rows：请假外出没有 days 这个列表"},
	{"row without rows", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, due: row.date, ahead: 1}`, "不认识 row"},
	{"unguarded column", `{id: x, article: "61", kind: minutes, what: 甲, who: 乙, rows: agenda, due: row.deadline, ahead: 1}`, "请先用 has(…) 问它填了没有"},
	{"closing row", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, due: form.until, ahead: 1, closed_by: [closing.record#matter]}`, "matter 不是办结登记的整数字段"},
	{"kind", `{id: x, article: "61", kind: holiday, what: 甲, who: 乙, due: form.until, ahead: 1}`,
		"a/duties.yaml:2:32：没有 holiday 这种表单\n | - {id: x, article: \"61\", kind: holiday, what: 甲, who: 乙, due: form.until, ahead: 1}\n |                                ^"},
	{"article", `{id: x, article: "77", kind: leave, what: 甲, who: 乙, due: form.until, ahead: 1}`, "没有第77条"},
	{"field", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, due: form.end, ahead: 1}`,
		"没有 end 这个字段，表单的字段见"},
	{"type of a date", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, due: form.days, ahead: 1}`, "这个表达式的结果应是日期，现在是 int"},
	{"type of a condition", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, where: form.days, due: form.until, ahead: 1}`, "这个表达式的结果应是 bool"},
	{"type of a person", `{id: x, article: "61", kind: leave, what: 甲, every: year, at_least: 1, each: [区长], person: form.days, ahead: 1}`, "应是姓名，现在是 int"},
	{"unguarded", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, where: 'form.copied_to == ""', due: form.until, ahead: 1}`, "请先用 has(…) 问它填了没有"},
	{"figure of a form", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, every: year, at_least: form.days, ahead: 1}`, "不能用表单的字段"},
	{"figure below nothing", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, due: form.until, ahead: "-1"}`, "这里应是 0 到 36600 的数字"},
	{"rhythm", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, every: 0, ahead: 1}`, "every 只能是 year（每年）、month（每月）或天数"},
	{"working day", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, due: form.until, ahead: 1, workday: 有时}`, "workday 只能是 true 或 false"},
	{"severity", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, due: form.until, ahead: 1, severity: maybe}`, "severity 只能是"},
	{"closing kind", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, due: form.until, ahead: 1, closed_by: [nothing.record]}`, "没有 nothing 这种表单"},
	{"closing field", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, due: form.until, ahead: 1, closed_by: [closing.number]}`, "办结登记没有 number 这个字段"},
	{"words of a field", `{id: x, article: "61", kind: leave, what: "{day}", who: 乙, due: form.until, ahead: 1}`, "{day} 不是请假外出的字段"},
	{"words of no one record", `{id: x, article: "61", kind: leave, what: "{name}", who: 乙, every: 14, ahead: 1}`, "这里只能用 {param.…}"},
	{"words of a parameter", `{id: x, article: "61", kind: leave, what: "{param.days}", who: 乙, every: 14, ahead: 1}`, "没有 days 这个参数"},
	{"id twice", `{id: x, article: "61", kind: leave, what: 甲, who: 乙, every: 14, ahead: 1}
- {id: x, article: "61", kind: leave, what: 甲, who: 乙, every: 14, ahead: 1}`, "3:8：时限 id x 已经用过，请换一个"},
}

func TestWrongDutiesAreReportedAtTheirPlace(t *testing.T) {
	t.Parallel()
	kinds := builtinKinds()
	var articles strings.Builder
	articles.WriteString("title: 试行规则\nfrom: 2020-01-01\narticles:\n")
	for n := 1; n <= 61; n++ {
		articles.WriteString("  " + strconv.Itoa(n) + ": {title: 条文}\n")
	}
	for _, test := range wrongDuties {
		_, err := Load(kinds, fstest.MapFS{
			"a/rulebook.yaml": {Data: []byte(articles.String())},
			"a/duties.yaml":   {Data: []byte("duties:\n- " + test.duty + "\n")},
		})
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), "a/duties.yaml:") {
			t.Errorf("%s: %v\nwant %s", test.name, err, test.want)
		}
	}
}

// An office's own duty of the same id takes the built-in one's place.
func TestLoadLetsAnOfficeChangeADuty(t *testing.T) {
	t.Parallel()
	builtin, _, people := load(t)
	own := "duties:\n- {id: regular-meeting, article: \"43\", kind: minutes, what: 每周例会, who: 办公室, every: 7, ahead: 1}\n"
	changed, _, _ := load(t, fstest.MapFS{"longfeng2017/own.yaml": {Data: []byte(own)}})
	before, after := builtin.Latest().Duties(people), changed.Latest().Duties(people)
	if len(before) == 0 || len(before) != len(after) {
		t.Fatalf("%d duties, then %d", len(before), len(after))
	}
	for _, d := range after {
		if d.ID == "regular-meeting" && (d.Every.Days() != 7 || d.What(nil) != "每周例会") {
			t.Errorf("every %s: %s", d.Every, d.What(nil))
		}
	}
}

// A duty is one of the ways an article is met.
func TestDutiesMeetArticles(t *testing.T) {
	t.Parallel()
	r, _, people := load(t)
	list := r.Latest().Articles()
	for _, d := range r.Latest().Duties(people) {
		n, _, err := form.Article(d.Article)
		if err != nil {
			t.Fatal(err)
		}
		if a := list[n-1]; !strings.Contains(strings.Join(a.MetBy, " "), MetByDuty) || !strings.Contains(strings.Join(a.Kinds, " "), d.Kind.Key) {
			t.Errorf("%s: %+v", d.ID, a)
		}
	}
}
