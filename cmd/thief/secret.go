//go:build linux

package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// secrets are the marks of what the thief must not get, and the state of all that
// must not change.
type secrets struct {
	mu     sync.Mutex
	origin map[string]string // mark → where it was put
	filed  map[string]bool   // marks that stand in records of the other unit
	shadow []byte            // the machine's own secret

	files   map[string]*canary
	folders map[string][]string // names in folders that nobody adds to
	seen    map[string]string   // what was looked through before, by its state
	opened  *watch
}

func newSecrets() *secrets {
	s := &secrets{origin: map[string]string{}, filed: map[string]bool{}, files: map[string]*canary{}, folders: map[string][]string{}, seen: map[string]string{}}
	if text, err := os.ReadFile("/etc/shadow"); err == nil {
		s.shadow, _, _ = bytes.Cut(text, []byte("\n"))
	}
	return s
}

// mark makes a mark for something that lies where.
func (s *secrets) mark(where string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := newMark(secretMark)
	s.origin[m] = where
	return m
}

// filedMark makes a mark for a form of the other unit, which ends in its records.
func (s *secrets) filedMark(where string) string {
	m := s.mark(where)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.filed[m] = true
	return m
}

// in are the secrets that stand in a text: where they come from.
func (s *secrets) in(text []byte, filedToo bool) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var from []string
	for _, m := range secretMarks.FindAll(text, -1) {
		if where, known := s.origin[string(m)]; known && (filedToo || !s.filed[string(m)]) {
			from = append(from, where)
		}
	}
	if len(s.shadow) > 12 && bytes.Contains(text, s.shadow) {
		from = append(from, "/etc/shadow")
	}
	slices.Sort(from)
	return slices.Compact(from)
}

// canary is a file or folder that must stay as it is.
type canary struct {
	path  string
	state string
	data  []byte // to put it back
	info  fs.FileInfo
	grows bool // the program writes to it; only that it is the same file is looked at
}

// stateOf is all that tells that a file or folder has been touched, without opening it.
func stateOf(path string, grows bool) (string, fs.FileInfo, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return "gone", nil, err
	}
	sys := info.Sys().(*syscall.Stat_t)
	state := fmt.Sprintf("inode %d, %v, owner %d:%d", sys.Ino, info.Mode(), sys.Uid, sys.Gid)
	if !grows {
		state += fmt.Sprintf(", links %d, size %d, mtime %d.%09d, ctime %d.%09d", sys.Nlink, sys.Size, sys.Mtim.Sec, sys.Mtim.Nsec, sys.Ctim.Sec, sys.Ctim.Nsec)
	}
	return state, info, nil
}

// protect remembers how a file or folder is. Of a folder the names in it may not
// change, either.
func (s *secrets) protect(path string, grows bool) error {
	state, info, err := stateOf(path, grows)
	if err != nil {
		return err
	}
	c := &canary{path: path, state: state, info: info, grows: grows}
	if info.Mode().IsRegular() && !grows {
		if c.data, err = os.ReadFile(path); err != nil {
			return err
		}
	}
	s.files[path] = c
	return nil
}

// protectAll guards everything below a folder.
func (s *secrets) protectAll(dir string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if s.folders[path], err = namesIn(path); err != nil {
				return err
			}
		}
		return s.protect(path, false)
	})
}

func namesIn(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names, err
}

// watchOpens watches folders of files that nobody has a reason to open from now on.
func (s *secrets) watchOpens(dirs ...string) (err error) {
	s.opened, err = watchFolders(dirs...)
	return err
}

// takeOpens gives what has been opened, listed, read since it was asked last.
func (s *secrets) takeOpens() []string {
	s.opened.read(0)
	var lines []string
	for _, e := range s.opened.pending {
		switch {
		case e.mask&unix.IN_OPEN == 0:
		case e.name != "" && e.mask&unix.IN_ISDIR == 0:
			lines = append(lines, "opened: "+e.name)
		case e.name == "":
			lines = append(lines, "listed: a folder of secrets")
		}
	}
	s.opened.pending = nil
	return lines
}

// compareAll compares everything with how it was, reports each difference, and puts back
// what can be, so that the next theft is seen, too.
func (s *secrets) compareAll(report func(kind violation, format string, args ...any)) {
	for _, path := range sorted(s.files) {
		c := s.files[path]
		now, info, err := stateOf(path, c.grows)
		if now == c.state {
			continue
		}
		if names, fixed := s.folders[path]; fixed && err == nil && info.IsDir() {
			is, _ := namesIn(path)
			for _, name := range is {
				if !slices.Contains(names, name) {
					report(outsideCreated, "%s", filepath.Join(path, name))
					_ = os.RemoveAll(filepath.Join(path, name))
				}
			}
		}
		switch {
		case err != nil:
			report(outsideChanged, "%s is gone", path)
		case info.IsDir() && c.info.IsDir() && info.Mode() == c.info.Mode(): // reported by the names in it
		default:
			report(outsideChanged, "%s%s", path, differences(c.state, now))
		}
		s.restore(c)
	}
}

// differences are in what two states of a file differ.
func differences(was, is string) string {
	var text strings.Builder
	old := strings.Split(was, ", ")
	for i, part := range strings.Split(is, ", ") {
		if i < len(old) && old[i] != part {
			fmt.Fprintf(&text, ", %s (was %s)", part, old[i])
		}
	}
	return text.String()
}

// restore puts a file back as it was.
func (s *secrets) restore(c *canary) {
	if c.data != nil || c.info.Mode().IsRegular() && !c.grows {
		sys := c.info.Sys().(*syscall.Stat_t)
		if now, err := os.Lstat(c.path); err != nil || !now.Mode().IsRegular() || !s.same(c) {
			_ = os.RemoveAll(c.path)
			_ = os.MkdirAll(filepath.Dir(c.path), 0o700)
			_ = os.WriteFile(c.path, c.data, c.info.Mode().Perm())
		}
		_ = os.Chown(c.path, int(sys.Uid), int(sys.Gid))
		_ = os.Chmod(c.path, c.info.Mode())
	}
	if state, _, err := stateOf(c.path, c.grows); err == nil {
		c.state = state
	}
	dir := filepath.Dir(c.path)
	if up := s.files[dir]; up != nil {
		if state, _, err := stateOf(dir, up.grows); err == nil {
			up.state = state
		}
	}
}

func (s *secrets) same(c *canary) bool {
	data, err := os.ReadFile(c.path)
	return err == nil && sha256.Sum256(data) == sha256.Sum256(c.data)
}

// search looks through all files below dirs for secrets. No link is followed, no
// pipe opened; nobody may exchange anything meanwhile. What has not changed since it
// was looked through is left out.
func (s *secrets) search(dirs []string, each func(path string, from []string)) error {
	const most = 4 << 20
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil // taken meanwhile
			}
			if err != nil {
				return err
			}
			if from := s.in([]byte(entry.Name()), true); len(from) > 0 {
				each(path, from)
			}
			state, info, err := stateOf(path, false)
			if err != nil || s.seen[path] == state {
				return nil
			}
			s.seen[path] = state
			var text []byte
			switch {
			case info.Mode().IsRegular() && info.Size() < most:
				text, err = readAtOnce(path)
			default:
				return nil
			}
			if errors.Is(err, unix.EWOULDBLOCK) {
				delete(s.seen, path) // leased by the thief; next time
				return nil
			}
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			if from := s.in(text, true); len(from) > 0 {
				each(path, from)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// readAtOnce reads a file of the thief's without waiting for him: while he stands
// still, he does not give back a lease.
func readAtOnce(path string) ([]byte, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK|unix.O_NOFOLLOW, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(file)
}

// attackNames are the names that attacks leave behind.
var attackNames = func() *regexp.Regexp {
	var shorts []string
	for _, a := range attacks {
		shorts = append(shorts, regexp.QuoteMeta(a.short))
	}
	return regexp.MustCompile(`^(` + strings.Join(shorts, "|") + `)-\d+-\d+`)
}()
