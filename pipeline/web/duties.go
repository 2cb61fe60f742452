package web

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"gongwen/pipeline/rules/duty"
	"gongwen/templates"
)

// duties are what is due and overdue. To find out, every form is looked at that
// no other has closed, so it is done once for all readers, and again no sooner
// than after dutyAge and dutyRest times as long as it took. Meanwhile readers see
// the last ones, and are told of when they are.
type duties struct {
	server *Server
	age    time.Duration
	renew  *rounds

	mu    sync.Mutex
	last  *standingDuties // nil before the first
	least int64           // the change they must have worked in
}

const (
	dutyAge  = 5 * time.Second
	dutyRest = 10
)

// standingDuties are the duties as they stood at a moment.
type standingDuties struct {
	asOf  time.Time
	took  time.Duration
	day   string
	seq   int64
	items []duty.Item

	mu     sync.Mutex
	groups map[string][]dutyGroup // by reach
}

func newDuties(life context.Context, s *Server) *duties {
	d := &duties{server: s, age: dutyAge}
	d.renew = newRounds(life, d.workOut)
	return d
}

// on are the duties of today.
func (d *duties) on(ctx context.Context) (*standingDuties, error) {
	for {
		last, must := d.known(templates.Today(d.server.now()).ISO())
		var err error
		switch {
		case must:
			err = d.renew.anew(ctx)
		case last == nil:
			err = d.renew.shared(ctx)
		default:
			if time.Since(last.asOf) > max(d.age, dutyRest*last.took) {
				d.renew.begin()
			}
			return last, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// known are the last ones, nil when there are none of today. must tells that they
// lack what they were told to have.
func (d *duties) known(today string) (last *standingDuties, must bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.last == nil || d.last.day != today {
		return nil, false
	}
	return d.last, d.last.seq < d.least
}

// haveAll sees to it that the next reader sees all changes up to now: somebody has
// just done something and will look whether it counts.
func (d *duties) haveAll(ctx context.Context) error {
	seq, err := d.server.office.Catalogue.LastChange(ctx)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.least = seq
	return nil
}

// workOut is a round.
func (d *duties) workOut(ctx context.Context) error {
	s, begun := d.server, time.Now()
	day := templates.Today(s.now())
	seq, err := s.office.Catalogue.LastChange(ctx)
	if err != nil {
		return d.failed(err)
	}
	d.mu.Lock()
	last := d.last
	d.mu.Unlock()
	now := &standingDuties{asOf: begun, day: day.ISO(), seq: seq, groups: map[string][]dutyGroup{}}
	if last != nil && last.day == now.day && last.seq == seq {
		now.items, now.took = last.items, last.took // nothing has happened
	} else {
		watch := duty.Watch{Regulation: s.law.Regulation, People: s.law.Roster, Catalogue: s.office.Catalogue, Calendar: s.law.Calendar}
		if now.items, err = watch.On(ctx, day); err != nil {
			return d.failed(err)
		}
		now.took = time.Since(begun)
	}
	// Whose each document is, the tally knows.
	if err := s.tally.catchUp.anew(ctx); err != nil {
		return d.failed(err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last = now
	return nil
}

// failed complains where readers see the last ones and would not notice.
func (d *duties) failed(err error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.last != nil && d.renew.life.Err() == nil {
		d.server.complain("时限", err)
	}
	return err
}

// within are the duties an account may know of, by status. They are picked out
// once for all accounts with the same reach.
func (d *standingDuties) within(r reach, t *tally) []dutyGroup {
	key := r.key()
	d.mu.Lock()
	groups, ok := d.groups[key]
	d.mu.Unlock()
	if ok {
		return groups
	}
	groups = grouped(mine(d.items, r, t))
	d.mu.Lock()
	defer d.mu.Unlock()
	d.groups[key] = groups
	return groups
}

// key tells reaches apart.
func (r reach) key() string {
	all := ""
	if r.units == nil {
		all = "*"
	}
	return all + strings.Join(r.units, "\x00") + "\x01" + strings.Join(r.degrees, "\x00")
}

// mine are the duties within reach. What a single document asks for is out of
// reach with the document. A duty that several are counted for is shown without
// those out of reach, and then without the count, which would tell how many these
// are; and only to those who see all units.
func mine(items []duty.Item, r reach, t *tally) (mine []duty.Item) {
	for _, item := range items {
		basis := slices.DeleteFunc(slices.Clone(item.Basis), func(number string) bool { return !t.has(r, number) })
		ofOne := item.Progress == nil
		switch {
		case len(basis) < len(item.Basis) && (ofOne || r.units != nil):
			continue
		case r.units != nil && len(basis) == 0 && !r.hasUnit(item.Who):
			continue
		}
		if len(basis) < len(item.Basis) {
			item.Progress, item.Note = nil, "有的依据不在您的查阅范围内"
		}
		item.Basis = basis
		mine = append(mine, item)
	}
	return mine
}

// dutyGroup is the duties of one status.
type dutyGroup struct {
	Status duty.Status
	Items  []duty.Item
	More   int
}

func grouped(items []duty.Item) (groups []dutyGroup) {
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
