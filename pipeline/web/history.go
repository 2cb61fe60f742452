package web

import (
	"context"
	"errors"
	"os"
	"slices"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/checkpoint"
	"gongwen/archive/journal"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/signoff"
	"gongwen/templates"
	"gongwen/templates/bounded"
)

// historyPage is all that happened to a record (全部经过) on one page that can be printed:
// what the journal says, with the hash of each line, and what the hashes are over.
type historyPage struct {
	Entry  catalogue.Entry
	Manner templates.Manner
	Shown  signoff.Shown // what was signed; empty for one signed on paper
	Hash   string        // over that
	Seal   string        // of the bag; empty where it cannot be read
	Steps  []historyStep
	Apart  bool   // some of the lines do not fit to those before them
	VKey   string // what the proof of filing is checked with; empty where there is none
	Made   time.Time
}

// historyStep is one line of the journal.
type historyStep struct {
	journal.Event
	SignOff *signoff.Event // of one about its signing
	Code    string         // of that
}

// What is what a line says, in a word or two.
func (h historyStep) What() string {
	switch h.Type {
	case journal.Filed:
		return "归档"
	case journal.Voided:
		return "作废"
	case journal.WrittenOff:
		return "核销"
	case journal.WriteOffWithdrawn:
		return "撤销核销"
	case journal.Signing:
		if h.SignOff != nil {
			return h.SignOff.Act.Chinese()
		}
		return "签批"
	}
	return string(h.Type)
}

func (s *Server) history(r *request) error {
	e, err := r.entry()
	if err != nil {
		return err
	}
	p := historyPage{Entry: e, Manner: e.Approved, Made: s.now()}
	signing, err := s.signingOf(r.Context(), e)
	if err != nil {
		return err
	}
	if p.Shown = signing.Parts(); p.Shown != (signoff.Shown{}) {
		p.Hash = signing.Shown()
	}
	if p.Steps, p.Apart, err = s.stepsOf(r.Context(), e, signing); err != nil {
		return err
	}
	if seal, err := s.workspace.Archive.Seal(e.Folder()); err == nil {
		p.Seal = seal
	}
	if signer, err := s.workspace.Checkpoints(); err == nil {
		p.VKey = signer.Identity.VKey(checkpoint.Journal)
	}
	if err := r.logAccess(journal.Event{Type: journal.Seen, Number: e.Number, Path: "全部经过"}); err != nil {
		return err
	}
	return r.show("history", e.Number+" 全部经过", p)
}

// stepsOf are the lines of the journal that are about a record, and about the forms whose
// place it took, in their order. They are looked for between the first arrival and the
// filing, and about when it was made void or written off; apart tells that some do not fit
// to those before them.
func (s *Server) stepsOf(ctx context.Context, e catalogue.Entry, signing signoff.Signing) (steps []historyStep, apart bool, err error) {
	arrivals, began := []string{e.Arrival}, e.Arrived
	for _, before := range signing.Before {
		arrivals = append(arrivals, before.Arrival)
		if len(before.Events) > 0 && before.Events[0].At.Before(began) {
			began = before.Events[0].At
		}
	}
	spans := []journal.Span{{From: began.Add(-clockSkew), Until: e.Filed.Add(clockSkew)}}
	about := func(at time.Time) {
		spans = append(spans, journal.Span{From: at.Add(-clockSkew), Until: at.Add(clockSkew)})
	}
	if e.Voided != nil {
		about(e.Voided.At)
	}
	loss, ok, err := s.workspace.Catalogue.Loss(ctx, e.Number)
	if err != nil {
		return nil, false, err
	}
	if ok && loss.WrittenOff != nil {
		about(loss.WrittenOff.At)
	}
	for _, span := range spans {
		events, _, err := span.In(s.workspace.Archive.JournalDir())
		if err != nil {
			return nil, false, err
		}
		for event, err := range events {
			broken := (*journal.Broken)(nil)
			if apart = apart || errors.As(err, &broken); err != nil && broken == nil {
				return nil, false, err
			}
			if err := ctx.Err(); err != nil {
				return nil, false, err
			}
			known := slices.ContainsFunc(steps, func(h historyStep) bool { return h.Hash == event.Hash })
			if !slices.Contains(arrivals, event.Arrival) && event.Number != e.Number || known {
				continue
			}
			h := historyStep{Event: event}
			if event.Type == journal.Signing {
				if act, err := signoff.Parse(event.SignOff); err == nil { // else it is shown as it is
					h.SignOff, h.Code = &act, act.Code(event.Arrival)
				}
			}
			steps = append(steps, h)
		}
	}
	return steps, apart, nil
}

// maxSigning is more than the events of a signing have, in bytes.
const maxSigning = 16 << 20

// signingOf is the signing of a record: as the catalogue has it or, where that does not
// know it, as the bag does. One signed on paper has none.
func (s *Server) signingOf(ctx context.Context, e catalogue.Entry) (signoff.Signing, error) {
	signing, err := desk.Signing(ctx, s.workspace.Catalogue, e.Arrival)
	if err != nil || len(signing.Events) > 0 || e.Signing == nil {
		return signing, err
	}
	text, err := bounded.ReadFile(bounded.Dir(s.workspace.Archive.Path(e.Folder())), e.Signing.Path, maxSigning)
	if errors.Is(err, os.ErrNotExist) { // the bag is lost, which is told elsewhere
		return signoff.Signing{Arrival: e.Arrival}, nil
	}
	if err != nil {
		return signoff.Signing{}, err
	}
	return signoff.ParseFile(text)
}
