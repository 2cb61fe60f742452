package reconcile

import "slices"

// graph is which rows may be of which records.
type graph struct {
	records []*Record
	rows    []*Row
	parent  map[any]any
	edges   int
}

// part is records and rows that hang together.
type part struct {
	records []*Record
	rows    []*Row
}

// single reports whether a part is one record and one row: neither has another choice.
func (p part) single() bool { return len(p.records) == 1 && len(p.rows) == 1 }

func (g *graph) top(of any) any {
	for g.parent[of] != of {
		g.parent[of] = g.parent[g.parent[of]]
		of = g.parent[of]
	}
	return of
}

func (g *graph) tie(rec *Record, row *Row) {
	if g.parent == nil {
		g.parent = map[any]any{}
	}
	if g.parent[rec] == nil {
		g.parent[rec] = rec
		g.records = append(g.records, rec)
	}
	if g.parent[row] == nil {
		g.parent[row] = row
		g.rows = append(g.rows, row)
	}
	if a, b := g.top(rec), g.top(row); a != b {
		g.parent[b] = a
	}
	g.edges++
}

// parts are what hangs together, by the first record of each.
func (g *graph) parts() (all []part) {
	at := map[any]int{}
	for _, rec := range g.records {
		top := g.top(rec)
		i, is := at[top]
		if !is {
			i = len(all)
			at[top], all = i, append(all, part{})
		}
		all[i].records = append(all[i].records, rec)
	}
	for _, row := range g.rows {
		i := at[g.top(row)]
		all[i].rows = append(all[i].rows, row)
	}
	return all
}

// mostPairs is how many pairs of records and rows with the same amount, or of the same
// party, are looked at. No office has as many; a file that was made to have them is not
// waited for.
const mostPairs = 4_000_000

// grouped ties records and rows that have the same key, of which neither is empty, where
// fits says so.
func grouped[K comparable](records []*Record, rows []*Row, of func(*Record) K, with func(*Row) K, fits func(*Record, *Row) bool) (g graph, tooMany bool) {
	var none K
	by := map[K][]*Record{}
	for _, rec := range records {
		if key := of(rec); key != none {
			by[key] = append(by[key], rec)
		}
	}
	looked := 0
	for _, row := range rows {
		key := with(row)
		if key == none {
			continue
		}
		if looked += len(by[key]); looked > mostPairs {
			return g, true
		}
		for _, rec := range by[key] {
			if fits(rec, row) {
				g.tie(rec, row)
			}
		}
	}
	slices.SortStableFunc(g.records, func(a, b *Record) int { return a.Date.Compare(b.Date.Time) })
	return g, false
}
