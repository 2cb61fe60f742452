package spool

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"gongwen/archive/durable"
)

// move renames a file, for SyncDir to make it last, or, where inbox and spool are on different file systems,
// copies it and only then removes it. A file that cannot be renamed for another
// reason, such as being open in Excel, stays where it is.
func move(from, to string) error {
	err := rename(from, to)
	if !crossesFileSystems(err) {
		return err
	}
	if err := Copy(from, to); err != nil {
		return err
	}
	return os.Remove(from)
}

// rename is a variable so that tests need no second file system.
var rename = durable.Move

func crossesFileSystems(err error) bool {
	const notSameDevice syscall.Errno = 17 // of Windows, ERROR_NOT_SAME_DEVICE
	var code syscall.Errno
	return errors.As(err, &code) && (code == syscall.EXDEV || runtime.GOOS == "windows" && code == notSameDevice)
}

// Copy copies a file; the copy is there whole, for good, or not at all. Of a
// symbolic link the link itself is copied, not what it points to.
func Copy(from, to string) error {
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		target, err := os.Readlink(from)
		if err != nil {
			return err
		}
		return os.Symlink(target, to)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s 不是普通文件，无法收取", from)
	}
	// Not named after to, which may be as long as names can be. Whoever copies into
	// a folder has it to himself.
	part := filepath.Join(filepath.Dir(to), ".part")
	if err := copyContents(from, part); err != nil {
		// Not part of the error: that there is nothing to remove would tell callers
		// that there was nothing to copy.
		_ = os.Remove(part)
		return err
	}
	return durable.Rename(part, to)
}

func copyContents(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := durable.OpenFile(to, os.O_CREATE|os.O_TRUNC, durable.Private)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
