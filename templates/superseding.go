package templates

// Superseding are the paths of the kind's fields that name an earlier record whose place
// the form's own takes (supersedes).
func (k *Kind) Superseding() (paths []string) {
	for path, f := range k.Paths() {
		if f.Supersedes {
			paths = append(paths, path)
		}
	}
	return paths
}
