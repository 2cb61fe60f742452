package roster_test

import (
	"strings"
	"testing"

	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// TestNamedByAnySpellingOfAUnit: all that people write for a unit is that unit; what
// could be two, or is none of them, is not guessed at.
func TestNamedByAnySpellingOfAUnit(t *testing.T) {
	people := roster.New([]roster.Appointment{
		{Name: "甲", Unit: "区政府"}, {Name: "乙", Unit: "中共龙凤区委员会"},
		{Name: "丙", Unit: "区政府", Portfolio: []string{"区法制办公室", "区数据局（筹）"}},
	}, templates.Values{"name": "区财政局"}, templates.Values{"name": "区政府办公室"}, templates.Values{"name": "区住房和城乡建设局"},
		templates.Values{"name": "龙凤镇人民政府"}, templates.Values{"name": "区体育馆"}, templates.Values{"name": "体育馆"})
	known, err := people.Units("龙凤区人民政府", map[string][]string{"区住房和城乡建设局": {"区住建局", "城建局"}, "区档案馆": nil})
	if err != nil {
		t.Fatal(err)
	}
	for written, want := range map[string]string{
		"区财政局": "区财政局", "區財政局": "区财政局", "区 财政局": "区财政局", "区　财政局 ": "区财政局", "区\u200b财政局": "区财政局", "区财政局（筹）": "区财政局",
		"区财政局(筹)": "区财政局", "财政局": "区财政局", "龙凤区财政局": "区财政局", "龍鳳區財政局": "区财政局", "大庆市龙凤区财政局": "区财政局",
		"龙凤区人民政府财政局": "区财政局", "区政府财政局": "区财政局", "⾦融局": "",
		"区住房和城乡建设⾏局": "", "⻰凤镇⼈⺠政府": "龙凤镇人民政府", "区财政局\uFE00": "区财政局", "区\u00A0财政局": "区财政局", "区政府办公\U000E0100室": "区政府办公室",
		"龙凤区人民政府办公室": "区政府办公室", "区人民政府办公室": "区政府办公室", "区政府办": "区政府办公室", "龙凤区政府办公室": "区政府办公室",
		"区法制办": "区法制办公室", "龙凤区法制办公室": "区法制办公室", "区数据局": "区数据局（筹）", "数据局": "区数据局（筹）",
		"龙凤区人民政府": "区政府", "区人民政府": "区政府", "龙凤镇政府": "龙凤镇人民政府",
		"住建局": "区住房和城乡建设局", "龙凤区住建局": "区住房和城乡建设局", "城建局": "区住房和城乡建设局", "区城建局": "区住房和城乡建设局",
		"区档案馆": "区档案馆", "中共龙凤区委员会": "中共龙凤区委员会",
		"区体育馆": "区体育馆", "体育馆": "体育馆", "龙凤区体育馆": "", // either of two
		"区财政": "", "市财政局": "", "大庆市财政局": "", "区财政局预算科": "", "": "", "区": "", "　": "",
	} {
		got, ok := known.Named(written)
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v, want %q", written, got, ok, want)
		}
		if want != "" && !known.Same(written, want) {
			t.Errorf("%q is not the same as %q", written, want)
		}
	}
	for _, pair := range [][2]string{{"区财政局", "区政府办公室"}, {"区财政局", "新单位"}, {"新单位", "别的单位"}, {"区体育馆", "体育馆"}} {
		if known.Same(pair[0], pair[1]) {
			t.Errorf("%q are taken for one unit", pair)
		}
	}
	if !known.Same("新 单位", "龙凤区新单位") {
		t.Error("an unknown unit is not the same in another spelling")
	}
}

func TestAliasIsOneUnits(t *testing.T) {
	people := roster.New([]roster.Appointment{{Unit: "区财政局"}, {Unit: "区教育局"}})
	for _, aliases := range []map[string][]string{{"区财政局": {"区教育局"}}, {"区财政局": {"钱袋子"}, "区教育局": {"钱 袋子"}}} {
		if _, err := people.Units("龙凤区人民政府", aliases); err == nil || !strings.Contains(err.Error(), "别名") {
			t.Errorf("%v: %v", aliases, err)
		}
	}
}
