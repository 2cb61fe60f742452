//go:build !windows

package register

// isSharingViolation: only Windows refuses to replace a file that is open.
func isSharingViolation(error) bool { return false }
