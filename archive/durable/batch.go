package durable

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"
)

// Batch makes many new files last, and then gives each its mode. One by one
// that would cost most of the time of a backup; by the time a few hundred are
// written the disk has most of them.
type Batch struct {
	Root    string // the folders below it are new too
	files   map[string]fs.FileMode
	folders map[string]bool
}

// flushAt is how many files are flushed at once.
const flushAt = 256

// Add is given a file that is written and closed, and the mode it is to have.
func (f *Batch) Add(file string, mode fs.FileMode) error {
	if f.files == nil {
		f.files, f.folders = map[string]fs.FileMode{}, map[string]bool{}
	}
	f.files[file] = mode
	for dir := filepath.Dir(file); !f.folders[dir]; dir = filepath.Dir(dir) {
		f.folders[dir] = true
		if rel, err := filepath.Rel(f.Root, dir); err != nil || rel == "." {
			break
		}
	}
	if len(f.files) < flushAt {
		return nil
	}
	return f.Flush()
}

// Forget takes back what was added below a folder, which is about to be removed.
func (f *Batch) Forget(dir string) {
	below := func(path string) bool {
		rel, err := filepath.Rel(dir, path)
		return err == nil && filepath.IsLocal(rel)
	}
	maps.DeleteFunc(f.files, func(path string, _ fs.FileMode) bool { return below(path) })
	maps.DeleteFunc(f.folders, func(path string, _ bool) bool { return below(path) })
}

// Flush makes what was added since the last time last.
func (f *Batch) Flush() error {
	var group errgroup.Group
	group.SetLimit(8)
	for file, mode := range f.files {
		group.Go(func() error { return finish(file, mode) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for folder := range f.folders {
		if err := SyncDir(folder); err != nil {
			return err
		}
	}
	f.files, f.folders = nil, nil
	return nil
}

func finish(file string, mode fs.FileMode) error {
	if err := SyncFile(file); err != nil {
		return err
	}
	return os.Chmod(file, mode)
}
