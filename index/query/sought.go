package query

import (
	"gongwen/index/reading"
	"gongwen/templates"
)

// Sought is what of the query stands in texts in many forms: the days, amounts and
// articles that its conditions ask for, and words that are days or numbers of records.
func (q Query) Sought() []reading.Sought { return sought(nil, q.Root) }

func sought(all []reading.Sought, n Node) []reading.Sought {
	each := func(parts []Node) {
		for _, part := range parts {
			all = sought(all, part)
		}
	}
	switch n := n.(type) {
	case And:
		each(n)
	case Or:
		each(n)
	case Readings:
		for i, part := range n {
			if w, ok := part.(Word); ok && i > 0 {
				all = append(all, reading.Sought{Word: w.Text})
			}
		}
		each(n)
	case Day:
		all = append(all, reading.Sought{Day: n.Has})
	case Reference:
		all = append(all, reading.Sought{Reference: &n.Reference})
	case Term:
		all = append(all, soughtOf(n.Field, func(value string) bool { return value == n.Value })...)
	case Terms:
		all = append(all, soughtOf(n.Field, func(value string) bool { return value >= n.From && (n.To == "" || value < n.To) })...)
	}
	return all
}

// soughtOf is what a condition on a field looks for in texts, if anything.
func soughtOf(field Field, has func(value string) bool) []reading.Sought {
	switch field {
	case Date:
		return []reading.Sought{{Day: func(d reading.Day) bool { return d.Year > 0 && d.Day > 0 && has(d.String()) }}}
	case Amount:
		return []reading.Sought{{Amount: func(fen int64) bool { return has(AmountTerm(templates.Fen(fen))) }}}
	case Article:
		return []reading.Sought{{Article: func(number int) bool { return has(ArticleTerm(number)) }}}
	}
	return nil
}
