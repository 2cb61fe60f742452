package web

import (
	"net/http"
	"strings"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/templates"
)

// verifyPage tells the public of a document whether it is genuine, valid on a
// day, and void or taken the place of – and nothing else. The address is
//
//	/verify?n=<number>&c=<check code>
//
// and may carry the day asked about as d=2026-05-01; without it, today. It is
// what a code printed on paper holds.
type verifyPage struct {
	Number, Code, Day string
	Asked             bool
	Mistake           string
	Genuine           bool
	Voided            string // the day, when it is void
	Superseded        string // since when a later one has its place, on a day from then on
	NotYet            bool   // the day is before the document's own
	Until             string // its last valid day, when it has one
	Lapsed            bool
	Date              string // the day it bears
	Manner            string // how it was signed; not of what is secret, nor of what nobody signs
	Signers           []signer
	Lost              bool // its record cannot be found: until when it is valid nobody can tell
}

// lookUp is how long an answer takes, much longer than the look-up itself: a
// record that exists is read, and that takes a moment more than one that does not.
const lookUp = 25 * time.Millisecond

func (s *Server) verify(r *request) error {
	q := r.URL.Query()
	p := verifyPage{Number: strings.TrimSpace(q.Get("n")), Code: strings.TrimSpace(q.Get("c")), Day: q.Get("d")}
	if p.Number == "" && p.Code == "" {
		return r.show("verify", "查验公文", p)
	}
	if !s.codeLookups.Allow(r.throttleKey(), s.now()) {
		return errTooOften
	}
	day := templates.Today(s.now())
	if p.Day != "" {
		var err error
		if day, err = templates.ParseDate(p.Day); err != nil {
			p.Mistake = "日期读不懂，请写成 2026-05-01。"
			r.showStatus(http.StatusBadRequest, "verify", "查验公文", p)
			return nil
		}
	}
	p.Asked = true
	answer := time.After(lookUp)
	number, err := s.workspace.Catalogue.NumberMeant(r.Context(), p.Number)
	if err != nil {
		return err
	}
	e, err := s.workspace.Catalogue.Record(r.Context(), number)
	if err != nil && !isUnknown(err) {
		return err
	}
	// A number that does not exist is compared as well, and a wrong code is answered
	// in the same words: which numbers there are is nobody's business.
	right := e.HasCheckCode(p.Code)
	if p.Genuine = right && err == nil; p.Genuine {
		p.Number = e.Number
		if err := r.validity(&p, e, day); err != nil {
			return err
		}
	} else if err := s.verifyLost(r, &p, number); err != nil {
		return err
	}
	select {
	case <-answer:
	case <-r.Context().Done():
	}
	return r.show("verify", "查验公文", p)
}

// voidSince is the day on which a document was made void; empty while it is not.
func voidSince(v *catalogue.Void) string {
	if v == nil {
		return ""
	}
	return templates.Today(v.At.Local()).ISO()
}

// validity fills in how a genuine document stands on a day.
func (r *request) validity(p *verifyPage, e catalogue.Entry, day templates.Date) error {
	p.Day, p.Date = day.ISO(), e.Date.ISO()
	p.NotYet = day.Before(e.Date.Time)
	p.Voided = voidSince(e.Voided)
	if e.Secrecy == "" {
		p.Manner, p.Signers = r.server.signers(e)
	}
	if until, ok := r.server.lastDay(e); ok {
		p.Until, p.Lapsed = until.ISO(), until.Before(day.Time)
	}
	m, err := r.mark(e)
	if m != nil && e.Voided == nil && !day.Before(m.Since) {
		p.Superseded = m.Note
	}
	return err
}

// lastDay is the last day on which a document is valid; ok is false for what has
// no end.
func (s *Server) lastDay(e catalogue.Entry) (until templates.Date, ok bool) {
	k := s.workspace.Kinds().Named(e.Kind)
	if k == nil || k.ValidUntil == "" {
		return until, false
	}
	values, _ := k.Decode(e.Values)
	until, ok = values[k.ValidUntil].(templates.Date)
	return until, ok
}
