package pipeline

import (
	"context"
	"errors"
	"path"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/slips"
	"gongwen/pipeline/spool"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// slipLook is how often all slips are looked at, for those that somebody took away.
const slipLook = 10 * time.Minute

// slipUnits is how many units' slips are written beside each other: a folder that does not
// answer keeps no other unit waiting.
const slipUnits = 8

// slipWriter lets slips follow the forms that wait for signatures, see package slips. Nothing
// is remembered between two runs: the first look is at all.
type slipWriter struct {
	mu      sync.Mutex
	changed map[string]bool   // arrivals
	units   map[string]string // of the arrivals that have a slip: the unit's folder
	next    time.Time         // when all are to be looked at
	wake    func()
}

// mark notes that the slip of an arrival may have to be written, or removed.
func (s *slipWriter) mark(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changed == nil {
		s.changed = map[string]bool{}
	}
	s.changed[key] = true
	if s.wake != nil {
		s.wake()
	}
}

// ended notes that an arrival has come to its end. Most never had a slip.
func (s *slipWriter) ended(key string) {
	s.mu.Lock()
	_, has := s.units[key]
	has = has || s.changed[key]
	s.mu.Unlock()
	if has {
		s.mark(key)
	}
}

// all has all slips looked at with the next change.
func (s *slipWriter) all() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = time.Time{}
}

// take gives the arrivals that have changed; nil for all.
func (s *slipWriter) take(now time.Time) map[string]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	changed := s.changed
	s.changed = nil
	if now.Before(s.next) {
		if changed == nil {
			changed = map[string]bool{}
		}
		return changed
	}
	s.next = now.Add(slipLook)
	return nil
}

// followSlips writes the slips of the forms that wait, and removes those of others.
func (p *Pipeline) followSlips(ctx context.Context) error {
	a := p.watchdog.BeginLong("待签单", "更新")
	defer a.End()
	changed := p.slips.take(time.Now())
	units, err := p.changedSlips(ctx, changed)
	if err != nil {
		p.slips.failed(changed)
		return err
	}
	folder := slips.Folder{Dir: p.workspace.Folder.Waiting(), Stage: p.workspace.Folder.Staging()}
	if changed == nil {
		there, err := folder.Units()
		if err != nil {
			p.slips.failed(nil)
			return err
		}
		for _, unit := range append(there, "") {
			units[unit] = append(units[unit], nil...)
		}
	}
	var all errgroup.Group
	all.SetLimit(slipUnits)
	var mu sync.Mutex
	var errs []error
	for unit, wanted := range units {
		all.Go(func() error {
			err := p.ask.Do(path.Join("waiting", unit), "待签单", func() error { return folder.Update(unit, wanted, changed) })
			a.Alive()
			if err != nil {
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, err)
				p.slips.failed(changed)
			}
			return nil
		})
	}
	_ = all.Wait() // errs has them
	return errors.Join(errs...)
}

// lastSlips is followSlips when the work is done. What keeps it from a folder is told.
func (p *Pipeline) lastSlips(ctx context.Context) {
	if err := p.followSlips(ctx); err != nil && ctx.Err() == nil {
		p.fault(err)
	}
}

// failed notes that what was taken is to be done again.
func (s *slipWriter) failed(changed map[string]bool) {
	if changed == nil {
		s.all()
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changed == nil {
		s.changed = map[string]bool{}
	}
	for key := range changed {
		s.changed[key] = true
	}
}

// changedSlips are the slips there are to be of arrivals, nil for all, by the folders of
// units. A unit has none where those of its that changed wait no more.
func (p *Pipeline) changedSlips(ctx context.Context, changed map[string]bool) (map[string][]slips.Slip, error) {
	c, units := p.workspace.Catalogue, map[string][]slips.Slip{}
	r := p.workspace.Current()
	w := slipText{workspace: p.workspace, ruleset: r, signers: r.Regulation.Signers(rules.Facts{Roster: r.Roster}, templates.Today(p.now()))}
	has := map[string]string{}
	enter := func(u catalogue.Unsigned) error {
		if u.Settled { // it goes on its way, and may come back to wait
			return nil
		}
		s, err := w.of(ctx, u)
		if err == nil {
			units[s.Folder] = append(units[s.Folder], s)
			has[s.Arrival] = s.Folder
		}
		return err
	}
	if changed == nil {
		for u, err := range c.AllUnsigned(ctx) {
			if err == nil {
				err = enter(u)
			}
			if err != nil {
				return nil, err
			}
		}
		p.slips.mu.Lock()
		defer p.slips.mu.Unlock()
		p.slips.units = has
		return units, nil
	}
	for key := range changed {
		u, waits, err := c.Unsigned(ctx, key)
		if err != nil {
			return nil, err
		}
		a, _, err := c.Arrival(ctx, key)
		if err != nil {
			return nil, err
		}
		unit := spool.Arrival{Unit: a.Unit}.UnitFolder()
		units[unit] = append(units[unit], nil...) // where its slip goes, if it waits no more
		if waits {
			err = enter(u)
		}
		if err != nil {
			return nil, err
		}
	}
	p.slips.mu.Lock()
	defer p.slips.mu.Unlock()
	for key := range changed {
		delete(p.slips.units, key)
	}
	if p.slips.units == nil {
		p.slips.units = map[string]string{}
	}
	for key, unit := range has {
		p.slips.units[key] = unit
	}
	return units, nil
}

// slipText puts slips together.
type slipText struct {
	workspace *workspace.Workspace
	ruleset   *workspace.Ruleset
	signers   *rules.Signers // asked for who holds a title
}

// of is the slip of a form that waits.
func (w *slipText) of(ctx context.Context, u catalogue.Unsigned) (s slips.Slip, err error) {
	c := w.workspace.Catalogue
	a, _, err := c.Arrival(ctx, u.Arrival)
	if err != nil {
		return s, err
	}
	events, err := c.SignOffs(ctx, u.Arrival)
	if err != nil {
		return s, err
	}
	signing, err := signoff.Of(u.Arrival, events)
	if err != nil {
		return s, err
	}
	turns, err := c.Turns(ctx, u.Arrival)
	if err != nil {
		return s, err
	}
	s = slips.Slip{Arrival: u.Arrival, Folder: spool.Arrival{Unit: a.Unit}.UnitFolder(), File: path.Base(a.Path), Kind: u.Kind, Unit: a.Unit, Since: u.Opened,
		Version: signing.Version(), Office: w.workspace.Config.Office, Phone: w.workspace.Config.Phone}
	if k := w.ruleset.Kinds.Named(u.Kind); k != nil {
		s.Kind = k.Title
	}
	for i, t := range turns {
		if !desk.Repeats(turns[:i], t.Turn) {
			s.Turns = append(s.Turns, w.turn(t.Turn))
		}
	}
	for _, e := range signing.Counted() {
		o := slips.Signed{Post: e.Post, Name: e.Name, Decision: e.Decision, At: e.At}
		if len(e.For) > 0 {
			o.For = e.For[0].For
		}
		s.Signed = append(s.Signed, o)
	}
	return s, nil
}

// turn is what somebody is asked to do, as the slip tells it. Who may act for them is not
// told: that may rest on papers of other units.
func (w *slipText) turn(t catalogue.Turn) slips.Turn {
	who := strings.Join(signoff.TitlesInWords(append([]string{t.Title}, t.Or...)), "或")
	told := slips.Turn{Article: t.Article, Due: t.Due, PassedTo: t.PassedTo}
	switch t.What {
	case signoff.ToSign:
		told.Does = "请" + who + "签批"
		if t.InPerson {
			told.Does = "请" + who + "本人签批"
		}
		for _, title := range append([]string{t.Title}, t.Or...) {
			told.People = append(told.People, w.signers.Holders(title)...)
		}
	case signoff.ToAdvise:
		told.Does = "等" + who + "答复"
	case signoff.ToRead:
		told.Does = "传阅给" + who
	default:
		told.Does = "还定不下来由谁签批，" + w.workspace.Config.Office + "正在核实"
	}
	return told
}
