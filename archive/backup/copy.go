package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"gongwen/archive/durable"
	"gongwen/templates/bounded"
)

// unread is the error for a source that cannot be read, as against a disk that
// cannot be written: of the first there is only one, the second ends the work.
type unread struct{ err error }

func (u *unread) Error() string { return u.err.Error() }
func (u *unread) Unwrap() error { return u.err }

// source marks the errors of reading.
type source struct{ io.Reader }

func (s source) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = &unread{err}
	}
	return n, err
}

// copyFile copies a regular file, up to most bytes unless most is negative, and
// gives the size and SHA-256 of what it copied. The copy is not yet on the disk
// for good: see flusher.
func copyFile(from, to string, most int64) (size int64, sum string, err error) {
	info, err := os.Lstat(from)
	if err != nil {
		return 0, "", &unread{err}
	}
	if !info.Mode().IsRegular() {
		return 0, "", &unread{fmt.Errorf("%s 是链接或特殊文件", from)}
	}
	in, err := bounded.Open(from)
	if err != nil {
		return 0, "", &unread{err}
	}
	defer in.Close()
	return copyOpen(in, to, most)
}

// copyOpen is copyFile of a file that is open.
func copyOpen(in *os.File, to string, most int64) (size int64, sum string, err error) {
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, durable.Private)
	if err != nil {
		return 0, "", err
	}
	var reader io.Reader = source{in}
	if most >= 0 {
		reader = io.LimitReader(reader, most)
	}
	hash := sha256.New()
	size, err = io.Copy(io.MultiWriter(out, hash), reader)
	return size, hex.EncodeToString(hash.Sum(nil)), errors.Join(err, out.Close())
}

// flusher makes many new files last, and then gives each its mode. One by one
// that would cost most of the time of a backup; by the time a few hundred are
// written the disk has most of them.
type flusher struct {
	root    string // the folders below it are new too
	files   map[string]fs.FileMode
	folders map[string]bool
}

const flushAt = 256

func (f *flusher) add(file string, mode fs.FileMode) error {
	if f.files == nil {
		f.files, f.folders = map[string]fs.FileMode{}, map[string]bool{}
	}
	f.files[file] = mode
	for dir := filepath.Dir(file); !f.folders[dir]; dir = filepath.Dir(dir) {
		f.folders[dir] = true
		if rel, err := filepath.Rel(f.root, dir); err != nil || rel == "." {
			break
		}
	}
	if len(f.files) < flushAt {
		return nil
	}
	return f.flush()
}

// forget takes back what was added below a folder, which is about to be removed.
func (f *flusher) forget(dir string) {
	below := func(path string) bool {
		rel, err := filepath.Rel(dir, path)
		return err == nil && filepath.IsLocal(rel)
	}
	maps.DeleteFunc(f.files, func(path string, _ fs.FileMode) bool { return below(path) })
	maps.DeleteFunc(f.folders, func(path string, _ bool) bool { return below(path) })
}

func (f *flusher) flush() error {
	var group errgroup.Group
	group.SetLimit(8)
	for file, mode := range f.files {
		group.Go(func() error { return finish(file, mode) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for folder := range f.folders {
		if err := durable.SyncDir(folder); err != nil {
			return err
		}
	}
	f.files, f.folders = nil, nil
	return nil
}

func finish(file string, mode fs.FileMode) error {
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close(), os.Chmod(file, mode))
}
