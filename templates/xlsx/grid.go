package xlsx

import "gongwen/templates"

// grid is the form's columns, from A on: labels in the first, values over the
// next ones, hints over the rest. Lists have a column each, so that rows copied
// from another table can be pasted.
type grid struct {
	widths []float64 // in characters
	values int       // the last column, from 1, that values take
}

const (
	minValueWidth = 44
	minHintWidth  = 30
	minPageWidth  = 96
)

func newGrid(k *templates.Kind) grid {
	widths := make([]float64, 4)
	for i := range widths {
		widths[i] = 12
	}
	need := func(i int, w float64) {
		for len(widths) <= i {
			widths = append(widths, 12)
		}
		widths[i] = max(widths[i], w)
	}
	for _, f := range k.Fields {
		need(0, min(30, charsWide(f.Label)+4))
		for i, c := range f.Columns {
			need(i, max(columnWidth(&c), charsWide(c.Label)+4))
		}
	}
	g := grid{widths: widths, values: 1}
	sum := 0.0
	for ; g.values < len(widths) && sum < minValueWidth; g.values++ {
		sum += widths[g.values]
	}
	hints := 0.0
	for _, w := range widths[g.values:] {
		hints += w
	}
	if hints < minHintWidth {
		g.widths = append(g.widths, minHintWidth-hints)
	}
	total := 0.0
	for _, w := range g.widths {
		total += w
	}
	if total < minPageWidth {
		g.widths[len(g.widths)-1] += minPageWidth - total
	}
	return g
}

// columnWidth is what a list's column of a type usually needs.
func columnWidth(f *templates.Field) float64 {
	switch f.Type {
	case templates.TypeParagraph:
		return 36
	case templates.TypeUnit, templates.TypeText:
		return 22
	case templates.TypeFile:
		return 24
	case templates.TypeTime:
		return 18
	case templates.TypeMoney, templates.TypePhone:
		return 15
	case templates.TypeChoice:
		w := 0.0
		for _, c := range f.Choices {
			w = max(w, charsWide(c)+4)
		}
		return min(w, 24)
	}
	return 13
}

// span is the width of the columns from first to last, from 1.
func (g grid) span(first, last int) float64 {
	sum := 0.0
	for _, w := range g.widths[first-1 : last] {
		sum += w
	}
	return sum
}
