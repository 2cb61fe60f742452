package pipeline

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/pipeline/spool"
)

// resume sets the crew to work on what an earlier run left in the spool. The
// table in the package comment says what it does in every state.
//
// What has a number comes first: the rest is judged in its light. What has not
// left the inbox yet is in hand before anything new is looked at.
func (p *Pipeline) resume(ctx context.Context, crew *crew) error {
	here := p.watchdog.begin("上次未办完的", "接着办")
	defer here.end()
	clear(p.postponed) // all of it is in the spool
	if err := p.finishVoid(ctx); err != nil {
		p.complain(err) // what stands in its way shall not keep forms waiting; it is tried again
	}
	numbered := map[string]bool{}
	for a, err := range p.office.Catalogue.Unfinished(ctx) {
		if err != nil {
			return err
		}
		switch a.Stage {
		case catalogue.Waiting:
			p.reception.remember(a)
		case catalogue.Numbered:
			numbered[a.ID] = true
		}
	}
	keys, err := p.spool.Keys()
	if err != nil {
		return err
	}
	decided, err := p.decided(keys)
	if err != nil {
		return err
	}
	var first, then []job
	for _, key := range keys {
		here.alive()
		a, err := p.spool.Read(key)
		j := job{arrival: a, decided: decided[key]}
		switch {
		case errors.Is(err, fs.ErrNotExist): // not even begun
			err = p.spool.RemoveUnbegun(key)
		case err == nil && numbered[key]:
			first = append(first, j)
		case err == nil:
			for _, f := range a.Files {
				j.inHand = append(j.inHand, f.From)
			}
			p.reception.hold(j.inHand...)
			then = append(then, j)
		}
		if err != nil { // of no concern to the others
			p.fault(err)
		}
	}
	here.end()
	for _, jobs := range [][]job{first, then} {
		crew.rest()
		for _, j := range jobs {
			crew.do(ctx, func() { p.work(ctx, j, p.takeUp) }, func() {})
		}
	}
	return ctx.Err()
}

// takeUp goes on with an arrival wherever it was left: by an earlier run, or by
// this one when it met a fault.
func (p *Pipeline) takeUp(ctx context.Context, j *job) error {
	a := j.arrival
	entry, known, err := p.office.Catalogue.Arrival(ctx, a.Key)
	if err != nil {
		return err
	}
	if !known {
		if !p.spool.Moved(a) {
			return p.spool.Remove(a.Key)
		}
		// Its ledger entry went with a lost catalogue.
		entry = ledgerEntry(a)
		entry.State = catalogue.Pending
		if err := p.office.Catalogue.Receive(ctx, entry); err != nil {
			return err
		}
	}
	if entry.State != catalogue.Pending || j.decided != nil { // then nothing of it is in the inbox
		p.reception.done(j.inHand...)
		j.inHand = nil
	}
	switch {
	case entry.State == catalogue.Filed:
		record, err := p.office.Catalogue.Record(ctx, entry.Number)
		if err != nil {
			return err
		}
		if record.Voided != nil { // meanwhile; its copy is the stamped one
			return p.spool.Remove(a.Key)
		}
		return p.layOut(j, record.Record, nil)
	case entry.State != catalogue.Pending:
		return p.spool.Remove(a.Key)
	case j.decided != nil:
		return p.finishReturn(ctx, j, nil)
	case entry.Stage == catalogue.Numbered:
		number, ok, err := p.office.Catalogue.NumberOf(ctx, a.Key)
		if err != nil {
			return err
		}
		if ok && number.Verdict != "" {
			return p.carryNumbered(ctx, j, number)
		}
	}
	return p.carry(ctx, j)
}

// decided is what the journal says of those arrivals that go back, by key.
func (p *Pipeline) decided(keys []string) (map[string]*journal.Event, error) {
	decided := map[string]*journal.Event{}
	if len(keys) == 0 {
		return decided, nil
	}
	for event, err := range journal.All(p.office.Archive.JournalDir()) {
		var broken *journal.Broken
		if err != nil && !errors.As(err, &broken) { // a broken line is for verify to report
			return nil, err
		}
		if event.Event == journal.Returned || event.Event == journal.Duplicate {
			if slices.Contains(keys, event.Arrival) {
				decided[event.Arrival] = &event
			}
		}
	}
	return decided, nil
}

func ledgerEntry(a spool.Arrival) catalogue.Arrival {
	return catalogue.Arrival{ID: a.Key, Unit: a.Unit, Path: a.Path, Arrived: a.At, Degree: a.Degree}
}
