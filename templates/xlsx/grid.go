package xlsx

import (
	"gongwen/templates"
	"gongwen/templates/table/layout"
)

// grid is a form's columns: narrow ones, all of one width. Every row lays cells of its
// own over them, so that each table has columns as wide as it needs, and all end at the
// same edge.
type grid struct {
	columns int
	widths  []float64 // in characters
}

const (
	gridColumns = 24
	gridWidth   = 3.5 // of one column, in characters: the page is as wide as A4
	labelWidth  = 4   // in columns, of a label beside its value
)

// newGrid has columns enough for the widest list. A wider page is printed smaller.
func newGrid(k *templates.Kind) grid {
	columns := gridColumns
	for i := range k.Fields {
		least := 0
		if isNames(&k.Fields[i]) {
			least = numberWidth
		}
		for j := range k.Fields[i].Columns {
			least += leastColumns(&k.Fields[i].Columns[j])
		}
		columns = max(columns, least)
	}
	g := grid{columns: columns}
	for range columns {
		g.widths = append(g.widths, gridWidth)
	}
	return g
}

// half is where a row of two fields has its middle: the last column of the first.
func (g grid) half() int { return g.columns / 2 }

// span is the width of the columns from first to last, from 1, in characters.
func (g grid) span(first, last int) float64 {
	sum := 0.0
	for _, w := range g.widths[first-1 : last] {
		sum += w
	}
	return sum
}

// cellSpan are the columns of the grid that a cell goes over, from 1.
type cellSpan struct{ first, last int }

// share lays a list's columns over columns of the grid: each as wide as it must be, and
// what is left to those that can use it.
func share(fields []templates.Field, first, last int) []cellSpan {
	widths := make([]int, len(fields))
	left := last - first + 1
	for i := range fields {
		widths[i] = leastColumns(&fields[i])
		left -= widths[i]
	}
	least := append([]int{}, widths...)
	for ; left > 0; left-- {
		best := 0
		for i := range fields {
			if float64(widths[i]-least[i]+1)/growth(&fields[i]) < float64(widths[best]-least[best]+1)/growth(&fields[best]) {
				best = i
			}
		}
		widths[best]++
	}
	spans := make([]cellSpan, len(fields))
	for i, w := range widths {
		spans[i] = cellSpan{first, first + w - 1}
		first += w
	}
	return spans
}

// leastColumns is how many columns of the grid a list's column takes at least: a day or an
// amount stands in one line, a head in two.
func leastColumns(f *templates.Field) int {
	chars := layout.Chars(f.Label)/2 + 2
	switch f.Type {
	case templates.TypeParagraph:
		chars = max(chars, 21)
	case templates.TypeTime:
		chars = max(chars, 17)
	case templates.TypeUnit, templates.TypeFile, templates.TypePeople, templates.TypePhone, templates.TypeMoney, templates.TypeDate:
		chars = max(chars, 13)
	case templates.TypeText, templates.TypePerson:
		chars = max(chars, 10)
	case templates.TypeChoice:
		chars = max(chars, min(13, widest(f.Choices)+2))
	default:
		chars = max(chars, 6)
	}
	return int((chars + gridWidth - 0.01) / gridWidth)
}

// growth is how well a column can use more room than it must have.
func growth(f *templates.Field) float64 {
	switch f.Type {
	case templates.TypeParagraph:
		return 8
	case templates.TypeText, templates.TypeUnit:
		return 4
	case templates.TypeFile, templates.TypePeople:
		return 3
	case templates.TypePerson, templates.TypeChoice:
		return 1
	}
	return 0.5
}

func widest(texts []string) float64 {
	w := 0.0
	for _, t := range texts {
		w = max(w, layout.Chars(t))
	}
	return w
}
