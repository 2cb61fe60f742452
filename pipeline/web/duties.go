package web

import (
	"context"
	"slices"
	"sync"
	"time"

	"gongwen/pipeline/rules/duty"
	"gongwen/pipeline/web/access"
	"gongwen/pipeline/web/coalesce"
	"gongwen/pipeline/web/statistics"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// duties are what is due and overdue. To find out, every form is looked at that
// no other has closed, so it is done once for all readers, and again no sooner
// than after dutyAge and dutyRest times as long as it took. Meanwhile readers see
// the last snapshot, with its time.
type duties struct {
	server *Server
	age    time.Duration
	update *coalesce.Task

	mu      sync.Mutex
	last    *dutySnapshot // nil before the first
	mustSee int64         // the change that a snapshot must have seen
}

const (
	dutyAge  = 5 * time.Second
	dutyRest = 10
)

// dutySnapshot is the duties at a moment.
type dutySnapshot struct {
	asOf  time.Time
	took  time.Duration
	day   string // 2006-01-02
	seq   int64  // the last change it has seen
	items []duty.Item

	ruleset *workspace.Ruleset // they are duties by

	mu     sync.Mutex
	groups map[string][]dutyGroup // by the key of an access scope
}

func newDuties(ctx context.Context, s *Server) *duties {
	d := &duties{server: s, age: dutyAge}
	d.update = coalesce.New(ctx, d.compute)
	return d
}

// today is a snapshot of today's duties. It waits for one only where there is none
// yet, or none that has seen what it must.
func (d *duties) today(ctx context.Context) (*dutySnapshot, error) {
	for {
		last, outdated := d.latest(templates.Today(d.server.now()).ISO())
		var err error
		switch {
		case outdated:
			err = d.update.Fresh(ctx)
		case last == nil:
			err = d.update.Shared(ctx)
		default:
			if time.Since(last.asOf) > max(d.age, dutyRest*last.took) {
				d.update.Start()
			}
			return last, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// latest is the last snapshot, nil when there is none of today. outdated tells that
// it has not seen what it must.
func (d *duties) latest(today string) (last *dutySnapshot, outdated bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.last == nil || d.last.day != today {
		return nil, false
	}
	return d.last, d.last.seq < d.mustSee
}

// invalidate sees to it that the next reader sees all changes up to now: somebody
// has just done something and will look whether it counts.
func (d *duties) invalidate(ctx context.Context) error {
	seq, err := d.server.workspace.Catalogue.LastChange(ctx)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.mustSee = seq
	return nil
}

// compute makes a new snapshot.
func (d *duties) compute(ctx context.Context) (err error) {
	defer func() { d.logIfHidden(ctx, err) }()
	s, begun := d.server, time.Now()
	day := templates.Today(s.now())
	seq, err := s.workspace.Catalogue.LastChange(ctx)
	if err != nil {
		return err
	}
	d.mu.Lock()
	last := d.last
	d.mu.Unlock()
	now := &dutySnapshot{asOf: begun, day: day.ISO(), seq: seq, ruleset: s.ruleset(), groups: map[string][]dutyGroup{}}
	ruleset := now.ruleset
	if last != nil && last.day == now.day && last.seq == seq && last.ruleset == ruleset {
		now.items, now.took = last.items, last.took // nothing has happened
	} else {
		if now.items, err = ruleset.Duties(s.workspace.Catalogue).On(ctx, day); err != nil {
			return err
		}
		now.took = time.Since(begun)
	}
	// Whose each document is, the statistics know.
	if err := s.statistics.Refresh(ctx); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last = now
	return nil
}

// logIfHidden logs an error that no reader would notice, since each is shown the
// last snapshot.
func (d *duties) logIfHidden(ctx context.Context, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err != nil && d.last != nil && ctx.Err() == nil {
		d.server.logError("时限", err)
	}
}

// visibleTo are the duties an account may know of, by status. They are picked out
// once for all accounts with the same scope.
func (d *dutySnapshot) visibleTo(scope access.Scope, records *statistics.Cache) []dutyGroup {
	key := scope.Key()
	d.mu.Lock()
	groups, ok := d.groups[key]
	d.mu.Unlock()
	if ok {
		return groups
	}
	groups = groupByStatus(dutiesWithin(d.items, scope, records))
	d.mu.Lock()
	defer d.mu.Unlock()
	d.groups[key] = groups
	return groups
}

// dutiesWithin are the duties within a scope. What a single document asks for is
// hidden with the document. A duty that several are counted for is shown without
// those out of scope, and then without the count, which would tell how many these
// are; and only to those who see all units.
func dutiesWithin(items []duty.Item, scope access.Scope, records *statistics.Cache) (within []duty.Item) {
	for _, item := range items {
		basis := slices.DeleteFunc(slices.Clone(item.Basis), func(number string) bool { return !records.Includes(scope, number) })
		ofOne := item.Progress == nil
		switch {
		case len(basis) < len(item.Basis) && (ofOne || !scope.AllUnits()):
			continue
		case !scope.AllUnits() && len(basis) == 0 && !scope.IncludesUnit(item.Who):
			continue
		}
		if len(basis) < len(item.Basis) {
			item.Progress, item.Note = nil, "有的依据不在您的查阅范围内"
		}
		item.Basis = basis
		within = append(within, item)
	}
	return within
}

// dutyGroup is the duties of one status.
type dutyGroup struct {
	Status duty.Status
	Items  []duty.Item
	More   int // not listed
}

func groupByStatus(items []duty.Item) (groups []dutyGroup) {
	for _, status := range []duty.Status{duty.Overdue, duty.Due, duty.Unknown, duty.Open, duty.Met} {
		g := dutyGroup{Status: status}
		for _, item := range items {
			switch {
			case item.Status != status:
			case len(g.Items) == boardItems:
				g.More++
			default:
				g.Items = append(g.Items, item)
			}
		}
		if len(g.Items) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}
