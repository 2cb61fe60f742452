//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"gongwen/cmd/internal/program"
)

// trial is one run of the program under load.
type trial struct {
	load
	program  program.Program
	data     string
	known    known
	people   []person
	drops    []drop
	supply   *supply
	progress func(string, ...any)
}

// run starts the program, lets everybody at it and stops it. The error is for a
// trial that could not be made; what the program did wrong is in the report.
func (t *trial) run(ctx context.Context, log string) (*report, error) {
	back := newBacklog()
	p, err := start(t.program, t.data, log, back.event)
	if err != nil {
		return nil, err
	}
	rep := &report{load: t.load, figures: figures{}, backlog: back, before: t.known.Sums, busyBefore: busy()}
	var readers []*reader
	for i, person := range t.people {
		readers = append(readers, newReader(person, t.load, p.at, t.known, t.supply, uint64(i)))
	}
	deal(readers)
	err = t.signIn(readers)
	if err == nil {
		err = t.work(ctx, p, readers, rep)
	}
	rep.most, rep.mostOwn, rep.last = p.most.Load(), p.own.Load(), p.last.Load()
	rep.stopped = p.stop()
	if err != nil {
		return nil, errors.Join(err, rep.stopped)
	}
	rep.after, rep.ledger = t.program.Ledger(t.data)
	for _, r := range readers {
		rep.figures.add(r.asked)
	}
	rep.busyAfter = busy()
	return rep, nil
}

// signIn signs all readers in, one after the other. Passwords are costly to check,
// the program checks those of strangers one at a time, and on a morning not everybody
// comes at the same second; so it is not measured.
func (t *trial) signIn(readers []*reader) error {
	began := time.Now()
	for _, r := range readers {
		if err := r.signIn(); err != nil {
			return fmt.Errorf("%s could not sign in: %w", r.Name, err)
		}
		r.asked = figures{}
	}
	t.progress("%d readers signed in, in %s", len(readers), time.Since(began).Round(time.Second))
	return nil
}

// work lets forms be dropped while readers read, and readers read on until the
// backlog is gone.
func (t *trial) work(ctx context.Context, p *process, readers []*reader, rep *report) error {
	began, cpu, own := time.Now(), p.cpu(), ownCPU()
	reading, leave := context.WithCancel(context.Background())
	defer leave()
	var all sync.WaitGroup
	for _, r := range readers {
		all.Go(func() { r.read(reading) })
	}
	watched, rest := context.WithCancel(context.Background())
	defer rest()
	go t.watch(watched, p, readers, rep)

	dropping, cancel := context.WithTimeout(ctx, t.time)
	defer cancel()
	ended := context.AfterFunc(asContext(p.Ended), cancel)
	defer ended()
	var err error
	if rep.dropped, err = rep.backlog.drop(dropping, filepath.Join(t.data, "inbox"), t.drops, t.forms); err == nil {
		<-dropping.Done()
	}
	rep.dropTime, rep.backlogThen = time.Since(began), rep.backlog.left()
	t.progress("%d forms dropped, %d of them still at work", rep.dropped, rep.backlogThen)
	drained := time.Now()
	_ = program.Within(t.drain, "the backlog is gone", func() (bool, error) { // if not, it is in the report
		return rep.backlog.left() == 0 || !p.Alive() || ctx.Err() != nil, nil
	})
	rep.drainTime = time.Since(drained)
	leave()
	all.Wait()
	// Where the rest is done, what was handed in last needs but a moment.
	_ = program.Within(t.drain, "what was handed in is done", func() (bool, error) {
		return rep.backlog.left() > 0 || rep.handInsLeft(readers) <= 0 || !p.Alive(), nil
	})
	rep.handInsThen = rep.handInsLeft(readers)
	rep.took, rep.cpu, rep.ownCPU = time.Since(began), p.cpu()-cpu, ownCPU()-own
	rep.died = !p.Alive()
	return err
}

// Somebody who has waited this long is told of, and again as often.
const long = 10 * time.Second

// watch tells now and then how it goes, and of those who wait for long.
func (t *trial) watch(ctx context.Context, p *process, readers []*reader, rep *report) {
	every := time.NewTicker(long)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
		told := fmt.Sprintf("%d forms at work, %d MB", rep.backlog.left(), p.last.Load()>>20)
		waiting, longest, who := 0, time.Duration(0), ""
		for _, r := range readers {
			w := r.waits.Load()
			if w == nil || time.Since(w.since) < long {
				continue
			}
			waiting++
			if waits := time.Since(w.since); waits > longest {
				longest, who = waits, fmt.Sprintf("%s (%s) for %s", r.Name, r.Role, w.route)
			}
		}
		if waiting > 0 {
			told += fmt.Sprintf("; %d readers have waited for more than %v, longest %s: %s", waiting, long, who, longest.Round(time.Second))
		}
		t.progress("%s", told)
	}
}

// asContext ends when the channel is closed.
func asContext(ended <-chan struct{}) context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-ended; cancel() }()
	return ctx
}

// busy is how many processes of the whole machine want to run: over the last
// minute, five and fifteen.
func busy() string {
	text, _ := os.ReadFile("/proc/loadavg")
	return strings.Join(strings.Fields(string(text))[:3], " ")
}

// ownCPU is how much of the processors the readers have used.
func ownCPU() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // it cannot fail
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
