package signoff

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gongwen/pipeline/form"
	"gongwen/templates"
)

// Signing is the way of one arrival through its signatures. The zero Signing has not
// been opened.
type Signing struct {
	Arrival string
	Events  []Event // all, in order
	// Before are the signings of the arrivals whose changed form this one is, the first
	// one first. What was signed then is shown, and counts no more.
	Before []Signing
}

// Replaces is the arrival whose changed form this is; empty for none.
func (s Signing) Replaces() string {
	for _, e := range s.Events {
		if e.Act == Opened && e.Replaces != "" {
			return e.Replaces
		}
	}
	return ""
}

// Next is the version that is opened next. It counts on from those of Before.
func (s Signing) Next() int {
	next := s.Version() + 1
	for _, before := range s.Before {
		next = max(next, before.Version()+1)
	}
	return next
}

// Of is the signing that events as they are kept tell of.
func Of(arrival string, events []json.RawMessage) (Signing, error) {
	s := Signing{Arrival: arrival}
	for _, text := range events {
		e, err := Parse(text)
		if err != nil {
			return s, err
		}
		s.Events = append(s.Events, e)
	}
	return s, nil
}

// JSON are the events as they are kept.
func (s Signing) JSON() (all []json.RawMessage, err error) {
	for _, e := range s.Events {
		text, err := e.JSON()
		if err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, nil
}

// opened is the event that opened the present version; nil before the first.
func (s Signing) opened() *Event {
	if present := s.present(); len(present) > 0 {
		return &present[0]
	}
	return nil
}

// Version is the present version, 0 before the first.
func (s Signing) Version() int {
	if o := s.opened(); o != nil {
		return o.Version
	}
	return 0
}

// Shown is the hash over what is signed in the present version; empty before the first.
func (s Signing) Shown() string {
	if o := s.opened(); o != nil {
		return o.Shown
	}
	return ""
}

// Parts are what Shown is over.
func (s Signing) Parts() Shown {
	if o := s.opened(); o != nil && o.Parts != nil {
		return *o.Parts
	}
	return Shown{}
}

// DraftName is the file of an arrival's spool folder that has the document as it is shown
// in a version.
func DraftName(version int) string { return fmt.Sprintf("draft-%d.pdf", version) }

// Since is when the present version was opened.
func (s Signing) Since() time.Time {
	if o := s.opened(); o != nil {
		return o.At
	}
	return time.Time{}
}

// Code is the code of one of the signing's events.
func (s Signing) Code(e Event) string { return e.Code(s.Arrival) }

// Counted are the signatures that count, in order: those given in the present version
// that were not taken back. What no longer counts does not count again when a later
// version happens to say the same.
func (s Signing) Counted() []Event {
	present := Signing{Arrival: s.Arrival, Events: s.present()}
	return slices.DeleteFunc(present.standing(Signed), func(e Event) bool { return e.Shown != s.Shown() })
}

// present are the events since the present version was opened, that one first; none before
// the first version.
func (s Signing) present() []Event {
	for i := range slices.Backward(s.Events) {
		if s.Events[i].Act == Opened {
			return s.Events[i:]
		}
	}
	return nil
}

// standing are the events of an act that nothing has undone, in order.
func (s Signing) standing(act Act) []Event {
	undone := map[string]bool{}
	for _, e := range s.Events {
		if e.Act == TakenBack || e.Act == Unasked {
			undone[e.Of] = true
		}
	}
	var all []Event
	for _, e := range s.Events {
		if e.Act == act && (len(undone) == 0 || !undone[s.Code(e)]) {
			all = append(all, e)
		}
	}
	return all
}

// Ended is the event that ended the signing without the form being issued: refused,
// sent back, recalled or replaced; nil where there is none.
func (s Signing) Ended() *Event {
	for _, e := range s.Events {
		if e.Act == Recalled || e.Act == Replaced {
			return &e
		}
	}
	for _, e := range s.Counted() {
		if e.Decision != templates.Agreed {
			return &e
		}
	}
	return nil
}

// Asks are the requests for one more opinion that have no answer yet.
func (s Signing) Asks() []Event {
	answered := map[string]bool{}
	for _, e := range s.Events {
		if e.Act == Advised {
			answered[e.Of] = true
		}
	}
	return slices.DeleteFunc(s.standing(Asked), func(e Event) bool { return len(answered) > 0 && answered[s.Code(e)] })
}

// Unread are the people to whom the form was circulated and who have not read it.
func (s Signing) Unread() []string {
	var people []string
	for _, e := range s.Events {
		switch e.Act {
		case Circulated:
			for _, name := range e.To {
				if !slices.Contains(people, name) {
					people = append(people, name)
				}
			}
		case Read:
			people = slices.DeleteFunc(people, func(name string) bool { return name == e.Name })
		}
	}
	return people
}

// passedTo is to whom a title of a step was passed on in the present version, last; empty
// where to nobody.
func (s Signing) passedTo(step, title string) string {
	to := ""
	for _, e := range s.present() {
		if e.Act == PassedOn && len(e.To) == 1 && slices.ContainsFunc(e.For, func(f form.SignedFor) bool { return f.Step == step && f.Title == title }) {
			to = e.To[0]
		}
	}
	return to
}

// Rows are the signatures that count as a form's approvals, with what each counts for.
func (s Signing) Rows() (rows []templates.Values, signedFor [][]form.SignedFor) {
	for _, e := range s.Counted() {
		row := templates.Values{"post": e.Post, "name": e.Name, "opinion": e.Decision, "date": templates.Today(e.At)}
		if e.Words != "" {
			row["words"] = e.Words
		}
		rows, signedFor = append(rows, row), append(signedFor, e.For)
	}
	return rows, signedFor
}

// SignOffs is what documents and records tell of the signatures that count.
func (s Signing) SignOffs() (all []templates.SignOff) {
	for i, e := range s.Counted() {
		all = append(all, templates.SignOff{Line: i, Code: s.Code(e), At: e.At, Known: e.Known})
	}
	return all
}

// Advice is what documents and records tell of the opinions that were asked for and given
// in the present version.
func (s Signing) Advice() (all []templates.Advice) {
	for _, e := range s.present() {
		if e.Act == Advised {
			all = append(all, templates.Advice{Name: e.Name, Words: e.Words, At: e.At, Code: s.Code(e)})
		}
	}
	return all
}
