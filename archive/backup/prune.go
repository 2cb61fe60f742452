package backup

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// prune removes all states but the newest, and the contents only the others
// needed.
func (b Backup) prune(keep int) error {
	names, err := b.States()
	if err != nil {
		return err
	}
	old := max(0, len(names)-max(1, keep))
	if old == 0 {
		return nil
	}
	needed := map[string]bool{}
	for _, name := range names[old:] {
		s, err := b.State(name)
		if err != nil {
			return err // with a state that cannot be read, nobody knows what is needed
		}
		for _, f := range s.Files {
			needed[f.SHA256] = true
		}
	}
	// States first: one without its contents would be a promise not kept.
	for _, name := range names[:old] {
		if err := os.Remove(b.path(stateFolder, name+stateEnding)); err != nil {
			return err
		}
	}
	return filepath.WalkDir(b.path("files"), func(at string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || needed[entry.Name()] {
			return err
		}
		if err := os.Remove(at); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
}
