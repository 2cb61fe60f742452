package account

import (
	"fmt"
	"slices"

	"gongwen/pipeline/columnset"
)

// maxSearches is how many searches an account may save.
const maxSearches = 50

// SaveSearch saves a search; one of the same name is replaced.
func (s *Store) SaveSearch(name string, search Search) error {
	return s.edit(name, func(a *Account) error {
		kept := slices.DeleteFunc(slices.Clone(a.Searches), func(k Search) bool { return k.Name == search.Name })
		if len(kept) >= maxSearches {
			return fmt.Errorf("最多保存%d个检索，请先删去不用的", maxSearches)
		}
		a.Searches = append(kept, search)
		return nil
	})
}

// DeleteSearch forgets a search.
func (s *Store) DeleteSearch(name, search string) error {
	return s.edit(name, func(a *Account) error {
		a.Searches = slices.DeleteFunc(slices.Clone(a.Searches), func(k Search) bool { return k.Name == search })
		return nil
	})
}

// maxColumns is how many sets of columns an account may save.
const maxColumns = 20

// SaveColumns saves a set of columns; one of the same name and kind is replaced.
func (s *Store) SaveColumns(name string, set columnset.Set) error {
	if err := set.Check(); err != nil {
		return err
	}
	return s.edit(name, func(a *Account) error {
		kept := withoutColumns(a.Columns, set.Of, set.Name)
		if len(kept) >= maxColumns {
			return fmt.Errorf("最多保存%d组栏目，请先删去不用的", maxColumns)
		}
		a.Columns = append(kept, set)
		return nil
	})
}

// DeleteColumns forgets a set of columns, of is the key of its kind or view.
func (s *Store) DeleteColumns(name, of, set string) error {
	return s.edit(name, func(a *Account) error {
		a.Columns = withoutColumns(a.Columns, of, set)
		return nil
	})
}

func withoutColumns(sets []columnset.Set, of, name string) []columnset.Set {
	return slices.DeleteFunc(slices.Clone(sets), func(k columnset.Set) bool { return k.Of == of && k.Name == name })
}

// Columns are the sets of columns that all accounts have saved, in the order of their names.
func (s *Store) Columns() ([]columnset.Owned, error) {
	all, err := s.All()
	var sets []columnset.Owned
	for _, a := range all {
		for _, set := range a.Columns {
			sets = append(sets, columnset.Owned{Set: set, Owner: a.Name})
		}
	}
	return sets, err
}
