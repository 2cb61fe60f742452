//go:build !windows

package durable

import "io/fs"

// OpenToOthers reports whether anybody but its owner may do something with a file or
// folder. A link has no mode of its own.
func OpenToOthers(info fs.FileInfo) bool {
	return info.Mode()&fs.ModeSymlink == 0 && info.Mode().Perm()&0o077 != 0
}
