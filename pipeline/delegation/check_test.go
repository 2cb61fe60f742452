package delegation_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/delegation"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/signoff"
	"gongwen/templates"
)

var (
	now   = time.Date(2026, 5, 11, 9, 30, 0, 0, time.Local)
	today = templates.Today(now)
)

// situation has a roster on which 钱副 leaves in June, and 孙科 comes back after a gap.
func situation() delegation.Situation {
	day := templates.NewDate
	return delegation.Situation{
		Now: now,
		Roster: roster.New([]roster.Appointment{
			{Name: "赵正", Unit: "区政府", Post: "区长", Rank: "区长", From: day(2025, 1, 1)},
			{Name: "钱副", Unit: "区政府", Post: "副区长", Rank: "副区长", From: day(2025, 1, 1), Until: day(2026, 6, 15)},
			{Name: "孙科", Unit: "区政府办公室", Post: "科长", Rank: "工作人员", From: day(2025, 1, 1), Until: day(2026, 5, 20)},
			{Name: "孙科", Unit: "区财政局", Post: "科长", Rank: "工作人员", From: day(2026, 5, 21), Until: day(2026, 6, 1)},
			{Name: "孙科", Unit: "区财政局", Post: "副局长", Rank: "副职", From: day(2026, 6, 5)},
			{Name: "陈䶮", Unit: "区财政局", Post: "科长", Rank: "工作人员", From: day(2025, 1, 1)},
		}),
		Matter: func(w string) (string, bool) {
			return map[string]string{"letter": "介绍信", "介绍信": "介绍信"}[w], w == "letter" || w == "介绍信"
		},
		Unit: func(w string) (string, bool) {
			return "区" + strings.TrimPrefix(w, "区"), strings.HasSuffix(w, "财政局")
		},
		Unprintable: func(text string) string {
			if strings.Contains(text, "䶮") {
				return "“䶮”"
			}
			return ""
		},
	}
}

func grant(change func(*delegation.Grant)) *delegation.Grant {
	g := &delegation.Grant{Principal: "赵正", Delegate: "钱副", Matters: []string{"letter"}, Units: []string{"财政局"}, From: today, Until: today.AddDays(9), Document: "龙政办发〔2026〕5号"}
	if change != nil {
		change(g)
	}
	return g
}

// TestCheckDelegated: who may delegate what to whom, and from when.
func TestCheckDelegated(t *testing.T) {
	self := delegation.Event{Act: delegation.Delegated, Account: "zhao", Name: "赵正"}
	admin := delegation.Event{Act: delegation.Delegated, Account: "admin", Administrator: true}
	asAdmin := func(name string) delegation.Event { e := admin; e.Name = name; return e }
	for _, test := range []struct {
		name   string
		by     delegation.Event
		change func(*delegation.Grant)
		want   string // part of the refusal; empty for none
		forbid bool
	}{
		{"by the principal", self, nil, "", false},
		{"by an administrator", admin, nil, "", false},
		{"by an administrator who is a person", asAdmin("孙科"), nil, "", false},
		{"by an administrator who is the principal", asAdmin("赵正"), nil, "", false},
		{"by the delegate", delegation.Event{Act: delegation.Delegated, Account: "qian", Name: "钱副"}, nil, "本人或者管理员", true},
		{"by an account without a person", delegation.Event{Act: delegation.Delegated, Account: "desk"}, nil, "本人或者管理员", true},
		{"by an account without a person, for nobody", delegation.Event{Act: delegation.Delegated}, func(g *delegation.Grant) { g.Principal = " " }, "由谁委托", false},
		{"in favour of the administrator", asAdmin("钱副"), nil, "委托给自己", true},
		{"to oneself", self, func(g *delegation.Grant) { g.Delegate = " 赵正" }, "不能委托给自己", false},
		{"to nobody", self, func(g *delegation.Grant) { g.Delegate = "" }, "委托给谁", false},
		{"to somebody not on the roster", self, func(g *delegation.Grant) { g.Delegate = "李四" }, "李四在2026年5月11日没有任职", false},
		{"to somebody who leaves meanwhile", self, func(g *delegation.Grant) { g.Until = templates.NewDate(2026, 6, 20) }, "钱副在2026年6月16日没有任职", false},
		{"up to the last day in the post", self, func(g *delegation.Grant) { g.Until = templates.NewDate(2026, 6, 15) }, "", false},
		{"to somebody who changes posts", self, func(g *delegation.Grant) { g.Delegate, g.Until = "孙科", templates.NewDate(2026, 6, 1) }, "", false},
		{"over a gap between posts", self, func(g *delegation.Grant) { g.Delegate, g.Until = "孙科", templates.NewDate(2026, 6, 9) }, "孙科在2026年6月2日没有任职", false},
		{"by somebody not on the roster", admin, func(g *delegation.Grant) { g.Principal = "周无" }, "周无在", false},
		{"backdated", self, func(g *delegation.Grant) { g.From = today.AddDays(-1) }, "倒签", false},
		{"backdated by an administrator", admin, func(g *delegation.Grant) { g.From = today.AddDays(-1) }, "倒签", false},
		{"the wrong way round", self, func(g *delegation.Grant) { g.From, g.Until = today.AddDays(3), today.AddDays(2) }, "早于起日", false},
		{"for one day", self, func(g *delegation.Grant) { g.Until = today }, "", false},
		{"without a day", self, func(g *delegation.Grant) { g.Until = templates.Date{} }, "哪一天", false},
		{"for ever", self, func(g *delegation.Grant) { g.Delegate, g.Until = "孙科", templates.NewDate(2226, 1, 1) }, "最多5年", false},
		{"without a document", self, func(g *delegation.Grant) { g.Document = "  " }, "依据", false},
		{"with a document that is none", admin, func(g *delegation.Grant) { g.Document = "无" }, "依据", false},
		{"with a document of signs", self, func(g *delegation.Grant) { g.Document = "———————" }, "依据", false},
		{"with a document of several lines", self, func(g *delegation.Grant) { g.Document = "区政府\n第12次常务会议纪要" }, "", false},
		{"with a hidden sign in the document", self, func(g *delegation.Grant) { g.Document = "龙政办发\x00〔2026〕5号" }, "不可见", false},
		{"with a document without end", self, func(g *delegation.Grant) { g.Document = strings.Repeat("文", 201) }, "最多200字", false},
		{"with a document that cannot be printed", self, func(g *delegation.Grant) { g.Document = "龙政办䶮〔2026〕5号" }, "您写的“䶮”印不到公文上，请改写", false},
		{"to somebody whose name cannot be printed", self, func(g *delegation.Grant) { g.Delegate, g.Until = "陈䶮", today }, "安装含有此字的字体", false},
		{"for a matter there is not", self, func(g *delegation.Grant) { g.Matters = []string{"介绍信", "婚假"} }, "婚假", false},
		{"for a unit there is not", self, func(g *delegation.Grant) { g.Units = []string{"月球局"} }, "月球局", false},
		{"for everything", self, func(g *delegation.Grant) { g.Matters, g.Units = nil, []string{" "} }, "", false},
	} {
		e := test.by
		e.Grant = grant(test.change)
		got, err := delegation.Check(e, nil, situation())
		refusal := (*signoff.Refusal)(nil)
		switch {
		case test.want == "" && err != nil:
			t.Errorf("%s: %v", test.name, err)
		case test.want == "":
			if test.by.Name == "赵正" && got.Administrator || got.At.IsZero() || strings.Contains(got.Grant.Document, "\n") {
				t.Errorf("%s: %+v", test.name, got)
			}
		case !errors.As(err, &refusal) || !strings.Contains(err.Error(), test.want) || refusal.Forbidden != test.forbid:
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// give adds what is done at a time to what was, and gives its code and the delegations
// beside it.
func give(t *testing.T, events []json.RawMessage, e delegation.Event, at time.Time) ([]json.RawMessage, string, []delegation.Delegation, error) {
	t.Helper()
	all, err := delegation.Of(events)
	if err != nil {
		t.Fatal(err)
	}
	with := situation()
	with.Now = at
	e, err = delegation.Check(e, all, with)
	if err != nil {
		return events, "", nil, err
	}
	text, err := e.JSON()
	if err != nil {
		t.Fatal(err)
	}
	events = append(events, text)
	if all, err = delegation.Of(events); err != nil {
		t.Fatal(err)
	}
	return events, e.Code(), delegation.Beside(all, e.Code(), at), nil
}

// TestCheckThrough goes through the life of delegations: they overlap, are told of, ended,
// and end.
func TestCheckThrough(t *testing.T) {
	self := delegation.Event{Act: delegation.Delegated, Account: "zhao", Name: "赵正", Grant: grant(nil)}
	events, first, others, err := give(t, nil, self, now)
	if err != nil || len(others) > 0 {
		t.Fatal(err, others)
	}
	if _, _, _, err := give(t, events, self, now.Add(time.Hour)); err == nil || !strings.Contains(err.Error(), "已经有了") {
		t.Errorf("the same again: %v", err)
	}
	admin := delegation.Event{Act: delegation.Delegated, Account: "admin", Name: "钱副", Administrator: true, Grant: grant(func(g *delegation.Grant) { g.Delegate = "孙科" })}
	events, second, others, err := give(t, events, admin, now.Add(time.Hour))
	if err != nil || len(others) != 1 || others[0].Delegate != "钱副" {
		t.Fatalf("to another for the same days: %v, %+v", err, others)
	}
	all, err := delegation.Of(append(events, events[0])) // as a crash may leave the journal
	if err != nil || len(all) != 2 {
		t.Fatal(err, all)
	}
	if untold := delegation.Untold(all, "赵正"); len(untold) != 1 || untold[0].Code != second {
		t.Errorf("told of %+v", untold)
	}
	do := func(act delegation.Act, of, name, words string, admin bool, at time.Time) error {
		var err error
		events, _, _, err = give(t, events, delegation.Event{Act: act, Account: "a-" + name, Name: name, Administrator: admin, Of: of, Words: words}, at)
		return err
	}
	later := now.Add(2 * time.Hour)
	for _, test := range []struct {
		err  error
		want string
	}{
		{do(delegation.Told, second, "孙科", "", false, later), "赵正本人"},
		{do(delegation.Told, second, "", "", true, later), "赵正本人"},
		{do(delegation.Told, second, "赵正", "", false, later), ""},
		{do(delegation.Told, second, "赵正", "", false, later), "已经知悉"},
		{do(delegation.Ended, second, "孙科", "", false, later), "本人或者管理员"},
		{do(delegation.Ended, second, "", "", false, later), "本人或者管理员"},
		{do(delegation.Ended, second, "", "", true, later), "理由"},
		{do(delegation.Ended, "AAAA-AAAA", "赵正", "", false, later), "没有这项委托"},
		{do(delegation.Ended, second, "", "换人", true, later), ""},
		{do(delegation.Ended, second, "赵正", "", false, later), "终止"},
		{do(delegation.Ended, first, "赵正", "", false, now.AddDate(0, 0, 10)), "期满"},
		{do("overwritten", first, "赵正", "", true, later), "不认识"},
	} {
		if (test.err == nil) != (test.want == "") || test.err != nil && !strings.Contains(test.err.Error(), test.want) {
			t.Errorf("want %q, got %v", test.want, test.err)
		}
	}
	if all, err = delegation.Of(events); err != nil || len(all) != 2 {
		t.Fatal(err, all)
	}
	if untold := delegation.Untold(all, "赵正"); len(untold) != 1 || untold[0].Ended == nil {
		t.Errorf("of the end the principal is told anew: %+v", untold)
	}
	if len(delegation.Untold(all, "")) > 0 || all[0].At(now) != delegation.InForce || all[0].At(now.AddDate(0, 0, -1)) != delegation.Coming || all[0].At(now.AddDate(0, 0, 10)) != delegation.Over || all[1].At(later) != delegation.Over {
		t.Errorf("%+v", all)
	}
	// On the day of its end it holds for what was signed, and for nobody who signs now.
	people := situation().Roster.Delegating(delegation.Rows(all)...)
	may := func(r *roster.Roster, day templates.Date) bool {
		return r.Delegated("赵正", "孙科", "介绍信", "区财政局", day) != nil
	}
	if may(people.WithoutEnded(), templates.Today(later)) {
		t.Error("somebody may sign by what was ended")
	}
	if !may(people, today) || may(people, today.AddDays(1)) {
		t.Error("what was signed before stays, and no more")
	}
}

// FuzzOf: whatever a line says, it is read or told to be wrong, and gives no right that it
// does not name.
func FuzzOf(f *testing.F) {
	text, err := delegation.Event{Act: delegation.Delegated, At: now, Grant: grant(nil)}.JSON()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(text))
	f.Add([]byte(`{"act":"delegation-ended","at":"2026-05-11T09:30:00+08:00","of":"K7QF-2M4D"}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		all, err := delegation.Of([]json.RawMessage{line, line})
		if err != nil && len(all) > 0 || len(all) > 1 {
			t.Error(all, err)
		}
		for _, d := range all {
			if d.Given.Code() != d.Code || len(delegation.Rows(all)) != 1 {
				t.Errorf("%+v", d)
			}
		}
	})
}
