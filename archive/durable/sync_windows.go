package durable

import (
	"errors"
	"os"
	"syscall"
	"time"
)

// Errors of Windows while a virus scanner or an indexer still holds a file that
// was just written: ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION and
// ERROR_LOCK_VIOLATION. They pass within moments.
const (
	accessDenied     syscall.Errno = 5
	sharingViolation syscall.Errno = 32
	lockViolation    syscall.Errno = 33
)

// rename tries for about three seconds.
func rename(from, to string) error {
	var err error
	for wait := time.Millisecond; wait < 2*time.Second; wait *= 2 {
		// A folder at to answers "access denied" too and does not pass.
		if info, statErr := os.Stat(to); statErr == nil && info.IsDir() {
			return &os.LinkError{Op: "rename", Old: from, New: to, Err: os.ErrExist}
		}
		err = os.Rename(from, to)
		var code syscall.Errno
		if !errors.As(err, &code) || (code != accessDenied && code != sharingViolation && code != lockViolation) {
			return err
		}
		time.Sleep(wait)
	}
	return err
}

// SyncFile makes what stands in a file last, whoever wrote it.
func SyncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0) // flushing asks for the right to write
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// syncDir does nothing: Windows cannot flush a folder, and NTFS keeps names in
// its own journal.
func syncDir(string) error { return nil }
