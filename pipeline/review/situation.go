package review

import (
	"cmp"
	"time"

	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// Situation is what the rules say at a time of a form that is signed at the desk, with
// the signatures that count: how far its steps have come, and who may sign. The form
// is given those signatures. The error is the archive's.
func (r *Reviewer) Situation(f *form.Form, records rules.Archive, s signoff.Signing, now time.Time) (signoff.Situation, error) {
	day := templates.Today(now)
	facts := rules.Facts{Roster: r.Ruleset.Roster, Units: r.Ruleset.Units, Archive: records, Received: day}
	signing := facts // what was signed before a delegation was ended stays; who signs now has it no more
	signing.Roster = facts.Roster.WithoutEnded()
	rows, signedFor := s.Rows()
	f.Sign(rows, signedFor)
	dateBySignatures(f)
	route, err := r.Ruleset.Regulation.Route(f, facts)
	trial := r.trial(f, records, func(f *form.Form) (rules.Verdict, error) {
		facts.Received = judgedOn(f, now)
		return r.Ruleset.Regulation.Judge(f, nil, facts)
	})
	return signoff.Situation{
		Now: now, Route: route,
		May: func(name, title string, inPerson bool) (rules.Candidate, bool, error) {
			return r.Ruleset.Regulation.Candidate(f, signing, name, title, inPerson, day)
		},
		MayIn: func(name, post, title string, inPerson bool) (rules.Candidate, bool, error) {
			return r.Ruleset.Regulation.CandidateIn(f, signing, name, post, title, inPerson, day)
		},
		Object: func(name, post, words string) (*signoff.Objection, error) {
			return trial.objection(name, post, words, now)
		},
		Unprintable: r.Unprintable,
		InVain: func() ([]form.Finding, error) {
			if !trial.asked {
				return nil, nil
			}
			vain, _, err := trial.inVain(day)
			return vain, err
		},
		OnRoster: func(name string) bool { return len(r.Ruleset.Roster.Appointments(name, day)) > 0 },
		Due:      func(p rules.Progress, since time.Time) time.Time { return dueOn(r.Ruleset, p, since) },
	}, err
}

// Unprintable names the characters of a text that no font here has; empty for none, and
// where nothing is printed.
func (r *Reviewer) Unprintable(text string) string {
	if r.Fonts == nil {
		return ""
	}
	return missingIn(text, r.Fonts)
}

// dueOn is by when a step is to be signed that became ready at a time: the end of a day, as
// the office counts working days; zero for never. It follows from what is known at any time,
// so there is no timer that could be lost.
func dueOn(r *workspace.Ruleset, p rules.Progress, since time.Time) time.Time {
	n := cmp.Or(p.Within, r.SignWithin)
	if n == 0 || since.IsZero() {
		return time.Time{}
	}
	day := r.Calendar.After(templates.Today(since), n)
	return time.Date(day.Year(), day.Month(), day.Day(), 23, 59, 59, 0, since.Location())
}

// SignOffsOf are the signatures of a signing that count, as a submission has them.
func SignOffsOf(s signoff.Signing) SignOffs {
	rows, signedFor := s.Rows()
	return SignOffs{Opened: s.Version() > 0, Rows: rows, For: signedFor}
}
