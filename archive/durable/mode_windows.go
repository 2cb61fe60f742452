package durable

import "io/fs"

// OpenToOthers is never true: what a mode says on Windows is made up.
func OpenToOthers(fs.FileInfo) bool { return false }
