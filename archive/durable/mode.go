package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// The modes of all that the program makes, in one place. What it keeps – archive,
// journals, databases, spool, backups, accounts – holds what some of its users may
// not see, so nobody but the account it runs under can even list it, whatever the
// umask. The few folders in which an office finds its files are Shared: the group
// the administrator gave them may read. On Windows modes mean nothing; access
// lists are inherited from the data folder.
const (
	Private       fs.FileMode = 0o600
	PrivateFolder fs.FileMode = 0o700
	Kept          fs.FileMode = 0o400 // what is archived, so that nobody edits it by mistake
	Shared        fs.FileMode = 0o640
	SharedFolder  fs.FileMode = 0o750
)

// MkdirAll makes a folder of the program's own and those above it, each lasting.
func MkdirAll(dir string) error { return mkdirAll(dir, PrivateFolder) }

// MkdirShared is MkdirAll for folders in which an office finds its files. One that
// is there keeps the mode and the group it was given.
func MkdirShared(dir string) error { return mkdirAll(dir, SharedFolder) }

func mkdirAll(dir string, mode fs.FileMode) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	parent := filepath.Dir(dir)
	if parent != dir {
		if err := mkdirAll(parent, mode); err != nil {
			return err
		}
	}
	return mkdir(dir, mode)
}

// chmod gives a folder its mode under a narrow umask. Setting a mode would take a
// folder the group bit that it has from the one above.
func chmod(dir string, mode fs.FileMode) error {
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() == mode {
		return err
	}
	return os.Chmod(dir, info.Mode()&fs.ModeSetgid|mode)
}

// Close keeps everybody else out of a folder, and so from all that is in it.
func Close(dir string) error {
	_, err := tighten(dir)
	return err
}

// Narrow closes an open file to everybody else. Info is what its Stat said.
func Narrow(file *os.File, info fs.FileInfo) error {
	if !OpenToOthers(info) {
		return nil
	}
	return file.Chmod(info.Mode() &^ 0o077)
}

// Tighten takes from everybody else what they may do with a file, or a folder and
// all that is in it, and tells how many were open to others. A folder is closed
// after what is in it, so that after a crash it still shows that there is more.
func Tighten(path string) (tightened int, err error) {
	err = filepath.WalkDir(path, func(at string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // it has moved on
		}
		if err != nil || at == path && entry.IsDir() {
			return err
		}
		n, err := tighten(at)
		tightened += n
		return err
	})
	if err != nil {
		return tightened, err
	}
	n, err := tighten(path)
	return tightened + n, err
}

func tighten(path string) (int, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil || !OpenToOthers(info) {
		return 0, err
	}
	return 1, os.Chmod(path, info.Mode()&^0o077)
}
