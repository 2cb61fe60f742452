//go:build linux

package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"gongwen/cmd/internal/program"
)

// fault is one thing that goes wrong around gongwen.
type fault struct {
	name      string // what happens
	settings  string // gongwen.yaml, if not the usual one
	ownDisk   bool   // wants a small disk of its own
	otherUser bool   // wants gongwen to be a user whom modes of files keep out
	// try makes it happen to a testbed in which nothing runs, and undoes it. It
	// gives what the office sees meanwhile. What it leaves running, or not, and
	// dropped is then seen to: all of it must be done automatically.
	try func(*trial) (seen string, err error)
}

// trial is a fault being tried.
type trial struct {
	*testbed
	attack          attack
	shipped, faulty program.Program
	unused          []*form // to drop; each is used once
}

// take are n forms not used before.
func (t *trial) take(n int) []*form {
	if n > len(t.unused) {
		panic("the trial has too few forms")
	}
	some := t.unused[:n]
	t.unused = t.unused[n:]
	return some
}

// trialForms is how many forms a trial may drop, beside those dropped at once.
const trialForms = 80

// faults are all of them, in the order of the table.
func faults() []fault {
	var all []fault
	for _, some := range [][]fault{diskFaults(), copyFaults(), inboxFaults(), damageFaults(), processFaults(), signedFaults()} {
		all = append(all, some...)
	}
	return all
}

// atOnce is how many faults are tried side by side: most of the time is spent
// waiting.
const atOnce = 3

// tryFaults tries the faults and returns the rows of the fault table. The error
// joins what was found wrong.
func (a attack) tryFaults(dir string, shipped, faulty program.Program, progress func(string, ...any)) ([][]string, error) {
	wanted, err := regexp.Compile(a.faults)
	if err != nil {
		return nil, err
	}
	var chosen []fault
	for _, f := range faults() {
		if wanted.MatchString(f.name) {
			chosen = append(chosen, f)
		}
	}
	forms, err := load(program.Program{Path: shipped.Path}, dir, rand.New(rand.NewPCG(a.seed, 0)), a.seed, 3*trialForms)
	if err != nil {
		return nil, err
	}
	rows, errs := make([][]string, len(chosen)), make([]error, len(chosen))
	slots := make(chan struct{}, atOnce)
	var all sync.WaitGroup
	for i, f := range chosen {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			root := filepath.Join(dir, fmt.Sprintf("fault-%d", i+1))
			started := time.Now()
			t := &trial{attack: a, shipped: shipped, faulty: faulty}
			random := rand.New(rand.NewPCG(a.seed, uint64(i+1)))
			for _, i := range random.Perm(len(forms))[:trialForms] {
				t.unused = append(t.unused, forms[i])
			}
			seen, r, err := t.try(f, root, random)
			if err != nil {
				rows[i] = []string{f.name, t.tableLine(seen), "FAILED"}
				errs[i] = fmt.Errorf("%s: %w\n  kept: %s", f.name, err, root)
				progress("FAILED: %v", errs[i])
				return
			}
			rows[i] = []string{f.name, seen, fmt.Sprintf("nothing (%d forms)", r.Forms)}
			progress("%s: endured in %v", f.name, time.Since(started).Round(100*time.Millisecond))
		})
	}
	all.Wait()
	return append([][]string{{"fault", "what the user sees", "what was lost"}}, rows...), errors.Join(errs...)
}

// try tries one fault and reconciles afterwards.
func (t *trial) try(f fault, root string, random *rand.Rand) (seen string, r *reconciliation, err error) {
	if err := os.MkdirAll(root, 0o755); err != nil {
		return "", nil, err
	}
	disk := root
	if f.ownDisk {
		disk = filepath.Join(root, "disk")
		unmount, err := mountSmall(disk)
		if err != nil {
			return "", nil, err
		}
		defer func() {
			if err == nil { // otherwise it is kept to be looked at
				err = unmount()
			}
		}()
	}
	if f.otherUser {
		t.shipped.User, t.faulty.User = otherUser(), otherUser()
	}
	config := settings
	if f.settings != "" {
		config = f.settings
	}
	if t.testbed, err = newTestbed(disk, t.shipped, random, config); err != nil {
		return "", nil, err
	}
	t.log = filepath.Join(root, "run.log") // also when the disk is full
	defer t.kill()
	if seen, err = f.try(t); err != nil {
		return seen, nil, err
	}
	// Whatever the fault stopped starts again, and what it held up is done.
	if !t.running() {
		if err := t.start(); err != nil {
			return seen, nil, err
		}
	}
	if r, err = t.drainAndReconcile(); err == nil {
		err = complaints(r)
	}
	return t.tableLine(seen), r, errors.Join(err, t.stop())
}

// tableLine is a line for the table: without the path of this testbed, and of one line.
func (b *testbed) tableLine(line string) string {
	if b == nil { // not even a data folder could be made
		return line
	}
	line = strings.Join(strings.Fields(strings.ReplaceAll(line, b.data(), "…")), " ")
	line = strings.ReplaceAll(line, "|", "/")
	const most = 100
	if runes := []rune(line); len(runes) > most {
		line = string(runes[:most-1]) + "…"
	}
	return line
}

// dropSome drops n forms.
func (t *trial) dropSome(n int) error { return t.dropAll(t.take(n), 0) }

// warmUp starts gongwen and lets it work through n forms, so that the fault finds
// it in the middle of its life.
func (t *trial) warmUp(n int) error {
	if err := t.start(); err != nil {
		return err
	}
	if err := t.dropSome(n); err != nil {
		return err
	}
	return t.drain()
}

// waitFor waits until gongwen run says a line that matches, and returns it. It
// looks from byte from of the log.
func (t *trial) waitFor(from int64, pattern string) (string, error) {
	re := regexp.MustCompile(pattern)
	var found string
	err := program.Eventually(fmt.Sprintf("gongwen says %q", pattern), func() (bool, error) {
		for line := range strings.Lines(t.logFrom(from)) {
			if re.MatchString(line) {
				found = strings.TrimSpace(line)
				return true, nil
			}
		}
		if !t.running() {
			return false, fmt.Errorf("gongwen ended: %s", t.lastLine())
		}
		return false, nil
	})
	return found, err
}

// Lines of the log, by how they begin: with the time and the level.
const (
	stamp = `^[0-9-]+ [0-9:]+ `
	// trouble tells of a form that has to wait, or of a fault of the whole;
	trouble = stamp + `(信息 待办|注意|出错) `
	// ended, that a form has been dealt with.
	ended = stamp + `信息 (已办理|退回|重复) `
)

var isTrouble, isEnded = regexp.MustCompile(trouble), regexp.MustCompile(ended)

// mustRefuse runs gongwen with arguments that must not succeed: it has to say
// exactly one line and to exit with 3.
func (t *trial) mustRefuse(args ...string) (string, error) {
	a, err := t.shipped.Ask(append(args, "-d", t.data())...)
	if err != nil {
		return "", err
	}
	line := strings.TrimSpace(a.Stderr)
	if a.Code != 3 || !strings.HasPrefix(line, "gongwen：") || strings.Contains(line, "\n") {
		return line, fmt.Errorf("gongwen %v exits with %d and says %q; want 3 and one clear line", args, a.Code, a.Stderr)
	}
	return line, nil
}

// survives says how gongwen run stands after a fault: it goes on, or it has
// stopped with one clear line.
func (t *trial) outcome(from int64) (string, error) {
	if t.running() {
		return "", nil
	}
	line := t.lastLine()
	if code := t.proc.Cmd.ProcessState.ExitCode(); code != 3 || !strings.HasPrefix(line, "gongwen：") {
		return line, fmt.Errorf("gongwen run exited with %d and says %q; want 3 and one clear line at last", code, t.logFrom(from))
	}
	return line, t.crashed()
}
