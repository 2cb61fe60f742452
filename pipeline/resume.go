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
	if err != nil || len(keys) == 0 {
		return err
	}
	decided, err := p.decided(keys)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.resumeOne(ctx, key, decided[key]); err != nil {
			return err
		}
	}
	return nil
}

func (p *Pipeline) resumeOne(ctx context.Context, key string, decided *journal.Event) error {
	entry, known, err := p.office.Catalogue.Arrival(ctx, key)
	if err != nil {
		return err
	}
	a, err := p.spool.Read(key)
	if errors.Is(err, fs.ErrNotExist) { // not even begun
		return p.spool.Remove(key)
	}
	if err != nil {
		return err
	}
	if !known {
		if !p.spool.Moved(a) {
			return p.spool.Remove(key)
		}
		// Its ledger entry went with a lost catalogue.
		entry = ledgerEntry(a)
		entry.State = catalogue.Pending
		if err := p.office.Catalogue.Receive(ctx, entry); err != nil {
			return err
		}
	}
	switch {
	case entry.State == catalogue.Filed:
		record, err := p.office.Catalogue.Record(ctx, entry.Number)
		if err != nil {
			return err
		}
		_, err = p.issue.Finish(a, record.Record)
		return err
	case decided != nil:
		_, err := p.giveback.Finish(ctx, a, *decided)
		return err
	case entry.State != catalogue.Pending:
		return p.spool.Remove(key)
	}
	p.work(ctx, job{arrival: a})
	return nil
}

// decided finds, for the arrivals in the spool, what the journal says became of
// them.
func (p *Pipeline) decided(keys []string) (map[string]*journal.Event, error) {
	inSpool := map[string]bool{}
	for _, key := range keys {
		inSpool[key] = true
	}
	decided := map[string]*journal.Event{}
	for event, err := range journal.All(p.office.Archive.JournalDir()) {
		var broken *journal.Broken
		if err != nil && !errors.As(err, &broken) { // a broken line is for verify to report
			return nil, err
		}
		if inSpool[event.Arrival] {
			decided[event.Arrival] = &event
		}
	}
	return decided, nil
}

func ledgerEntry(a spool.Arrival) catalogue.Arrival {
	return catalogue.Arrival{ID: a.Key, Unit: a.Unit, Path: a.Path, Arrived: a.At}
}
