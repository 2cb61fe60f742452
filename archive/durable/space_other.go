//go:build !linux && !windows

package durable

import "errors"

// Space is not known here: the error is errors.ErrUnsupported.
func Space(string) (free, size uint64, err error) { return 0, 0, errors.ErrUnsupported }
