package templates

import "slices"

// fit takes from a view of the program's own what the office's kinds do not have: kinds
// that are hidden, fields that its own version of a kind is without. A view of which
// nothing sensible is left has no columns.
func (s *Set) fit(v *View) {
	missing := func(key string) bool { return s.kinds[key] == nil }
	v.With = slices.DeleteFunc(v.With, func(key string) bool {
		return missing(key) || !s.kinds[key].belongsTo(slices.Concat([]string{v.Of}, v.With, v.Names))
	})
	v.Names = slices.DeleteFunc(v.Names, func(key string) bool {
		return missing(key) || !slices.ContainsFunc(append([]string{v.Of}, v.With...), func(by string) bool {
			return !missing(by) && s.kinds[by].belongsTo([]string{key})
		})
	})
	v.Over = slices.DeleteFunc(v.Over, func(key string) bool {
		return missing(key) || slices.ContainsFunc(v.By, func(by string) bool { return !s.kinds[key].groups(by) })
	})
	if v.Of != "" && missing(v.Of) || v.Of == "" && len(v.Over) == 0 {
		v.Columns = nil
		return
	}
	for i := 0; i < len(v.Columns); {
		if s.fitColumn(v, i) {
			i++
		} else {
			v.Columns = slices.Delete(v.Columns, i, i+1)
		}
	}
	if !slices.ContainsFunc(v.Columns, func(c ViewColumn) bool {
		return len(c.From) > 1 || len(c.From) == 1 && !slices.Contains(v.By, c.From[0].Of)
	}) {
		v.Columns = nil
	}
}

// fitColumn reports whether there is something left of the i-th column.
func (s *Set) fitColumn(v *View, i int) bool {
	c := &v.Columns[i]
	if len(c.Less) == 0 {
		for j := len(c.From) - 1; j >= 0; j-- {
			if slices.Contains(v.By, c.From[j].Of) {
				continue
			}
			if !s.checkSource(v, c, j, &flaws{}) {
				c.From = slices.Delete(c.From, j, j+1)
			}
		}
		if len(c.From) == 0 {
			return false
		}
	}
	fs := &flaws{}
	s.checkViewColumn(v, i, fs)
	return len(fs.found) == 0
}
