//go:build linux

// Command torture tries to make gongwen lose a form, file one twice, or give a
// number twice. It builds the real program and runs it in a process of its own,
// knows it only by its command line and by the files it leaves on disk, and
// prints what it did and what came of it.
//
//	go run ./cmd/torture -kills 1000 -forms 20000
//
// First come the faults, one at a time: a full disk, a file cut short, a damaged
// catalogue. Each must leave the program running or stop it with one clear line,
// and when the fault is gone everything pending must be done automatically. Then
// come the kills: SIGKILL at random moments under load, while taking up what an
// earlier kill left, on coming to a system call that changes something on disk,
// and at every step of the way of a form that has a name. After each restart all
// that was ever dropped is reconciled: compared with what is there (see reconcile).
// Between the two, packets that are hard to sort are dropped under kills, and returned
// folders again: every byte of them must be somewhere afterwards.
//
// Forms, delays and places of death come from the seed. How the threads of the
// program run does not, so the same seed gives the same attack but need not hit
// at the same instruction. The data folder of a failure is kept, and named.
//
// It wants Linux and strace, and for some faults root, or sudo and the right to
// trace a process that is not its child.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"gongwen/cmd/internal/harness"
	"gongwen/cmd/internal/program"
	"gongwen/pipeline"
)

// attack is how hard gongwen is tortured.
type attack struct {
	kills, forms int
	packets      int // hard to sort, dropped under kills
	seed         uint64
	time         time.Duration // no kill begins later than this after the start
	dropped      int           // forms dropped at once
	faults       string        // pattern of the faults to try; empty for none
	dir          string        // where the data folders are made
}

func main() {
	var a attack
	flag.IntVar(&a.kills, "kills", 200, "how often to kill; 0 for faults only")
	flag.IntVar(&a.forms, "forms", 4000, "over how many forms")
	flag.IntVar(&a.packets, "packets", 20000, "how many packets that are hard to sort to drop under kills")
	flag.Uint64Var(&a.seed, "seed", rand.Uint64N(1e6), "seed of it all")
	flag.DurationVar(&a.time, "time", time.Hour, "start no kill later than this")
	flag.IntVar(&a.dropped, "dropped", 10000, "how many forms to drop at once")
	flag.StringVar(&a.faults, "faults", ".", "regular expression of the faults to try; none for no fault")
	flag.StringVar(&a.dir, "dir", os.TempDir(), "where to make the data folders")
	flag.Parse()
	harness.Main(a.run)
}

// run tortures gongwen and prints its tables on stdout. The error is what was
// found wrong. When ctx ends no other kill begins.
func (a attack) run(ctx context.Context, stdout, stderr io.Writer) (err error) {
	if _, err := exec.LookPath("strace"); err != nil {
		return fmt.Errorf("%w: run .ci/setup tools", err)
	}
	fmt.Fprintf(stdout, "seed %d\n\n", a.seed)
	dir, err := os.MkdirTemp(a.dir, "gongwen-torture-")
	if err != nil {
		return err
	}
	defer func() {
		if err == nil {
			err = os.RemoveAll(dir)
		}
	}()
	// Another user tortures it where modes must count.
	if err := os.Chmod(dir, 0o755); err != nil {
		return err
	}
	shipped, faulty, err := build(dir)
	if err != nil {
		return err
	}
	started := time.Now()
	progress := harness.Progress(stderr)
	if a.faults != "none" {
		rows, err := a.tryFaults(dir, program.Program{Path: shipped}, program.Program{Path: faulty}, progress)
		harness.Table(stdout, rows)
		if err != nil {
			return err
		}
	}
	over := func() bool { return ctx.Err() != nil || time.Since(started) > a.time }
	if a.packets > 0 {
		p := packets{dir: dir, shipped: program.Program{Path: shipped}, faulty: program.Program{Path: faulty}, seed: a.seed,
			count: a.packets, over: over, progress: progress}
		err := p.run()
		harness.Table(stdout, [][]string{{"packets that are hard to sort", "number"}, {"dropped", strconv.Itoa(p.dropped)},
			{"returned folders dropped again", strconv.Itoa(p.again)}, {"kills", strconv.Itoa(p.kills)}, {"contents looked for", strconv.Itoa(p.files)}})
		if err != nil {
			return err
		}
	}
	if a.kills == 0 {
		return nil
	}
	c := campaign{dir: dir, shipped: program.Program{Path: shipped}, faulty: program.Program{Path: faulty}, seed: a.seed,
		kills: a.kills, forms: a.forms, over: over, progress: progress}
	err = c.run()
	printStatistics(stdout, c.statistics, c.sums)
	if err == nil && c.statistics.total() < a.kills {
		fmt.Fprintf(stdout, "Out of time: %d kills of %d.\n", c.statistics.total(), a.kills)
	}
	return err
}

func printStatistics(w io.Writer, s statistics, r reconciliation) {
	rows := [][]string{{"killed", "times"}}
	for _, way := range ways {
		rows = append(rows, []string{way, strconv.Itoa(s.kills[way])})
	}
	rows = append(rows, []string{"in all", strconv.Itoa(s.total())}, []string{"of these with work left undone", strconv.Itoa(s.unfinished)})
	harness.Table(w, rows)
	for _, deaths := range []struct {
		name string
		at   map[string]int
		all  []string
	}{{"died at the system call", s.calls, callNames()}, {"died at the step", s.steps, stepNames()}} {
		rows := [][]string{{deaths.name, "times"}}
		for _, place := range deaths.all {
			rows = append(rows, []string{place, strconv.Itoa(deaths.at[place])})
		}
		harness.Table(w, rows)
	}
	rows = [][]string{{"reconciled", "number"}}
	for _, line := range []struct {
		name string
		n    int
	}{
		{"restarts, each with draining and a full reconciliation", s.restarts}, {"orderly stops", s.stops},
		{"forms dropped", r.Forms}, {"files dropped", r.Files},
		{"ledger: received", r.Received}, {"filed", r.Filed}, {"returned", r.Returned}, {"duplicate", r.Duplicate}, {"pending", r.Pending},
		{"lost", r.Lost}, {"doubled", r.Doubled}, {"numbers given twice", r.NumbersTwice}, {"gaps", r.Gaps},
		{"findings of verify", r.VerifyFindings}, {"sums that do not hold", r.SumsWrong}, {"not as dropped or archived", r.NotTheSame},
	} {
		rows = append(rows, []string{line.name, strconv.Itoa(line.n)})
	}
	harness.Table(w, rows)
}

func callNames() []string {
	var names []string
	for _, call := range calls {
		names = append(names, call.name)
	}
	return names
}

// stepNames are the named steps.
func stepNames() []string {
	var names []string
	for _, step := range pipeline.FaultPoints() {
		names = append(names, string(step))
	}
	return names
}

// build makes the executables: the program as it is shipped, and the one with the
// fault seam.
func build(dir string) (shipped, faulty string, err error) {
	shipped, faulty = filepath.Join(dir, "gongwen"), filepath.Join(dir, "gongwen-faults")
	return shipped, faulty, errors.Join(program.Build(shipped, ""), program.Build(faulty, "faults"))
}
