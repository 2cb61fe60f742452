package rules

import (
	"testing"
	"testing/fstest"
)

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
			for _, c := range p.examples() {
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

// The article of a file is for its own rules, whatever other files of the kind say;
// the kind itself rests on the one of the file with its name.
func TestFileArticle(t *testing.T) {
	r, kinds, people := load(t, fstest.MapFS{
		"longfeng2017/leave.yaml": &fstest.MapFile{Data: []byte(`kind: leave
article: "61"
rules:
  - {id: plain, field: days, require: "false", message: 一, advice: 改。, fails: {不行: {}}}
`)},
		"longfeng2017/leave-more.yaml": &fstest.MapFile{Data: []byte(`kind: leave
article: "8"
rules:
  - {id: more, field: days, require: "false", message: 二, advice: 改。, fails: {不行: {}}}
  - {id: own, article: "7", field: days, require: "false", message: 三, advice: 改。, fails: {不行: {}}}
`)},
	})
	f, found := read(t, kinds, kinds.Named("leave").Example)
	cited := map[string]string{}
	for _, finding := range judge(t, r, f, found, people).Findings {
		cited[finding.Message] = finding.Article
	}
	for message, article := range map[string]string{"一": "61", "二": "8", "三": "7"} {
		if cited[message] != article {
			t.Errorf("%s cites %q, want %s", message, cited[message], article)
		}
	}
}
