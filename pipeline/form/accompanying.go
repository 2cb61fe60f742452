package form

import (
	"slices"

	"gongwen/templates/normal"
)

// Accompanying are those of the other files of a folder that was handed in whole
// which belong to its form although it does not name them: all of them, unless
// there is another form they could belong to.
func Accompanying(others []string) []string {
	if slices.ContainsFunc(others, IsForm) {
		return nil
	}
	return others
}

// NameKey is what the name of a file and the name a form gives an attachment have in
// common where they look the same: 函⼀.txt, copied from a PDF, is 函一.txt, and （１） is
// (1). Case and spaces stay: what differs in these is another file.
func NameKey(name string) string { return normal.Narrow(name) }

// Names are the names of the files in a folder, among which a form's attachments are
// looked up.
type Names map[string][]string // by their NameKey

// NamesOf makes them of a list.
func NamesOf(files []string) Names {
	n := Names{}
	for _, file := range files {
		key := NameKey(file)
		n[key] = append(n[key], file)
	}
	return n
}

// Meant is the file that is meant by a name: the one called so, or the only one that
// looks the same. Of two that only look the same, neither is.
func (n Names) Meant(name string) (file string, ok bool) {
	alike := n[NameKey(name)]
	for _, usual := range []func(string) string{func(s string) string { return s }, normal.Text} {
		for _, file := range alike {
			if usual(file) == usual(name) {
				return file, true
			}
		}
	}
	if len(alike) == 1 {
		return alike[0], true
	}
	return "", false
}
