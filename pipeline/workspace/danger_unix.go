//go:build !windows

package workspace

import (
	"os"
	"syscall"
)

// groupOf is the number of the group a file or folder belongs to.
func groupOf(path string) (int, bool) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return int(stat.Gid), true
}
