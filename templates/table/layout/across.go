package layout

// Columns that have no room beside one another on a page, at the least size that people can
// read, are printed on several, as 单位各月 is where a unit has hundreds of millions a month:
// each page has as many as it has room for, behind the first ones by which a row is known.
// Which those are the program that prints finds out by itself from how many pages it may
// use, since no more are needed: it fills one page after the other, as pages does.

// mostRepeated is what part of a page the columns may take that stand on each.
const mostRepeated = 1. / 3

// parted are how many columns each page has of those that are printed, without the repeated
// ones that stand on each of several.
func (s *Sheet) parted(columns []measure, most float64) (repeated int, pages []int) {
	if sumOfLeast(columns) <= most {
		return 0, []int{len(columns)}
	}
	repeated = s.Identifier() + 1
	if sumOfLeast(columns[:repeated]) > most*mostRepeated {
		repeated = 0
	}
	room := most - sumOfLeast(columns[:repeated])
	pages = filled(columns[repeated:], room)
	for room > 0 { // none much fuller than others
		room -= 2
		even := filled(columns[repeated:], room)
		if len(even) > len(pages) {
			break
		}
		pages = even
	}
	return repeated, pages
}

// filled are how many columns each page has, of those there is room for, in their order.
func filled(columns []measure, room float64) []int {
	var pages []int
	left := 0.0
	for _, m := range columns {
		if left -= m.least; left < 0 || len(pages) == 0 {
			pages, left = append(pages, 0), room-m.least
		}
		pages[len(pages)-1]++
	}
	return pages
}

// fit are the widths of the columns that are printed, and how they are parted among pages.
func (s *Sheet) fit(columns []measure, most float64) []float64 {
	repeated, pages := s.parted(columns, most)
	s.Pages, s.Repeated = len(pages), repeated
	s.First = repeated + pages[0]
	var widths []float64
	for _, m := range columns[:repeated] {
		widths = append(widths, m.least)
		most -= m.least
	}
	for _, n := range pages {
		widths = append(widths, fitted(columns[len(widths):len(widths)+n], most)...)
	}
	return widths
}

func sumOfLeast(columns []measure) float64 {
	sum := 0.0
	for _, m := range columns {
		sum += m.least
	}
	return sum
}
