package rules

import (
	"testing"
	"testing/fstest"

	"gongwen/pipeline/form"
)

// Every article is met by a form, a register or a duty, or says why none can
// meet it, never both: a reason that was overtaken would mislead.
func TestArticlesAreMetOrSayWhyNot(t *testing.T) {
	t.Parallel()
	r, _, _ := load(t)
	b := r.Latest()
	for _, a := range b.Articles() {
		n, _, err := form.Article(a.Number)
		if err != nil {
			t.Fatal(err)
		}
		policy := b.articles[n].policy
		switch {
		case len(a.MetBy) == 0:
			t.Errorf("第%s条（%s）: nothing meets it, and no reason is given", a.Number, a.Title)
		case len(a.Kinds) > 0 && policy != "":
			t.Errorf("第%s条（%s）: met by %v, although the reason says that none can: %s", a.Number, a.Title, a.Kinds, policy)
		}
	}
}

// Reasons are for one article each: one that fits several explains none.
func TestBuiltinReasonsAreOfTheirOwn(t *testing.T) {
	t.Parallel()
	r, _, _ := load(t)
	given := map[string]int{}
	for n, a := range r.Latest().articles {
		if other, ok := given[a.policy]; ok && a.policy != "" {
			t.Errorf("articles %d and %d give the same reason: %s", n, other, a.policy)
		}
		given[a.policy] = n
	}
}

func TestBuiltinRulesHaveAFailingCaseAndAnArticle(t *testing.T) {
	t.Parallel()
	r, kinds, _ := load(t)
	b := r.Latest()
	for _, k := range kinds.All() {
		if len(b.registers[k.Key]) == 0 {
			t.Errorf("%s: no article asks for its register", k.Key)
		}
		for _, p := range b.programs(k.Key) {
			fails := 0
			for _, c := range p.cases {
				if c.fails {
					fails++
				}
			}
			if fails == 0 || p.number == 0 {
				t.Errorf("%s %s: %d failing cases, article %q", k.Key, p.id.string, fails, p.article)
			}
		}
	}
}

// The articles of the regulation that are divided into items, and into how
// many, counted from its text.
func TestBuiltinItemsAreThoseOfTheText(t *testing.T) {
	t.Parallel()
	want := map[int]int{40: 5, 41: 4, 42: 5, 79: 6, 81: 8}
	r, _, _ := load(t)
	for n, a := range r.Latest().articles {
		if a.items != want[n] {
			t.Errorf("article %d has %d items, want %d", n, a.items, want[n])
		}
	}
}

func TestCitedItemMustExist(t *testing.T) {
	t.Parallel()
	_, kinds, _ := load(t)
	_, err := Load(kinds, fstest.MapFS{"b/rulebook.yaml": {Data: []byte(`
title: 规则
from: 2017-03-09
articles: {1: {title: 一}, 2: {title: 二, items: 3}, 3: {title: 三, items: 1}}
parameters:
  - {name: whole, value: 1, meaning: 整条, article: "2"}
  - {name: last, value: 1, meaning: 末一项, article: "2(3)"}
  - {name: beyond, value: 1, meaning: 没有这一项, article: "2(4)"}
`)}, "b/leave.yaml": {Data: []byte(`
kind: leave
asks: {days: "1(1)"}
register: ["2(9)"]
`)}})
	want := `b/leave.yaml:3:14：第1条没有分项，请写成 1
 | asks: {days: "1(1)"}
 |              ^
b/leave.yaml:4:12：第2条只有3项
 | register: ["2(9)"]
 |            ^
b/rulebook.yaml:4:73：items 是这一条分成的项数，没有分项的不写
 | articles: {1: {title: 一}, 2: {title: 二, items: 3}, 3: {title: 三, items: 1}}
 |                       　              　                        　         ^
b/rulebook.yaml:8:55：第2条只有3项
 |   - {name: beyond, value: 1, meaning: 没有这一项, article: "2(4)"}
 |                                       　　　　　           ^`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}
