//go:build linux

package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	steps "gongwen/archive/fault"
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

	mu         sync.Mutex
	statistics statistics
	sums       reconciliation
}

// How gongwen is killed.
const (
	atMoment      = "at a random moment, under load"
	whileResuming = "while taking up after a kill"
	atCall        = "at a system call"
	atStep        = "at a named step"
	missed        = "past an appointed call or step that was not reached"
)

// ways are the ways of killing, as the table lists them.
var ways = []string{atMoment, whileResuming, atCall, atStep, missed}

// statistics is what a campaign did.
type statistics struct {
	kills      map[string]int // by way
	calls      map[string]int // deaths by system call
	steps      map[string]int // and by named step
	unfinished int            // kills that left work undone
	restarts   int            // each followed by draining and a reconciliation
	stops      int            // orderly ones, under way or idle
}

// slowest is the longest a form may be thought to take when a moment to kill at
// is drawn. Attachments that wait for a form that has gone back take longer, and
// there is nothing to see in that.
const slowest = 50 * time.Millisecond

// roundForms is how many forms one data folder sees. Every reconciliation reads the
// whole folder, so the folders are kept small and made anew.
const roundForms = 1000

// run goes through the campaign, a data folder after another on each processor,
// until a reconciliation is not clean. The error names the folder, which is kept.
func (c *campaign) run() error {
	c.statistics = newStatistics()
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

func newStatistics() statistics {
	return statistics{kills: map[string]int{}, calls: map[string]int{}, steps: map[string]int{}}
}

func (s *statistics) add(o statistics) {
	for _, both := range []struct{ to, from map[string]int }{{s.kills, o.kills}, {s.calls, o.calls}, {s.steps, o.steps}} {
		for key, n := range both.from {
			both.to[key] += n
		}
	}
	s.unfinished += o.unfinished
	s.restarts += o.restarts
	s.stops += o.stops
}

func (s *statistics) total() int {
	n := 0
	for _, kills := range s.kills {
		n += kills
	}
	return n
}

// round kills about so many times over the load, in a data folder of its own.
func (c *campaign) round(root string, random *rand.Rand, load []*form, kills int) error {
	if err := os.MkdirAll(root, 0o755); err != nil {
		return err
	}
	b, err := newTestbed(root, c.shipped, random, settings)
	if err != nil {
		return err
	}
	defer b.kill()
	s := newStatistics()
	r, err := c.killOver(b, &s, load, kills)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.statistics.add(s)
	if r != nil {
		c.sums.add(*r)
	}
	c.progress("%d kills, %d forms, %d complaints", c.statistics.total(), c.sums.Forms, len(c.sums.Complaints))
	return errors.Join(err, complaints(r))
}

// killOver works through the load, killing about so many times, and gives the
// last reconciliation.
func (c *campaign) killOver(b *testbed, s *statistics, load []*form, kills int) (*reconciliation, error) {
	// Undisturbed at first, to know how long the work takes on this machine.
	first := min(20, len(load))
	started := time.Now()
	if err := b.start(); err != nil {
		return nil, err
	}
	if err := b.dropAll(load[:first], 0); err != nil {
		return nil, err
	}
	r, err := b.drainAndReconcile()
	pace := min(time.Since(started)/time.Duration(first), slowest)
	load = load[first:]
	for len(load) > 0 && err == nil && r.isClean() && !c.over() {
		left := kills - s.total()
		if left <= 0 {
			if err = b.dropAll(load, 0); err == nil {
				r, err = b.drainAndReconcile()
			}
			break
		}
		n := min(len(load), 1+b.random.IntN(max(1, 2*len(load)/left)))
		if err = c.cycle(b, s, load[:n], pace); err != nil {
			break
		}
		load = load[n:]
		s.restarts++
		if err = b.start(); err == nil {
			r, err = b.drainAndReconcile()
		}
	}
	if err != nil {
		return r, fmt.Errorf("after %d kills: %w", s.total(), err)
	}
	s.stops++
	return r, b.stop()
}

func complaints(r *reconciliation) error {
	if r == nil || r.isClean() {
		return nil
	}
	shown := r.Complaints[:min(len(r.Complaints), 12)]
	errs := make([]error, len(shown))
	for i, complaint := range shown {
		errs[i] = errors.New(complaint)
	}
	return errors.Join(errs...)
}

// drainAndReconcile waits until all that was dropped is done with, and reconciles.
func (b *testbed) drainAndReconcile() (*reconciliation, error) {
	if err := b.drain(); err != nil {
		return nil, err
	}
	if err := b.crashed(); err != nil {
		return nil, err
	}
	return b.reconcile()
}

// percentTwice is how many of a hundred forms are handed in twice.
const percentTwice = 4

// dropAll drops the forms, some of them twice, over a time.
func (b *testbed) dropAll(forms []*form, spread time.Duration) error {
	for _, f := range forms {
		if _, err := b.drop(f); err != nil {
			return err
		}
		if b.random.IntN(100) < percentTwice {
			if _, err := b.drop(f); err != nil {
				return err
			}
		}
		time.Sleep(spread / time.Duration(len(forms)))
	}
	return nil
}

// cycle drops the forms and kills gongwen over them, once or several times. When
// it returns, nothing runs.
func (c *campaign) cycle(b *testbed, s *statistics, forms []*form, pace time.Duration) error {
	window := pace*time.Duration(len(forms)) + 100*time.Millisecond
	spread := time.Duration(0)
	if b.random.IntN(2) == 0 {
		spread = window
	}
	way := atMoment
	switch n := b.random.IntN(100); {
	case n < 15:
		way = atCall
	case n < 30:
		way = atStep
	}
	var err error
	if way == atMoment {
		err = c.killAtMoment(b, s, forms, window, spread)
	} else {
		err = c.killAtPlace(b, s, way, forms, window, spread)
	}
	if err != nil {
		return err
	}
	for b.random.IntN(4) == 0 {
		if done, err := b.drained(); err != nil || done {
			return err // nothing to take up
		}
		if err := b.start(); err != nil {
			return err
		}
		time.Sleep(time.Duration(b.random.Int64N(int64(window + 300*time.Millisecond))))
		if !b.running() {
			return fmt.Errorf("gongwen ended by itself: %s", b.lastLine())
		}
		b.kill()
		if err := s.count(whileResuming, b); err != nil {
			return err
		}
	}
	return b.crashed()
}

// count counts a kill.
func (s *statistics) count(way string, b *testbed) error {
	s.kills[way]++
	done, err := b.drained()
	if err == nil && !done {
		s.unfinished++
	}
	return err
}

func (c *campaign) killAtMoment(b *testbed, s *statistics, forms []*form, window, spread time.Duration) error {
	if !b.running() {
		if err := b.start(); err != nil {
			return err
		}
	}
	after := time.Duration(b.random.Int64N(int64(window)))
	dropped := make(chan error)
	go func() { dropped <- b.dropAll(forms, spread) }()
	time.Sleep(after)
	if !b.running() {
		return errors.Join(fmt.Errorf("gongwen ended by itself: %s", b.lastLine()), <-dropped)
	}
	b.kill()
	return errors.Join(s.count(atMoment, b), <-dropped)
}

// killAtPlace runs gongwen so that it dies at an appointed place, if it comes there.
func (c *campaign) killAtPlace(b *testbed, s *statistics, way string, forms []*form, window, spread time.Duration) error {
	s.stops++
	if err := b.stop(); err != nil {
		return err
	}
	armed, place := c.shipped, ""
	deaths := s.calls
	if way == atCall {
		call := calls[b.random.IntN(len(calls))]
		place = call.name
		armed.Under = killAtCall(place, 1+b.random.IntN(call.often))
	} else {
		deaths = s.steps
		// Those that only a signed form comes by have a trial of their own.
		points := slices.DeleteFunc(pipeline.FaultPoints(), func(s steps.Step) bool { return slices.Contains(signingSteps, s) })
		place = string(points[b.random.IntN(len(points))])
		armed = c.faulty.With(fmt.Sprintf("GONGWEN_FAULTS=%s#%d=kill", place, 1+b.random.IntN(3)))
	}
	if err := b.startAs(armed); err != nil {
		return err
	}
	if err := b.dropAll(forms, spread); err != nil {
		return err
	}
	deadline := time.Now().Add(10*window + 2*time.Second)
	for b.running() && time.Now().Before(deadline) {
		if done, err := b.drained(); err != nil || done {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	if b.running() {
		b.kill()
		return s.count(missed, b)
	}
	if !b.proc.Killed() {
		return fmt.Errorf("gongwen ended by itself on its way to %s: %s", place, b.lastLine())
	}
	deaths[place]++
	return s.count(way, b)
}
