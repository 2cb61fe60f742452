package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// TestAwayFollowingTheAdviceLeadsToAnAcceptedForm: for every kind and every line of its
// example's approvals, the one who signed is away that day. Whoever signs for them
// without a ground is returned with what to do; done as it says, by a leave on file or
// by a delegation, the form is accepted. Only where the regulation asks for somebody in
// person does it say so, and ask for nothing else.
func TestAwayFollowingTheAdviceLeadsToAnAcceptedForm(t *testing.T) {
	t.Parallel()
	r := builtinRegulation()
	lines := 0
	for _, k := range builtinKinds().All() {
		whole, _ := read(t, builtinKinds(), k.Example)
		list := k.ApprovalsKey()
		rows, _ := whole.Values[list].([]templates.Values)
		for i := range rows {
			if (awayLine{t: t, r: r, kind: k, form: whole, list: list, line: i}).try() {
				lines++
			}
		}
	}
	if lines < 40 {
		t.Errorf("only %d lines are needed: that proves nothing", lines)
	}
}

// awayLine is one line of an example's approvals, whose signer is away.
type awayLine struct {
	t    *testing.T
	r    *Regulation
	kind *templates.Kind
	form *form.Form
	list string
	line int
}

// try reports whether the form needs the line.
func (a awayLine) try() bool {
	row := a.form.Values[a.list].([]templates.Values)[a.line]
	holder, day := row["name"].(string), row["date"].(templates.Date)
	other, post := a.other(holder, day)
	name := fmt.Sprintf("%s line %d: %s for %s", a.kind.Key, a.line, other, holder)
	leave := map[string]any{"表单种类": "请假外出", "请假人": holder, "起始日期": day.ISO(), "结束日期": day.ISO(), "天数": 1, "代行职责人": other}
	signed := a.signedBy(other, post)

	without := a.judge(signed, samplePeople())
	if !without.Returned() {
		return false // nobody asks for this line
	}
	if personal := slices.ContainsFunc(without.Findings, func(f form.Finding) bool { return f.Returns() && strings.Contains(f.Message, "本人") }); personal {
		for _, f := range without.Findings {
			if f.Returns() && strings.Contains(f.Advice, "委托") {
				a.t.Errorf("%s: nobody may act, but the advice says how: %s", name, f.Advice)
			}
		}
		return true
	}
	for how, v := range map[string]Verdict{
		"leave on file": a.judge(signed, samplePeople(), leave),
		"delegation": a.judge(signed, samplePeople().Delegating(roster.Delegation{Principal: holder, Delegate: other, Mode: "委托",
			From: day, Until: day, Document: "龙政办发〔2026〕5号"})),
	} {
		if v.Returned() {
			a.t.Errorf("%s, %s: returned: %+v", name, how, v.Findings)
		}
		if !slices.ContainsFunc(v.Acting, func(x templates.Acting) bool { return x.Line == a.line && x.For == holder }) {
			a.t.Errorf("%s, %s: who acts is not noted: %+v", name, how, v.Acting)
		}
	}
	// The holder's own signature during the leave is only to be confirmed.
	for _, f := range a.judge(a.form, samplePeople(), leave).Findings {
		if f.Severity != form.Confirm {
			a.t.Errorf("%s: the holder's own signature is refused: %s", name, f.Message)
		}
	}
	return true
}

// other is somebody in office who has nothing to do with the form.
func (a awayLine) other(holder string, day templates.Date) (name, post string) {
	said := templates.Text(a.form.Values[a.list])
	for _, f := range a.kind.Fields {
		said += fmt.Sprint(a.form.Values[f.Key])
	}
	for _, x := range samplePeople().All() {
		if x.Rank == "副职" && x.On(day) && !strings.Contains(said, x.Name) {
			return x.Name, x.Post
		}
	}
	a.t.Fatal("nobody is left")
	return "", ""
}

// signedBy is the form with the line signed by somebody else.
func (a awayLine) signedBy(name, post string) *form.Form {
	f := *a.form
	f.Values = templates.Values{}
	for key, value := range a.form.Values {
		f.Values[key] = value
	}
	rows := slices.Clone(a.form.Values[a.list].([]templates.Values))
	rows[a.line] = templates.Values{"name": name, "post": post, "opinion": templates.Agreed, "date": rows[a.line]["date"]}
	f.Values[a.list] = rows
	return &f
}

// judge judges the form with what its example rests on in the archive, and more.
func (a awayLine) judge(f *form.Form, people *roster.Roster, filed ...map[string]any) Verdict {
	a.t.Helper()
	before, err := a.r.before(a.r.Latest(), a.kind, example{})
	if err != nil {
		a.t.Fatal(err)
	}
	more, err := a.r.fixtures(filed)
	if err != nil {
		a.t.Fatal(err)
	}
	v, err := a.r.Judge(f, nil, Facts{Roster: people, Archive: append(before, more...)})
	if err != nil {
		a.t.Fatal(err)
	}
	return v
}
