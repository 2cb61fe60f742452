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

// scene is a data folder with its shares, the program at work in it, and all who
// take part.
//
//	<top>/house/d    the data folder, its users' own as they would be on a server
//	<top>/outside    secrets that have nothing to do with gongwen
//	<top>/staging    what honest people are about to drop
//	<top>/thief      the thief's own folder, on the same file system
//	<top>/run.log    all that gongwen said
type scene struct {
	campaign
	top      string
	user     user
	gongwen  program.Program
	letters  map[string]letter
	progress func(format string, args ...any)
	random   *rand.Rand // of the harness; the thief has his own

	harms   harms
	secrets *secrets
	honest  honest
	browser browser
	thief   *thiefProcess
	mounts  mounts

	running  sync.RWMutex // held for writing while the program is stopped or started
	proc     *program.Process
	dumped   bool // it was ended because it hung
	starts   atomic.Int64
	slowed   bool // it runs under a tracer that slows it down
	slow     int  // how often
	kills    int
	stops    int
	stutters int

	did            *sums // by the thief
	book           program.Ledger
	bags, compared int
	last           time.Duration
}

func (s *scene) data(name ...string) string {
	return filepath.Join(append([]string{s.top, "house", "d"}, name...)...)
}
func (s *scene) outside(name ...string) string {
	return filepath.Join(append([]string{s.top, "outside"}, name...)...)
}
func (s *scene) log() string { return filepath.Join(s.top, "run.log") }

// settings let a form be taken at once.
const settings = "settle: 0s\nrescan: 200ms\nattachment_wait: 1s\n"

// newScene makes the data folder and everything around it.
func newScene(c campaign, top string, as user, gongwen program.Program, progress func(string, ...any)) (*scene, error) {
	s := &scene{campaign: c, top: top, user: as, progress: progress, random: rand.New(rand.NewPCG(c.seed, 1<<32))}
	s.secrets = newSecrets()
	s.gongwen = gongwen.With("UNUSED=" + s.secrets.mark("the program's environment"))
	s.harms.tell = progress
	s.honest.scene, s.browser.scene, s.mounts.scene = s, s, s
	for _, dir := range []struct {
		path string
		of   user
		mode os.FileMode
	}{{top, rootUser, 0o711}, {filepath.Join(top, "house"), as, 0o711}, {s.outside(), as, 0o700},
		{filepath.Join(top, "staging"), rootUser, 0o700}, {filepath.Join(top, "thief"), thiefUser, 0o700}} {
		if err := os.MkdirAll(dir.path, 0o700); err != nil {
			return s, err
		}
		if err := errors.Join(os.Chown(dir.path, int(dir.of), int(dir.of)), os.Chmod(dir.path, dir.mode)); err != nil {
			return s, err
		}
	}
	var err error
	if s.letters, err = drawLetters(s.gongwen, filepath.Join(top, "house", "samples"), thiefUnit, otherUnit); err != nil {
		return s, err
	}
	if _, err := s.gongwen.Must("init", s.data()); err != nil {
		return s, err
	}
	return s, errors.Join(s.share(), s.hide())
}

// share makes the folders of the units as an administrator would for a share each:
// the unit's people own its inbox and may write into what comes back, others do not
// get in, and the program can work in all of them by its groups.
func (s *scene) share() error {
	for _, dir := range []string{s.data(), s.data("inbox"), s.data("issued"), s.data("returned")} {
		if err := os.Chmod(dir, 0o711); err != nil {
			return err
		}
	}
	for unit, of := range map[string]user{thiefUnit: thiefUser, otherUnit: otherUser} {
		for dir, owner := range map[string]user{"inbox": of, "issued": s.user, "returned": s.user} {
			path := s.data(dir, unit)
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

// hide puts secrets where the thief has no business.
func (s *scene) hide() error {
	write := func(path string, data []byte) error {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		return errors.Join(os.WriteFile(path, data, 0o600), s.user.own(filepath.Dir(path)))
	}
	letter := s.letters[otherUnit]
	for _, dir := range []string{s.outside(), s.data("机密")} {
		err := errors.Join(
			write(filepath.Join(dir, "机密.yaml"), letter.with(s.secrets.mark(dir+"/机密.yaml"), letterName)),
			write(filepath.Join(dir, letterName), []byte(s.secrets.mark(dir+"/"+letterName))),
			write(filepath.Join(dir, s.secrets.mark("a name in "+dir)+".txt"), nil))
		if err != nil {
			return err
		}
	}
	for _, dir := range []string{"rules", "templates"} {
		if err := write(s.data(dir, "说明.txt"), []byte(s.secrets.mark(dir+"/说明.txt"))); err != nil {
			return err
		}
	}
	if err := os.WriteFile(s.data("gongwen.yaml"), []byte(settings+"# "+s.secrets.mark("gongwen.yaml")+"\n"), 0o600); err != nil {
		return err
	}
	if _, err := s.gongwen.Must("account", "add", "guanli", "--role", "administrator", "--unit", s.secrets.mark("reading/accounts.yaml"), "-d", s.data()); err != nil {
		return err
	}
	a, err := s.gongwen.Must("account", "add", browserName, "--unit", thiefUnit, "-d", s.data())
	s.browser.password = strings.TrimSpace(string(a.Stdout))
	return err
}

// start starts the program and waits until it is at work. One that does not start is
// a harm, and is started again: something in its way may go.
func (s *scene) start() error {
	return program.Within(s.patience, "gongwen starts", func() (bool, error) {
		gongwen := s.gongwen
		if s.slowed = s.starts.Load()%2 == 1; s.slowed { // every other time
			gongwen.Under = slowed
			s.slow++
		}
		proc, err := gongwen.Start(s.log(), "run", "-d", s.data(), "--json", "--serve", "127.0.0.1:0", "--access-log", "-")
		if err != nil {
			return false, err
		}
		s.proc = proc
		s.starts.Add(1)
		address, err := proc.Room()
		if err != nil {
			s.dumped = true // told here
			s.kill()
			if strings.Contains(err.Error(), "正由另一个 gongwen 使用") {
				return false, nil // the one just killed has not let go of it; tried again
			}
			s.harms.add(ended, "start %d: %v", s.starts.Load(), err)
			return false, nil
		}
		s.dumped = false
		s.browser.address.Store(&address)
		return true, nil
	})
}

// slowed is the command line under which the program comes late to the system calls
// between which files are exchanged: what is a matter of luck otherwise, is certain.
var slowed = []string{"strace", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null",
	"-e", "trace=renameat,renameat2,linkat,unlinkat,mkdirat,openat",
	"-e", "inject=renameat,renameat2,linkat,unlinkat,mkdirat:delay_enter=4000:when=1+2",
	"-e", "inject=openat:delay_enter=2000:when=1+4"}

// pid is the program's own, not that of what it runs under; 0 when it has ended.
func (s *scene) pid() int {
	pid := s.proc.Cmd.Process.Pid
	if s.slowed {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
		if n, scanErr := fmt.Sscan(string(text), &pid); err != nil || n != 1 || scanErr != nil {
			return 0
		}
	}
	return pid
}

func (s *scene) signal(signal syscall.Signal) {
	if pid := s.pid(); pid != 0 {
		_ = syscall.Kill(pid, signal)
	}
}

// kill ends the program between two instructions. What it runs under may end before
// it does.
func (s *scene) kill() {
	pid := s.pid()
	s.proc.Kill()
	for pid != 0 {
		if state := stateIn(fmt.Sprintf("/proc/%d", pid)); state == 0 || state == 'Z' {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// told gives what gongwen has told since byte from, line by line, and where it ends.
func (s *scene) told(from int64, each func(line string)) int64 {
	text, err := os.ReadFile(s.log())
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
func (s *scene) restart(kill bool) error {
	s.running.Lock()
	defer s.running.Unlock()
	s.noteEnd()
	if kill {
		s.kills++
		s.kill()
	} else {
		s.stops++
		s.stop()
	}
	return s.start()
}

// alive tells whether the program runs.
func (s *scene) alive() bool {
	s.running.RLock()
	defer s.running.RUnlock()
	return s.proc.Alive()
}

// noteEnd counts it as a harm when the program has ended by itself.
func (s *scene) noteEnd() {
	if !s.dumped && !s.proc.Alive() {
		s.harms.add(ended, "start %d: it ended by itself: %v", s.starts.Load(), s.proc.Cmd.ProcessState)
	}
}

// stop asks the program to end; one that does not is a harm.
func (s *scene) stop() {
	if !s.proc.Alive() {
		return
	}
	s.signal(syscall.SIGTERM)
	select {
	case <-s.proc.Ended:
	case <-time.After(s.patience):
		s.harms.add(ended, "start %d: it did not end within %v after SIGTERM", s.starts.Load(), s.patience)
		s.dump()
	}
}

// dump has the program say where it hangs, and ends it.
func (s *scene) dump() {
	s.dumped = true
	s.signal(syscall.SIGQUIT)
	select {
	case <-s.proc.Ended:
	case <-time.After(5 * time.Second):
	}
	s.kill()
}

// clear ends whatever still runs and unmounts whatever is mounted.
func (s *scene) clear() {
	if s.thief != nil {
		s.thief.kill()
	}
	s.mounts.clear()
	if s.proc != nil {
		s.kill()
	}
}
