package backup

import (
	"fmt"
	"io/fs"

	"gongwen/archive/durable"
	"gongwen/templates/bounded"
)

// maxSettings is how large a file may be that ReadFile reads, in bytes.
const maxSettings = 1 << 20

// ReadFile reads a small file of a state by its path below the data folder. The error is
// fs.ErrNotExist where the state has none.
func (b Backup) ReadFile(s *State, name string) ([]byte, error) {
	f, there := s.Files[name]
	if !there {
		return nil, fmt.Errorf("%s：%w", name, fs.ErrNotExist)
	}
	return bounded.ReadPath(b.content(f.SHA256), maxSettings)
}

// Size is how many bytes the data folder has that a state restores, without what is made
// anew. What is not there counts for nothing: Check tells of it.
func (b Backup) Size(s *State) (size uint64) {
	for _, f := range s.Files {
		size += uint64(f.Size)
	}
	for folder := range s.Bags {
		size += durable.Size(b.path("archive", folder))
	}
	return size
}
