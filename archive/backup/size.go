package backup

import (
	"io/fs"
	"path/filepath"
)

// Size is how many bytes the data folder has that a state restores, without what is made
// anew.
func (b Backup) Size(s *State) (size uint64, err error) {
	for _, f := range s.Files {
		size += uint64(f.Size)
	}
	for folder := range s.Bags {
		err := filepath.WalkDir(b.path("archive", folder), func(_ string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return nil // what is not there Check tells
			}
			if info, err := entry.Info(); err == nil {
				size += uint64(info.Size())
			}
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	return size, nil
}
