package web

import (
	"cmp"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/archive/register"
)

// lostPage is what is known of a record that is lost, where the catalogue has no more
// than the journal tells.
type lostPage struct {
	Number  string
	Title   string // of its kind
	Lost    string // that it is lost, or written off
	Voided  *catalogue.Void
	Arrival catalogue.Arrival
}

// showLost shows what is known of a lost record, to those who might see the record: by the
// inbox it came from, and as secret as the journal tells. The error is errNotFound.
func (r *request) showLost() error {
	c := r.server.workspace.Catalogue
	l, lost, err := c.Loss(r.Context(), r.PathValue("number"))
	if err != nil {
		return err
	}
	arrival, known, err := c.Arrival(r.Context(), l.Arrival)
	if err != nil {
		return err
	}
	if !lost || !known || !r.scope.IncludesRecord(lostRecord(l, arrival)) {
		return errNotFound
	}
	if _, err := c.Record(r.Context(), l.Number); !isUnknown(err) { // it is there, and out of scope
		return cmp.Or(err, error(errNotFound))
	}
	if err := r.logAccess(journal.Event{Type: journal.Seen, Number: l.Number}); err != nil {
		return err
	}
	p := lostPage{Number: l.Number, Title: r.server.titleOf(l.Kind), Lost: register.WhatIsLost(l), Voided: l.Voided, Arrival: arrival}
	return r.show("lost", l.Number, p)
}

// lostRecord is as much of a lost record as decides who may know of it.
func lostRecord(l catalogue.Loss, a catalogue.Arrival) archive.Record {
	return archive.Record{Number: l.Number, Kind: l.Kind, Year: l.Year, Serial: l.Serial, Unit: a.Unit, Secrecy: a.Secrecy()}
}

// whatIsLost says of a record of the catalogue that it cannot be found, or was written
// off; missing that its bag is not there.
func (r *request) whatIsLost(e catalogue.Entry) (said string, missing bool, err error) {
	l, entered, err := r.server.workspace.Catalogue.Loss(r.Context(), e.Number)
	missing = !r.server.workspace.Archive.Has(e.Folder())
	if entered || missing {
		said = register.WhatIsLost(l)
	}
	return said, missing, err
}

// verifyLost answers for a document whose record is lost: the check code needs no more
// than the journal tells.
func (s *Server) verifyLost(r *request, p *verifyPage, number string) error {
	l, lost, err := s.workspace.Catalogue.Loss(r.Context(), number)
	if err != nil || !lost {
		return err
	}
	n, _, err := s.workspace.Catalogue.NumberOf(r.Context(), l.Arrival)
	if err != nil {
		return err
	}
	if (archive.Record{Number: l.Number, Submission: n.Submission}).HasCheckCode(p.Code) {
		p.Genuine, p.Lost, p.Number, p.Voided = true, true, l.Number, voidSince(l.Voided)
	}
	return nil
}
