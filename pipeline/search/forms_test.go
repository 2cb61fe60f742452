package search_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/rules/duty"
	"gongwen/pipeline/search"
	"gongwen/templates"
)

// forms is an office with rules, whose records come of forms.
type forms struct {
	*office
	search.Office
	states *search.States
	today  templates.Date
}

// known is what a query is read with today.
func (f *forms) known() index.Vocabulary { return f.Vocabulary(f.states) }

func newForms(t *testing.T) *forms {
	f := &forms{office: newOffice(t), today: day(6, 20)}
	regulation, err := rules.LoadBuiltin(f.office.Kinds)
	f.must(err)
	watch := &duty.Watch{Regulation: regulation, People: roster.New(nil), Catalogue: f.Catalogue}
	units, err := roster.New(nil).Units("龙凤区人民政府", map[string][]string{"区财政局": {"财局"}})
	f.must(err)
	f.Office = search.Office{
		Kinds: f.office.Kinds, Units: func() (*roster.Units, error) { return units, nil }, Unreadable: func(err error) { t.Error(err) },
		Watch: func() (*duty.Watch, error) { return watch, nil }, Today: func() templates.Date { return f.today },
	}
	f.states = &search.States{Catalogue: f.Catalogue}
	return f
}

func day(month time.Month, day int) templates.Date { return templates.NewDate(2026, month, day) }

// file files the form of a kind, with more text in its document, and gives its number.
func (f *forms) file(kind string, text string, values templates.Values) string {
	f.Helper()
	f.n++
	k := f.office.Kinds.Named(kind)
	if values[k.Date] == nil {
		values[k.Date] = day(5, 1)
	}
	r := archive.Record{
		Version: archive.RecordVersion, Number: k.FormatNumber(2026, f.n), Kind: kind, Title: k.Title, Year: 2026, Serial: f.n, Date: k.DateOf(values), Subject: k.SubjectOf(values),
		Unit: templates.Text(values[k.Unit]), Secrecy: k.SecrecyOf(values), Values: values, Text: k.Title + "\n" + text,
		Submission: fmt.Sprint("p", f.n), Arrival: fmt.Sprint("a", f.n), Arrived: morning, Filed: morning,
	}
	for i := range k.Fields {
		if v, ok := values[k.Fields[i].Key]; ok {
			r.Fields = append(r.Fields, archive.LabelledText{Label: k.Fields[i].Label, Text: k.Fields[i].InWords(v)})
		}
	}
	f.must(f.Catalogue.Restore(f.Context(), []archive.Record{r}))
	return r.Number
}

func (f *forms) void(number string) {
	f.Helper()
	f.must(f.Catalogue.Void(f.Context(), number, "开错", morning))
}

// find are the serials of what a query finds, in order.
func (f *forms) find(query string) string {
	f.Helper()
	a := f.answer(search.Conditions{Text: query})
	var all []string
	for _, h := range a.Hits {
		_, serial, _ := strings.Cut(h.Number, "〕")
		all = append(all, strings.TrimSuffix(serial, "号"))
	}
	slices.SortFunc(all, func(a, b string) int { return len(a)*1000 - len(b)*1000 + strings.Compare(a, b) })
	return strings.Join(all, " ")
}

func (f *forms) answer(c search.Conditions) search.Answer {
	f.Helper()
	a, err := f.Search(f.Context(), f.request(c), time.Minute)
	f.must(err)
	return a
}

func (f *forms) request(c search.Conditions) index.Request {
	f.Helper()
	q, err := c.Query(f.known())
	f.must(err)
	return index.Request{Query: q, Limit: 1000, Facets: index.Facets, UnitName: f.known().OneUnit}
}

// sampleForms are a little of everything; the numbers are their serials.
func sampleForms(t *testing.T) *forms {
	f := newForms(t)
	agenda := []templates.Values{{"topic": "防汛准备", "undertaker": "区水务局", "deadline": day(7, 30)}}
	signed := []templates.Values{{"post": "区长", "name": "陆思远", "opinion": "同意", "date": day(5, 2)}}
	/* 1 */ f.file("minutes", "研究防汛和老旧小区改造。依据《工作规则》第八十一条。", templates.Values{"unit": "区政府办公室", "name": "第3次常务会议", "chair": "方听澜", "agenda": agenda, "approvals": signed, "confidential": "秘密"})
	/* 2 */ f.file("contract", "", templates.Values{"unit": "区财政局", "name": "水泵采购合同", "party_a": "区应急管理局", "party_b": "江河泵业有限公司", "amount": templates.Fen(120000000), "state": "新订立", "term_until": day(5, 31)})
	/* 3 */ f.file("letter", "", templates.Values{"unit": "区财政局", "bearer": "沈望舒", "addressee": "市水利设计院", "errand": "堤防设计", "valid_until": day(5, 20)})
	/* 4 */ letter := f.file("letter", "", templates.Values{"unit": "龙凤区财政局", "bearer": "沈望舒", "addressee": "市教育局", "errand": "师资", "valid_until": day(5, 20)})
	/* 5 */ f.file("closing", "", templates.Values{"unit": "区财政局", "record": letter, "matter": "介绍信缴回", "closed": day(5, 18)})
	/* 6 */ f.void(f.file("letter", "防汛物资", templates.Values{"unit": "区民政局", "bearer": "方听澜", "addressee": "市民政局", "errand": "低保", "valid_until": day(12, 31)}))
	/* 7 */ f.file("letter", "", templates.Values{"unit": "区民政局", "bearer": "方听澜", "addressee": "市民政局", "errand": "低保", "valid_until": day(12, 31)})
	/* 8 */ plan := f.file("emergency-plan", "防汛演练", templates.Values{"unit": "区应急管理局", "name": "防汛应急预案", "issued": day(1, 5)})
	/* 9 */ f.file("emergency-plan", "", templates.Values{"unit": "区应急管理局", "name": "防汛应急预案（修订）", "issued": day(5, 5), "replaces": plan})
	/* 10 */ f.file("asset", "", templates.Values{"unit": "区“放管服”办", "name": "水泵", "category": "设备", "count": int64(3), "value": templates.Fen(18000000)})
	/* 11 */ f.file("petition", "信访：老旧小区改造进度", templates.Values{"unit": "区信访局", "leader": "陆思远"})
	/* 12 */ f.file("leave", "", templates.Values{"unit": "财局", "name": "沈望舒", "cause": "探亲", "days": int64(3), "until": day(6, 25)})
	/* 13 */ f.file("contract", "", templates.Values{"unit": "区财政局", "name": "水泵采购合同（续）", "party_a": "区应急管理局", "party_b": "江河泵业有限公司", "amount": templates.Fen(1000000), "state": "续签", "original": "龙政办合字（2026）第2号", "term_until": day(12, 31)})
	/* 14 */ f.file("rectification", "", templates.Values{"unit": "区财政局", "origin": "审计报告", "issues": []templates.Values{
		{"issue": "往来款", "deadline": day(6, 1), "result": "正在整改"}, {"issue": "台账", "deadline": day(9, 1), "result": "正在整改"}}})
	/* 15 */ f.file("closing", "", templates.Values{"unit": "区财政局", "record": "龙政整改字〔2026〕14号", "item": int64(1), "matter": "其他", "closed": day(6, 10)})
	return f
}

// TestHelp asks what the help shows.
func TestHelp(t *testing.T) {
	f := sampleForms(t)
	asked := 0
	for _, topic := range search.Help {
		for _, e := range topic.Examples {
			asked++
			if f.find(e.Query) == "" {
				t.Errorf("%s：%s finds nothing", topic.Title, e.Query)
			}
			if !strings.Contains(search.HelpText(), "  "+e.Query+" ") {
				t.Errorf("%s is not in the help of the command line", e.Query)
			}
		}
	}
	if asked < 30 {
		t.Error("there is hardly any help:", asked)
	}
}

// TestStates asks for how records stand on a day, after one was voided, one handed
// back, and the day has come.
func TestStates(t *testing.T) {
	f := sampleForms(t)
	for query, want := range map[string]string{
		"状态:作废": "6", "状态：已作废": "6", "-状态:作废": "1 2 3 4 5 7 8 9 10 11 12 13 14 15", "防汛 -状态:作废": "1 8 9", "防汛 状态:作废": "6",
		"状态:已过期": "2 3 4", "状态:失效": "2 3 4", "状态:有效": "1 5 7 8 9 10 11 12 13 14 15",
		"状态:待归还": "3 7", "状态:待缴回": "3 7", "状态:未归还": "3 7", "状态:已归还": "4", "-状态:待归还 类别:介绍信": "4 6",
		"状态:修订": "8", "状态:已修订": "8", "状态:已有后续合同": "2", "状态:续签": "13", "状态:新订立": "2",
		"状态:逾期": "3", "状态:将到期": "", "状态:未到期": "1 7 12 13 14", "状态:待整改": "14", "状态:已整改": "", "状态:迟办": "14", "状态:已履行完毕": "2",
		"作废": "", "“状态:作废”": "",
	} {
		if got := f.find(query); got != want {
			t.Errorf("%s: found %q, want %q", query, got, want)
		}
	}
	// Nothing of it is kept longer than it is true.
	f.void("龙政办介字〔2026〕3号")
	f.file("closing", "", templates.Values{"unit": "区财政局", "record": "龙政整改字〔2026〕14号", "matter": "其他", "closed": day(6, 15)})
	f.file("closing", "", templates.Values{"unit": "区民政局", "record": "龙政办介字〔2026〕7号", "matter": "介绍信缴回", "closed": day(6, 15)})
	for query, want := range map[string]string{"状态:作废": "3 6", "状态:待归还": "", "状态:已归还": "4 7", "状态:已整改": "14", "状态:逾期": ""} {
		if got := f.find(query); got != want {
			t.Errorf("later, %s: found %q, want %q", query, got, want)
		}
	}
	f.today = day(6, 26)
	if got := f.find("状态:将到期"); got != "12" {
		t.Errorf("on a day: found %q", got)
	}
	f.today = day(7, 20)
	if got := f.find("状态:逾期"); got != "12" {
		t.Errorf("on another day: found %q", got)
	}
}

// TestStatesWithoutRules: who asks for what cannot be known is told why; what can, is
// found.
func TestStatesWithoutRules(t *testing.T) {
	f := sampleForms(t)
	f.Watch = func() (*duty.Watch, error) { return nil, catalogue.ErrUnknown }
	if got := f.find("状态:作废"); got != "6" {
		t.Error(got)
	}
	_, err := search.Conditions{Text: "状态:待归还"}.Query(f.known())
	if err == nil || !strings.Contains(err.Error(), "现在查不了“待归还”："+catalogue.ErrUnknown.Error()) {
		t.Error(err)
	}
}

// TestMeantBy offers the state that a bare word is called by.
func TestMeantBy(t *testing.T) {
	f := sampleForms(t)
	for _, tt := range []struct {
		asked search.Conditions
		want  string
	}{
		{search.Conditions{Text: "作废"}, "[{作废 状态:作废 1}]"},
		{search.Conditions{Text: "类别:介绍信 -作废"}, "[{作废 类别:介绍信 -状态:作废 3}]"},
		{search.Conditions{Text: "待归还", Unit: "区民政局"}, "[{待归还 状态:待归还 1}]"},
		{search.Conditions{Text: "修订"}, "[{修订 状态:修订 1}]"},
		{search.Conditions{Text: "“作废” 防汛"}, "[]"},
	} {
		f.answer(tt.asked)
		meant, err := search.MeantBy(t.Context(), f.Index, f.known(), tt.asked, index.Access{})
		if got := fmt.Sprint(meant); err != nil || got != tt.want {
			t.Errorf("%+v: %s, %v; want %s", tt.asked, got, err, tt.want)
		}
	}
}
