package intake

import (
	"errors"
	"io/fs"
	"path"
	"strings"
	"time"
)

// maxDepth bounds how deep folders in an inbox are followed. Deeper ones are
// left alone and reported, so that a loop of mounts cannot trap the program.
const maxDepth = 12

// A File is a settled file in an inbox.
type File struct {
	Path    string // below the inbox, parted by /
	Size    int64  // bytes
	ModTime time.Time
	// Irregular is set for what is no plain file: a symbolic link, a device, a
	// pipe. It is never opened.
	Irregular bool
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
	settle time.Duration
	seen   map[string]sighting
}

type sighting struct {
	size    int64
	modTime time.Time
	since   time.Time // when it was first seen looking like this
}

// NewScanner makes a scanner for files that must lie still for settle.
func NewScanner(settle time.Duration) *Scanner {
	return &Scanner{settle: settle, seen: map[string]sighting{}}
}

// Scan looks through the inbox. Symbolic links are reported, never followed.
func (s *Scanner) Scan(inbox fs.FS, now time.Time) Look {
	look := Look{Stirring: map[string]bool{}}
	seen := make(map[string]sighting, len(s.seen))
	walk := func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			if !errors.Is(err, fs.ErrNotExist) || name == "." {
				look.Errs = append(look.Errs, err)
			}
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if name != "." && IsDebris(entry.Name()) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.IsDir() {
			if strings.Count(name, "/") >= maxDepth {
				look.Errs = append(look.Errs, &fs.PathError{Op: "scan", Path: name, Err: errors.New("文件夹层数太多，请移到上层")})
				return fs.SkipDir
			}
			look.Dirs = append(look.Dirs, name)
			return nil
		}
		info, err := entry.Info()
		if err != nil { // gone since the folder was read, or not ours to see yet
			if !errors.Is(err, fs.ErrNotExist) {
				look.Errs = append(look.Errs, err)
			}
			return nil
		}
		was, known := s.seen[name]
		if !known || was.size != info.Size() || !was.modTime.Equal(info.ModTime()) {
			was = sighting{info.Size(), info.ModTime(), now}
		}
		seen[name] = was
		if now.Sub(was.since) < s.settle {
			look.Stirring[path.Dir(name)] = true
			return nil
		}
		look.Settled = append(look.Settled, File{
			Path: name, Size: info.Size(), ModTime: info.ModTime(),
			Irregular: !info.Mode().IsRegular(),
		})
		return nil
	}
	if err := fs.WalkDir(inbox, ".", walk); err != nil {
		look.Errs = append(look.Errs, err)
	}
	s.seen = seen
	return look
}
