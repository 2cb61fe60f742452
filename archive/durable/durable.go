// Package durable does the few file operations that must survive a power cut.
//
// Writing a file, even with a rename, only asks the operating system for it.
// What makes it last is an fsync of the file, and then of the folder that names
// it: without the second the contents are safe and the name may be gone.
//
// All that the archive, the journal and the spool write goes through here, so
// that tests can make it fail: see package fault.
package durable

import (
	"errors"
	"os"
	"path/filepath"

	"gongwen/archive/fault"
)

// File is a file being written. It lasts once Sync has returned; its name, once
// its folder has been synced too.
type File struct{ file *os.File }

// OpenFile opens a file for writing, as os.OpenFile does.
func OpenFile(path string, flag int, perm os.FileMode) (*File, error) {
	if err := fault.At(fault.Open); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, flag|os.O_WRONLY, perm)
	if err != nil {
		return nil, err
	}
	return &File{f}, nil
}

// Of is a file opened elsewhere for writing.
func Of(f *os.File) *File { return &File{f} }

// Write writes, as a full disk does, all of b or a part of it and an error.
func (f *File) Write(b []byte) (int, error) {
	if err := fault.At(fault.Write); err != nil {
		n, writeErr := f.file.Write(b[:len(b)/2])
		return n, errors.Join(err, writeErr)
	}
	return f.file.Write(b)
}

// Sync makes what was written last.
func (f *File) Sync() error {
	if err := fault.At(fault.Sync); err != nil {
		return err
	}
	return f.file.Sync()
}

// Truncate cuts the file to size bytes.
func (f *File) Truncate(size int64) error { return f.file.Truncate(size) }

// Close ends the writing.
func (f *File) Close() error { return f.file.Close() }

// WriteFile makes a file that is either there with all of data or not there. A
// file of that name is replaced.
func WriteFile(path string, data []byte) error {
	part := path + ".part"
	f, err := OpenFile(part, os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return Rename(part, path)
}

// Rename gives a file or folder its final name and makes the name last. A
// folder of that name is never replaced: the error is then fs.ErrExist.
func Rename(from, to string) error {
	if err := Move(from, to); err != nil {
		return err
	}
	return SyncDir(filepath.Dir(to))
}

// Move is Rename without the lasting: for several files of a folder, which is
// then synced once.
func Move(from, to string) error {
	if err := fault.At(fault.Rename); err != nil {
		return err
	}
	return rename(from, to)
}

// SyncDir makes the names in a folder last.
func SyncDir(dir string) error {
	if err := fault.At(fault.Sync); err != nil {
		return err
	}
	return syncDir(dir)
}

// MkdirAll makes a folder and those above it, each lasting.
func MkdirAll(dir string) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	parent := filepath.Dir(dir)
	if parent != dir {
		if err := MkdirAll(parent); err != nil {
			return err
		}
	}
	return Mkdir(dir)
}

// Mkdir makes a folder whose name lasts. One that is there already will do:
// another form of the same kind may have made it in the meantime.
func Mkdir(dir string) error {
	if err := fault.At(fault.Mkdir); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o750); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return SyncDir(filepath.Dir(dir))
}
