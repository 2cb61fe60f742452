package index_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/index"
	"gongwen/templates"
	"gongwen/templates/normal"
)

// office are a few records that differ in everything a query can ask for.
func office(t testing.TB) *index.Index {
	t.Helper()
	var records []archive.Record
	add := func(number, kind, title string, date templates.Date, unit, subject, text, secrecy string, manner ...templates.Manner) {
		r := archive.Record{Number: number, Kind: kind, Title: title, Date: date, Year: date.Year(), Serial: len(records) + 1, Unit: unit, Subject: subject, Text: text}
		if secrecy != "" {
			r.Secrecy = secrecy
			r.Fields = append(r.Fields, archive.LabelledText{Label: "密级", Text: secrecy})
		}
		r.Approved = cmp.Or(manner...)
		records = append(records, r)
	}
	add("甲", "minutes", "会议纪要", templates.NewDate(2017, 3, 5), "区财政局", "第十二次常务会议", "二〇一七年三月五日，区长主持。议定：拨付伍万元；依据第八十一条。", "", templates.Desk)
	add("乙", "leave", "请假外出", templates.NewDate(2017, 6, 30), "区教育局", "李秀英请假", "第2次请假，3天。批准人：陆平（区长）。见六平方米。", "内部", templates.PaperScan)
	add("丙", "funds", "资金使用", templates.NewDate(2018, 1, 1), "区财政局", "防汛资金", "第12次专题会议，金额 150,000.00 元；第81条、第三十九条。", "", templates.Paper)
	add("丁", "letter", "介绍信", templates.NewDate(2026, 11, 25), "龍鳳鎮人民政府", "聯繫工作", "茲介紹王小明前往〔2026〕1号事宜，PM2.5 治理；时间：9:30。作废", "秘密")
	x, _, _ := built(t, records...)
	return x
}

func TestSearchQueries(t *testing.T) {
	t.Parallel()
	x := office(t)
	for _, tt := range []struct{ query, want string }{
		// The same, however written.
		{"第12次", "丙 甲"}, {"第十二次", "丙 甲"}, {"第１２次", "丙 甲"}, {"第012次", "丙 甲"},
		{"2次", "丙 乙"}, {"二次", "乙 甲"}, {"十", "丙 甲"}, {"十二", "丙 甲"},
		{"2017年", "甲"}, {"二〇一七年", "甲"}, {"二○一七年3月", "甲"}, {"2017年3月5日", "甲"},
		{"伍万元", "甲"}, {"5万元", "甲"}, {"50,000元", "甲"}, {"50000元", "甲"}, {"５万", "甲"},
		{"15万元", "丙"}, {"十五万元", "丙"}, {"150000", "丙"},
		{"龙凤镇", "丁"}, {"龍鳳镇人民政府", "丁"}, {"兹介绍", "丁"}, {"联系工作", "丁"},
		{"⻰凤镇", "丁"}, {"⼈⺠政府", "丁"}, {"王⼩明", "丁"}, {"⼗⼆次", "丙 甲"}, {"⼀五万\uFE00元", ""}, {"⼀⼗五万\uFE00元", "丙"}, {"单位:⻰凤镇", "丁"}, {"类别：请假\u200B", "乙"},
		{"[2026]1号", "丁"}, {"（2026）1号", "丁"}, {"〔2026〕1号", "丁"},
		{"陆平", "乙"}, {"六平方", "乙"}, {"pm2.5", "丁"}, {"9:30", "丁"}, {"9：30", "丁"},
		// Words and operators.
		{"会议 区长", "甲"}, {"会议 AND 区长", "甲"}, {"会议 且 专题", "丙"},
		{"会议 -专题", "甲"}, {"会议 －专题", "甲"}, {"会议 NOT 专题", "甲"}, {"-会议", "丁 乙"},
		{"防汛 OR 请假", "丙 乙"}, {"防汛|请假", "丙 乙"}, {"防汛｜请假", "丙 乙"}, {"防汛 或 请假", "丙 乙"},
		{"(防汛 OR 请假) 天", "乙"}, {"（防汛｜请假）区长", "乙"}, {"-(防汛 OR 请假)", "丁 甲"},
		{"“专题 会议”", "丙"}, {"「专题会议」", "丙"}, {`"区长"主持`, "甲"}, {"龙政(2026)1号 OR 防汛", "丙"},
		{"-", ""}, {"，", "丁 丙 乙 甲"},
		// Conditions.
		{"类别:会议纪要", "甲"}, {"类别:minutes", "甲"}, {"类别：请假", "乙"}, {"种类:介绍", "丁"},
		{"编号:丙", "丙"}, {"编号：会议", ""}, {"单位:财政", "丙 甲"}, {"单位:龙凤镇", "丁"}, {"单位: 财政局 防汛", "丙"},
		{"-单位:财政", "丁 乙"},
		{"日期:2017", "乙 甲"}, {"日期:2017-03", "甲"}, {"日期:2017年3月5日", "甲"}, {"日期:二〇一七年", "乙 甲"}, {"日期:2017.3.5", "甲"}, {"日期:20170305", "甲"},
		{"日期:2017-01..2017-06", "乙 甲"}, {"日期:2017/6～2018", "丙 乙"}, {"日期:2017年4月至2018年1月", "丙 乙"},
		{"日期:2018..", "丁 丙"}, {"日期:..2017-03-05", "甲"}, {"日期:>2017", "丁 丙"}, {"日期:>=2018", "丁 丙"}, {"日期:<2017-06-30", "甲"}, {"日期:≤2017-06-30", "乙 甲"},
		{"年度:2017", "乙 甲"}, {"年度:2018..2026年", "丁 丙"},
		{"密级:秘密", "丁"}, {"密级:无", "丙 甲"},
		{"签批:网上", "甲"}, {"签批:网上签批", "甲"}, {"签批:书面", "丙 乙"}, {"签批:扫描", "乙"}, {"signing:書面", "丙 乙"}, {"-签批:网上", "丁 丙 乙"},
		{"条款:81", "丙 甲"}, {"条款:第八十一条", "丙 甲"}, {"条款:30..40", "丙"},
		{"类别:会议 OR 密级:内部", "乙 甲"},
	} {
		q, err := index.Parse(tt.query)
		if err != nil {
			t.Error(err)
			continue
		}
		result, err := x.Search(t.Context(), index.Request{Query: q, Sort: index.ByNewest})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, hit := range result.Hits {
			got = append(got, hit.Number)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s\ngot  %s\nwant %s", tt.query, strings.Join(got, " "), tt.want)
		}
	}
}

// FuzzParse: what cannot be read says where, within the query; what can be
// read, can be asked.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"防汛 -（甲|乙） 日期:2017..", "金额:>5万 “a", "((", "类别:", "-", "OR OR", "单位:\"", "日期:<1", "：：", "a)b(c"} {
		f.Add(seed)
	}
	x := office(f)
	f.Fuzz(func(t *testing.T, text string) {
		q, err := index.Parse(text)
		var m *index.Mistake
		switch {
		case err == nil:
			if _, err := x.Search(t.Context(), index.Request{Query: q}); err != nil {
				t.Error(err)
			}
		case !errors.As(err, &m) || m.Offset < 0 || m.Offset > len(m.Query) || m.Query != normal.Text(text):
			t.Errorf("%q: %v", text, err)
		}
	})
}

// TestSearchFindsLookAlikes: what was filed with look-alikes, or lies in an attachment
// that has them, is found by the usual characters, and the other way round.
func TestSearchFindsLookAlikes(t *testing.T) {
	t.Parallel()
	x, _, _ := built(t, archive.Record{Number: "甲", Kind: "letter", Serial: 1, Unit: "⻓⽔镇", Subject: "⽤⼾⼤会", Text: "⼀、⻘⼭路⻔市的cafe\u0301\uFB01le，区\u00A0财\u00AD政局，辻\U000E0100明。"},
		archive.Record{Number: "乙", Kind: "letter", Serial: 2, Unit: "长水镇", Subject: "用户大会", Text: "一、青山路门市的caféfile，区财政局，辻明。"})
	for _, query := range []string{"用户大会", "⽤⼾⼤会", "青山路门市", "⻘⼭路⻔市", "café", "cafe\u0301", "file", "\uFB01le", "区财政局", "辻明", "辻\uFE00明", "一", "单位:长水", "单位:⻓⽔镇", "用⼾ ⻘山"} {
		q, err := index.Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		if result, err := x.Search(t.Context(), index.Request{Query: q}); err != nil || result.Total != 2 {
			t.Errorf("%q: %d found, %v", query, result.Total, err)
		}
	}
}

// TestParseKnowingSpellings: what the office knows of its units joins what is written.
func TestParseKnowingSpellings(t *testing.T) {
	t.Parallel()
	x := office(t)
	same := func(one, other string) bool { return one == "龍鳳鎮人民政府" && other == "镇政府" }
	for query, want := range map[string]string{"单位:镇政府": "[丁]", "-单位:镇政府": "[丙 乙 甲]", "单位:财政局": "[丙 甲]", "单位:镇政府 OR 单位:教育局": "[丁 乙]", "人员:镇政府": "[]"} {
		q, err := index.ParseKnowing(index.Vocabulary{SameUnit: same}, query)
		if err != nil {
			t.Fatal(err)
		}
		result, err := x.Search(t.Context(), index.Request{Query: q, Sort: index.ByNewest})
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, hit := range result.Hits {
			got = append(got, hit.Number)
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%s: %v, want %s", query, got, want)
		}
	}
}

func TestSearchFacetsAndAccess(t *testing.T) {
	t.Parallel()
	x := office(t)
	ask := func(access index.Access) string {
		result, err := x.Search(t.Context(), index.Request{Access: access, Facets: []index.Field{index.FacetUnit, index.FacetYear}, Sort: index.ByOldest})
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint(result.Total)
		for _, hit := range result.Hits {
			text += " " + hit.Number
		}
		for _, f := range result.Facets {
			text += fmt.Sprint(" ", f.Values)
		}
		return text
	}
	for _, tt := range []struct {
		access index.Access
		want   string
	}{
		{index.Access{}, "4 甲 乙 丙 丁 [{区财政局 2} {区教育局 1} {龍鳳鎮人民政府 1}] [{2026 1} {2018 1} {2017 2}]"},
		{index.Access{Limited: true}, "2 甲 丙 [{区财政局 2}] [{2018 1} {2017 1}]"},
		{index.Access{Limited: true, Secrecy: []string{"内部"}}, "3 甲 乙 丙 [{区财政局 2} {区教育局 1}] [{2018 1} {2017 2}]"},
		{index.Access{Limited: true, Within: []string{"龍鳳鎮人民政府"}}, "0 [] []"},
		{index.Access{Limited: true, Within: []string{"区教育局", "龍鳳鎮人民政府"}, Secrecy: []string{"内部"}}, "1 乙 [{区教育局 1}] [{2017 1}]"},
	} {
		if got := ask(tt.access); got != tt.want {
			t.Errorf("%+v\ngot  %s\nwant %s", tt.access, got, tt.want)
		}
	}
	// What is out of reach cannot be got at by asking for what is not in it either.
	q, err := index.Parse("-会议")
	if err != nil {
		t.Fatal(err)
	}
	if result, err := x.Search(t.Context(), index.Request{Query: q, Access: index.Access{Limited: true}}); err != nil || result.Total != 0 {
		t.Error(result, err)
	}
}

// TestSearchPaging turns pages while records arrive: every record that was there at
// the beginning comes up once.
func TestSearchPaging(t *testing.T) {
	t.Parallel()
	records := generated(130)
	for _, sort := range index.Sorts {
		x, s, _ := built(t, records[:100]...)
		var got []string
		request := index.Request{Query: parsed(t, "联系 OR 部署 OR 区"), Sort: sort, Limit: 7}
		first, err := x.Search(t.Context(), index.Request{Query: request.Query, Sort: sort, Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		for page := 0; ; page++ {
			result, err := x.Search(t.Context(), request)
			if err != nil {
				t.Fatal(err)
			}
			for _, hit := range result.Hits {
				got = append(got, hit.Number)
			}
			if result.Next == "" {
				break
			}
			request.After = result.Next
			if page < 10 {
				s.add(records[100+3*page : 103+3*page]...)
				follow(t, x, s)
			}
		}
		var want []string
		for _, hit := range first.Hits {
			want = append(want, hit.Number)
		}
		if len(slices.Compact(slices.Sorted(slices.Values(got)))) != len(got) {
			t.Errorf("%s: a record came up twice", sort)
		}
		got = slices.DeleteFunc(got, func(n string) bool { return !slices.Contains(want, n) })
		if !slices.Equal(got, want) {
			t.Errorf("%s\ngot  %q\nwant %q", sort, got, want)
		}
		request.Sort = index.ByOldest
		if sort != index.ByOldest {
			if _, err := x.Search(t.Context(), request); !errors.Is(err, index.ErrCursor) {
				t.Error("got", err)
			}
		}
	}
}
