//go:build !linux

package doctor

import (
	"errors"
	"io/fs"
)

func inodes(string) (free, count uint64, err error) { return 0, 0, errors.ErrUnsupported }

func synchronized() (bool, error) { return false, errors.ErrUnsupported }

func owner(fs.FileInfo) (int, bool) { return 0, false }
