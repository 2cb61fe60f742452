package pulls

import (
	"slices"
	"strings"
	"testing"

	"gongwen/samples"
	"gongwen/templates"
)

func TestPeriod(t *testing.T) {
	for _, test := range []struct {
		every             Every
		day               templates.Date
		name, first, last string
		next, previous    string
	}{
		{Month, templates.NewDate(2026, 12, 31), "2026-12", "2026-12-01", "2026-12-31", "2027-01", "2026-11"},
		{Month, templates.NewDate(2028, 2, 29), "2028-02", "2028-02-01", "2028-02-29", "2028-03", "2028-01"},
		{Quarter, templates.NewDate(2026, 11, 30), "2026-Q4", "2026-10-01", "2026-12-31", "2027-Q1", "2026-Q3"},
		{Quarter, templates.NewDate(2026, 1, 1), "2026-Q1", "2026-01-01", "2026-03-31", "2026-Q2", "2025-Q4"},
		{Year, templates.NewDate(2026, 6, 1), "2026", "2026-01-01", "2026-12-31", "2027", "2025"},
	} {
		p := test.every.Of(test.day)
		if p.Name() != test.name || p.First.ISO() != test.first || p.Last().ISO() != test.last || p.Next().Name() != test.next || p.Previous().Name() != test.previous {
			t.Errorf("%s: %s, %s to %s, between %s and %s", test.name, p.Name(), p.First.ISO(), p.Last().ISO(), p.Previous().Name(), p.Next().Name())
		}
		for _, text := range []string{p.Name(), p.Title()} {
			if again, err := test.every.Parse(text); again != p || err != nil {
				t.Errorf("%s: reads as %s, %v", text, again.Name(), err)
			}
		}
	}
	for text, every := range map[string]Every{"2026": Month, "2026-01-01": Month, "2026-10": Quarter, "2026-H1": Quarter, "2026-Q1": Year, "": Year, "2026-13": Month, "去年": Year} {
		if _, err := every.Parse(text); err == nil {
			t.Errorf("%q is read as a %s", text, every)
		}
	}
}

func TestDue(t *testing.T) {
	for _, test := range []struct {
		pull  Pull
		today templates.Date
		want  string
	}{
		{Pull{Every: Month}, templates.NewDate(2026, 11, 30), "2026-10"},
		{Pull{Every: Month}, templates.NewDate(2026, 12, 1), "2026-11"},
		{Pull{Every: Month, After: 3}, templates.NewDate(2026, 12, 3), "2026-10"},
		{Pull{Every: Month, After: 3}, templates.NewDate(2026, 12, 4), "2026-11"},
		{Pull{Every: Month, After: 40}, templates.NewDate(2026, 12, 4), "2026-09"},
		{Pull{Every: Month, Since: "2026-09"}, templates.NewDate(2026, 12, 1), "2026-09 2026-10 2026-11"},
		{Pull{Every: Month, Since: "2027-09"}, templates.NewDate(2026, 12, 1), "2026-11"},
		{Pull{Every: Quarter, Since: "2025-Q4"}, templates.NewDate(2026, 12, 31), "2025-Q4 2026-Q1 2026-Q2 2026-Q3"},
		{Pull{Every: Year}, templates.NewDate(2027, 1, 1), "2026"},
		{Pull{Every: Year, After: 1}, templates.NewDate(2027, 1, 1), "2025"},
	} {
		var got []string
		for _, p := range test.pull.Due(test.today) {
			got = append(got, p.Name())
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%+v on %s: %q, want %q", test.pull, test.today.ISO(), got, test.want)
		}
	}
	if n := len((Pull{Every: Month, Since: "1950-01"}).Due(templates.NewDate(2026, 12, 1))); n != mostPeriods {
		t.Errorf("%d periods, want no more than %d", n, mostPeriods)
	}
}

func TestCheck(t *testing.T) {
	good := Pull{Name: "财务月报", Every: Month}
	with := func(change func(*Pull)) []Pull {
		p := good
		change(&p)
		return []Pull{p}
	}
	for want, all := range map[string][]Pull{
		"": with(func(p *Pull) {
			p.To, p.Formats, p.Since, p.After = "报财政/月报", []string{"xlsx", ".ODS"}, "2026年3月", 366
		}),
		"第2项没有写 name":          {good, {Every: Month}},
		"两项都叫“财务 月报”":          {good, {Name: "财务 月报", Every: Year}},
		"放在同一个文件夹":             {good, {Name: "月报", Every: Month, To: "./财务月报"}},
		"“财务月报”：every 只能是":     with(func(p *Pull) { p.Every = "weekly" }),
		"after 是期满后的天数":        with(func(p *Pull) { p.After = -1 }),
		"after 是期满后的天数，从0到366": with(func(p *Pull) { p.After = 367 }),
		"since “2026”不是一个月":    with(func(p *Pull) { p.Since = "2026" }),
		"formats 格式“pdf”不认识":   with(func(p *Pull) { p.Formats = []string{"pdf"} }),
		"kinds 里有空的，或写了两次的":    with(func(p *Pull) { p.Kinds = []string{"letter", "letter"} }),
		"columns 里有空的":         with(func(p *Pull) { p.Columns = []string{" "} }),
		"to “../archive”不能用":   with(func(p *Pull) { p.To = "../archive" }),
		"to “月报:1”不能用":         with(func(p *Pull) { p.To = "月报:1" }),
		"to “.”不能用":            with(func(p *Pull) { p.To = "." }),
		"pulls 最多写100项":        slices.Repeat([]Pull{good}, 101),
	} {
		err := Check(all)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestCheckNames(t *testing.T) {
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		t.Fatal(err)
	}
	for want, p := range map[string]Pull{
		"": {Name: "月报", Kinds: []string{"合同", "funds"}, Columns: []string{"编号", "合同名称"}},
		"kinds 里的“和同”没有这种表单":       {Name: "月报", Kinds: []string{"和同"}},
		"kinds 里“合同”写了两次":          {Name: "月报", Kinds: []string{"合同", "contract"}},
		"columns 里没有一栏是合同台账有的，它有：": {Name: "月报", Kinds: []string{"合同"}, Columns: []string{"车牌号"}},
	} {
		err := CheckNames([]Pull{p}, kinds)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), "pulls 的“月报”："+want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestHigher(t *testing.T) {
	for _, test := range [][3]string{{"", "", ""}, {"", "内部", "内部"}, {"机密", "秘密", "机密"}, {"秘密", "绝密", "绝密"}, {"内部", "密", "绝密"}} {
		if got := higher(test[0], test[1]); got != test[2] {
			t.Errorf("%q and %q: %q, want %q", test[0], test[1], got, test[2])
		}
	}
}
