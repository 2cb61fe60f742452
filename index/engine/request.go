package engine

import "gongwen/index/query"

// Request is one search.
type Request struct {
	Query  query.Query
	Access Access
	Sort   Sort
	Limit  int    // hits to return, 20 when 0
	Offset int    // hits to pass over
	After  string // Result.Next of the page before; Offset counts from there
	// Facets are the fields to count the values of.
	Facets []query.Field
	// FacetValues is how many values a facet has at most, 50 when 0.
	FacetValues int
	// UnitName is by what name units are counted, however records spell them; nil counts
	// each spelling. See query.Vocabulary.OneUnit.
	UnitName func(spelt string) string
}

// Check reports whether the request can be answered: the error is ErrCursor for an
// After that no search in this order gave.
func (r Request) Check() error {
	_, err := r.withDefaults().after()
	return err
}

func (r Request) withDefaults() Request {
	if r.Limit == 0 {
		r.Limit = 20
	}
	if r.FacetValues == 0 {
		r.FacetValues = 50
	}
	if r.Sort == "" {
		r.Sort = ByRelevance
	}
	return r
}

// after is the last hit of the page before; nil on the first page.
func (r Request) after() (*Hit, error) { return parseCursor(r.After, r.Sort) }

// Result is what a search found.
type Result struct {
	Total  int    // all hits, also those before Offset and behind Limit
	Hits   []Hit  // in the order asked for
	Next   string // where the next page begins, for Request.After; empty on the last one
	Facets []Facet
}

// Hit is one record found. What else there is to know of it, such as that it is
// void, the catalogue tells.
type Hit struct {
	Number string
	Date   string // the day it bears, 2006-01-02
	Score  int    // only to compare with the other hits of the same search
}
