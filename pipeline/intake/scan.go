package intake

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"gongwen/pipeline/shared"
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
func (f File) Unit() string { return UnitOf(f.Path) }

// UnitOf is the first folder of a path below the inbox: whose inbox it is; empty
// for a file that lies in none.
func UnitOf(file string) string {
	unit, _, found := strings.Cut(file, "/")
	if !found {
		return ""
	}
	return unit
}

// A Look is the outcome of one scan.
type Look struct {
	Settled []File // in the order of their paths
	// Stirring are the folders with files that were still changing. Another look
	// is due after the settle time.
	Stirring map[string]bool
	Dirs     []string // every folder seen, the inbox itself as "."
	// Errs are folders and files that could not be looked at. They are tried
	// again at every scan.
	Errs []error
}

// Scanner remembers from one scan to the next how each file looked.
// It is not safe for concurrent use.
type Scanner struct {
	settle func(unit string) time.Duration
	parts  map[string]*part // by unit; "" for the files that lie in the inbox itself
}

// part is what the last scan of one unit's inbox found.
type part struct {
	Look
	seen   map[string]sighting
	before map[string]sighting // at the scan before, while this one goes on
}

type sighting struct {
	size    int64
	modTime time.Time
	since   time.Time // when it was first seen looking like this
}

// NewScanner makes a scanner for files that must lie still for the settle time
// of their unit.
func NewScanner(settle func(unit string) time.Duration) *Scanner {
	return &Scanner{settle: settle, parts: map[string]*part{}}
}

// Scan looks through the inboxes. A unit's inbox is looked through when it is
// due; another is taken to be as it was. Symbolic links are reported, never
// followed.
func (s *Scanner) Scan(inbox fs.FS, now time.Time, due func(unit string) bool) Look {
	look := Look{Stirring: map[string]bool{}, Dirs: []string{"."}}
	entries, err := fs.ReadDir(inbox, ".")
	if err != nil {
		look.Errs = append(look.Errs, err)
		return look
	}
	parts := map[string]*part{"": s.fresh("")}
	for _, entry := range entries {
		name := entry.Name()
		switch {
		case IsDebris(name):
		case !entry.IsDir():
			s.file(parts[""], name, entry, now)
		case s.parts[name] != nil && !due(name):
			parts[name] = s.parts[name]
		default:
			parts[name] = s.fresh(name)
			s.walk(parts[name], inbox, name, now)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		p := parts[name]
		look.Settled = append(look.Settled, p.Settled...)
		look.Dirs = append(look.Dirs, p.Dirs...)
		look.Errs = append(look.Errs, p.Errs...)
		maps.Copy(look.Stirring, p.Stirring)
	}
	s.parts = parts
	return look
}

// Stirring tells whether files of a unit were still changing at its last scan.
func (s *Scanner) Stirring(unit string) bool {
	p := s.parts[unit]
	return p != nil && len(p.Look.Stirring) > 0
}

// fresh is an empty part that knows how the unit's files looked before.
func (s *Scanner) fresh(unit string) *part {
	p := &part{Look: Look{Stirring: map[string]bool{}}, seen: map[string]sighting{}}
	if was := s.parts[unit]; was != nil {
		p.before = was.seen
	}
	return p
}

// walk looks through the inbox of one unit.
func (s *Scanner) walk(p *part, inbox fs.FS, unit string, now time.Time) {
	err := fs.WalkDir(inbox, unit, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			if !errors.Is(err, fs.ErrNotExist) {
				p.Errs = append(p.Errs, err)
			}
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if IsDebris(entry.Name()) {
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
	p.before = nil
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
		was = sighting{info.Size(), info.ModTime(), now}
	}
	p.seen[name] = was
	if now.Sub(was.since) < s.settle(UnitOf(name)) {
		p.Stirring[path.Dir(name)] = true
		return
	}
	p.Settled = append(p.Settled, File{
		Path: name, Size: info.Size(), ModTime: info.ModTime(),
		Irregular: !shared.Regular(info), Seen: info,
	})
}
