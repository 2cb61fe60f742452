package register

import (
	"errors"
	"syscall"
)

// isSharingViolation reports that another program has the file open.
func isSharingViolation(err error) bool {
	const errorSharingViolation, errorLockViolation syscall.Errno = 32, 33
	return errors.Is(err, errorSharingViolation) || errors.Is(err, errorLockViolation)
}
