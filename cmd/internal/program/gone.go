//go:build linux

package program

import (
	"errors"
	"io/fs"
)

// IgnoreGone is nil for the error of a file that the program, or somebody else, has
// taken meanwhile, and otherwise the error.
func IgnoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
