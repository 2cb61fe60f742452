// Package durable does the few file operations that must survive a power cut.
//
// Writing a file, even with a rename, only asks the operating system for it.
// What makes it last is an fsync of the file, and then of the folder that names
// it: without the second the contents are safe and the name may be gone.
package durable

import (
	"errors"
	"os"
	"path/filepath"
)

// WriteFile makes a file that is either there with all of data or not there. A
// file of that name is replaced.
func WriteFile(path string, data []byte) error {
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o640)
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
	if err := rename(from, to); err != nil {
		return err
	}
	return SyncDir(filepath.Dir(to))
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
	// Another form of the same kind may have made it in the meantime.
	if err := os.Mkdir(dir, 0o750); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return SyncDir(parent)
}
