package pulls

import (
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"gongwen/templates/bounded"
)

// Secret are the folders of pulls below the registers that have records with a degree of
// secrecy: they were made before such were left out there, and nothing changes them since.
// What cannot be read is passed over.
func Secret(registers string) (dirs []string) {
	fsys := os.DirFS(registers)
	_ = fs.WalkDir(fsys, Folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Base(name) != manifestName {
			return nil
		}
		text, err := bounded.ReadFile(fsys, name, mostSums)
		var m Manifest
		if err == nil && json.Unmarshal(text, &m) == nil && m.Secrecy != "" {
			dirs = append(dirs, filepath.Join(registers, filepath.FromSlash(path.Dir(name))))
		}
		return nil
	})
	return dirs
}
