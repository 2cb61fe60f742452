package rules_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/signoff"
	"gongwen/samples"
	"gongwen/templates"
)

// builtin is the regulation that is compiled in, with the people of its cases.
func builtin(t testing.TB) (*rules.Regulation, *roster.Roster) {
	t.Helper()
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		t.Fatal(err)
	}
	r, err := rules.LoadBuiltin(kinds)
	if err != nil {
		t.Fatal(err)
	}
	people, err := roster.Read("roster.yaml", samples.Roster())
	if err != nil {
		t.Fatal(err)
	}
	return r, people
}

// desk is a form that is signed at the desk, as far as the rules go.
type desk struct {
	regulation *rules.Regulation
	form       *form.Form
	facts      rules.Facts
	signing    signoff.Signing
}

func newDesk(r *rules.Regulation, f *form.Form, facts rules.Facts) *desk {
	return &desk{r, f, facts, signoff.Signing{Arrival: "一", Events: []signoff.Event{{Act: signoff.Opened, At: time.Date(2020, 1, 1, 8, 0, 0, 0, time.Local), Version: 1, Shown: "稿"}}}}
}

func (d *desk) situation(t testing.TB, day templates.Date) signoff.Situation {
	t.Helper()
	facts := d.facts
	facts.Received = day
	rows, counts := d.signing.Rows()
	signed := *d.form
	signed.Sign(rows, counts)
	route, err := d.regulation.Route(&signed, facts)
	if err != nil {
		t.Fatal(err)
	}
	return signoff.Situation{
		Now: time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, time.Local), Route: route,
		May: func(name, title string, inPerson bool) (rules.Candidate, bool, error) {
			return d.regulation.Candidate(&signed, facts, name, title, inPerson, day)
		},
		MayIn: func(name, post, title string, inPerson bool) (rules.Candidate, bool, error) {
			return d.regulation.CandidateIn(&signed, facts, name, post, title, inPerson, day)
		},
		OnRoster: func(string) bool { return true },
		Due:      func(rules.Progress, time.Time) time.Time { return time.Time{} },
	}
}

// sign gives the signature of a line of approvals.
func (d *desk) sign(t testing.TB, line templates.Values) error {
	t.Helper()
	name, _ := line["name"].(string)
	day, _ := line["date"].(templates.Date)
	e := signoff.Event{Act: signoff.Signed, Name: name, Decision: templates.Agreed, Shown: "稿"}
	if line["opinion"] != templates.Agreed {
		e.Decision, e.Words = templates.Refused, "不办"
	}
	e, err := d.signing.Check(e, d.situation(t, day))
	if err == nil {
		d.signing.Events = append(d.signing.Events, e)
	}
	return err
}

// TestRouteCasesAtTheDesk gives the approvals of every case of every step at the desk, in
// their order. Those that the regulation accepts on paper, with all other steps, are
// accepted there; and no step that a case leaves wanting is ever done.
func TestRouteCasesAtTheDesk(t *testing.T) {
	t.Parallel()
	r, people := builtin(t)
	cases, err := r.StepCases(people)
	if err != nil {
		t.Fatal(err)
	}
	// Whom the steps do not ask nobody can go to at the desk: on paper both heads may
	// approve a short leave in the place of the deputy mayor.
	asked := func(c rules.StepCase) bool {
		return !strings.Contains(c.Name, "leave-leader 的例子“两位主要领导都批了”")
	}
	passed, failed := 0, 0
	for _, c := range cases {
		approvals := rules.Approvals(c.Form)
		if len(approvals) == 0 {
			continue
		}
		signed := *c.Form // as if every line counted for whatever it may
		signed.Sign(approvals, nil)
		paper, err := r.Route(&signed, c.Facts)
		if err != nil {
			t.Fatal(err)
		}
		open := slices.ContainsFunc(paper, func(p rules.Progress) bool { return !p.Done() })
		d := newDesk(r, c.Form, c.Facts)
		said := ""
		var last templates.Date
		for _, line := range approvals {
			last, _ = line["date"].(templates.Date)
			err := d.sign(t, line)
			if err != nil {
				said += fmt.Sprintf("\n  %v: %v", line, err)
			}
			for err == nil && d.signing.Ended() == nil { // once more, for whom they act for
				err = d.sign(t, line)
			}
		}
		at := d.situation(t, last)
		done := true
		for _, p := range at.Route {
			if p.Step == c.Step {
				done = p.Done()
			}
		}
		settled := d.signing.Settled(at) && d.signing.Ended() == nil
		switch {
		case c.Fails && done && d.signing.Ended() == nil:
			t.Errorf("%s: done at the desk%s", c.Name, said)
		case c.Fails:
			failed++
		case !open && !settled && asked(c):
			t.Errorf("%s: accepted on paper, and at the desk it waits: %s%s", c.Name, d.signing.WhoseTurn(at), said)
		case !open:
			passed++
		}
	}
	if passed < 150 || failed < 150 {
		t.Errorf("only %d cases pass and %d fail", passed, failed)
	}
	t.Logf("%d cases pass at the desk as on paper, %d fail", passed, failed)
}

// finish lets whoever may sign do so on a day until nothing is open.
func (d *desk) finish(t testing.TB, day templates.Date) signoff.Situation {
	t.Helper()
	for range 20 {
		at := d.situation(t, day)
		turns, err := d.signing.Turns(at)
		if err != nil {
			t.Fatal(err)
		}
		signed := false
		for _, turn := range turns {
			facts := d.facts
			facts.Received = day
			candidates, err := d.regulation.Candidates(d.form, facts, turn.Title, turn.InPerson, day)
			if err != nil {
				t.Fatal(err)
			}
			if signed = len(candidates) > 0; signed {
				if err := d.sign(t, templates.Values{"name": candidates[0].Name, "date": day, "opinion": templates.Agreed}); err != nil {
					t.Fatal(err)
				}
				break
			}
		}
		if !signed {
			return at
		}
	}
	t.Fatal("it does not end")
	return signoff.Situation{}
}

// TestRouteAsksAtTheDeskForWhatRulesWant: a rule that signatures satisfy, beside other
// ways, asks for them at the desk where it would return the form on paper, is kept when
// they are given, and asks nobody where the form answers it.
func TestRouteAsksAtTheDeskForWhatRulesWant(t *testing.T) {
	t.Parallel()
	r, people := builtin(t)
	cases, err := r.StepCases(people)
	if err != nil {
		t.Fatal(err)
	}
	asks := func(f *form.Form, c rules.StepCase) bool {
		route, err := r.Route(f, c.Facts)
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(route, func(p rules.Progress) bool { return p.Step == c.Step && len(p.Titles) > 0 })
	}
	tried := map[string]int{}
	for _, c := range cases {
		if !c.AtDesk || !c.Fails {
			continue
		}
		tried[c.Step]++
		if asks(c.Form, c) {
			t.Errorf("%s: asks for a signature on paper", c.Name)
		}
		unsigned := *c.Form
		unsigned.Sign(nil, nil)
		if !asks(&unsigned, c) {
			t.Errorf("%s: asks for no signature at the desk", c.Name)
			continue
		}
		d := newDesk(r, c.Form, c.Facts)
		day := c.Form.Kind.DateOf(c.Form.Values)
		at := d.finish(t, day)
		if !d.signing.Settled(at) {
			t.Errorf("%s: it waits: %s", c.Name, d.signing.WhoseTurn(at))
			continue
		}
		unsigned.Sign(d.signing.Rows())
		v, err := r.Judge(&unsigned, nil, c.Facts)
		if err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(v.Findings, func(f form.Finding) bool { return f.Code == c.Code && f.Returns() }) {
			t.Errorf("%s: everybody has signed, and it goes back: %+v", c.Name, v.Findings)
		}
		answered := *c.Form
		answered.Sign(nil, nil)
		answered.Values[templates.Exceptions.Key] = []templates.Values{{"target": c.Code, "reason": "业务科室之间的工作交流，办公室主任认为不需要报告"}}
		if asks(&answered, c) {
			t.Errorf("%s: asks for a signature though the form answers", c.Name)
		}
	}
	if len(tried) < 12 {
		t.Errorf("only %v", tried)
	}
}

// TestRouteNobodyIsNotApproval: where no step applies to a form that must be approved,
// the head of its unit is asked; and where there is none, nobody passes for one.
func TestRouteNobodyIsNotApproval(t *testing.T) {
	t.Parallel()
	r, people := builtin(t)
	cases, err := r.StepCases(people)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(cases, func(c rules.StepCase) bool {
		return c.Form.Kind.Key == "minutes" && c.Form.Values["type"] == "常务会议"
	})
	c := cases[i]
	day := c.Form.Kind.DateOf(c.Form.Values)
	c.Form.Values["type"] = "全体会议"
	d := newDesk(r, c.Form, c.Facts)
	at := d.situation(t, day)
	if d.signing.Settled(at) || len(at.Route) != 1 || !slices.Equal(at.Route[0].Open, []string{"区政府办公室主要负责人"}) {
		t.Errorf("the route is %+v", at.Route)
	}
	if err := d.sign(t, templates.Values{"name": "江临川", "date": day, "opinion": templates.Agreed}); err == nil {
		t.Error("somebody else signed")
	}
	if err := d.sign(t, templates.Values{"name": "顾怀瑾", "date": day, "opinion": templates.Agreed}); err != nil {
		t.Error(err)
	}
	if at := d.situation(t, day); !d.signing.Settled(at) {
		t.Errorf("it waits for %s", d.signing.WhoseTurn(at))
	}
	c.Form.Values["unit"] = "没有负责人的单位"
	if at := newDesk(r, c.Form, c.Facts).situation(t, day); d.signing.Settled(at) || at.Route[0].Done() {
		t.Errorf("nobody passed for an approval: %+v", at.Route)
	}
	unsigned := *c.Form
	unsigned.Sign(nil, nil)
	if v, err := r.Judge(&unsigned, nil, c.Facts); err != nil || len(v.Unsigned) != 1 {
		t.Errorf("%v, unsigned %+v", err, v.Unsigned)
	}
}

// BenchmarkRoute is how long it takes to tell how far a form has come, and whether
// somebody may sign it, beside judging it: the desk asks for both of every form.
func BenchmarkRoute(b *testing.B) {
	r, people := builtin(b)
	cases, err := r.StepCases(people)
	if err != nil {
		b.Fatal(err)
	}
	c := cases[slices.IndexFunc(cases, func(c rules.StepCase) bool { return c.Form.Kind.Key == "contract" })]
	unsigned := *c.Form
	unsigned.Sign(nil, nil)
	day := c.Form.Kind.DateOf(c.Form.Values)
	timed := func(do func() error) time.Duration {
		begun := time.Now()
		for range 100 {
			if err := do(); err != nil {
				b.Fatal(err)
			}
		}
		return time.Since(begun) / 100
	}
	var route, candidate, judge time.Duration
	for b.Loop() {
		route += timed(func() error { _, err := r.Route(&unsigned, c.Facts); return err })
		candidate += timed(func() error {
			_, _, err := r.Candidate(&unsigned, c.Facts, "江临川", "区长", false, day)
			return err
		})
		judge += timed(func() error { _, err := r.Judge(&unsigned, nil, c.Facts); return err })
	}
	b.ReportMetric(float64(route)/float64(judge), "route/judge")
	b.ReportMetric(float64(candidate)/float64(judge), "candidate/judge")
	b.ReportMetric(float64(route.Microseconds())/float64(b.N), "µs/route")
	b.ReportMetric(float64(candidate.Microseconds())/float64(b.N), "µs/candidate")
}
