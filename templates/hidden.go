package templates

import (
	"maps"
	"slices"
)

// Hiding is the set with some of the program's own kinds marked as not used, and without
// the views that are over such kinds alone. What was filed of them stays readable: they
// are only no longer to be handed in. A kind of an office's own is never hidden.
func (s *Set) Hiding(some func(*Kind) bool) *Set {
	with := *s
	with.kinds, with.views = maps.Clone(s.kinds), maps.Clone(s.views)
	for key, k := range s.kinds {
		if k.builtin && some(k) {
			hidden := *k
			hidden.Hidden = true
			with.kinds[key] = &hidden
		}
	}
	maps.DeleteFunc(with.views, func(_ string, v *View) bool {
		return v.builtin && !slices.ContainsFunc(v.Kinds(), func(key string) bool { return !with.kinds[key].Hidden })
	})
	return &with
}

// Whole is the set with none of its kinds hidden: what was filed before a kind was no
// longer used can still be met with.
func (s *Set) Whole() *Set {
	if len(s.InUse()) == len(s.kinds) {
		return s
	}
	with := *s
	with.kinds = maps.Clone(s.kinds)
	for key, k := range s.kinds {
		shown := *k
		shown.Hidden = false
		with.kinds[key] = &shown
	}
	return &with
}

// InUse are the kinds that forms are taken of, in the order of their keys.
func (s *Set) InUse() []*Kind {
	return slices.DeleteFunc(s.All(), func(k *Kind) bool { return k.Hidden })
}
