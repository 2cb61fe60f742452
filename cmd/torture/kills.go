//go:build linux

package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"gongwen/cmd/internal/program"
	"gongwen/pipeline"
)

// campaign kills gongwen again and again while it works through forms.
type campaign struct {
	dir             string
	shipped, faulty program.Program
	seed            uint64
	kills, forms    int         // in all
	over            func() bool // true when no other kill may begin
	progress        func(format string, args ...any)

	mu   sync.Mutex
	toll toll
	sums reckoning
}

// How gongwen is killed.
const (
	atMoment   = "at a random moment, under load"
	takingUp   = "while taking up after a kill"
	atCall     = "at a system call"
	atStep     = "at a named step"
	notReached = "past an appointed call or step that was not reached"
)

// ways are the ways of killing, as the table lists them.
var ways = []string{atMoment, takingUp, atCall, atStep, notReached}

// toll is what a campaign did.
type toll struct {
	kills    map[string]int // by way
	calls    map[string]int // deaths by system call
	steps    map[string]int // and by named step
	busy     int            // kills that left work undone
	restarts int            // each followed by draining and a reckoning
	stops    int            // orderly ones, under way or idle
}

// slowest is the longest a form may be thought to take when a moment to kill at
// is drawn. Attachments that wait for a form that has gone back take longer, and
// there is nothing to see in that.
const slowest = 50 * time.Millisecond

// roundForms is how many forms one data folder sees. Every reckoning reads the
// whole folder, so the folders are kept small and made anew.
const roundForms = 1000

// run goes through the campaign, a data folder after another on each processor,
// until a reckoning is not clean. The error names the folder, which is kept.
func (c *campaign) run() error {
	c.toll = newToll()
	forms, err := load(c.shipped, c.dir, rand.New(rand.NewPCG(c.seed, 0)), c.seed, c.forms)
	if err != nil {
		return err
	}
	rounds := max(1, c.forms/roundForms)
	upTo := func(of, round int) int { return of * round / rounds }
	var atWork errgroup.Group
	atWork.SetLimit(runtime.GOMAXPROCS(0))
	var failed atomic.Bool
	for round := range rounds {
		atWork.Go(func() error {
			if c.over() || failed.Load() {
				return nil
			}
			root := filepath.Join(c.dir, fmt.Sprintf("kills-%d", round+1))
			random := rand.New(rand.NewPCG(c.seed, uint64(round+1)))
			load := forms[upTo(c.forms, round):upTo(c.forms, round+1)]
			if err := c.round(root, random, load, upTo(c.kills, round+1)-upTo(c.kills, round)); err != nil {
				failed.Store(true)
				return fmt.Errorf("round %d: %w\n  kept: %s", round+1, err, root)
			}
			return os.RemoveAll(root)
		})
	}
	return atWork.Wait()
}

func newToll() toll {
	return toll{kills: map[string]int{}, calls: map[string]int{}, steps: map[string]int{}}
}

func (t *toll) add(o toll) {
	for _, both := range []struct{ to, from map[string]int }{{t.kills, o.kills}, {t.calls, o.calls}, {t.steps, o.steps}} {
		for key, n := range both.from {
			both.to[key] += n
		}
	}
	t.busy += o.busy
	t.restarts += o.restarts
	t.stops += o.stops
}

func (t *toll) sum() int {
	n := 0
	for _, kills := range t.kills {
		n += kills
	}
	return n
}

// round kills about so many times over the load, in a data folder of its own.
func (c *campaign) round(root string, random *rand.Rand, load []*form, kills int) error {
	if err := os.MkdirAll(root, 0o755); err != nil {
		return err
	}
	h, err := newHouse(root, c.shipped, random, settings)
	if err != nil {
		return err
	}
	defer h.kill()
	t := newToll()
	r, err := c.killOver(h, &t, load, kills)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.toll.add(t)
	if r != nil {
		c.sums.add(*r)
	}
	c.progress("%d kills, %d forms, %d complaints", c.toll.sum(), c.sums.Forms, len(c.sums.Complaints))
	return errors.Join(err, complaints(r))
}

// killOver works through the load, killing about so many times, and gives the
// last reckoning.
func (c *campaign) killOver(h *house, t *toll, load []*form, kills int) (*reckoning, error) {
	// Undisturbed at first, to know how long the work takes on this machine.
	first := min(20, len(load))
	started := time.Now()
	if err := h.start(); err != nil {
		return nil, err
	}
	if err := h.dropAll(load[:first], 0); err != nil {
		return nil, err
	}
	r, err := h.settle()
	pace := min(time.Since(started)/time.Duration(first), slowest)
	load = load[first:]
	for len(load) > 0 && err == nil && r.clean() && !c.over() {
		left := kills - t.sum()
		if left <= 0 {
			if err = h.dropAll(load, 0); err == nil {
				r, err = h.settle()
			}
			break
		}
		n := min(len(load), 1+h.random.IntN(max(1, 2*len(load)/left)))
		if err = c.cycle(h, t, load[:n], pace); err != nil {
			break
		}
		load = load[n:]
		t.restarts++
		if err = h.start(); err == nil {
			r, err = h.settle()
		}
	}
	if err != nil {
		return r, fmt.Errorf("after %d kills: %w", t.sum(), err)
	}
	t.stops++
	return r, h.stop()
}

func complaints(r *reckoning) error {
	if r == nil || r.clean() {
		return nil
	}
	shown := r.Complaints[:min(len(r.Complaints), 12)]
	errs := make([]error, len(shown))
	for i, complaint := range shown {
		errs[i] = errors.New(complaint)
	}
	return errors.Join(errs...)
}

// settle waits until all that was dropped is done with and reckons.
func (h *house) settle() (*reckoning, error) {
	if err := h.drain(); err != nil {
		return nil, err
	}
	if err := h.disorder(); err != nil {
		return nil, err
	}
	return h.reckon()
}

// again is how many of a hundred forms are handed in twice.
const again = 4

// dropAll drops the forms, some of them twice, over a time.
func (h *house) dropAll(forms []*form, spread time.Duration) error {
	for _, f := range forms {
		if _, err := h.drop(f); err != nil {
			return err
		}
		if h.random.IntN(100) < again {
			if _, err := h.drop(f); err != nil {
				return err
			}
		}
		time.Sleep(spread / time.Duration(len(forms)))
	}
	return nil
}

// cycle drops the forms and kills gongwen over them, once or several times. When
// it returns, nothing runs.
func (c *campaign) cycle(h *house, t *toll, forms []*form, pace time.Duration) error {
	window := pace*time.Duration(len(forms)) + 100*time.Millisecond
	spread := time.Duration(0)
	if h.random.IntN(2) == 0 {
		spread = window
	}
	way := atMoment
	switch n := h.random.IntN(100); {
	case n < 15:
		way = atCall
	case n < 30:
		way = atStep
	}
	var err error
	if way == atMoment {
		err = c.killAtMoment(h, t, forms, window, spread)
	} else {
		err = c.killAtPlace(h, t, way, forms, window, spread)
	}
	if err != nil {
		return err
	}
	for h.random.IntN(4) == 0 {
		if done, err := h.drained(); err != nil || done {
			return err // nothing to take up
		}
		if err := h.start(); err != nil {
			return err
		}
		time.Sleep(time.Duration(h.random.Int64N(int64(window + 300*time.Millisecond))))
		if !h.running() {
			return fmt.Errorf("gongwen ended by itself: %s", h.lastWords())
		}
		h.kill()
		if err := t.dead(takingUp, h); err != nil {
			return err
		}
	}
	return h.disorder()
}

// dead counts a kill.
func (t *toll) dead(way string, h *house) error {
	t.kills[way]++
	done, err := h.drained()
	if err == nil && !done {
		t.busy++
	}
	return err
}

func (c *campaign) killAtMoment(h *house, t *toll, forms []*form, window, spread time.Duration) error {
	if !h.running() {
		if err := h.start(); err != nil {
			return err
		}
	}
	after := time.Duration(h.random.Int64N(int64(window)))
	dropped := make(chan error)
	go func() { dropped <- h.dropAll(forms, spread) }()
	time.Sleep(after)
	if !h.running() {
		return errors.Join(fmt.Errorf("gongwen ended by itself: %s", h.lastWords()), <-dropped)
	}
	h.kill()
	return errors.Join(t.dead(atMoment, h), <-dropped)
}

// killAtPlace runs gongwen so that it dies at an appointed place, if it comes there.
func (c *campaign) killAtPlace(h *house, t *toll, way string, forms []*form, window, spread time.Duration) error {
	t.stops++
	if err := h.stop(); err != nil {
		return err
	}
	armed, place := c.shipped, ""
	deaths := t.calls
	if way == atCall {
		call := calls[h.random.IntN(len(calls))]
		place = call.name
		armed.Under = killAtCall(place, 1+h.random.IntN(call.often))
	} else {
		deaths = t.steps
		place = string(pipeline.FaultPoints()[h.random.IntN(len(pipeline.FaultPoints()))])
		armed = c.faulty.With(fmt.Sprintf("GONGWEN_FAULTS=%s#%d=kill", place, 1+h.random.IntN(3)))
	}
	if err := h.startAs(armed); err != nil {
		return err
	}
	if err := h.dropAll(forms, spread); err != nil {
		return err
	}
	deadline := time.Now().Add(10*window + 2*time.Second)
	for h.running() && time.Now().Before(deadline) {
		if done, err := h.drained(); err != nil || done {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	if h.running() {
		h.kill()
		return t.dead(notReached, h)
	}
	if !h.proc.Killed() {
		return fmt.Errorf("gongwen ended by itself on its way to %s: %s", place, h.lastWords())
	}
	deaths[place]++
	return t.dead(way, h)
}
