package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/watchdog"
	"gongwen/templates"
)

// Forms that wait for signatures lie still: nobody works on them. What is asked of whom
// can change all the same, as the roster, the rules or the kinds are edited, and from one
// day to the next, as posts and delegations begin and end. Then all are looked at again,
// in the order of their arrivals, by workers that have no other work. The catalogue
// remembers by what they were looked at last, and how far, so that it is done once, also
// over a restart, and not at every start.

// looks tells one look at the forms that wait from another.
type looks struct {
	mu    sync.Mutex    // held while the catalogue is told
	asked int           // how often they were to be looked at again
	tell  time.Duration // how often is told how far a look has come
}

// lookTell is how often is told how far a look has come: most are over before.
const lookTell = 10 * time.Second

// lookNote is after how many forms the catalogue is told how far a look has come.
const lookNote = 100

// lookAtUnsigned has all forms looked at again that wait for signatures.
func (p *Pipeline) lookAtUnsigned(ctx context.Context) error {
	p.looks.mu.Lock()
	defer p.looks.mu.Unlock()
	p.looks.asked++
	p.lookingAgain.wake()
	return p.workspace.Catalogue.SetUnsignedLook(ctx, catalogue.UnsignedLook{})
}

// lookAgainAtUnsigned looks at them, where something is otherwise than at the last look.
// There must be workers.
func (p *Pipeline) lookAgainAtUnsigned(ctx context.Context) error {
	p.looks.mu.Lock()
	l := look{Pipeline: p, asked: p.looks.asked, hand: map[string]bool{}, told: time.Now()}
	p.looks.mu.Unlock()
	l.by = templates.Today(p.now()).ISO() + " " + p.workspace.Sources()
	last, err := p.workspace.Catalogue.UnsignedLook(ctx)
	if err != nil || last == (catalogue.UnsignedLook{By: l.by}) {
		return err
	}
	if last.By != l.by {
		last.From = ""
	}
	if l.total, err = p.workspace.Catalogue.CountUnsigned(ctx, last.From); err != nil {
		return err
	}
	l.activity = p.watchdog.BeginLong("待签的表单", "核对")
	defer l.activity.End()
	err = l.give(ctx, last.From)
	l.working.Wait()
	if err == nil {
		err = l.note(ctx, "")
	}
	if errors.Is(err, errAskedAgain) {
		p.lookingAgain.wake()
		return nil
	}
	return err
}

// look is one look at them.
type look struct {
	*Pipeline
	asked    int    // as it was when the look began
	by       string // what they are held against
	total    int
	activity *watchdog.Activity
	working  sync.WaitGroup

	mu   sync.Mutex
	hand map[string]bool // arrivals that are being looked at
	done int
	told time.Time
}

// errAskedAgain is the error of a look that another has to follow, and that may as well end.
var errAskedAgain = errors.New("待签的表单要另行核对")

// give gives the workers the forms from an arrival on.
func (l *look) give(ctx context.Context, from string) error {
	given := 0
	for u, err := range l.workspace.Catalogue.AllUnsigned(ctx) {
		if err != nil {
			return err
		}
		key := u.Arrival
		if key < from {
			continue
		}
		l.begin(key)
		select {
		case l.spare <- func() { l.at(ctx, key) }:
		case <-ctx.Done():
			l.end(key)
			return ctx.Err()
		}
		if given++; given%lookNote == 0 {
			if err := l.note(ctx, l.first(key)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *look) begin(key string) {
	l.working.Add(1)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hand[key] = true
}

func (l *look) end(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.hand, key)
	l.working.Done()
}

// first is the first arrival that is being looked at, or else the last that was given.
func (l *look) first(last string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	for key := range l.hand {
		last = min(last, key)
	}
	return last
}

// note tells the catalogue how far the look has come: all before an arrival.
func (l *look) note(ctx context.Context, from string) error {
	l.looks.mu.Lock()
	defer l.looks.mu.Unlock()
	if l.looks.asked != l.asked {
		return errAskedAgain
	}
	return l.workspace.Catalogue.SetUnsignedLook(ctx, catalogue.UnsignedLook{By: l.by, From: from})
}

// at looks at one of them.
func (l *look) at(ctx context.Context, key string) {
	defer l.end(key)
	if err := l.lookAgainAt(ctx, key); err != nil {
		l.complain(err) // of no concern to the others
	}
	l.activity.Alive()
	l.mu.Lock()
	l.done++
	done, tell := l.done, time.Since(l.told) >= l.looks.tell
	if tell {
		l.told = time.Now()
	}
	l.mu.Unlock()
	if tell {
		l.notify(Event{Type: LookEvent, Reason: fmt.Sprintf("日期、花名册、规则或表单种类有变，待签的表单正在重新核对：已核对 %d 份，共 %d 份", done, l.total)})
	}
}

// lookAgainAt is for one of them. What met a fault is taken up again anyway.
func (p *Pipeline) lookAgainAt(ctx context.Context, key string) error {
	if p.postponed.Has(key) {
		return nil
	}
	a, err := p.spool.Read(key)
	if errors.Is(err, fs.ErrNotExist) && !p.spool.Has(key) {
		if at, _, err := p.workspace.Catalogue.Unsigned(ctx, key); err != nil || at.Arrival == "" {
			return err // it has ended meanwhile
		}
	}
	if err != nil {
		return err
	}
	p.drive(ctx, job{arrival: a, unsigned: true})
	return nil
}
