//go:build linux

package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"gongwen/cmd/internal/program"
)

// The two units: the thief's, and one that has nothing to do with him.
const (
	thiefUnit = "区财政局"
	otherUnit = "区教育局"
)

// testbed is a data folder with its shares, the program at work in it, and all who
// take part.
//
//	<top>/house/d    the data folder, its users' own as they would be on a server
//	<top>/outside    secrets that have nothing to do with gongwen
//	<top>/staging    what honest people are about to drop
//	<top>/thief      the thief's own folder, on the same file system
//	<top>/run.log    all that gongwen said
type testbed struct {
	campaign
	top      string
	user     user
	gongwen  program.Program
	letters  map[string]letter
	progress func(format string, args ...any)
	random   *rand.Rand // of the harness; the thief has his own

	violations violations
	secrets    *secrets
	honest     honestUsers
	browser    browser
	thief      *thiefProcess
	mounts     mounts

	running       sync.RWMutex // held for writing while the program is stopped or started
	proc          *program.Process
	countedExit   bool // it was ended because it hung
	starts        atomic.Int64
	delayed       bool // it runs under a tracer that slows it down
	delayedStarts int  // how often
	kills         int
	stops         int
	pauses        int

	statistics     *statistics // by the thief
	ledgerAtEnd    program.Ledger
	bags, compared int
	lastTook       time.Duration
}

func (b *testbed) data(name ...string) string {
	return filepath.Join(append([]string{b.top, "house", "d"}, name...)...)
}
func (b *testbed) outside(name ...string) string {
	return filepath.Join(append([]string{b.top, "outside"}, name...)...)
}
func (b *testbed) log() string { return filepath.Join(b.top, "run.log") }

// settings let a form be taken at once.
const settings = "settle: 0s\nrescan: 200ms\nattachment_wait: 1s\n"

// newTestbed makes the data folder and everything around it.
func newTestbed(c campaign, top string, as user, gongwen program.Program, progress func(string, ...any)) (*testbed, error) {
	b := &testbed{campaign: c, top: top, user: as, progress: progress, random: rand.New(rand.NewPCG(c.seed, 1<<32))}
	b.secrets = newSecrets()
	b.gongwen = gongwen.With("UNUSED=" + b.secrets.mark("the program's environment"))
	b.violations.notify = progress
	b.honest.testbed, b.browser.testbed, b.mounts.testbed = b, b, b
	for _, dir := range []struct {
		path string
		of   user
		mode os.FileMode
	}{{top, rootUser, 0o711}, {filepath.Join(top, "house"), as, 0o711}, {b.outside(), as, 0o700},
		{filepath.Join(top, "staging"), rootUser, 0o700}, {filepath.Join(top, "thief"), thiefUser, 0o700}} {
		if err := os.MkdirAll(dir.path, 0o700); err != nil {
			return b, err
		}
		if err := errors.Join(os.Chown(dir.path, int(dir.of), int(dir.of)), os.Chmod(dir.path, dir.mode)); err != nil {
			return b, err
		}
	}
	var err error
	if b.letters, err = drawLetters(b.gongwen, filepath.Join(top, "house", "samples"), thiefUnit, otherUnit); err != nil {
		return b, err
	}
	if _, err := b.gongwen.Must("init", b.data()); err != nil {
		return b, err
	}
	return b, errors.Join(b.makeShares(), b.placeSecrets())
}

// makeShares makes the folders of the units as an administrator would for a share each:
// the unit's people own its inbox and may write into what comes back, others do not
// get in, and the program can work in all of them by its groups.
func (b *testbed) makeShares() error {
	for _, dir := range []string{b.data(), b.data("inbox"), b.data("issued"), b.data("returned"), b.data("waiting")} {
		if err := os.Chmod(dir, 0o711); err != nil {
			return err
		}
	}
	for unit, of := range map[string]user{thiefUnit: thiefUser, otherUnit: otherUser} {
		for dir, owner := range map[string]user{"inbox": of, "issued": b.user, "returned": b.user, "waiting": b.user} {
			path := b.data(dir, unit)
			if err := os.MkdirAll(path, 0o700); err != nil {
				return err
			}
			if err := errors.Join(os.Chown(path, int(owner), int(of)), os.Chmod(path, os.ModeSetgid|0o770)); err != nil {
				return err
			}
		}
	}
	return nil
}

// placeSecrets puts secrets where the thief has no business.
func (b *testbed) placeSecrets() error {
	write := func(path string, data []byte) error {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		return errors.Join(os.WriteFile(path, data, 0o600), b.user.own(filepath.Dir(path)))
	}
	letter := b.letters[otherUnit]
	for _, dir := range []string{b.outside(), b.data("机密")} {
		err := errors.Join(
			write(filepath.Join(dir, "机密.yaml"), letter.with(b.secrets.mark(dir+"/机密.yaml"), letterName)),
			write(filepath.Join(dir, letterName), []byte(b.secrets.mark(dir+"/"+letterName))),
			write(filepath.Join(dir, b.secrets.mark("a name in "+dir)+".txt"), nil))
		if err != nil {
			return err
		}
	}
	for _, dir := range []string{"rules", "templates"} {
		if err := write(b.data(dir, "说明.txt"), []byte(b.secrets.mark(dir+"/说明.txt"))); err != nil {
			return err
		}
	}
	if err := os.WriteFile(b.data("gongwen.yaml"), []byte(settings+"# "+b.secrets.mark("gongwen.yaml")+"\n"), 0o600); err != nil {
		return err
	}
	if _, err := b.gongwen.Must("account", "add", "guanli", "--role", "administrator", "--unit", b.secrets.mark("reading/accounts.yaml"), "-d", b.data()); err != nil {
		return err
	}
	a, err := b.gongwen.Must("account", "add", browserName, "--unit", thiefUnit, "-d", b.data())
	b.browser.password = strings.TrimSpace(string(a.Stdout))
	return err
}

// start starts the program and waits until it is at work. One that does not start is
// a violation, and is started again: something in its way may go.
func (b *testbed) start() error {
	return program.Within(b.patience, "gongwen starts", func() (bool, error) {
		gongwen := b.gongwen
		if b.delayed = b.starts.Load()%2 == 1; b.delayed { // every other time
			gongwen.Under = delayingTracer
			b.delayedStarts++
		}
		proc, err := gongwen.Start(b.log(), "run", "-d", b.data(), "--json", "--serve", "127.0.0.1:0", "--access-log", "-")
		if err != nil {
			return false, err
		}
		b.proc = proc
		b.starts.Add(1)
		address, err := proc.Room()
		if err != nil {
			b.countedExit = true // reported here
			b.kill()
			if strings.Contains(err.Error(), "正由另一个 gongwen 使用") {
				return false, nil // the one just killed has not let go of it; tried again
			}
			b.violations.add(programExited, "start %d: %v", b.starts.Load(), err)
			return false, nil
		}
		b.countedExit = false
		b.browser.address.Store(&address)
		return true, nil
	})
}

// delayingTracer is the command line under which the program comes late to the
// system calls between which files are exchanged: what is a matter of luck
// otherwise, is certain.
var delayingTracer = []string{"strace", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null",
	"-e", "trace=renameat,renameat2,linkat,unlinkat,mkdirat,openat",
	"-e", "inject=renameat,renameat2,linkat,unlinkat,mkdirat:delay_enter=4000:when=1+2",
	"-e", "inject=openat:delay_enter=2000:when=1+4"}

// pid is the program's own, not that of what it runs under; 0 when it has ended.
func (b *testbed) pid() int {
	pid := b.proc.Cmd.Process.Pid
	if b.delayed {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
		if n, scanErr := fmt.Sscan(string(text), &pid); err != nil || n != 1 || scanErr != nil {
			return 0
		}
	}
	return pid
}

func (b *testbed) signal(signal syscall.Signal) {
	if pid := b.pid(); pid != 0 {
		_ = syscall.Kill(pid, signal)
	}
}

// kill ends the program between two instructions. What it runs under may end before
// it does.
func (b *testbed) kill() {
	pid := b.pid()
	b.proc.Kill()
	for pid != 0 {
		if state := stateIn(fmt.Sprintf("/proc/%d", pid)); state == 0 || state == 'Z' {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// eachLine calls each with every whole line of the log since byte from, and gives
// where the last one ends.
func (b *testbed) eachLine(from int64, each func(line string)) int64 {
	text, err := os.ReadFile(b.log())
	if err != nil {
		return from
	}
	for line := range strings.Lines(string(text[min(from, int64(len(text))):])) {
		if !strings.HasSuffix(line, "\n") {
			break
		}
		each(line)
		from += int64(len(line))
	}
	return from
}

// restart stops the program, by a kill or in good order, and starts it again.
func (b *testbed) restart(kill bool) error {
	b.running.Lock()
	defer b.running.Unlock()
	b.countExit()
	if kill {
		b.kills++
		b.kill()
	} else {
		b.stops++
		b.stop()
	}
	return b.start()
}

// alive reports whether the program runs.
func (b *testbed) alive() bool {
	b.running.RLock()
	defer b.running.RUnlock()
	return b.proc.Alive()
}

// countExit counts it as a violation when the program has ended by itself.
func (b *testbed) countExit() {
	if !b.countedExit && !b.proc.Alive() {
		b.violations.add(programExited, "start %d: it ended by itself: %v", b.starts.Load(), b.proc.Cmd.ProcessState)
	}
}

// stop asks the program to end; one that does not is a violation.
func (b *testbed) stop() {
	if !b.proc.Alive() {
		return
	}
	b.signal(syscall.SIGTERM)
	select {
	case <-b.proc.Ended:
	case <-time.After(b.patience):
		b.violations.add(programExited, "start %d: it did not end within %v after SIGTERM", b.starts.Load(), b.patience)
		b.dump()
	}
}

// dump has the program say where it hangs, and ends it.
func (b *testbed) dump() {
	b.countedExit = true
	b.signal(syscall.SIGQUIT)
	select {
	case <-b.proc.Ended:
	case <-time.After(5 * time.Second):
	}
	b.kill()
}

// cleanUp ends whatever still runs and unmounts whatever is mounted.
func (b *testbed) cleanUp() {
	if b.thief != nil {
		b.thief.kill()
	}
	b.mounts.clear()
	if b.proc != nil {
		b.kill()
	}
}
