package query

import (
	"errors"
	"slices"
	"testing"
)

func TestParseMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"防汛 OR":               "这里缺一个词\n  防汛 OR\n  　　   ^",
		"OR 防汛":               "“OR”前面缺一个词；要找这个词本身，请加引号\n  OR 防汛\n  ^",
		"防汛 (甲 乙":             "这个括号没有配对的“）”；要找括号本身，请加引号\n  防汛 (甲 乙\n  　　 ^",
		"防汛 “甲 乙":             "这个引号没有配对的“””\n  防汛 “甲 乙\n  　　 ^",
		"()":                  "这里缺一个词\n  ()\n   ^",
		"防汛 日期:昨日黄花":          "“昨日黄花”不是日期，请写成 2026-03-05、2026年3月、上个月、近30天 或 2026-01..2026-06\n  防汛 日期:昨日黄花\n  　　 　　 ^",
		"日期:2026-13":          "“2026-13”不是日期，请写成 2026-03-05、2026年3月、上个月、近30天 或 2026-01..2026-06\n  日期:2026-13\n  　　 ^",
		"日期:2026-02-30":       "“2026-02-30”不是日期，请写成 2026-03-05、2026年3月、上个月、近30天 或 2026-01..2026-06\n  日期:2026-02-30\n  　　 ^",
		"日期:2026-06..2026-01": "“2026-06..2026-01”的起点在终点之后\n  日期:2026-06..2026-01\n  　　 ^",
		"日期:..":               "“..”两头都空着\n  日期:..\n  　　 ^",
		"金额:>很多":              "“很多”不是金额，请写成 50000、5万 或 1万..5万\n  金额:>很多\n  　　 ^",
		"单位:":                 "“单位:”后面缺内容，如 单位:财政局\n  单位:\n  　　 ^",
		"年度:26":               "“26”不是年度，请写成 2026 或 2024..2026\n  年度:26\n  　　 ^",
		"条款:总则":               "“总则”不是条款，请写成 81 或 第八十一条\n  条款:总则\n  　　 ^",
		"防汛 NOT":              "“NOT”后面缺要排除的词\n  防汛 NOT\n  　　 ^",
	} {
		_, err := Parse(text, Vocabulary{})
		var m *Mistake
		if !errors.As(err, &m) {
			t.Errorf("%s: got %v", text, err)
			continue
		}
		if got := err.Error(); got != "查询看不懂："+want {
			t.Errorf("%s\ngot\n%s\nwant\n查询看不懂：%s", text, got, want)
		}
	}
}

// TestParseSpellings: what forms are read with as one value is looked for in all its
// spellings; anything else only as it is written.
func TestParseSpellings(t *testing.T) {
	for text, want := range map[string][]string{
		"“(0459)6240551”": {"(0459)6240551", "0459-6240551", "04596240551"},
		"138-4596-0112":   {"138-4596-0112", "13845960112"},
		"龙政发(2026)第012号":  {"龙政发(2026)第012号", "龙政发(2026)12号"},
		"编号:龙政发〔2026〕12号": {"龙政发(2026)12号", "龙政发(2026)第12号"},
		"防汛":              {"防汛"},
		"2026":            {"2026"},
		"阿依木沙":            {"阿依木沙"},
	} {
		q, err := Parse(text, Vocabulary{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		readings, ok := q.Root.(Readings)
		if !ok {
			readings = Readings{q.Root}
		}
		for _, n := range readings {
			if w, ok := n.(Word); ok {
				got = append(got, w.Text)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s looks for %q, want %q", text, got, want)
		}
	}
	q, err := Parse("人员:阿依•木沙", Vocabulary{})
	if err != nil {
		t.Fatal(err)
	}
	is := q.Root.(Terms).Is
	if !is("阿依·木沙") || !is("阿依•木沙") || is("阿依木沙") {
		t.Error("a person is not found by the dot people type")
	}
}

// TestParseReferencesOfSeveralWords: words beside each other are read as the number of
// one record, alone in brackets or not, but no condition beside one of them is lost.
func TestParseReferencesOfSeveralWords(t *testing.T) {
	for text, want := range map[string]bool{
		"会议纪要 3号":              true,
		"会议纪要 2026年 第3号":       true,
		"会议纪要 (2026) 3号":       true,
		"会议纪要 “3号”":            false,
		"会议纪要 -3号":             false,
		"会议纪要 (3号 -作废)":        false,
		"会议纪要 (3号 单位:区财政局)":    false,
		"会议纪要 (3号 OR 单位:区财政局)": false,
		"会议纪要 (3号 “作废”)":       false,
		"会议纪要 编号:3号":           false,
		"-(会议纪要 3号)":           false,
	} {
		q, err := Parse(text, Vocabulary{})
		if err != nil {
			t.Error(err)
			continue
		}
		readings, _ := q.Root.(Readings)
		if got := len(readings) > 1; got != want {
			t.Errorf("%s is also read as one number: %t, want %t", text, got, want)
		}
	}
}
