package view

import (
	"cmp"
	"slices"
	"strings"

	"gongwen/templates"
)

// byFiling orders records as they were filed.
func byFiling(x, y *record) int {
	return cmp.Or(x.Filed.Compare(y.Filed), cmp.Compare(x.Number, y.Number))
}

// needed are the keys of the fields, by kind, that the view looks at.
func (o *overview) needed() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for _, k := range o.kinds {
		keys := map[string]bool{k.CountedBy(): true}
		for _, by := range o.By {
			keys[by] = true
		}
		for _, f := range k.Fields { // what its records belong to
			if !f.Belongs.IsZero() {
				keys[f.Key], keys[f.Belongs.On] = true, true
				for _, to := range f.Belongs.All() {
					for _, key := range pathKeys(to) {
						keys[key] = true
					}
				}
			}
		}
		for _, c := range o.Columns {
			for _, s := range c.From {
				if s.Kind() != k.Key {
					continue
				}
				key, _, _ := strings.Cut(s.Path(), ".")
				keys[key] = true
				if f := k.At(s.Path()); f != nil {
					keys[f.Counts.On] = true
				}
				for on := range s.When {
					keys[on] = true
				}
			}
		}
		all[k.Key] = keys
	}
	// What others may have in common with a record is looked up in it.
	for _, of := range o.kinds {
		for _, path := range tiePaths(of) {
			kind, _, _ := strings.Cut(path, ".")
			for _, key := range pathKeys(path) {
				if all[kind] != nil {
					all[kind][key] = true
				}
			}
		}
	}
	return all
}

// pathKeys are the keys of the fields that a word of belongs names, as in kind.a+b.
func pathKeys(to string) []string {
	_, path, same := strings.Cut(to, ".")
	if !same {
		return nil
	}
	return strings.Split(path, "+")
}

// tiePaths are what records of a kind can have in common with others, as kind.path.
func tiePaths(k *templates.Kind) []string {
	var all []string
	for _, f := range k.Fields {
		for _, to := range f.Belongs.All() {
			if strings.Contains(to, ".") && !slices.Contains(all, to) {
				all = append(all, to)
			}
		}
	}
	return all
}

// values are what a record has at the path of a source.
func (o *overview) values(r *record, path string) []any {
	if r.Kind.At(path) != nil {
		return r.Values.Lookup(path)
	}
	switch path {
	case templates.OfNumber:
		return []any{r.Number}
	case templates.OfSubject:
		return []any{r.Subject}
	case templates.OfUnit:
		return []any{o.unit(r.Unit)}
	case templates.OfDate:
		if !r.Day.IsZero() {
			return []any{r.Day}
		}
	}
	return nil
}
