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

// resume takes up what an earlier run left in the spool, before anything new is
// looked at. The table in the package comment says what it does in every state.
//
// What has a number comes first: the rest is judged in its light.
func (p *Pipeline) resume(ctx context.Context) error {
	here := p.watchdog.begin("上次未办完的", "接着办")
	defer here.end()
	clear(p.postponed) // all of it is in the spool
	if err := finishVoid(ctx, p.office, p.ask); err != nil {
		p.fault(err) // what stands in its way shall not keep forms waiting; the next void comes back to it
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
	slices.SortStableFunc(keys, func(a, b string) int {
		switch {
		case numbered[a] == numbered[b]:
			return 0
		case numbered[a]:
			return -1
		}
		return 1
	})
	for _, key := range keys {
		if err := ctx.Err(); err != nil {
			return err
		}
		here.alive()
		a, err := p.spool.Read(key)
		switch {
		case errors.Is(err, fs.ErrNotExist): // not even begun
			err = p.spool.RemoveUnbegun(key)
		case err == nil:
			p.work(ctx, job{arrival: a, decided: decided[key]}, p.takeUp)
		}
		if err != nil { // of no concern to the others
			p.fault(err)
		}
	}
	return nil
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
			p.reception.done(j.inHand...)
			return p.spool.Remove(a.Key)
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
