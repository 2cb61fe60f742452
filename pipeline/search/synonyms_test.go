package search_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"gongwen/pipeline/roster"
	"gongwen/pipeline/search"
	"gongwen/templates"
)

func synonyms(t *testing.T, text string) (*search.Synonyms, error) {
	t.Helper()
	return search.ReadSynonyms(fstest.MapFS{search.SynonymsName: {Data: []byte(text)}})
}

// TestReadSynonyms: what is written wrong is told with its line; what is not written is
// no synonym.
func TestReadSynonyms(t *testing.T) {
	s, err := synonyms(t, "\ufeff# 同义词\n- [老旧小区改造, 旧城改造]\n- [公务用车, 公车]\n-\n  - 12345\n  - “政务服务热线”\n")
	if err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]string{
		"旧城改造": "老旧小区改造", "老旧小区改造": "旧城改造", "舊城改造": "老旧小区改造", "旧城 改造": "老旧小区改造", "公车": "公务用车", "１２３４５": "“政务服务热线”", "“政务服务热线”": "12345",
		"旧城": "", "旧城改造工程": "", "": "",
	} {
		if got := strings.Join(s.Of(word), " "); got != want {
			t.Errorf("%s: got %q, want %q", word, got, want)
		}
	}
	for text, want := range map[string]string{
		"": "", "# 还没有\n": "", "[]": "",
		"老旧小区改造: 旧城改造\n":                             "第1行：每组写成 - [老旧小区改造, 旧城改造] 的样子，至少两个词",
		"- [甲乙, 丙丁]\n- 旧城改造\n":                       "第2行：每组写成 - [老旧小区改造, 旧城改造] 的样子，至少两个词",
		"- [旧城改造]\n":                                 "第1行：每组写成 - [老旧小区改造, 旧城改造] 的样子，至少两个词",
		"- [旧城改造, 旧城改 造]\n":                          "第1行：“旧城改 造”第1行已经写了，一个词只能写一次，请并成一组",
		"- [甲乙, 丙丁]\n- [甲乙, 戊己]":                     "第2行：“甲乙”第1行已经写了，一个词只能写一次，请并成一组",
		"- [区, 龙凤区]\n":                               "第1行：“区”只有一个字，几乎处处都有，请写两个字以上的词",
		"- [旧城改造, {a: b}]\n":                         "第1行：这里应是一个词",
		"- [旧城改造, null]\n":                           "第1行：这里应是一个词",
		"- [旧城改造, ，。]\n":                             "第1行：这里应是一个词",
		"- [a1, b2, c3, d4, e5, f6, g7, h8, i9, j0]": "第1行：一组最多9个词",
		"- [旧城改造, " + strings.Repeat("长", 31) + "]":  "第1行：“长长长长长长长长长长…”太长，最多30个字",
		"- [旧城改造, 老旧小区改造\n":                          "不是合格的 YAML",
	} {
		_, err := synonyms(t, text)
		if want == "" {
			if err != nil {
				t.Errorf("%q: %v", text, err)
			}
			continue
		}
		if err == nil || !strings.HasPrefix(err.Error(), "synonyms.yaml 有误："+want) {
			t.Errorf("%q\ngot  %v\nwant %s", text, err, want)
		}
	}
	if s, err := search.ReadSynonyms(fstest.MapFS{}); err != nil || s.Of("旧城改造") != nil {
		t.Error(s, err)
	}
}

// TestOtherWords: names of units and synonyms are given together, and that synonyms cannot be
// read is told once.
func TestOtherWords(t *testing.T) {
	people := roster.New(nil, templates.Values{"name": "区城市管理综合执法局", "aliases": "城管局"})
	units := func() (*roster.Units, error) { return people.Units("龙凤区人民政府", nil) }
	known := func() (*search.Synonyms, error) {
		return synonyms(t, "- [城管局, 执法局]\n- [低保, 最低生活保障]")
	}
	also := search.OtherWords(units, known, func(err error) { t.Error(err) })
	for word, want := range map[string]string{"城管局": "城市管理综合执法局 执法局", "低保": "最低生活保障", "防汛": ""} {
		if got := strings.Join(also(word), " "); got != want {
			t.Errorf("%s: got %q, want %q", word, got, want)
		}
	}
	told := 0
	broken := func() (*search.Synonyms, error) { return nil, errors.New("坏了") }
	also = search.OtherWords(units, broken, func(error) { told++ })
	if got := append(also("低保"), also("城管局")...); strings.Join(got, " ") != "城市管理综合执法局" || told != 1 {
		t.Error(got, told)
	}
}
