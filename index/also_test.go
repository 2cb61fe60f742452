package index_test

import (
	"fmt"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/index"
)

// TestSearchOtherWords: a whole word is also looked for in the office's other words for
// it, which come after it; in quotation marks, within a longer word and behind a minus it is not.
func TestSearchOtherWords(t *testing.T) {
	t.Parallel()
	record := func(number, subject, text string) archive.Record {
		return archive.Record{Number: number, Kind: "letter", Serial: 1, Subject: subject, Text: text}
	}
	x, _, _ := built(t, record("甲", "老旧小区改造方案", "屋面防水。"), record("乙", "旧城改造规划", "外墙保温。"), record("丙", "通知", "旧城改造与老旧小区改造。"),
		record("丁", "城管局请示", "清扫车。"), record("戊", "批复", "区城市管理综合执法局报来，城市管理综合执法局屋面。"))
	groups := [][]string{{"老旧小区改造", "旧城改造", "旧城改造工程"}, {"城管局", "城市管理综合执法局", "区城管局"}, {"多", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9"}}
	known := index.Vocabulary{Also: func(word string) (others []string) {
		for _, group := range groups {
			for i, one := range group {
				if one == word {
					others = append(append(others, group[:i]...), group[i+1:]...)
				}
			}
		}
		return others
	}}
	for query, want := range map[string]string{
		"旧城改造":       "乙 丙 甲 [旧城改造: 老旧小区改造]",
		"老旧小区改造":     "甲 丙 乙 [老旧小区改造: 旧城改造]",
		"老旧小区改造 屋面":  "甲 [老旧小区改造: 旧城改造]",
		"城管局 OR 防水":  "丁 甲 戊 [城管局: 城市管理综合执法局]",
		"“旧城改造”":     "乙 丙 []",
		"旧城改造规划":     "乙 []",
		"旧城":         "乙 丙 []",
		"-旧城改造 改造":   "甲 []",
		"题 旧城改造":     " [旧城改造: 老旧小区改造]",
		"多":          " [多: a0 a1 a2 a3 a4 a5 a6 a7]", // no more than eight
		"编号:旧城改造":    " []",
		"旧城改造 旧城改造":  "乙 丙 甲 [旧城改造: 老旧小区改造]",
		"城管局 老旧小区改造": " [城管局: 城市管理综合执法局 老旧小区改造: 旧城改造]",
	} {
		q, err := index.ParseKnowing(known, query)
		if err != nil {
			t.Fatal(err)
		}
		result, err := x.Search(t.Context(), index.Request{Query: q})
		if err != nil {
			t.Fatal(err)
		}
		var got, also []string
		for _, hit := range result.Hits {
			got = append(got, hit.Number)
		}
		for _, a := range q.Also {
			also = append(also, a.Word+": "+strings.Join(a.Words, " "))
		}
		if got := strings.Join(got, " ") + " " + fmt.Sprint(also); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", query, got, want)
		}
	}
	q, err := index.ParseKnowing(known, "城管局")
	if err != nil {
		t.Fatal(err)
	}
	snippet, err := index.Snippet(t.Context(), record("戊", "批复", "区城市管理综合执法局报来。"), noTexts, q)
	if got := index.Marked(snippet, "[", "]"); err != nil || got != "区[城市管理综合执法局]报来。" {
		t.Error(got, err)
	}
}
