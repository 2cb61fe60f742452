//go:build linux

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"gongwen/cmd/internal/program"
	"gongwen/pipeline/workspace"
)

// drop is a form that lies ready to be moved into an inbox.
type drop struct{ from, to string } // to is below inbox/

// makeDrops writes at least n forms into the folder dir, and lists them in random
// order.
func makeDrops(ruleset *workspace.Ruleset, dir string, seed uint64, n int) ([]drop, error) {
	var all []drop
	for f, err := range draw(ruleset, mixture, n, percentBad, seed+seedDropped) {
		if err != nil {
			return nil, err
		}
		unit := filepath.Join(dir, f.unit)
		if err := f.write(unit); err != nil {
			return nil, err
		}
		all = append(all, drop{filepath.Join(unit, f.name), path.Join(f.unit, f.name)})
	}
	rand.New(rand.NewPCG(seed, seedDropped)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all, nil
}

// backlog follows what was dropped or handed in until it is done with.
type backlog struct {
	mu          sync.Mutex
	waiting     map[string]time.Time // by path below inbox/, since when
	filedWithin []time.Duration      // of the forms that were filed, from dropped to issued
	ended       map[string]int       // how many forms ended as what
	handedIn    int                  // forms that came by the reading room and have ended
	faults      []string             // what went wrong, by the program and by its events
}

func newBacklog() *backlog {
	return &backlog{waiting: map[string]time.Time{}, ended: map[string]int{}}
}

// handedInAs is what the names of folders begin with that the reading room drops.
const handedInAs = "网上送交-"

// event takes note of an event of the program.
func (b *backlog) event(e program.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e.Type {
	case "filed", "returned", "duplicate":
	case "fault":
		b.faults = append(b.faults, e.Reason)
		return
	default:
		return
	}
	b.ended[e.Type]++
	parts := strings.SplitN(e.File, "/", 3)
	if len(parts) < 2 {
		return
	}
	if strings.HasPrefix(parts[1], handedInAs) {
		b.handedIn++
		return
	}
	key := path.Join(parts[0], parts[1])
	since, ok := b.waiting[key]
	if !ok {
		b.faults = append(b.faults, fmt.Sprintf("%s: %s ended twice, or was never dropped", e.Type, e.File))
		return
	}
	delete(b.waiting, key)
	if e.Type == "filed" {
		b.filedWithin = append(b.filedWithin, e.Seen.Sub(since))
	}
}

// left is how many of the dropped forms have not ended.
func (b *backlog) left() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.waiting)
}

// drop moves forms into the inboxes, so many a second, until they are all there
// or ctx ends. It gives how many it dropped.
func (b *backlog) drop(ctx context.Context, inbox string, forms []drop, perSecond float64) (n int, err error) {
	for _, f := range forms {
		if err := os.MkdirAll(filepath.Join(inbox, path.Dir(f.to)), 0o755); err != nil {
			return 0, err
		}
	}
	began := time.Now()
	for i, f := range forms {
		due := began.Add(time.Duration(float64(i) / perSecond * float64(time.Second)))
		select {
		case <-ctx.Done():
			return n, nil
		case <-time.After(time.Until(due)):
		}
		b.mu.Lock() // before its event can come
		b.waiting[f.to] = time.Now()
		err := os.Rename(f.from, filepath.Join(inbox, f.to))
		b.mu.Unlock()
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// supply is what readers can use only once.
type supply struct {
	mu            sync.Mutex
	right, faulty map[string][]form // to be handed in, by unit
	asked         int               // how often for one of these
	voidable      []record
}

// How many forms are drawn, for all units together.
const (
	rightHandIns  = 800
	faultyHandIns = 400
)

func newSupply(ruleset *workspace.Ruleset, k known, seed uint64) (*supply, error) {
	s := &supply{right: map[string][]form{}, faulty: map[string][]form{}}
	for _, of := range []struct {
		to     map[string][]form
		n, bad int
		seed   uint64
	}{{s.right, rightHandIns, 0, seed + seedRight}, {s.faulty, faultyHandIns, 100, seed + seedFaulty}} {
		for f, err := range draw(ruleset, []share{{"letter", "yaml", 100}}, of.n, of.bad, of.seed) {
			if err != nil {
				return nil, err
			}
			of.to[f.unit] = append(of.to[f.unit], f)
		}
	}
	for _, r := range k.Records {
		if r.Whole && r.Degree == "" {
			s.voidable = append(s.voidable, r)
		}
	}
	return s, nil
}

// form is a form of a unit that nobody has taken, the second of every three that
// are asked for a faulty one; not ok when there is none left.
func (s *supply) form(unit string) (f form, faulty, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	of := s.right
	if faulty = s.asked%3 == 2; faulty {
		of = s.faulty
	}
	left := of[unit]
	f, ok = first(&left)
	of[unit] = left
	return f, faulty, ok
}

// record is a record that nobody has made void.
func (s *supply) record() (record, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return first(&s.voidable)
}

// first takes the first of what is left.
func first[T any](left *[]T) (one T, ok bool) {
	if len(*left) == 0 {
		return one, false
	}
	one, *left = (*left)[0], (*left)[1:]
	return one, true
}
