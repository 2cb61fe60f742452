package workspace

import "path/filepath"

// Real is where a path leads, through all links. What is not there yet lies where it will be
// when it is made.
func Real(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	for there := path; ; there = filepath.Dir(there) {
		if resolved, err := filepath.EvalSymlinks(there); err == nil {
			rest, err := filepath.Rel(there, path)
			if err != nil {
				return path
			}
			return filepath.Join(resolved, rest)
		}
		if there == filepath.Dir(there) {
			return path
		}
	}
}

// real is where the data folder lies, by whatever name it was given.
func (f Folder) real() string { return Real(string(f)) }

// within reports whether a path is a folder or lies in it.
func within(path, folder string) bool {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	rel, err := filepath.Rel(folder, absolute)
	return err == nil && filepath.IsLocal(rel)
}

// InRegisters reports whether a folder is that of the registers, or in it, by name or by
// where it leads. Who reads registers reads what lies there, so nothing secret must.
func (f Folder) InRegisters(dir string) bool {
	registers, err := filepath.Abs(f.Registers())
	return err == nil && within(dir, registers) || within(Real(dir), Real(f.Registers()))
}
