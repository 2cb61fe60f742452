package doctor

import (
	"io/fs"
	"syscall"

	"golang.org/x/sys/unix"
)

// inodes is how many more files the file system of a folder takes, and how many in all.
func inodes(folder string) (free, count uint64, err error) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, 0, err
	}
	return s.Ffree, s.Files, nil
}

// synchronized asks the kernel, which whoever sets the clock by others tells so.
func synchronized() (bool, error) {
	var t unix.Timex // no modes: nothing is set
	state, err := unix.Adjtimex(&t)
	return err == nil && state != unix.TIME_ERROR && t.Status&unix.STA_UNSYNC == 0, err
}

// owner is the number of whom a file belongs to.
func owner(info fs.FileInfo) (int, bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return int(stat.Uid), true
}
