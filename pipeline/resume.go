package pipeline

import (
	"context"
	"errors"
	"io/fs"

	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/pipeline/spool"
)

// resume takes up what an earlier run left in the spool, before anything new is
// looked at:
//
//   - without a ledger entry, it had not been taken yet: the files are still in
//     the inbox, and the spool folder goes;
//   - filed, only the office's copy is left to lay out;
//   - in the journal, it was decided to give it back, which is finished;
//   - anything else is worked on again from the start, with the same outcome.
//
// An arrival that met a fault is taken up in the same way.
func (p *Pipeline) resume(ctx context.Context) error {
	for a, err := range p.office.Catalogue.Arrivals(ctx) {
		if err != nil {
			return err
		}
		if a.Stage == catalogue.Waiting {
			p.reception.remember(a)
		}
	}
	keys, err := p.spool.Keys()
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := ctx.Err(); err != nil {
			return err
		}
		a, err := p.spool.Read(key)
		switch {
		case errors.Is(err, fs.ErrNotExist): // not even begun
			err = p.spool.Remove(key)
		case err == nil:
			p.work(ctx, job{arrival: a}, p.takeUp)
		}
		if err != nil { // of no concern to the others
			p.fault(err)
		}
	}
	return nil
}

// takeUp goes on with an arrival wherever it was left.
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
	if entry.State == catalogue.Filed {
		record, err := p.office.Catalogue.Record(ctx, entry.Number)
		if err != nil {
			return err
		}
		_, err = p.issue.Finish(a, record.Record)
		return err
	}
	decided, err := p.decided(a.Key)
	switch {
	case err != nil:
		return err
	case decided != nil:
		_, err := p.giveback.Finish(ctx, a, *decided)
		return err
	case entry.State != catalogue.Pending:
		return p.spool.Remove(a.Key)
	}
	return p.carry(ctx, j)
}

// decided is what the journal says became of an arrival, or nil.
func (p *Pipeline) decided(key string) (*journal.Event, error) {
	var last *journal.Event
	for event, err := range journal.All(p.office.Archive.JournalDir()) {
		var broken *journal.Broken
		if err != nil && !errors.As(err, &broken) { // a broken line is for verify to report
			return nil, err
		}
		if event.Arrival == key && (event.Event == journal.Returned || event.Event == journal.Duplicate) {
			last = &event
		}
	}
	return last, nil
}

func ledgerEntry(a spool.Arrival) catalogue.Arrival {
	return catalogue.Arrival{ID: a.Key, Unit: a.Unit, Path: a.Path, Arrived: a.At}
}
