package view

import (
	"slices"

	"gongwen/archive/register/posting"
	"gongwen/templates"
)

// amount is a column whose amounts have effects.
type amount struct {
	column  int // of the view
	sources map[string][]templates.Source
	account account
}

// account says among which records an amount replaces another.
type account int

const (
	ofLine    account = iota // those of its line
	ofThrough                // those of what the line names, or belong to that: of one contract of a project
	ofFamily                 // those of its kind that belong together, as in the kind's own register
)

// effect is by how much a record changes what a column comes to.
type effect struct {
	by   int64 // in fen where it is money
	acts bool  // it does something, be it by nothing
	said bool  // there is a figure from now on
}

// act is what one source of a column does to it.
type act struct {
	role   templates.Role
	amount int64 // as it counts in that role
	source templates.Source
}

// compile sorts the sources of the columns.
func (o *overview) compile() {
	for i, c := range o.Columns {
		if c.Take != templates.Balance || len(c.From) == 0 {
			continue
		}
		a := amount{column: i, sources: map[string][]templates.Source{}, account: o.accountOf(c)}
		for _, s := range c.From {
			a.sources[s.Kind()] = append(a.sources[s.Kind()], s)
		}
		o.amounts = append(o.amounts, a)
	}
}

// accountOf finds the account of a column. A role that the view gives is of its lines.
func (o *overview) accountOf(c templates.ViewColumn) account {
	has := func(is func(templates.Source) bool) bool { return slices.ContainsFunc(c.From, is) }
	switch {
	case has(func(s templates.Source) bool { return s.Counts != "" || s.Kind() == o.Of }):
		return ofLine
	case has(func(s templates.Source) bool { return slices.Contains(o.Names, s.Kind()) }):
		return ofThrough
	}
	return ofFamily
}

// post works out the effects of all records that count, in the order of filing.
func (o *overview) post(b *belonging) {
	balances := make([]map[int]int64, len(o.amounts))
	for i := range balances {
		balances[i] = map[int]int64{}
	}
	for n, r := range o.records {
		if r.line == none {
			continue
		}
		r.effects = make([]effect, len(o.amounts))
		if !r.counts {
			continue
		}
		for i, a := range o.amounts {
			of := r.line
			switch {
			case a.account == ofThrough && r.through != none:
				of = r.through
			case a.account == ofFamily:
				of = b.root(n)
			}
			r.effects[i] = effectOf(r, a, balances[i][of])
			balances[i][of] += r.effects[i].by
		}
	}
}

// actsOf are what a record does to a column, in the order of its sources. What is written
// with - takes away what would be added, and the other way round.
func actsOf(r *record, a amount) []act {
	var acts []act
	for _, s := range a.sources[r.Kind.Key] {
		amount, said := amountAt(r, s.Path())
		role := s.RoleIn(r.Kind, r.Values)
		if !said || role == templates.Copy || !s.Applies(r.Values) {
			continue
		}
		if s.Negative {
			switch role {
			case templates.Adds:
				role = templates.Subtracts
			case templates.Subtracts:
				role = templates.Adds
			default:
				amount = -amount
			}
		}
		acts = append(acts, act{role, amount, s})
	}
	return acts
}

// effectOf is what a record does to a column that has come to a balance so far. A source
// that only takes away is no figure yet of what there is.
func effectOf(r *record, a amount, balance int64) effect {
	var e effect
	for _, act := range actsOf(r, a) {
		e.acts = true
		e.by += int64(posting.Effect(act.role, templates.Fen(balance+e.by), templates.Fen(act.amount)))
		e.said = e.said || !act.source.Negative
	}
	return e
}

// amountAt is what the amounts of a record at a path come to; ok is false where it has none.
func amountAt(r *record, path string) (sum int64, ok bool) {
	for _, value := range r.Values.Lookup(path) {
		switch v := value.(type) {
		case templates.Fen:
			sum, ok = sum+int64(v), true
		case int64:
			sum, ok = sum+v, true
		}
	}
	return sum, ok
}
