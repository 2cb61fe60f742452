package index_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"gongwen/archive"
	"gongwen/index"
	"gongwen/index/reading"
	"gongwen/samples"
	"gongwen/templates"
)

var builtinKinds = sync.OnceValues(func() (*templates.Set, error) { return templates.Load(templates.Builtin(samples.Office())) })

// forms is an index of records with forms, and what is known of their fields.
type forms struct {
	*testing.T
	kinds   *templates.Set
	known   index.Vocabulary
	records []archive.Record
	x       *index.Index
}

// filed is a record of a kind with a form that says this.
func filed(k *templates.Kind, serial int, values templates.Values) archive.Record {
	r := archive.Record{Number: k.FormatNumber(2026, serial), Kind: k.Key, Title: k.Title, Year: 2026, Serial: serial, Date: templates.NewDate(2026, 5, 1+serial%28),
		Subject: k.SubjectOf(values), Values: values}
	r.Unit, _ = values[k.Unit].(string)
	for i := range k.Fields {
		if v, ok := values[k.Fields[i].Key]; ok {
			r.Fields = append(r.Fields, archive.LabelledText{Label: k.Fields[i].Label, Text: k.Fields[i].InWords(v)})
		}
	}
	return r
}

func newForms(t *testing.T, records func(k func(key string) *templates.Kind) []archive.Record) forms {
	t.Helper()
	kinds, err := builtinKinds()
	if err != nil {
		t.Fatal(err)
	}
	labels := index.LabelsOf(kinds.All())
	f := forms{T: t, kinds: kinds, records: records(kinds.Named), x: index.At(filepath.Join(t.TempDir(), "index"), kinds)}
	f.known.Labels = func() *index.Labels { return labels }
	s := &source{id: "first"}
	for _, r := range f.records {
		r.Version = archive.RecordVersion
		text, err := r.JSON() // as the catalogue has it
		if err != nil {
			t.Fatal(err)
		}
		read, err := archive.ParseRecord(text)
		if err != nil {
			t.Fatal(err)
		}
		s.add(read)
	}
	follow(t, f.x, s)
	return f
}

// find are the serials of the records found, in order.
func (f forms) find(query string) string {
	f.Helper()
	q, err := index.ParseKnowing(f.known, query)
	if err != nil {
		f.Error(err)
		return ""
	}
	result, err := f.x.Search(f.Context(), index.Request{Query: q, Limit: 1000})
	if err != nil {
		f.Fatal(err)
	}
	var found []int
	for _, hit := range result.Hits {
		for _, r := range f.records {
			if r.Number == hit.Number {
				found = append(found, r.Serial)
			}
		}
	}
	slices.Sort(found)
	return strings.Trim(fmt.Sprint(found), "[]")
}

// TestSearchFieldConditions asks by labels, synonyms, columns and registers what some
// forms say, and only there.
func TestSearchFieldConditions(t *testing.T) {
	t.Parallel()
	f := newForms(t, func(kind func(string) *templates.Kind) []archive.Record {
		day := templates.NewDate
		return []archive.Record{
			filed(kind("contract"), 1, templates.Values{"unit": "区财政局", "name": "水泵采购合同", "party_a": "区应急管理局", "party_b": "江河泵业有限公司", "amount": templates.Fen(120000000),
				"state": "新订立", "content": "甲方向江河泵业有限公司购水泵20台", "sign_date": day(2026, 4, 28), "major": templates.YesNo(true), "undertaker": "沈望舒"}),
			filed(kind("contract"), 2, templates.Values{"unit": "区教育局", "name": "屋面维修合同", "party_a": "区教育局", "party_b": "区应急管理局", "amount": templates.Fen(5000000),
				"state": "续签", "content": "维修3号楼屋面", "sign_date": day(2026, 5, 3), "undertaker": "方听澜", "original": "龙政办合字〔2026〕1号"}),
			filed(kind("minutes"), 3, templates.Values{"unit": "区政府办公室", "name": "第12次常务会议", "chair": "方听澜", "copies": int64(13), "held": templates.Moment{Time: day(2026, 5, 6).Add(9 * 3600e9)},
				"agenda":    []templates.Values{{"topic": "防汛", "undertaker": "区水务局", "deadline": day(2026, 6, 1)}, {"topic": "老旧小区改造", "decision": "由沈望舒办理"}},
				"approvals": []templates.Values{{"post": "区长", "name": "陆思远", "opinion": "同意", "date": day(2026, 5, 9)}}}),
			filed(kind("asset"), 4, templates.Values{"unit": "区“放管服”办", "name": "水泵", "category": "设备", "count": int64(3), "price": templates.Fen(6000000), "value": templates.Fen(18000000), "keeper": "方听澜", "place": "3号库"}),
			filed(kind("leave"), 5, templates.Values{"unit": "区教育局", "name": "沈望舒", "cause": "“放管服”改革调研", "days": int64(13)}),
		}
	})
	for _, tt := range []struct{ query, want string }{
		{"甲方:应急管理局", "1"}, {"乙方:应急管理局", "2"}, {"甲方：区应急 乙方：泵业", "1"}, {"应急管理局", "1 2"},
		{"合同对方:泵业", "1"}, {"-甲方:应急", "2 3 4 5"}, {"甲方:应急 OR 甲方:教育", "1 2"}, {"甲方:“区应急 管理局”", "1"}, {"甲方:區應急", "1"},
		{"甲方:=区应急管理局", "1"}, {"甲方:=应急管理局", ""}, {"甲方：＝区教育局", "2"},
		{"主持人:方听澜", "3"}, {"承办人:方听澜", "2"}, {"保管人:方听澜", "4"}, {"题名:水泵", "1 4"}, {"题名:合同", "1 2"}, {"标题:纪要", "3"},
		{"议题名称:防汛", "3"}, {"议题·议题名称:防汛", "3"}, {"议题:防汛", "3"}, {"议题:沈望舒", "3"}, {"议题·议定事项:沈望舒", "3"}, {"议题:陆思远", ""},
		{"审批意见:陆思远", "3"}, {"审批意见·职务:区长", "3"}, {"会议纪要·承办单位:水务", "3"}, {"固定资产·类别:设备", "4"}, {"合同·甲方:应急", "1"}, {"固定资产/资产名称:水泵", "4"},
		// Money, days, figures.
		{"合同金额:>50万", "1"}, {"合同金额:5万", "2"}, {"合同金额:1万..200万", "1 2"}, {"合同金额:伍万元", "2"}, {"单价:6万", "4"}, {"单价:>10万", ""}, {"原值:>10万", "4"}, {"金额:>10万", "1 4"}, {"金额（元）:>50万", "1"},
		{"拟签字日期:2026-04-28", "1"}, {"拟签字日期:2026年4月", "1"}, {"签订日期:2026-05", "2"}, {"拟签字日期:>2026-04-28", "2"}, {"拟签字日期:2026-04..2026-05", "1 2"}, {"拟签字日期:4月28日", "1"},
		{"会议时间:2026-05-06", "3"}, {"会议时间:9时", "3"}, {"完成时限:<2026-07", "3"}, {"审批意见·日期:2026-05-09", "3"},
		{"份数:13", "3"}, {"份数:十三", "3"}, {"份数:>12", "3"}, {"份数:3", ""}, {"数量:3", "4"}, {"数量:三", "4"}, {"天数:10..20", "5"}, {"天数:5..9", ""},
		{"存放地点:3号", "4"}, {"存放地点:三号库", "4"}, {"主要内容:3号", "2"}, {"重大合同:是", "1"}, {"状态:续签", "2"},
		// Quotation marks.
		{"使用单位:区“放管服”办", "4"}, {"单位:区“放管服”办", "4"}, {"单位:“区“放管服”办”", "4"}, {"单位:「区“放管服”办」", "4"}, {`单位:"区""放管服""办"`, "4"}, {`单位:="区“放管服”办"`, "4"},
		{`单位:区"放管服"办`, "4"}, {"区“放管服”办", "4"}, {"“放管服”改革", "5"}, {"「“放管服”改革」", "5"}, {"事由:「“放管服”改革」", "5"}, {"水泵“区应急管理局”", "1"}, {"放管服", "4 5"},
		// No names.
		{"9:30", ""}, {"http://x.cn", ""}, {"第一条：总则", ""}, {"1:2", ""}, {"各镇、各部门：水泵", ""}, {"“甲芳:水泵”", ""}, {"PM2.5治理:水泵", ""},
	} {
		if got := f.find(tt.query); got != tt.want {
			t.Errorf("%s\ngot  %s\nwant %s", tt.query, got, tt.want)
		}
	}
}

// TestSearchFieldsFindJustWhatTheySay compares conditions on fields with reading every
// form: pieces of what fields say find the records that say so there, and no other.
func TestSearchFieldsFindJustWhatTheySay(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(12, 13))
	f := newForms(t, func(kind func(string) *templates.Kind) []archive.Record {
		names := strings.Fields("区财政局 区教育局 财政 沈望舒 沈望 3号 13号 第三次 十三 壹 壹万元 3 13 1,200 2026年5月 江河泵业（龙凤）有限公司")
		pick := func() string { return names[rng.IntN(len(names))] + names[rng.IntN(len(names))] }
		var records []archive.Record
		for i := range 400 {
			v := templates.Values{"name": pick(), "party_a": pick(), "party_b": pick(), "unit": pick(), "undertaker": pick(), "content": pick() + pick()}
			r := filed(kind("contract"), i+1, v)
			if rng.IntN(2) == 0 {
				r.Text = pick() + v["party_a"].(string) + pick() + v["content"].(string) + pick()
			}
			records = append(records, r)
		}
		return records
	})
	labels := map[string]string{"甲方": "party_a", "乙方": "party_b", "承办人": "undertaker", "主要内容": "content", "合同名称": "name"}
	found := 0
	for range 2000 {
		label := []string{"甲方", "乙方", "承办人", "主要内容", "合同名称"}[rng.IntN(5)]
		from := []rune(f.records[rng.IntN(len(f.records))].Values["party_b"].(string))
		start := rng.IntN(len(from))
		piece := string(from[start:min(len(from), start+1+rng.IntN(5))])
		folded := reading.Fold(piece)
		var want []string
		for _, r := range f.records {
			said := reading.Fold(r.Values[labels[label]].(string))
			if strings.Contains(said, folded) || strings.Contains(reading.ByValue(said), reading.ByValue(folded)) {
				want = append(want, fmt.Sprint(r.Serial))
			}
		}
		found += len(want)
		if got := f.find(label + ":" + index.Phrase(piece)); got != strings.Join(want, " ") {
			t.Fatalf("%s:%s\ngot  %s\nwant %s", label, piece, got, strings.Join(want, " "))
		}
	}
	if found < 2000 {
		t.Error("hardly anything was to be found:", found)
	}
}

// TestSearchFieldsAtOnce: searches at the same time do not disturb each other.
func TestSearchFieldsAtOnce(t *testing.T) {
	t.Parallel()
	f := newForms(t, func(kind func(string) *templates.Kind) (records []archive.Record) {
		for i := range 300 {
			var signed []templates.Values
			for row := range 8 {
				signed = append(signed, templates.Values{"post": "区长", "name": fmt.Sprint("沈望舒", row), "date": templates.NewDate(2026, 5, i%28+row)})
			}
			r := filed(kind("contract"), i+1, templates.Values{"name": fmt.Sprintf("第%d号合同", i), "party_a": fmt.Sprint("区财政局", i%7), "party_b": fmt.Sprint("公司", i%5), "approvals": signed})
			r.Text = strings.Repeat("长短不一的正文。", i%40)
			records = append(records, r)
		}
		return records
	})
	queries := []string{"甲方:局3", "乙方:公司2", "合同名称:号", "题名:合同 -乙方:公司1", "甲方:=区财政局5", "承办人:沈", "审批意见·日期:2026-05-09", "审批意见·日期:>2026-06-01"}
	want := map[string]string{}
	for _, q := range queries {
		want[q] = f.find(q)
	}
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for n := range 30 {
				q := queries[(i+n)%len(queries)]
				if got := f.find(q); got != want[q] {
					t.Errorf("%s\ngot  %s\nwant %s", q, got, want[q])
				}
			}
		})
	}
	group.Wait()
}

// TestParseUnknownNames: a name that no field has is never taken for text.
func TestParseUnknownNames(t *testing.T) {
	t.Parallel()
	f := newForms(t, func(func(string) *templates.Kind) []archive.Record { return nil })
	for query, want := range map[string]string{
		"防汛 甲芳:某某":  "没有“甲芳”这一栏。是不是 甲方？要找这几个字本身，请加引号：“甲芳:某某”\n  防汛 甲芳:某某\n  　　 ^",
		"主持:方听澜":    "没有“主持”这一栏。是不是 主持人、主管部门",
		"甲芳：“某 某”":  "请加引号：“甲芳”",
		"状态:丢了":     "没有“丢了”这种状态，有：新订立、续签、变更、解除\n  状态:丢了\n  　　 ^",
		"签批:口头":     "没有“口头”这种签批，有：书面、书面附扫描、网上",
		"甲方:":       "“甲方:”后面缺内容\n  甲方:\n  　　 ^",
		"承办人:>5":    "“承办人”填的是文字，不能比较大小",
		"合同金额:>很多":  "“很多”不是金额",
		"份数:5..很多":  "“很多”不是整数",
		"会议时间:>昨天来": "不是日期",
	} {
		_, err := index.ParseKnowing(f.known, query)
		var m *index.Mistake
		if !errors.As(err, &m) || !strings.Contains(err.Error(), strings.Split(want, "、主管")[0]) {
			t.Errorf("%s\ngot  %v\nwant %s", query, err, want)
		}
	}
}
