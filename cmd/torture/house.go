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

// house is a data folder under torture, with all that was ever dropped into it.
//
//	<root>/d          the data folder
//	<root>/staging    what is about to be moved into an inbox
//	<log>/run.log     what gongwen run said, all of it
type house struct {
	root    string
	log     string
	program program.Program
	random  *rand.Rand
	proc    *program.Process // nil or ended when nothing runs
	begun   int64            // where in the log it begins to speak

	next    int             // for names no two drops have in common
	dropped map[string]int  // how often each content was dropped, by its SHA-256
	forms   map[string]bool // paths below inbox/ of all forms dropped
	others  map[string]bool // and of their attachments
}

// settings let a form be taken at once. What is dropped is moved in, so that
// nothing is seen half-written, except where that is the point.
const settings = "settle: 0s\nrescan: 200ms\nattachment_wait: 5s\n"

// newHouse makes a data folder below root, which must be there.
func newHouse(root string, p program.Program, random *rand.Rand, config string) (*house, error) {
	h := &house{root: root, log: filepath.Join(root, "run.log"), program: p, random: random,
		dropped: map[string]int{}, forms: map[string]bool{}, others: map[string]bool{}}
	if err := os.MkdirAll(h.staging(), 0o755); err != nil {
		return nil, err
	}
	if err := h.own(root); err != nil {
		return nil, err
	}
	if _, err := p.Must("init", h.data()); err != nil {
		return nil, err
	}
	return h, os.WriteFile(h.data("gongwen.yaml"), []byte(config), 0o644)
}

func (h *house) data(name ...string) string {
	return filepath.Join(append([]string{h.root, "d"}, name...)...)
}
func (h *house) inbox(name ...string) string { return h.data(append([]string{"inbox"}, name...)...) }
func (h *house) staging() string             { return filepath.Join(h.root, "staging") }

// start starts gongwen run on the folder.
func (h *house) start() error { return h.startAs(h.program) }

func (h *house) startAs(p program.Program) (err error) {
	if h.running() {
		return errors.New("gongwen is running already")
	}
	h.begun = h.mark()
	h.proc, err = p.Start(h.log, "run", "-d", h.data())
	return err
}

// own gives files to the user gongwen runs as.
func (h *house) own(names ...string) error {
	if h.program.User == nil {
		return nil
	}
	for _, name := range names {
		if err := os.Chown(name, int(h.program.User.Uid), int(h.program.User.Gid)); err != nil {
			return err
		}
	}
	return nil
}

func (h *house) running() bool { return h.proc != nil && h.proc.Alive() }

func (h *house) kill() {
	if h.running() {
		h.proc.Kill()
	}
}

// stop stops gongwen as Ctrl-C does, once it says that it can be stopped so.
func (h *house) stop() error {
	err := program.Eventually("gongwen tells of Ctrl-C", func() (bool, error) {
		return !h.running() || strings.Contains(h.said(h.begun), "Ctrl-C"), nil
	})
	if err != nil {
		return err
	}
	if !h.running() {
		return h.disorder()
	}
	code, err := h.proc.Stop()
	if err == nil && code != 0 {
		err = fmt.Errorf("gongwen run was asked to stop and exited with %d: %s", code, h.lastWords())
	}
	return errors.Join(err, h.disorder())
}

// disorder is an error if gongwen crashed.
func (h *house) disorder() error {
	log, err := os.ReadFile(h.log)
	if err == nil && program.Crashed(string(log)) {
		err = fmt.Errorf("gongwen crashed, see %s", h.log)
	}
	return err
}

// said is what gongwen run has said since byte from of the log.
func (h *house) said(from int64) string {
	log, _ := os.ReadFile(h.log)
	return string(log[min(from, int64(len(log))):])
}

// mark is where the log ends now.
func (h *house) mark() int64 {
	info, err := os.Stat(h.log)
	if err != nil {
		return 0
	}
	return info.Size()
}

func (h *house) lastWords() string {
	lines := strings.Split(strings.TrimSpace(h.said(0)), "\n")
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
func (h *house) stage(f *form) (staged, error) {
	h.next++
	id := fmt.Sprintf("%s-%d", f.stem(), h.next)
	s := staged{dir: filepath.Join(h.staging(), id), to: path.Join(f.unit, id), how: manner(h.random.IntN(3))}
	for _, each := range f.files {
		s.names = append(s.names, each.name)
	}
	// A name another form's attachment had might still be waiting for that form.
	taken := slices.ContainsFunc(f.files[1:], func(a file) bool { return h.others[path.Join(f.unit, a.name)] })
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
		if err := errors.Join(os.WriteFile(name, each.data, 0o644), h.own(name)); err != nil {
			return s, err
		}
		h.dropped[sum(each.data)]++
		if i > 0 {
			h.others[path.Join(s.to, s.names[i])] = true
		}
	}
	h.forms[path.Join(s.to, s.names[0])] = true
	unit := h.inbox(f.unit)
	return s, errors.Join(h.own(s.dir), os.MkdirAll(unit, 0o755), h.own(unit))
}

// handIn moves a staged form into the inbox and gives its path there.
func (h *house) handIn(s staged) (string, error) {
	form := path.Join(s.to, s.names[0])
	if s.how == whole {
		return form, os.Rename(s.dir, h.inbox(s.to))
	}
	names := slices.Clone(s.names)
	h.random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	for _, name := range names {
		if err := h.moveInto(filepath.Join(s.dir, name), h.inbox(s.to)); err != nil {
			return "", err
		}
	}
	return form, os.Remove(s.dir)
}

func (h *house) drop(f *form) (string, error) {
	s, err := h.stage(f)
	if err != nil {
		return "", err
	}
	return h.handIn(s)
}

// moveInto moves a file into a folder that somebody else may remove when it is empty.
func (h *house) moveInto(from, dir string) error {
	for {
		if err := os.Mkdir(dir, 0o755); err == nil {
			if err := h.own(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
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

// lying are the files in the inboxes, as paths below inbox/.
func (h *house) lying() ([]string, error) {
	var files []string
	err := filepath.WalkDir(h.inbox(), func(name string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // taken while being looked at
		}
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(h.inbox(), name)
		files = append(files, filepath.ToSlash(rel))
		return err
	})
	return files, err
}

// inHand are the arrivals in the spool.
func (h *house) inHand() ([]string, error) {
	entries, err := os.ReadDir(h.data("spool"))
	var keys []string
	for _, entry := range entries {
		if entry.IsDir() && !strings.HasPrefix(entry.Name(), ".") {
			keys = append(keys, entry.Name())
		}
	}
	return keys, err
}

// drained tells whether nothing is left to do. Nothing goes back from the spool
// to the inbox, so with the inbox looked at first, an arrival on its way from
// one to the other is seen.
func (h *house) drained() (bool, error) {
	lying, err := h.lying()
	if err != nil || len(lying) > 0 {
		return false, err
	}
	if _, err := os.Stat(h.data("voiding.json")); !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	inHand, err := h.inHand()
	return len(inHand) == 0, err
}

// drain waits until all that was dropped is done with, by no hand.
func (h *house) drain() error { return h.drainWithin(program.Patience) }

func (h *house) drainWithin(limit time.Duration) error {
	err := program.Within(limit, "inbox and spool empty", func() (bool, error) {
		if !h.running() {
			return false, fmt.Errorf("gongwen run ended: %s", h.lastWords())
		}
		return h.drained()
	})
	if err == nil {
		return nil
	}
	lying, _ := h.lying()
	inHand, _ := h.inHand()
	return fmt.Errorf("%w (left in inbox/: %q, in spool/: %q)", err, lying, inHand)
}
