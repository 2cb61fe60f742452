package review

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/signoff"
	"gongwen/templates"
)

// trial holds a form that is signed at the desk against the rules as it would be if
// everybody signed who still has to. Rules about its approvals are not judged before the
// last signature; without a trial nobody would know until then that they were given in
// vain: a date on the form has passed, or somebody signed their own leave.
type trial struct {
	judge  func(*form.Form) (rules.Verdict, error)
	route  func(f *form.Form, day templates.Date) ([]rules.Progress, error)
	may    func(f *form.Form, title string, inPerson bool, day templates.Date) ([]rules.Candidate, error)
	form   *form.Form
	rows   []templates.Values // the signatures it has
	counts [][]form.SignedFor // what they count for
	asked  bool               // whether any rule looks at approvals
}

// signed is the form with the signatures that the trial has.
func (t trial) signed() *form.Form {
	tried := *t.form
	tried.Sign(t.rows, t.counts)
	dateBySignatures(&tried)
	return &tried
}

// and is the trial with one signature more, which counts for whatever it may.
func (t trial) and(name, post, words string, day templates.Date) trial {
	row := templates.Values{"post": post, "name": name, "opinion": templates.Agreed, "date": day}
	if words != "" {
		row["words"] = words
	}
	t.rows = append(t.rows[:len(t.rows):len(t.rows)], row)
	t.counts = append(t.counts[:len(t.counts):len(t.counts)], nil)
	return t
}

// mostTried is how many signatures a trial adds, and how many days it tries.
const mostTried = 20

// complete adds the signatures that are open, of a day, by the first who may give them,
// or the last. Ok is false where it cannot be told who that is.
func (t trial) complete(day templates.Date, last bool) (_ trial, ok bool, err error) {
	for range mostTried {
		f := t.signed()
		route, err := t.route(f, day)
		if err != nil {
			return t, false, err
		}
		i := slices.IndexFunc(route, func(p rules.Progress) bool { return p.Ready && !p.Done() })
		if i < 0 {
			return t, !slices.ContainsFunc(route, func(p rules.Progress) bool { return !p.Done() }), nil
		}
		before := len(t.rows)
		for _, title := range route[i].Open {
			candidates, err := t.may(f, title, route[i].InPerson, day)
			if err != nil {
				return t, false, err
			}
			if len(candidates) > 0 {
				c := candidates[0]
				if last {
					c = candidates[len(candidates)-1]
				}
				t = t.and(c.Name, c.Post, "", day)
				break
			}
		}
		if len(t.rows) == before {
			return t, false, nil
		}
	}
	return t, false, nil
}

// verdict is what comes of the form when those who still have to sign it do so on a day.
// Added is how many they are; ok is false where that cannot be told.
func (t trial) verdict(day templates.Date, last bool) (v rules.Verdict, added int, ok bool, err error) {
	signed, ok, err := t.complete(day, last)
	if err != nil || !ok {
		return v, 0, false, err
	}
	v, err = t.judge(signed.signed())
	return v, len(signed.rows) - len(t.rows), true, err
}

// findings are for what the form would go back if those who still have to sign it did so
// on a day, whoever of those who may that is; and the verdict if the first of them did.
func (t trial) findings(day templates.Date) (found []form.Finding, v rules.Verdict, err error) {
	v, added, ok, err := t.verdict(day, false)
	if err != nil || !ok {
		return nil, v, err
	}
	found = returning(v)
	if len(found) == 0 || added == 0 {
		return found, v, nil
	}
	other, _, ok, err := t.verdict(day, true)
	if err != nil || !ok {
		return nil, v, err
	}
	return slices.DeleteFunc(found, func(f form.Finding) bool {
		return !slices.ContainsFunc(returning(other), func(g form.Finding) bool {
			return f.Article == g.Article && f.Path == g.Path && f.Advice == g.Advice
		})
	}), v, nil
}

func returning(v rules.Verdict) []form.Finding {
	return slices.DeleteFunc(slices.Clone(v.Findings), func(f form.Finding) bool { return !f.Returns() })
}

// earliest is the first day, from one on, on which the form could be signed and not go
// back; zero where there is none, and then the findings are those of the first day. Rules
// hold the day of a signature against days that the form names: one of them is the first,
// or this one is.
func (t trial) earliest(from templates.Date) (day templates.Date, found []form.Finding, err error) {
	found, _, err = t.findings(from)
	if err != nil || len(found) == 0 {
		return from, nil, err
	}
	for _, day := range later(t.form, from) {
		then, _, err := t.findings(day)
		if err != nil || len(then) == 0 {
			return day, nil, err
		}
	}
	return templates.Date{}, found, nil
}

// later are the days that a form names after one, in order.
func later(f *form.Form, from templates.Date) (days []templates.Date) {
	each(f, func(_ string, _ *templates.Field, _ string, value any) {
		day, ok := value.(templates.Date)
		if m, isMoment := value.(templates.Moment); isMoment {
			day, ok = templates.Today(m.Time), true
		}
		if ok && day.After(from.Time) {
			days = append(days, day)
		}
	})
	slices.SortFunc(days, func(a, b templates.Date) int { return a.Compare(b.Time) })
	days = slices.CompactFunc(days, func(a, b templates.Date) bool { return a.Equal(b.Time) })
	return days[:min(len(days), mostTried)]
}

// trial is of a form that is signed at the desk, with the signatures it has. It is judged
// as by judge.
func (r *Reviewer) trial(f *form.Form, records rules.Archive, judge func(*form.Form) (rules.Verdict, error)) trial {
	facts := func(day templates.Date) rules.Facts {
		return rules.Facts{Roster: r.Ruleset.Roster, Units: r.Ruleset.Units, Archive: records, Received: day}
	}
	rows, _ := f.Values[f.Kind.ApprovalsKey()].([]templates.Values)
	return trial{form: f, rows: rows, counts: f.SignedFor, judge: judge, asked: r.Ruleset.Regulation.JudgesApprovals(f),
		route: func(f *form.Form, day templates.Date) ([]rules.Progress, error) {
			return r.Ruleset.Regulation.Route(f, facts(day))
		},
		may: func(f *form.Form, title string, inPerson bool, day templates.Date) ([]rules.Candidate, error) {
			now := facts(day)
			now.Roster = now.Roster.WithoutEnded()
			return r.Ruleset.Regulation.Candidates(f, now, title, inPerson, day)
		},
	}
}

// tryToSign tells of a form that is handed in, to be signed at the desk, what it would go
// back for when all have signed, on whatever day that is. It goes back at once; but a day
// that has passed meanwhile is only told, see Outcome.InVain: who signs sees it, too.
func (r *Reviewer) tryToSign(s Submission, o *Outcome, found []form.Finding, records rules.Archive) error {
	t := r.trial(o.Form, s.From.sees(records), func(f *form.Form) (rules.Verdict, error) {
		return Judge(r.Ruleset, nil, records, f, found, s.From, s.has, s.received())
	})
	vain, wrong, err := t.inVain(templates.Today(s.received()))
	o.InVain = append(o.InVain, vain...)
	o.Verdict.Findings = append(o.Verdict.Findings, wrong...)
	return err
}

// inVain are the findings for which the form will go back when all have signed, whatever
// day from one on they do: those about the day of a signature, and all others.
func (t trial) inVain(from templates.Date) (vain, wrong []form.Finding, err error) {
	day, found, err := t.earliest(from)
	if err != nil || !day.IsZero() {
		return nil, nil, err
	}
	k := t.form.Kind
	key := k.ApprovalsKey()
	for _, f := range found {
		dated := form.TopKey(f.Path) == key && strings.HasSuffix(f.Path, ".date")
		if form.TopKey(f.Path) == key {
			f.Path, f.Field, f.Cell, f.Value = key, k.LabelOf(key), "", ""
		}
		f.Message = "签了也不能办：" + f.Message
		if !dated {
			wrong = append(wrong, f)
			continue
		}
		f.Advice = fmt.Sprintf("网上签批的日期就是签的那一天，最早是今天（%s）。请撤回，改正表单上的有关日期后重新提交。", from)
		if k.Undated != templates.UndatedReceived {
			f.Advice += fmt.Sprintf("“%s”可以不填，签完那天就是。", k.LabelOf(k.Date))
		}
		vain = append(vain, f)
	}
	return vain, wrong, nil
}

// objection tells why somebody should not agree now, nil where nothing speaks against it.
func (t trial) objection(name, post, words string, now time.Time) (*signoff.Objection, error) {
	if !t.asked {
		return nil, nil
	}
	today := templates.Today(now)
	found, v, err := t.and(name, post, words, today).findings(today)
	if err != nil {
		return nil, err
	}
	if len(found) > 0 {
		o := &signoff.Objection{Reason: cited(found[0])}
		for _, day := range later(t.form, today) {
			then, _, err := t.and(name, post, words, day).findings(day)
			if err != nil {
				return nil, err
			}
			if len(then) == 0 {
				o.From = day
				break
			}
		}
		return o, nil
	}
	own := form.RowPath(t.form.Kind.ApprovalsKey(), len(t.rows), "")
	var suspicions []string // who signs confirms all of them, or does not sign
	for _, f := range v.Findings {
		if f.Reason == rules.SignedThemselves && strings.HasPrefix(f.Path, own) {
			suspicions = append(suspicions, cited(f))
		}
	}
	if len(suspicions) == 0 {
		return nil, nil
	}
	return &signoff.Objection{Reason: strings.Join(suspicions, "；"), Confirm: true}, nil
}

// cited is what a finding says, with its article.
func cited(f form.Finding) string {
	if f.Article == "" {
		return f.Message
	}
	return f.Message + "（" + form.ArticleName(f.Article) + "）"
}
