package reconcile

import (
	"fmt"
	"strings"
	"unicode"

	"gongwen/templates"
)

// byNumber settles the rows that name a record, by its number or by another that both
// sides have. What names the same records hangs together: a record paid in several rows,
// several records paid in one.
func (x *matching) byNumber() {
	references := map[string][]*Record{}
	for _, rec := range x.known {
		if len(rec.reference) >= fewestDigits {
			references[rec.reference] = append(references[rec.reference], rec)
		}
	}
	var g graph
	for _, row := range x.freeRows() {
		for _, number := range row.names {
			if rec := x.known[number]; rec != nil {
				g.tie(rec, row)
			}
		}
		if len(references) == 0 {
			continue
		}
		for _, key := range referencesIn(row) {
			if named := references[key]; len(named) == 1 { // else it tells them not apart
				g.tie(named[0], row)
			}
		}
	}
	for _, p := range g.parts() {
		x.named(p)
	}
}

// referencesIn are the keys of what may be a reference in a row.
func referencesIn(row *Row) []string {
	words := strings.FieldsFunc(row.Text, func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-'
	})
	keys := []string{accountOf(row.Number).key}
	for _, word := range words {
		if key := accountOf(word).key; len(key) >= 6 {
			keys = append(keys, key)
		}
	}
	return keys
}

func (x *matching) named(p part) {
	for _, rec := range p.records {
		if rec.Ended != "" {
			x.addEnded(p)
			return
		}
	}
	here, there := sumOf(p.records), sum(p.rows)
	one := len(p.records) == 1
	switch {
	case x.close(here, there) && p.single():
		x.settle(p.records, p.rows, "编号、金额相符")
	case x.close(here, there) && one:
		x.settle(p.records, p.rows, fmt.Sprintf("编号相符，分%d笔%s，合计相符", len(p.rows), x.pay()))
	case x.close(here, there):
		x.settle(p.records, p.rows, fmt.Sprintf("编号相符，%d份记录与%d笔%s合计相符", len(p.records), len(p.rows), x.pay()))
	case one && len(p.rows) > 1 && x.eachIs(p):
		x.settle(p.records, p.rows[:1], "编号、金额相符")
		for _, row := range p.rows[1:] {
			x.addTwice(row, p.records[0], p.rows[0])
		}
	default:
		if one && here > there {
			if rest := x.restOf(p); rest != nil {
				rows := append(p.rows, rest)
				x.settle(p.records, rows, fmt.Sprintf("编号相符，分%d笔%s，合计相符", len(rows), x.pay()))
				return
			}
		}
		x.addOtherAmount(p, "编号相符")
	}
}

// close reports whether two amounts are the same within the tolerance.
func (x *matching) close(a, b templates.Fen) bool {
	difference := a - b
	return difference >= -x.Match.tolerance && difference <= x.Match.tolerance
}

// eachIs reports whether every row alone comes to what the record does.
func (x *matching) eachIs(p part) bool {
	for _, row := range p.rows {
		if !x.close(p.records[0].Amount, row.Amount) {
			return false
		}
	}
	return true
}

// restOf is the one row of the same party that names nothing and comes to what is left of a
// record; nil if there is none, or several.
func (x *matching) restOf(p part) (rest *Row) {
	rec := p.records[0]
	looks := 0
	for _, row := range x.rowsOf[rec.Amount-sum(p.rows)] {
		if x.taken[row] || row.back || len(row.names) > 0 || !sameParty(rec, row) || !x.inTime(rec, row) {
			if looks++; looks > mostLooks {
				return nil
			}
			continue
		}
		if rest != nil {
			return nil
		}
		rest = row
	}
	return rest
}

// mostLooks is how many rows or records of the same amount are looked at for one.
const mostLooks = 2000
