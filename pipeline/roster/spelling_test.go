package roster_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"gongwen/pipeline/roster"
	"gongwen/templates"
)

var (
	since = templates.NewDate(2023, time.January, 1)
	today = templates.NewDate(2026, time.May, 11)
)

func spelled(t *testing.T) (*roster.Roster, *roster.Units) {
	t.Helper()
	people := roster.New([]roster.Appointment{
		{Name: "江临川", Unit: "区政府", Post: "区长", Rank: "区长", From: since},
		{Name: "叶清和", Unit: "区政府", Post: "副区长", Rank: "副区长", From: since},
		{Name: "顾怀瑾", Unit: "区政府办公室", Post: "区政府办公室主任", Rank: "部门主要负责人", From: since},
		{Name: "骆青山", Unit: "区住房和城乡建设局", Post: "区住房和城乡建设局局长", Rank: "部门主要负责人", From: since},
		{Name: "双职", Unit: "区财政局", Post: "区财政局局长", Rank: "部门主要负责人", From: since},
		{Name: "双职", Unit: "区教育局", Post: "区教育局局长", Rank: "部门主要负责人", From: since},
		{Name: "宋归鸿", Unit: "区政府", Post: "区长", Rank: "区长", From: since, Until: templates.NewDate(2024, time.January, 1)},
	}, templates.Values{"name": "区住房和城乡建设局", "aliases": "区住建局"})
	units, err := people.Units("龙凤区人民政府", nil)
	if err != nil {
		t.Fatal(err)
	}
	return people, units
}

// TestUnitsCertain: any field may name a unit that is not ours, so that a bare name is
// not taken for one of ours.
func TestUnitsCertain(t *testing.T) {
	_, units := spelled(t)
	for written, want := range map[string]string{
		"区教育局": "区教育局", "龙凤区教育局": "区教育局", "大庆市龙凤区教育局": "区教育局", "区 教育局": "区教育局", "龙凤区　教育局": "区教育局", "区住建局": "区住房和城乡建设局", "龙凤区住建局": "区住房和城乡建设局",
		"区政府办": "区政府办公室", "龙凤区人民政府办公室": "区政府办公室", "龙凤区人民政府": "区政府", "教育局": "", "住建局": "", "办公室": "", "政府办": "",
		"大庆市教育局": "", "让胡路区教育局": "", "市教育局": "", "龙凤区人民法院": "", "大庆市龙凤区新立建筑公司": "", "": "",
	} {
		if got, ok := units.Certain(written); got != want || ok != (want != "") {
			t.Errorf("%q is %q, %v, want %q", written, got, ok, want)
		}
	}
}

// TestUnitsPost: a post is that of the person beside it, or stays as it was written.
func TestUnitsPost(t *testing.T) {
	people, units := spelled(t)
	for _, c := range []struct{ name, written, want string }{
		{"江临川", "区长", "区长"}, {"江临川", "大庆市龙凤区区长", "区长"}, {"江临川", "龙凤区区长", "区长"}, {"江临川", "龙凤区人民政府区长", "区长"}, {"江临川", "区政府区长", "区长"}, {"江临川", "区 长", "区长"},
		{"江临川", "副区长", ""}, {"江临川", "龙凤区副区长", ""}, {"江临川", "原区长", ""}, {"江临川", "让胡路区区长", ""}, {"江临川", "市长", ""}, {"江临川", "长", ""}, {"江临川", "", ""},
		{"叶清和", "龙凤区副区长", "副区长"}, {"叶清和", "区政府副区长", "副区长"}, {"叶清和", "大庆市龙凤区人民政府副区长", "副区长"}, {"叶清和", "副　区　长", "副区长"}, {"叶清和", "常务副区长", ""}, {"叶清和", "区长", ""},
		{"叶清和", "龙凤区区长", ""}, {"叶清和", "区教育局副区长", ""},
		{"顾怀瑾", "龙凤区人民政府办公室主任", "区政府办公室主任"}, {"顾怀瑾", "区政府办主任", "区政府办公室主任"}, {"顾怀瑾", "区政府办公室 主任", "区政府办公室主任"}, {"顾怀瑾", "主任", ""}, {"顾怀瑾", "区政府办公室副主任", ""},
		{"骆青山", "区住建局局长", "区住房和城乡建设局局长"}, {"骆青山", "龙凤区住建局局长", "区住房和城乡建设局局长"}, {"骆青山", "大庆市住建局局长", ""}, {"骆青山", "局长", ""},
		{"双职", "龙凤区财政局局长", "区财政局局长"}, {"双职", "教育局局长", "区教育局局长"}, {"双职", "局长", ""},
		{"宋归鸿", "龙凤区区长", ""}, {"无此人", "区长", ""},
	} {
		got, ok := units.Post(c.written, people.Appointments(c.name, today))
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s, %q is %q, %v, want %q", c.name, c.written, got, ok, c.want)
		}
	}
	if got := fmt.Sprint(people.Posts("双职", today), people.Posts("宋归鸿", today)); got != "[区财政局局长 区教育局局长] []" {
		t.Error(got)
	}
}

// TestUnitsSpell: units and posts are spelt in fields and in columns, and what stood
// there is told.
func TestUnitsSpell(t *testing.T) {
	people, units := spelled(t)
	k := &templates.Kind{Date: "day", Fields: []templates.Field{
		{Key: "day", Type: templates.TypeDate}, {Key: "unit", Type: templates.TypeUnit}, {Key: "text", Type: templates.TypeText},
		{Key: "bearer", Type: templates.TypePerson}, {Key: "bearer_post", Type: templates.TypeText}, {Key: "post", Type: templates.TypeText}, {Key: "leader", Type: templates.TypePerson},
		{Key: "rows", Type: templates.TypeList, Columns: []templates.Field{{Key: "party", Type: templates.TypeUnit}}},
		{Key: "approvals", Type: templates.TypeApprovals, Columns: []templates.Field{{Key: "post", Type: templates.TypeText}, {Key: "name", Type: templates.TypePerson}, {Key: "date", Type: templates.TypeDate}}},
	}}
	values := templates.Values{"day": today, "unit": "龙凤区教育局", "text": "龙凤区教育局", "bearer": "骆青山", "bearer_post": "区住建局局长", "post": "龙凤区副区长", "leader": "叶清和",
		"rows": []templates.Values{{"party": "区教育局"}, {"party": "区住建局"}, {"party": "某公司"}, {}},
		"approvals": []templates.Values{{"post": "龙凤区区长", "name": "江临川", "date": today}, {"post": "龙凤区区长", "name": "宋归鸿", "date": today},
			{"post": "龙凤区区长", "name": "宋归鸿", "date": since}, {"post": "龙凤区区长"}}}
	var told []string
	changed := func(path, written string) { told = append(told, path+" "+written) }
	units.Spell(k, values, changed)
	units.SpellPosts(people, k, values, changed)
	want := templates.Values{"day": today, "unit": "区教育局", "text": "龙凤区教育局", "bearer": "骆青山", "bearer_post": "区住房和城乡建设局局长", "post": "副区长", "leader": "叶清和",
		"rows": []templates.Values{{"party": "区教育局"}, {"party": "区住房和城乡建设局"}, {"party": "某公司"}, {}},
		"approvals": []templates.Values{{"post": "区长", "name": "江临川", "date": today}, {"post": "龙凤区区长", "name": "宋归鸿", "date": today},
			{"post": "区长", "name": "宋归鸿", "date": since}, {"post": "龙凤区区长"}}}
	if !reflect.DeepEqual(values, want) {
		t.Errorf("got\n%v\nwant\n%v", values, want)
	}
	if want := []string{"unit 龙凤区教育局", "rows[1].party 区住建局", "bearer_post 区住建局局长", "post 龙凤区副区长", "approvals[0].post 龙凤区区长", "approvals[2].post 龙凤区区长"}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}
