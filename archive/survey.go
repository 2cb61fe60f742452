package archive

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
)

var yearFolder = regexp.MustCompile(`^\d{4}$`)

// Folders are all bags, by year, kind and number. Whatever else lies in the
// archive is not looked at.
func (a *Archive) Folders() ([]string, error) {
	bags, _, err := a.Survey()
	return bags, err
}

// Survey looks through the archive's folder for bags, by year, kind and number,
// and for strays: whatever lies beside them and does not belong there. Both are
// paths below the archive, with /. An archive that is not there has none.
func (a *Archive) Survey() (bags, strays []string, err error) {
	years, err := a.below("", &strays, func(name string) bool { return yearFolder.MatchString(name) })
	if err != nil {
		return nil, nil, err
	}
	any := func(string) bool { return true }
	for _, year := range years {
		kinds, err := a.below(year, &strays, any)
		if err != nil {
			return nil, nil, err
		}
		for _, kind := range kinds {
			numbers, err := a.below(kind, &strays, any)
			if err != nil {
				return nil, nil, err
			}
			// Numbers of one series differ only in their figures, so the shorter
			// is the smaller.
			slices.SortStableFunc(numbers, func(a, b string) int { return len(a) - len(b) })
			bags = append(bags, numbers...)
		}
	}
	return bags, strays, nil
}

// Empty reports whether the archive has neither a year nor a journal, or is not there.
func (a *Archive) Empty() (bool, error) {
	var strays []string
	years, err := a.below("", &strays, func(name string) bool { return yearFolder.MatchString(name) })
	if err != nil || len(years) > 0 {
		return false, err
	}
	lines, err := os.ReadDir(a.JournalDir())
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return len(lines) == 0, err
}

// NumbersIn are the folders in that of a kind in a year, by their own names; none where
// that is not there, or a link.
func (a *Archive) NumbersIn(year int, kind string) (map[string]bool, error) {
	folder := path.Join(strconv.Itoa(year), SafeName(kind))
	if !a.Has(folder) {
		return nil, nil
	}
	entries, err := os.ReadDir(a.Path(folder))
	found := make(map[string]bool, len(entries))
	for _, entry := range entries {
		if entry.IsDir() {
			found[entry.Name()] = true
		}
	}
	return found, err
}

// Has reports whether there is a folder in the archive: itself, not a link to one, nor
// behind a link.
func (a *Archive) Has(folder string) bool {
	for at := folder; at != "."; at = path.Dir(at) {
		if info, err := os.Lstat(a.Path(at)); err != nil || !info.IsDir() {
			return false
		}
	}
	return true
}

// below are the folders in a folder whose names belong there, as paths; what
// else is there goes to strays.
func (a *Archive) below(folder string, strays *[]string, belongs func(name string) bool) ([]string, error) {
	entries, err := os.ReadDir(a.Path(folder))
	if errors.Is(err, fs.ErrNotExist) { // it, or a folder that has just been moved away
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var found []string
	for _, entry := range entries {
		name := path.Join(folder, entry.Name())
		switch {
		case entry.IsDir() && belongs(entry.Name()):
			found = append(found, name)
		case entry.IsDir() && (name == staging || name == journalName):
		default:
			*strays = append(*strays, name)
		}
	}
	return found, nil
}
