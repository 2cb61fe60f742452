package web

import (
	"cmp"
	"slices"

	"gongwen/archive/catalogue"
	"gongwen/index"
)

// browsing is what the search page shows before anything is asked: what there is in the
// account's scope. Each count is a link to just the records that it counts, since both
// come from the index.
type browsing struct {
	Total     int
	Sections  []browsingSection
	Newest    []catalogue.Entry
	All       string // the address of all records
	Freshness index.Status
}

// browsingSection is the records by one of their fields.
type browsingSection struct {
	ID, Name    string
	First, Rest []choice // the rest is folded away
	Other       int      // how many more values there are
}

const (
	// newestShown is how many of the newest records are shown.
	newestShown = 10
	// browsedValues is how many values of a field one can choose among.
	browsedValues = 1000
)

// countedFields are those by which records are counted unless more is asked for: all but
// the persons.
var countedFields = []index.Field{index.FacetKind, index.FacetYear, index.FacetUnit}

// browse asks the index for what there is. Nil is for an index that cannot be asked now;
// the page can do without.
func (r *request) browse() (*browsing, error) {
	s, ctx := r.server, r.Context()
	ask := index.Request{Access: r.indexAccess(), Sort: index.ByNewest, Limit: newestShown, Facets: countedFields, FacetValues: browsedValues, UnitName: s.vocabulary().OneUnit}
	result, status, err := s.searchNow(ctx, ask)
	if err != nil {
		return nil, s.withoutIndex(ctx, err)
	}
	b := &browsing{Total: result.Total, All: searchQuery{Sort: string(index.ByNewest)}.url(), Freshness: status}
	if b.Newest, err = r.entries(numbersOf(result.Hits)); err != nil {
		return nil, err
	}
	for _, f := range result.Facets {
		section := browsingSection{ID: "by-" + string(f.Field), Name: "按" + f.Field.Title(), Other: f.Other}
		for _, value := range f.Values {
			section.First = append(section.First, choice{Name: valueTitle(f.Field, value.Value, s.titleOf), URL: searchQuery{}.having(f.Field, value.Value).url(), Hits: value.Hits})
		}
		if len(section.First) > facetValues {
			section.First, section.Rest = section.First[:facetValues], section.First[facetValues:]
			slices.SortFunc(section.Rest, func(a, b choice) int { return cmp.Compare(a.Name, b.Name) }) // to be found by name
			if f.Field == index.FacetYear {
				slices.Reverse(section.Rest)
			}
		}
		if len(section.First) > 0 {
			b.Sections = append(b.Sections, section)
		}
	}
	return b, nil
}

// having is the same asked of the records with a value.
func (a searchQuery) having(field index.Field, value string) searchQuery {
	switch field {
	case index.FacetKind:
		a.Kind = value
	case index.FacetYear:
		a.Year = value
	case index.FacetUnit:
		a.Unit = value
	case index.FacetPerson:
		a.Person = value
	}
	return a
}

// valueTitle is what a value is called on a page; kinds are known by titles.
func valueTitle(field index.Field, value string, titled func(kind string) string) string {
	if field == index.FacetKind {
		return titled(value)
	}
	return value
}
