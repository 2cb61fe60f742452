//go:build linux

package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gongwen/cmd/internal/program"
)

// testbed is a data folder under torture, with all that was ever dropped into it.
//
//	<root>/d          the data folder
//	<root>/staging    what is about to be moved into an inbox
//	<log>/run.log     what gongwen run said, all of it
type testbed struct {
	root    string
	log     string
	program program.Program
	random  *rand.Rand
	proc    *program.Process // nil or ended when nothing runs
	started int64            // where in the log it begins to speak

	next    int             // for names no two drops have in common
	dropped map[string]int  // how often each content was dropped, by its SHA-256
	forms   map[string]bool // paths below inbox/ of all forms dropped
	others  map[string]bool // and of their attachments
}

// settings let a form be taken at once. What is dropped is moved in, so that
// nothing is seen half-written, except where that is the point.
const settings = "settle: 0s\nrescan: 200ms\nattachment_wait: 5s\n"

// newTestbed makes a data folder below root, which must be there.
func newTestbed(root string, p program.Program, random *rand.Rand, config string) (*testbed, error) {
	b := &testbed{root: root, log: filepath.Join(root, "run.log"), program: p, random: random,
		dropped: map[string]int{}, forms: map[string]bool{}, others: map[string]bool{}}
	if err := os.MkdirAll(b.staging(), 0o755); err != nil {
		return nil, err
	}
	if err := b.chown(root); err != nil {
		return nil, err
	}
	if _, err := p.Must("init", b.data()); err != nil {
		return nil, err
	}
	return b, os.WriteFile(b.data("gongwen.yaml"), []byte(config), 0o644)
}

func (b *testbed) data(name ...string) string {
	return filepath.Join(append([]string{b.root, "d"}, name...)...)
}
func (b *testbed) inbox(name ...string) string { return b.data(append([]string{"inbox"}, name...)...) }
func (b *testbed) staging() string             { return filepath.Join(b.root, "staging") }

// start starts gongwen run on the folder.
func (b *testbed) start() error { return b.startAs(b.program) }

func (b *testbed) startAs(p program.Program) (err error) {
	if b.running() {
		return errors.New("gongwen is running already")
	}
	b.started = b.logSize()
	b.proc, err = p.Start(b.log, "run", "-d", b.data())
	return err
}

// chown gives files to the user gongwen runs as.
func (b *testbed) chown(names ...string) error {
	if b.program.User == nil {
		return nil
	}
	for _, name := range names {
		if err := os.Chown(name, int(b.program.User.Uid), int(b.program.User.Gid)); err != nil {
			return err
		}
	}
	return nil
}

func (b *testbed) running() bool { return b.proc != nil && b.proc.Alive() }

func (b *testbed) kill() {
	if b.running() {
		b.proc.Kill()
	}
}

// stop stops gongwen as Ctrl-C does, once it says that it can be stopped so.
func (b *testbed) stop() error {
	if err := b.watching(); err != nil {
		return err
	}
	if !b.running() {
		return b.crashed()
	}
	code, err := b.proc.Stop()
	if err == nil && code != 0 {
		err = fmt.Errorf("gongwen run was asked to stop and exited with %d: %s", code, b.lastLine())
	}
	return errors.Join(err, b.crashed())
}

// crashed is nil unless gongwen has crashed at some time.
func (b *testbed) crashed() error {
	log, err := os.ReadFile(b.log)
	if err == nil && program.Crashed(string(log)) {
		err = fmt.Errorf("gongwen crashed, see %s", b.log)
	}
	return err
}

// logFrom is what gongwen run has said since byte from of the log.
func (b *testbed) logFrom(from int64) string {
	log, _ := os.ReadFile(b.log)
	return string(log[min(from, int64(len(log))):])
}

// logSize is where the log ends now.
func (b *testbed) logSize() int64 {
	info, err := os.Stat(b.log)
	if err != nil {
		return 0
	}
	return info.Size()
}

func (b *testbed) lastLine() string {
	lines := strings.Split(strings.TrimSpace(b.logFrom(0)), "\n")
	return lines[len(lines)-1]
}

// manner is how a form with attachments comes into the inbox.
type manner int

const (
	whole  manner = iota // its folder is moved in
	pieces               // a folder is made there, and each file moved into it, in any order
	loose                // each file is moved into the unit's inbox, in any order
)

// staged is a form that is ready to be handed in.
type staged struct {
	dir   string   // where its files lie now
	names []string // the form's, then its attachments'
	to    string   // the folder below inbox/ they are meant for
	how   manner
}

// stage makes a form ready to be handed in, in a manner and under a name of its
// own.
func (b *testbed) stage(f *form) (staged, error) {
	b.next++
	id := fmt.Sprintf("%s-%d", f.stem(), b.next)
	s := staged{dir: filepath.Join(b.staging(), id), to: path.Join(f.unit, id), how: manner(b.random.IntN(3))}
	for _, each := range f.files {
		s.names = append(s.names, each.name)
	}
	// A name another form's attachment had might still be waiting for that form.
	taken := slices.ContainsFunc(f.files[1:], func(a file) bool { return b.others[path.Join(f.unit, a.name)] })
	if len(f.files) == 1 {
		s.how = loose
	} else if taken && s.how == loose {
		s.how = pieces
	}
	if s.how == loose {
		s.to = f.unit
		s.names[0] = id + path.Ext(f.files[0].name)
	}
	if err := os.Mkdir(s.dir, 0o755); err != nil {
		return s, err
	}
	for i, each := range f.files {
		name := filepath.Join(s.dir, s.names[i])
		if err := errors.Join(os.WriteFile(name, each.data, 0o644), b.chown(name)); err != nil {
			return s, err
		}
		b.dropped[sum(each.data)]++
		if i > 0 {
			b.others[path.Join(s.to, s.names[i])] = true
		}
	}
	b.forms[path.Join(s.to, s.names[0])] = true
	unit := b.inbox(f.unit)
	return s, errors.Join(b.chown(s.dir), os.MkdirAll(unit, 0o755), b.chown(unit))
}

// handIn moves a staged form into the inbox and gives its path there.
func (b *testbed) handIn(s staged) (string, error) {
	form := path.Join(s.to, s.names[0])
	if s.how == whole {
		return form, os.Rename(s.dir, b.inbox(s.to))
	}
	names := slices.Clone(s.names)
	b.random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	for _, name := range names {
		if err := b.moveInto(filepath.Join(s.dir, name), b.inbox(s.to)); err != nil {
			return "", err
		}
	}
	return form, os.Remove(s.dir)
}

func (b *testbed) drop(f *form) (string, error) {
	s, err := b.stage(f)
	if err != nil {
		return "", err
	}
	return b.handIn(s)
}

// moveInto moves a file into a folder that somebody else may remove when it is empty.
func (b *testbed) moveInto(from, dir string) error {
	for {
		if err := os.Mkdir(dir, 0o755); err == nil {
			if err := b.chown(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		} else if !errors.Is(err, fs.ErrExist) {
			return err
		}
		err := os.Rename(from, filepath.Join(dir, filepath.Base(from)))
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if _, err := os.Lstat(from); err != nil {
			return err
		}
	}
}

func sum(data []byte) string { return fmt.Sprintf("%x", sha256.Sum256(data)) }

// inInbox are the files in the inboxes, as paths below inbox/.
func (b *testbed) inInbox() ([]string, error) {
	var files []string
	err := filepath.WalkDir(b.inbox(), func(name string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // taken while being looked at
		}
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(b.inbox(), name)
		files = append(files, filepath.ToSlash(rel))
		return err
	})
	return files, err
}

// inSpool are the arrivals in the spool.
func (b *testbed) inSpool() ([]string, error) {
	entries, err := os.ReadDir(b.data("spool"))
	var keys []string
	for _, entry := range entries {
		if entry.IsDir() && !strings.HasPrefix(entry.Name(), ".") {
			keys = append(keys, entry.Name())
		}
	}
	return keys, err
}

// drained reports whether nothing is left to do. Nothing goes back from the spool
// to the inbox, so with the inbox looked at first, an arrival on its way from
// one to the other is seen.
func (b *testbed) drained() (bool, error) {
	waiting, err := b.inInbox()
	if err != nil || len(waiting) > 0 {
		return false, err
	}
	if _, err := os.Stat(b.data("voiding.json")); !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	begun, err := b.inSpool()
	return len(begun) == 0, err
}

// drain waits until all that was dropped is done with, automatically.
func (b *testbed) drain() error { return b.drainWithin(program.Patience) }

func (b *testbed) drainWithin(limit time.Duration) error {
	err := program.Within(limit, "inbox and spool empty", func() (bool, error) {
		if !b.running() {
			return false, fmt.Errorf("gongwen run ended: %s", b.lastLine())
		}
		return b.drained()
	})
	if err == nil {
		return nil
	}
	waiting, _ := b.inInbox()
	begun, _ := b.inSpool()
	return fmt.Errorf("%w (left in inbox/: %q, in spool/: %q)", err, waiting, begun)
}
