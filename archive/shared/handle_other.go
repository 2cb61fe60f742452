//go:build !linux

package shared

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"syscall"

	"gongwen/archive/durable"
)

// Here a file's other names and its owner are not asked for, nor whether somebody
// writes to it: Windows does not let such a file be moved either.

func names(fs.FileInfo) uint64 { return 1 }

// Ours reports whether nobody else can change the contents of a file that has no
// name outside of our folders.
func Ours(fs.FileInfo) bool { return true }

// owned reports whether something belongs to root or to the account the program runs as:
// here nothing is known to, so that no link is followed.
func owned(fs.FileInfo) bool { return false }

// BeingWritten reports whether a program has the file open for writing.
func BeingWritten(*os.File) bool { return false }

func openPlain(file string) (*os.File, error) { return os.Open(file) }

func (f *Folder) openPlain(base string) (*os.File, error) { return f.root.Open(base) }

// free reports that nothing has a name.
func free(name string) error {
	_, err := os.Lstat(name)
	switch {
	case err == nil:
		return &fs.PathError{Op: "rename", Path: name, Err: fs.ErrExist}
	case errors.Is(err, fs.ErrNotExist):
		return nil
	}
	return err
}

func move(from, to string) error {
	if err := free(to); err != nil {
		return err
	}
	return durable.Move(from, to)
}

func (f *Folder) moveOut(base, to string) error { return move(f.at(base), to) }

func (f *Folder) moveIn(from, base string) error { return move(from, f.at(base)) }

func (f *Folder) moveOver(from, base string) error { return durable.Move(from, f.at(base)) }

func (f *Folder) renameHere(from, to string) error { return durable.Move(f.at(from), f.at(to)) }

func (f *Folder) renameBack(from, to string) error { return move(f.at(from), f.at(to)) }

func (f *Folder) removeFolder(base string) error { return f.root.Remove(base) }

func (f *Folder) syncNames() error { return durable.SyncDir(f.root.Name()) }

func crossesFileSystems(err error) bool {
	const notSameDevice syscall.Errno = 17 // of Windows, ERROR_NOT_SAME_DEVICE
	var code syscall.Errno
	return errors.As(err, &code) && (runtime.GOOS == "windows" && code == notSameDevice || runtime.GOOS != "windows" && code == syscall.EXDEV)
}

// Who may read what is put into a shared folder is left to the folder, whose
// permissions it inherits.

func (f *Folder) give(*os.File, fs.FileMode) error { return nil }

func (f *Folder) giveFolder(*Folder) error { return nil }

func (f *Folder) giveAll(string) error { return nil }
