package pipeline

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/slips"
	"gongwen/pipeline/spool"
)

// slipLook is how often all slips are looked at, for those that somebody took away.
const slipLook = 10 * time.Minute

// slipUnits is how many units' slips are written beside each other: a folder that does not
// answer keeps no other unit waiting.
const slipUnits = 8

// slipWriter lets slips follow the forms that wait for signatures, see package slips. Nothing
// is remembered between two runs: the first look is at all.
type slipWriter struct {
	mu   sync.Mutex
	work slipWork
	has  map[string]bool // the arrivals that have a slip
	next time.Time       // when all are to be looked at
	wake func()
}

// slipWork is which slips may not be as they are to be.
type slipWork struct {
	all     bool
	units   map[string]bool // all of these, by the units' folders
	changed map[string]bool // those of these arrivals
}

// add adds to what is to be done.
func (w *slipWork) add(more slipWork) {
	w.all = w.all || more.all
	if w.units == nil {
		w.units, w.changed = map[string]bool{}, map[string]bool{}
	}
	for unit := range more.units {
		w.units[unit] = true
	}
	for key := range more.changed {
		w.changed[key] = true
	}
}

// whole reports whether all of a unit's slips are to be looked at.
func (w slipWork) whole(unit string) bool { return w.all || w.units[unit] }

func (s *slipWriter) add(more slipWork) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.work.add(more)
}

// mark notes that the slip of an arrival may have to be written, or removed.
func (s *slipWriter) mark(key string) {
	s.add(slipWork{changed: map[string]bool{key: true}})
	if s.wake != nil {
		s.wake()
	}
}

// ended notes that an arrival has come to its end. Most never had a slip.
func (s *slipWriter) ended(key string) {
	s.mu.Lock()
	has := s.has[key] || s.work.changed[key]
	s.mu.Unlock()
	if has {
		s.mark(key)
	}
}

// all has all slips looked at with the next change.
func (s *slipWriter) all() { s.add(slipWork{all: true}) }

// take gives away what is to be done at a time.
func (s *slipWriter) take(now time.Time) (w slipWork) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w, s.work = s.work, slipWork{}
	if w.all = w.all || !now.Before(s.next); w.all {
		s.next = now.Add(slipLook)
	}
	return w
}

// keep notes which arrivals have a slip, and which have none any more.
func (s *slipWriter) keep(w slips.Wanted) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.has == nil {
		s.has = map[string]bool{}
	}
	for _, slip := range w.Gone {
		delete(s.has, slip.Arrival)
	}
	for _, slip := range w.Slips {
		s.has[slip.Arrival] = true
	}
}

// followSlips writes the slips of the forms that wait, and removes those of others. What
// cannot be done is done again, and nothing else is.
func (p *Pipeline) followSlips(ctx context.Context) error {
	a := p.watchdog.BeginLong("待签单", "更新")
	defer a.End()
	work := p.slips.take(time.Now())
	folder := slips.Folder{Dir: p.workspace.Folder.Waiting(), Stage: p.workspace.Folder.Staging(), Ask: func(place, name string, step func() error) error {
		defer a.Alive()
		return p.ask.Do(place, name, step)
	}}
	units, err := p.wantedSlips(ctx, work, a.Alive)
	if err == nil && work.all { // also where there are none to be any more
		var there []string
		there, err = folder.Units()
		for _, unit := range append(there, "") {
			w := units[unit]
			w.Whole = true
			units[unit] = w
		}
	}
	if err != nil {
		p.slips.add(work)
		return err
	}
	var all errgroup.Group
	all.SetLimit(slipUnits)
	var mu sync.Mutex
	var errs []error
	for unit, wanted := range units {
		p.slips.keep(wanted)
		all.Go(func() error {
			if err := folder.Update(ctx, unit, wanted); err != nil {
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, err)
				p.slips.add(slipWorkOf(unit, wanted))
			}
			return nil
		})
	}
	_ = all.Wait() // errs has them
	return errors.Join(errs...)
}

// slipWorkOf is to do again what was to be done in a unit's folder.
func slipWorkOf(unit string, w slips.Wanted) slipWork {
	if w.Whole {
		return slipWork{units: map[string]bool{unit: true}}
	}
	again := slipWork{changed: map[string]bool{}}
	for _, s := range append(w.Slips[:len(w.Slips):len(w.Slips)], w.Gone...) {
		again.changed[s.Arrival] = true
	}
	return again
}

// lastSlips is followSlips when the work is done. What keeps it from a folder is told.
func (p *Pipeline) lastSlips(ctx context.Context) {
	if err := p.followSlips(ctx); err != nil && ctx.Err() == nil {
		p.fault(err)
	}
}

// wantedSlips are how the slips are to be that there is something to do about, by the
// folders of units. Alive is told that it gets on.
func (p *Pipeline) wantedSlips(ctx context.Context, work slipWork, alive func()) (map[string]slips.Wanted, error) {
	units := map[string]slips.Wanted{}
	for unit := range work.units {
		units[unit] = slips.Wanted{Whole: true}
	}
	text := newSlipText(ctx, p.workspace, p.now())
	enter := func(f catalogue.WaitingForm) error {
		unit := spool.UnitFolder(f.Entry.Unit)
		w := units[unit]
		w.Whole = work.whole(unit)
		if f.Settled { // it goes on its way, and may come back to wait
			w.Gone = append(w.Gone, goneSlip(f.Entry))
		} else {
			s, err := text.of(f)
			if err != nil {
				return err
			}
			w.Slips = append(w.Slips, s)
		}
		units[unit] = w
		return nil
	}
	if work.all || len(work.units) > 0 {
		n := 0
		for f, err := range p.workspace.Catalogue.AllWaiting(ctx) {
			if n++; n%500 == 0 {
				alive()
			}
			if err == nil && work.whole(spool.UnitFolder(f.Entry.Unit)) {
				err = enter(f)
			}
			if err = cmp.Or(err, ctx.Err()); err != nil {
				return nil, err
			}
		}
	}
	if work.all {
		return units, nil
	}
	return units, p.changedSlips(ctx, work, units, enter)
}

// changedSlips enters how the slips of arrivals that have changed are to be, but for those
// of units that are looked at whole.
func (p *Pipeline) changedSlips(ctx context.Context, work slipWork, units map[string]slips.Wanted, enter func(catalogue.WaitingForm) error) error {
	c := p.workspace.Catalogue
	var keys []string
	for key := range work.changed {
		keys = append(keys, key)
	}
	waiting, err := c.WaitingOf(ctx, keys)
	if err != nil {
		return err
	}
	waits := map[string]bool{}
	for _, f := range waiting {
		waits[f.Arrival] = true
		if work.whole(spool.UnitFolder(f.Entry.Unit)) {
			continue
		}
		if err := enter(f); err != nil {
			return err
		}
	}
	for _, key := range keys {
		if waits[key] {
			continue
		}
		a, _, err := c.Arrival(ctx, key)
		if err != nil {
			return err
		}
		unit := spool.UnitFolder(a.Unit)
		w := units[unit]
		w.Gone = append(w.Gone, goneSlip(a))
		units[unit] = w
	}
	return nil
}
