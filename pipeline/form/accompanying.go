package form

import "gongwen/templates/normal"

// Accompanying are those of the other files of a folder that was handed in whole
// which belong to its form although it does not name them: all of them, unless
// there is another form they could belong to.
func Accompanying(others []string, named func(name string) bool) []string {
	var all []string
	for _, name := range others {
		switch {
		case named(name):
		case IsForm(name):
			return nil
		default:
			all = append(all, name)
		}
	}
	return all
}

// NameKey is what the name of a file and the name a form gives an attachment have in
// common where they look the same: 函⼀.txt, copied from a PDF, is 函一.txt, and （１） is
// (1). Case and spaces stay: what differs in these is another file.
func NameKey(name string) string { return normal.Narrow(name) }

// Meant is which of some files with one NameKey is meant by a name: the one called so, or
// the only one there is. Of two that only look the same, neither is.
func Meant[F any](name string, alike []F, called func(F) string) (file F, ok bool) {
	for _, usual := range []func(string) string{func(s string) string { return s }, normal.Text} {
		for _, f := range alike {
			if usual(called(f)) == usual(name) {
				return f, true
			}
		}
	}
	if len(alike) == 1 {
		return alike[0], true
	}
	return file, false
}
