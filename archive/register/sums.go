package register

import (
	"slices"

	"gongwen/templates"
)

// tally is what records that stand come to.
type tally struct {
	records int
	amounts []templates.Fen // by column with a total
}

func (t *tally) add(l *item, totals []int) {
	if t.amounts == nil {
		t.amounts = make([]templates.Fen, len(totals))
	}
	t.records++
	for i, at := range totals {
		if at < len(l.effects) {
			t.amounts[i] += l.effects[at]
		}
	}
}

// amount is what a column comes to.
func (t *tally) amount(i int) templates.Fen {
	if t == nil || i >= len(t.amounts) {
		return 0
	}
	return t.amounts[i]
}

func (t *tally) count() int {
	if t == nil {
		return 0
	}
	return t.records
}

// month is a month of a year, as so many months from the year 0 on.
type month int

func monthOf(d templates.Date) month { return month(d.Year()*12 + int(d.Month()) - 1) }

func (m month) year() int  { return int(m) / 12 }
func (m month) month() int { return int(m)%12 + 1 }

// quarter is so many quarters from the year 0 on.
func (m month) quarter() int { return int(m) / 3 }

// sums are what the lines of a register come to.
type sums struct {
	all       tally
	months    map[month]*tally
	units     map[string]*tally
	matrix    map[string]map[month]*tally // by unit
	spellings map[string][]string         // of a unit, as records write it
	shown     []month                     // of which there are rows
}

func newSums(r *registerOf) *sums {
	s := &sums{months: map[month]*tally{}, units: map[string]*tally{}, matrix: map[string]map[month]*tally{}, spellings: map[string][]string{}}
	for _, l := range r.chosen {
		if !l.stands {
			continue
		}
		unit, m := r.book.unit(l.unit), monthOf(l.day)
		if s.units[unit] == nil {
			s.units[unit], s.matrix[unit] = &tally{}, map[month]*tally{}
		}
		if s.months[m] == nil {
			s.months[m] = &tally{}
		}
		if s.matrix[unit][m] == nil {
			s.matrix[unit][m] = &tally{}
		}
		for _, t := range []*tally{&s.all, s.units[unit], s.months[m], s.matrix[unit][m]} {
			t.add(l, r.totals)
		}
		if !slices.Contains(s.spellings[unit], l.unit) {
			s.spellings[unit] = append(s.spellings[unit], l.unit)
		}
	}
	s.shown = monthsShown(r.selection, s.months)
	return s
}

// mostMonths is how many months without a record are shown between those with one.
const mostMonths = 60

// monthsShown are the months of which there are rows: those of the year, as far as they
// were asked for, and all others in which a record counts.
func monthsShown(s Selection, counted map[month]*tally) []month {
	var shown []month
	for m := range counted {
		shown = append(shown, m)
	}
	slices.Sort(shown)
	var first, last month
	switch {
	case !s.From.IsZero() && !s.To.IsZero():
		first, last = monthOf(s.From), monthOf(s.To)
	case s.Year != 0:
		first, last = month(s.Year*12), month(max(s.Year, s.LastYear)*12+11)
		if !s.From.IsZero() {
			first = max(first, monthOf(s.From))
		}
		if !s.To.IsZero() {
			last = min(last, monthOf(s.To))
		}
	case len(shown) > 0:
		first, last = shown[0], shown[len(shown)-1]
	default:
		return nil
	}
	if last-first < mostMonths {
		for m := first; m <= last; m++ {
			shown = append(shown, m)
		}
	}
	slices.Sort(shown)
	return slices.Compact(shown)
}
