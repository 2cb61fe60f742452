package inbox

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"strings"
	"sync"
	"time"

	"gongwen/archive"
	"gongwen/archive/shared"
	"gongwen/pipeline/deadline"
)

// maxDepth bounds how deep folders in an inbox are followed. Deeper ones are
// left alone and reported, so that a loop of mounts cannot trap the program.
const maxDepth = 12

// A File is a settled file in an inbox.
type File struct {
	Path    string // below the inbox, parted by /
	Size    int64  // bytes
	ModTime time.Time
	// Irregular is set for what is no plain file, or has other names besides: a
	// symbolic link, a device, a pipe, a hard link. It is never opened.
	Irregular bool
	Seen      fs.FileInfo // as it was looked at: another file under its name is not this one
}

// Dir is the folder the file lies in, below the inbox; "." for the inbox itself.
func (f File) Dir() string { return path.Dir(f.Path) }

// Name is the file's own name.
func (f File) Name() string { return path.Base(f.Path) }

// Unit tells whose inbox the file lies in.
func (f File) Unit() string { return archive.UnitOf(f.Path) }

// A Look is the outcome of one scan.
type Look struct {
	Settled []File // in the order of their paths
	// Unstable are the folders with files that were still changing. Another look
	// is due after the settle time.
	Unstable map[string]bool
	Dirs     []string // every folder seen, the inbox itself as "."
	// Unanswered are the units whose folder has not answered yet. Of their files
	// nothing is known: they are neither here nor gone.
	Unanswered map[string]bool
	// Errs are folders and files that could not be looked at. They are tried
	// again at every scan. Of a folder that does not answer it is told once.
	Errs []error
}

// Root is an opened folder in which every unit has its inbox.
type Root interface {
	fs.StatFS
	fs.ReadDirFS
	io.Closer
}

// moment is how long a scan waits for a unit's folder. One that takes longer, such
// as a dead share, does not keep the others waiting: the scan in which its answer
// has come has it.
const moment = time.Second

// Scanner remembers from one scan to the next how each file looked. One goroutine
// at a time may call its methods.
type Scanner struct {
	settle func(unit string) time.Duration
	ask    deadline.Ask
	wake   func() // called when a folder has answered for which a scan did not wait

	mu    sync.Mutex       // of what scans that are late write to
	units map[string]*unit // "" for the inbox itself and the files that lie in it
}

// unit is what is known of one unit's inbox.
type unit struct {
	part *part         // as of the last scan that came back
	back chan struct{} // closed when the one that is out comes back; nil when none is
	// unanswered is set from the beginning of a scan until it comes back well.
	unanswered bool
	passed     bool // a look went on without it
	// late is set when a scan has come back for which a look did not wait, until a
	// look has what it found. Else a folder that is always slow, and always changing,
	// would be asked again and again, and never heard.
	late  bool
	due   bool // again, since then
	fault error
	told  bool // of the fault
	looks
}

// part is what the last scan of one unit's inbox found.
type part struct {
	Look
	units  []string // of the inbox itself: those that have one in it
	seen   map[string]observation
	before map[string]observation // at the scan before, while this one goes on

	blind   error // nothing of it could be looked at
	mounted bool  // it is another file system than the inbox
}

type observation struct {
	size    int64
	modTime time.Time
	since   time.Time // when it was first seen looking like this
}

// NewScanner makes a scanner for files that must lie still for the settle time
// of their unit. Wake is called when it is worth scanning again.
func NewScanner(settle func(unit string) time.Duration, ask deadline.Ask, wake func()) *Scanner {
	return &Scanner{settle: settle, ask: ask, wake: wake, units: map[string]*unit{}}
}

// Scan looks through the inboxes, each in a goroutine of its own. A unit's inbox
// is looked through when it is due; another is taken to be as it was. Symbolic
// links are reported, never followed. Open opens the inbox, for each unit anew:
// a scan that is late must not keep one open that was unmounted since.
func (s *Scanner) Scan(open func() (Root, error), now time.Time, due func(unit string) bool) Look {
	look := Look{Unstable: map[string]bool{}, Dirs: []string{"."}, Unanswered: map[string]bool{}}
	s.await(s.start("", open, now, s.top))
	top := s.collect("", &look)
	if top == nil || len(top.Errs) > 0 {
		return look // of the units nothing is known
	}
	var out []<-chan struct{}
	for _, name := range top.units {
		if s.wanted(name, due(name)) {
			out = append(out, s.start(name, open, now, s.walk))
		}
	}
	s.await(out...)
	for _, name := range top.units {
		s.collect(name, &look)
	}
	s.forget(top.units)
	return look
}

// start begins the scan of a unit, unless one is out, and gives what is closed
// when it comes back; nil for one that has been waited for already.
func (s *Scanner) start(name string, open func() (Root, error), now time.Time, scan func(p *part, inbox fs.FS, unit string, now time.Time)) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.units[name]
	if u == nil {
		u = &unit{}
		s.units[name] = u
	}
	switch {
	case u.back != nil && u.passed:
		return nil
	case u.back != nil:
		return u.back
	}
	back := make(chan struct{})
	u.back, u.unanswered, u.passed, u.due = back, true, false, false
	p := &part{Look: Look{Unstable: map[string]bool{}}, seen: map[string]observation{}}
	if u.part != nil {
		p.before = u.part.seen
	}
	go func() {
		// Without a name: it is told to be back before it has quite ended, and then
		// the next may begin. That only one is out, the unit sees to.
		err := s.ask.Do(path.Join("inbox", name), "", func() error {
			inbox, err := open()
			if err == nil {
				scan(p, inbox, name, now)
				err = inbox.Close()
			} else {
				err = fmt.Errorf("收件文件夹打不开：%w", err)
				p.blind = err
			}
			if err != nil {
				p.Errs = append(p.Errs, err)
			}
			p.before = nil
			s.came(u, p)
			return nil
		})
		if err == nil {
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if u.back != back {
			return // it has come back after all
		}
		u.fault = err
		if no := (*deadline.NoAnswer)(nil); !errors.As(err, &no) || !no.Out { // others hang there
			close(back)
			u.back = nil
		}
		s.wake()
	}()
	return back
}

// await waits for scans, but not long.
func (s *Scanner) await(out ...<-chan struct{}) {
	patience := time.NewTimer(moment)
	defer patience.Stop()
	for _, back := range out {
		if back == nil {
			continue
		}
		select {
		case <-back:
		case <-patience.C:
			return
		}
	}
}

// came takes what a scan has found.
func (s *Scanner) came(u *unit, p *part) {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(u.back)
	passed := u.passed
	*u = unit{part: p, late: passed, looks: u.looks.after(p)}
	if passed {
		s.wake()
	}
}

// collect adds to a look what is known of a unit. It gives nil where nothing is.
func (s *Scanner) collect(name string, look *Look) *part {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.units[name]
	if u.unanswered {
		u.passed = true
		look.Unanswered[name] = true
		if u.fault != nil && !u.told {
			u.told = true
			look.Errs = append(look.Errs, u.fault)
		}
		return nil
	}
	if u.late = false; u.due {
		s.wake()
	}
	p := u.part
	look.Settled = append(look.Settled, p.Settled...)
	look.Dirs = append(look.Dirs, p.Dirs...)
	look.Errs = append(look.Errs, p.Errs...)
	maps.Copy(look.Unstable, p.Unstable)
	return p
}

// wanted reports whether to scan a unit: one that is due, or was when there was
// something else to hear of it, or that has not answered to its last scan.
func (s *Scanner) wanted(name string, due bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.units[name]
	if u == nil || u.unanswered {
		return true
	}
	u.due = u.due || due
	return u.due && !u.late
}

// Unstable reports whether files of a unit were still changing at its last scan.
func (s *Scanner) Unstable(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.units[name]
	return u != nil && !u.unanswered && len(u.part.Look.Unstable) > 0
}

// Awaited reports whether a folder has been asked that may still answer in time.
func (s *Scanner) Awaited() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.units {
		if u.back != nil && u.fault == nil {
			return true
		}
	}
	return false
}

// top looks at the inbox itself: which units have one in it, and the files that
// lie in none.
func (s *Scanner) top(p *part, inbox fs.FS, _ string, now time.Time) {
	entries, err := fs.ReadDir(inbox, ".")
	if err != nil {
		p.Errs, p.blind = append(p.Errs, err), err
		return
	}
	for _, entry := range entries {
		switch name := entry.Name(); {
		case shared.IsIgnored(name):
		case entry.IsDir():
			p.units = append(p.units, name)
		default:
			s.file(p, name, entry, now)
		}
	}
}

// walk looks through the inbox of one unit.
func (s *Scanner) walk(p *part, inbox fs.FS, unit string, now time.Time) {
	p.mounted = isMounted(inbox, unit)
	err := fs.WalkDir(inbox, unit, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			if name == unit {
				p.blind = err
			}
			if !errors.Is(err, fs.ErrNotExist) {
				p.Errs = append(p.Errs, err)
			}
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if shared.IsIgnored(entry.Name()) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.IsDir() {
			if strings.Count(name, "/") >= maxDepth {
				p.Errs = append(p.Errs, &fs.PathError{Op: "scan", Path: name, Err: errors.New("文件夹层数太多，请移到上层")})
				return fs.SkipDir
			}
			p.Dirs = append(p.Dirs, name)
			return nil
		}
		s.file(p, name, entry, now)
		return nil
	})
	if err != nil {
		p.Errs = append(p.Errs, err)
	}
}

// file looks at one file.
func (s *Scanner) file(p *part, name string, entry fs.DirEntry, now time.Time) {
	info, err := entry.Info()
	if err != nil { // gone since the folder was read, or not ours to see yet
		if !errors.Is(err, fs.ErrNotExist) {
			p.Errs = append(p.Errs, err)
		}
		return
	}
	was, known := p.before[name]
	if !known || was.size != info.Size() || !was.modTime.Equal(info.ModTime()) {
		was = observation{info.Size(), info.ModTime(), now}
	}
	p.seen[name] = was
	if now.Sub(was.since) < s.settle(archive.UnitOf(name)) {
		p.Unstable[path.Dir(name)] = true
		return
	}
	p.Settled = append(p.Settled, File{
		Path: name, Size: info.Size(), ModTime: info.ModTime(),
		Irregular: !shared.Regular(info), Seen: info,
	})
}
