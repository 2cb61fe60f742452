package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Room is an error, in Chinese, where the disk that a folder lies on, or will lie on, has
// less room than is needed, in bytes, with a tenth to spare. Where that is not known the
// work itself will tell.
func Room(folder string, need uint64) error {
	there := folder
	for _, err := os.Stat(there); errors.Is(err, fs.ErrNotExist) && there != filepath.Dir(there); _, err = os.Stat(there) {
		there = filepath.Dir(there)
	}
	free, _, err := Space(there)
	if need += need / 10; err != nil || free >= need {
		return nil
	}
	return fmt.Errorf("%s 所在的磁盘还剩 %d MB，要用约 %d MB，请先腾出空间，或换一块磁盘", folder, free>>20, need>>20+1)
}

// Size is how many bytes the regular files have that a place is or has below it. What is not
// there, or cannot be looked at, counts for nothing.
func Size(place string) (size uint64) {
	_ = filepath.WalkDir(place, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return nil
		}
		if info, err := entry.Info(); err == nil {
			size += uint64(info.Size())
		}
		return nil
	})
	return size
}
