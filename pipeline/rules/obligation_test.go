package rules

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// Every article of the regulation is taken apart, its obligations counted from 1
// without a gap, each with who must, or with why nobody can be named.
func TestObligationsTakeEveryArticleApart(t *testing.T) {
	t.Parallel()
	r, _, _ := load(t)
	b := r.Latest()
	under := map[int]int{}
	last := map[[2]int]int{}
	for _, f := range b.files {
		for _, o := range f.obligations {
			under[o.number[0]]++
			head := [2]int(o.number[:2])
			if o.number[2] != last[head]+1 {
				t.Errorf("%s comes after number %d", o.id.string, last[head])
			}
			last[head] = o.number[2]
			if o.of.string == "" && o.policy.string == "" {
				t.Errorf("%s: who must?", o.id.string)
			}
		}
	}
	for n, a := range b.articles {
		if under[n] == 0 {
			t.Errorf("第%d条（%s） asks nothing of anybody", n, a.title)
		}
		if a.policy != "" {
			t.Errorf("第%d条 gives its reason apart from its obligations: %s", n, a.policy)
		}
		for item := range a.items {
			if !slices.ContainsFunc(b.obligations, func(o Obligation) bool {
				return strings.HasPrefix(o.ID, fmt.Sprintf("%d(%d).", n, item+1))
			}) {
				t.Errorf("第%d条第%d项 asks nothing of anybody", n, item+1)
			}
		}
	}
	if n := len(b.Obligations()); n < 250 {
		t.Errorf("%d obligations", n)
	}
}

// An obligation says how it is met, or in words of its own why nothing meets it:
// a reason that fits several explains none.
func TestObligationsAreMetOrSayWhyNot(t *testing.T) {
	t.Parallel()
	r, _, _ := load(t)
	reasons := map[string]string{}
	for _, o := range r.Latest().Obligations() {
		recorded := slices.ContainsFunc(o.By, func(m Means) bool { return m.How == HowRecorded })
		switch {
		case (o.How == HowPolicy || o.How == HowMissing) != (len(o.By) == 0):
			t.Errorf("%s is %s, by %+v", o.ID, o.How, o.By)
		case (len(o.By) == 0 || recorded) != (o.Reason != ""):
			t.Errorf("%s is %s by %+v, reason %q; a field that may stay empty only records", o.ID, o.How, o.By, o.Reason)
		case o.Reason != "" && reasons[o.Reason] != "":
			t.Errorf("%s and %s give the same reason: %s", reasons[o.Reason], o.ID, o.Reason)
		}
		reasons[o.Reason] = o.ID
	}
}

// A rule or duty that serves no obligation is one nobody asked for, or one that
// an obligation forgot.
func TestAskedKnowsWhyEveryRuleAndDutyIsThere(t *testing.T) {
	t.Parallel()
	r, _, _ := load(t)
	b := r.Latest()
	for id, means := range b.means() {
		asked := b.Asked(id)
		if len(asked) == 0 {
			t.Errorf("%s %s serves no obligation", means[0].How, id)
		}
		for _, o := range asked {
			if !slices.ContainsFunc(o.By, func(m Means) bool { return m.ID == id }) {
				t.Errorf("%s is asked by %+v", id, o)
			}
		}
	}
	if asked := b.Asked("no-such-rule"); asked != nil {
		t.Errorf("%+v", asked)
	}
}

// What a finding cites and what it is asked by is the same article, but for what
// all kinds share and for minutes, whose lists of names several articles ask for.
func TestAskedIsOfTheArticleCited(t *testing.T) {
	t.Parallel()
	r, kinds, _ := load(t)
	b := r.Latest()
	for _, k := range kinds.All() {
		for _, p := range b.programs(k.Key) {
			shared := strings.HasPrefix(p.id.string, "approval-") || p.number == 39
			if !shared && !slices.ContainsFunc(b.Asked(p.id.string), func(o Obligation) bool { return o.article == p.number }) {
				t.Errorf("%s cites article %s, where no obligation asks for it", p.id.string, p.article)
			}
		}
	}
}

// An office adds to the obligations, puts its own in place of one, and is told
// of what it adds as of the others.
func TestObligationsOfAnOffice(t *testing.T) {
	t.Parallel()
	builtin, _, _ := load(t)
	r, _, _ := load(t, fstest.MapFS{"longfeng2017/own.yaml": {Data: []byte(`
kind: leave
obligations:
  - {id: "1.2", asks: 本区另有要求, of: 各单位, met: [own-rule, leave-report-back], register: leave}
  - {id: "78.1", asks: 设机要秘书, of: 区政府办公室, field: [seal.keeper, seal.award_file], recorded: seal.purpose, reason: 只有一位}
rules:
  - {id: own-rule, article: "2", field: days, require: form.days < 90, message: 太久, advice: 请缩短, fails: {例: {天数: 90}}}
  - {id: own-other, article: "3", field: days, require: form.days < 91, message: 太久, advice: 请缩短, fails: {例: {天数: 91}}}
`)}})
	b := r.Latest()
	if before, after := len(builtin.Latest().Obligations()), len(b.Obligations()); after != before+1 {
		t.Errorf("%d obligations, then %d", before, after)
	}
	want := Obligation{ID: "1.2", Asks: "本区另有要求", Of: "各单位", How: HowRule, article: 1, By: []Means{
		{HowRule, "own-rule", "leave"}, {HowDuty, "leave-report-back", "leave"}, {HowRegister, "leave", "leave"}}}
	if got := b.Obligations()[1]; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if asked := b.Asked("own-rule"); len(asked) != 1 || asked[0].ID != "1.2" {
		t.Errorf("%+v", asked)
	}
	list := b.Articles()
	if a := list[77].Obligations[0]; a.How != HowField || a.Reason != "只有一位" || a.By[1].How != HowRecorded {
		t.Errorf("%+v", a)
	}
	for i, want := range []struct {
		met   []string
		kinds []string
		rules int
	}{
		{[]string{MetByDuty, MetByForm, MetByRegister}, []string{"leave"}, 0},
		{[]string{MetByPolicy}, []string{"leave"}, 1}, // the rule cites article 2, but an obligation of 1 asks for it
		{[]string{MetByForm}, []string{"leave"}, 1},
	} {
		if a := list[i]; !reflect.DeepEqual(a.MetBy, want.met) || !reflect.DeepEqual(a.Kinds, want.kinds) || a.Rules != want.rules {
			t.Errorf("%+v", a)
		}
	}
}

// A rulebook that is not divided into obligations, and an article that is not,
// count what cites them, and may give one reason for the article.
func TestArticlesWithoutObligations(t *testing.T) {
	t.Parallel()
	header := "title: 规则\nfrom: 2020-01-01\narticles: {1: {title: 一}, 2: {title: 二, policy: 原则}, 3: {title: 三}, 4: {title: 四, policy: 总则}}\n"
	kind := "kind: leave\nregister: [1]\n"
	for name, obligations := range map[string]string{
		"none":          "",
		"of another":    "obligations: [{id: \"4.1\", asks: 请假, policy: 空话}]\n",
		"of its kind's": "obligations: [{id: \"4.1\", asks: 请假, register: leave}]\n",
	} {
		r, err := Load(builtinKinds(), fstest.MapFS{"b/rulebook.yaml": {Data: []byte(header + obligations)}, "b/leave.yaml": {Data: []byte(kind)}})
		if err != nil {
			t.Fatal(err)
		}
		list := r.Latest().Articles()
		if a := list[0]; !reflect.DeepEqual(a.MetBy, []string{MetByRegister}) || a.Reason != "" {
			t.Errorf("%s: %+v", name, a)
		}
		if a := list[1]; !reflect.DeepEqual(a.MetBy, []string{MetByPolicy}) || a.Reason != "原则" {
			t.Errorf("%s: %+v", name, a)
		}
		if a := list[2]; len(a.MetBy) != 0 || a.Reason == "" {
			t.Errorf("%s: %+v", name, a)
		}
		if a := list[3]; name == "of another" && (!reflect.DeepEqual(a.MetBy, []string{MetByPolicy}) || a.Reason != "总则") {
			t.Errorf("%s: %+v", name, a)
		}
	}
}
