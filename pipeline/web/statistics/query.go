package statistics

import (
	"maps"
	"slices"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/templates"
)

// Scope says of which records somebody may know: those of a unit, by its name in
// the roster, with a degree of secrecy or, empty, none.
type Scope interface {
	Includes(unit, degree string) bool
}

func (r *Row) in(scope Scope) bool { return scope.Includes(r.Unit, r.Degree) }

// Includes reports whether there is a record of that number in the scope.
func (c *Cache) Includes(scope Scope, number string) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	row, ok := c.rows[number]
	return ok && row.in(scope)
}

// Series are those that have records in the scope, in no order.
func (c *Cache) Series(scope Scope) (all []catalogue.Series) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for s, rows := range c.series {
		if slices.ContainsFunc(rows, func(r *Row) bool { return r.in(scope) }) {
			all = append(all, s)
		}
	}
	return all
}

// Rows are those of a series that are in the scope, void ones too, by serial. They
// must not be changed.
func (c *Cache) Rows(scope Scope, s catalogue.Series) (rows []*Row) {
	c.Each(scope, s, func(row *Row) { rows = append(rows, row) })
	return rows
}

// Each calls do with those of a series that are in the scope, void ones too, by serial. An
// update waits for it.
func (c *Cache) Each(scope Scope, s catalogue.Series, do func(*Row)) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	var others map[string][]templates.Fen
	if c.lines[s.Kind] {
		others = c.others(scope)
	}
	for _, row := range c.series[s] {
		if !row.in(scope) {
			continue
		}
		if money, differs := others[row.Number]; differs {
			seen := *row
			seen.Money = money
			row = &seen
		}
		do(row)
	}
}

// Years are those that have records in the scope that stand, in no order.
func (c *Cache) Years(scope Scope) (years []int) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for year, of := range c.totals {
		for group, total := range of {
			if total.Records > 0 && scope.Includes(group.Unit, group.Degree) {
				years = append(years, year)
				break
			}
		}
	}
	return years
}

// Totals calls do with every group of a year in the scope. An update waits for it.
func (c *Cache) Totals(scope Scope, year int, do func(Group, Total)) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	more := map[Group]templates.Fen{} // than all have, for who may not know of all
	for number, money := range c.others(scope) {
		row := c.rows[number]
		if day, err := time.Parse(time.DateOnly, row.Day); err == nil && day.Year() == year && row.Stands() && len(money) > 0 {
			more[row.group(day)] += money[0] - row.amount()
		}
	}
	for group, total := range c.totals[year] {
		if total.Records > 0 && scope.Includes(group.Unit, group.Degree) {
			seen := *total
			seen.Amount += more[group]
			do(group, seen)
		}
	}
}

// Expiring are the rows in the scope of what stands and is last valid on a
// day, written 2006-01-02.
func (c *Cache) Expiring(scope Scope, day string) (rows []*Row) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, row := range c.until[day] {
		if row.in(scope) {
			rows = append(rows, row)
		}
	}
	return rows
}

// Spellings are the names of the units and all ways that records spell them.
func (c *Cache) Spellings(units []string) []string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	all := slices.Clone(units)
	for _, unit := range units {
		all = slices.AppendSeq(all, maps.Keys(c.spellings[unit]))
	}
	return all
}
