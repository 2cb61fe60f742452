package signoff

import (
	"slices"
	"time"

	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
	"gongwen/templates"
)

// What somebody is asked to do.
const (
	ToSign   = "sign"   // 签批
	ToAdvise = "advise" // 答复征求的意见
	ToRead   = "read"   // 阅
	Stuck    = "stuck"  // nobody can be told: the rulebook or the roster must be seen to
)

// Situation is what a signing stands in at a moment: what the rules say of the form with
// the signatures that count, and who holds which post that day.
type Situation struct {
	Now   time.Time
	Route []rules.Progress
	// May is who somebody signs as for a title; ok is false where they may not.
	May func(name, title string, inPerson bool) (c rules.Candidate, ok bool, err error)
	// MayIn is May in one of their posts.
	MayIn func(name, post, title string, inPerson bool) (c rules.Candidate, ok bool, err error)
	// Object tells what speaks against somebody's agreeing now, in a post and with words:
	// that the form would go back all the same. Nil is for nothing, a nil function too.
	Object func(name, post, words string) (*Objection, error)
	// Unprintable names the characters of a text that no font here has; empty for none. A
	// nil function is for that too.
	Unprintable func(text string) string
	// InVain are the findings for which the form will go back when all have signed, on
	// whatever day they do: a day on it has passed. A nil function is for none.
	InVain func() ([]form.Finding, error)
	// OnRoster reports whether the roster has a person that day.
	OnRoster func(name string) bool
	// Due is by when a step is to be signed that became ready at a time; zero for never.
	Due func(step rules.Progress, since time.Time) time.Time
}

// Objection is why somebody should not agree to a form now.
type Objection struct {
	// Reason is what rules say of the form signed like this, with their articles.
	Reason string
	// From is the first day on which they could; zero where there is none.
	From templates.Date
	// Confirm is set where rules only suspect something about the signature: who signs can
	// confirm it, see Event.Confirmed.
	Confirm bool
}

// SuspicionCode is a short code for a suspicion about a signature under an arrival, see
// Refusal.Confirm, by which it is named where the sentence itself would be unwieldy. No
// other suspicion and no other arrival has it.
func SuspicionCode(arrival, suspicion string) string {
	return ShortCode("gongwen suspicion\n" + arrival + "\n" + suspicion)
}

// Turn is what somebody is asked to do.
type Turn struct {
	What  string
	Step  string   // of ToSign
	Title string   // who is asked: a title, or a person's name
	Or    []string // of ToSign: the titles any of which would do as well
	// PassedTo is to whom it was passed on, last; empty for nobody. It is the turn of that
	// person alone while they may sign for it.
	PassedTo string
	InPerson bool
	Article  string
	Since    time.Time
	Due      time.Time // zero for none
}

// Turns are all that somebody is asked to do now.
func (s Signing) Turns(at Situation) (turns []Turn, err error) {
	if s.Ended() != nil {
		return nil, nil
	}
	for _, p := range at.Route {
		if !p.Ready || p.Done() {
			continue
		}
		t := Turn{What: ToSign, Step: p.Step, InPerson: p.InPerson, Article: p.Article, Since: s.readySince(p, at.Route)}
		t.Due = at.Due(p, t.Since)
		if p.Unknown != "" {
			t.What = Stuck
			turns = append(turns, t)
			continue
		}
		for _, title := range p.Open {
			t.Title, t.Or, t.PassedTo = title, nil, s.passedTo(p.Step, title)
			if !p.All {
				t.Or = slices.DeleteFunc(slices.Clone(p.Open), func(other string) bool { return other == title })
			}
			turns = append(turns, t)
		}
	}
	for _, e := range s.Asks() {
		turns = append(turns, Turn{What: ToAdvise, Step: s.Code(e), Title: e.To[0], InPerson: true, Since: e.At})
	}
	for _, name := range s.Unread() {
		turns = append(turns, Turn{What: ToRead, Title: name, InPerson: true, Since: s.Since()})
	}
	return turns, nil
}

// readySince is since when a step can be signed: when the last signature was given that
// it had to wait for.
func (s Signing) readySince(p rules.Progress, route []rules.Progress) time.Time {
	since := s.Since()
	counted := s.Counted()
	for _, before := range route {
		for _, after := range p.After {
			if before.Step != after {
				continue
			}
			for _, line := range before.Lines {
				if line < len(counted) && counted[line].At.After(since) {
					since = counted[line].At
				}
			}
		}
	}
	return since
}

// Settled reports whether there is nothing more to wait for: the signing ended, or every
// step is done and every opinion that was asked for is there.
func (s Signing) Settled(at Situation) bool {
	if s.Ended() != nil {
		return true
	}
	for _, p := range at.Route {
		if !p.Done() {
			return false
		}
	}
	return len(s.Asks()) == 0
}
