package form

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
