package durable

import "golang.org/x/sys/unix"

// Space is how many bytes of the disk that a folder lies on are free for this user,
// and how many it has.
func Space(folder string) (free, size uint64, err error) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, 0, err
	}
	unit := uint64(s.Frsize)
	return s.Bavail * unit, s.Blocks * unit, nil
}
