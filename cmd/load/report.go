//go:build linux

package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"time"

	"gongwen/cmd/internal/harness"
	"gongwen/cmd/internal/program"
)

// report is what came of a trial.
type report struct {
	load
	figures figures
	backlog *backlog

	dropped               int
	dropTime              time.Duration
	backlogThen           int // when dropping stopped
	drainTime             time.Duration
	handInsThen           int // handed in by the reading room, and not done in the end
	took, cpu, ownCPU     time.Duration
	most, mostOwn, last   int64 // bytes
	died                  bool  // the program ended by itself
	stopped, ledger       error
	before, after         program.Ledger
	busyBefore, busyAfter string
}

// handInsLeft are forms that readers handed in and that are not done. The readers
// must have ended.
func (r *report) handInsLeft(readers []*reader) int {
	n := 0
	for _, reader := range readers {
		n += reader.handedIn
	}
	r.backlog.mu.Lock()
	defer r.backlog.mu.Unlock()
	return n - r.backlog.handedIn
}

func (r *report) print(w io.Writer) {
	row := func(name string, f *figure) []string {
		slices.Sort(f.took)
		line := []string{name, strconv.Itoa(len(f.took)), strconv.Itoa(f.failed())}
		for _, share := range []float64{.5, .9, .99, 1} {
			line = append(line, millis(at(f.took, share)))
		}
		return append(line, f.complaints())
	}
	rows := [][]string{{"route", "requests", "errors", "p50 ms", "p90 ms", "p99 ms", "max ms", "what errors"}}
	for _, route := range slices.Sorted(maps.Keys(r.figures)) {
		rows = append(rows, row(route, r.figures[route]))
	}
	all := r.figures.sum()
	all.errors = map[string]int{"": all.failed()}
	rows = append(rows, append(row("all", all)[:7], ""))
	harness.Table(w, rows)

	took := r.backlog.filedWithin
	slices.Sort(took)
	ended := r.backlog.ended
	rows = [][]string{{"what", "figure"}}
	for _, line := range [][2]string{
		{"readers, think time", fmt.Sprintf("%d, %v", r.readers, r.think)},
		{"records at first", strconv.Itoa(r.before.Filed)},
		{"requests a second", fmt.Sprintf("%.1f", float64(len(all.took))/r.took.Seconds())},
		{"forms dropped, over", fmt.Sprintf("%d, %s", r.dropped, seconds(r.dropTime))},
		{"filed, returned, duplicate", fmt.Sprintf("%d, %d, %d", ended["filed"], ended["returned"], ended["duplicate"])},
		{"of these handed in by the reading room", strconv.Itoa(r.backlog.handedIn)},
		{"from dropped to issued, p50, p99, max", fmt.Sprintf("%s, %s, %s", seconds(at(took, .5)), seconds(at(took, .99)), seconds(at(took, 1)))},
		{"backlog when dropping stopped", strconv.Itoa(r.backlogThen)},
		{"until it was gone", r.drained()},
		{"memory resident, most", fmt.Sprintf("%d MB, %d of them not files", r.most>>20, r.mostOwn>>20)},
		{"memory resident, in the end", fmt.Sprintf("%d MB", r.last>>20)},
		{"processor time, of which of the program", fmt.Sprintf("%s × %d, %s; the readers' %s", seconds(r.took), runtime.NumCPU(), seconds(r.cpu), seconds(r.ownCPU))},
		{"load of the machine, before", r.busyBefore},
		{"and after", r.busyAfter},
		{"seed", strconv.FormatUint(r.seed, 10)},
	} {
		rows = append(rows, line[:])
	}
	harness.Table(w, rows)
}

func (r *report) drained() string {
	if left := r.backlog.left(); left > 0 {
		return fmt.Sprintf("%d left after %s", left, seconds(r.drainTime))
	}
	return seconds(r.drainTime)
}

// wrong is what was found wrong; nil when nothing was.
func (r *report) wrong() error {
	var wrong []error
	complain := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if n := r.figures.sum().failed(); n > 0 {
		complain("%d requests failed", n)
	}
	if n := r.backlog.left(); n > 0 {
		complain("%d forms that were dropped have not ended", n)
	}
	if r.handInsThen != 0 {
		complain("%d forms more were handed in by the reading room than have ended", r.handInsThen)
	}
	for _, fault := range r.backlog.faults {
		complain("the program complained: %s", fault)
	}
	if r.died {
		complain("the program ended by itself")
	}
	if err := errors.Join(r.stopped, r.ledger); err != nil {
		return errors.Join(append(wrong, err)...)
	}
	a, b, ended := r.after, r.before, r.backlog.ended
	for _, line := range a.Wrong() {
		complain("the ledger's sums do not hold: %s", line)
	}
	if a.Pending != 0 {
		complain("the ledger has %d forms pending in the end", a.Pending)
	}
	if got, want := a.Received-b.Received, r.dropped+r.backlog.handedIn; got != want {
		complain("the ledger has %d forms received, of %d dropped or handed in", got, want)
	}
	for _, of := range []struct {
		what string
		got  int
	}{{"filed", a.Filed - b.Filed}, {"returned", a.Returned - b.Returned}, {"duplicate", a.Duplicate - b.Duplicate}} {
		if of.got != ended[of.what] {
			complain("the ledger has %d forms %s, the program told of %d", of.got, of.what, ended[of.what])
		}
	}
	return errors.Join(wrong...)
}

func millis(d time.Duration) string  { return fmt.Sprintf("%.1f", float64(d.Microseconds())/1000) }
func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
