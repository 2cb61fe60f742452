package form

import (
	"fmt"
	"strings"

	"gongwen/templates"
)

// leastNames is how many cells of one size follow on a label that are meant for names. A
// value with a hint or a remark behind it has fewer.
const leastNames = 3

// nameCells are the cells on the right of a label that are one name each, row by row, as
// blank forms have them for a field of several people; nil where there is one cell.
func (l *layout) nameCells(label spot) []spot {
	a := l.sheet.Area(label.row, label.col)
	var cells []spot
	for row := a.Top; row <= a.Bottom; row++ {
		width := 0
		for col := a.Right + 1; col < bounds.Columns; {
			c := l.sheet.Area(row, col)
			at := spot{c.Top, c.Left}
			if width == 0 {
				width = c.Right - c.Left
			}
			if width == 0 || c.Right-c.Left < width || c.Top != row || c.Bottom != row || l.marked[at] != nil || l.furniture.Has(l.text(at)) {
				break
			}
			cells = append(cells, at)
			col = c.Right + 1
		}
	}
	if len(cells) < leastNames*(a.Bottom-a.Top+1) {
		return nil
	}
	return cells
}

// names reads cells with a name each as one value.
func (l *layout) names(f *templates.Field, cells []spot) cell {
	first := cells[0]
	var filled []spot
	for _, at := range cells {
		l.values[at] = f
		if shown(l.text(at)) {
			l.use(at.row, at.col, aValue)
			filled = append(filled, at)
		}
	}
	if len(filled) > 0 {
		first = filled[0]
	}
	c := l.sheet.cell(first.row, first.col)
	if len(filled) < 2 || c.fault != nil {
		return c
	}
	texts := make([]string, len(filled))
	for i, at := range filled {
		one := l.sheet.cell(at.row, at.col)
		if one.fault != nil {
			return one
		}
		texts[i] = strings.TrimSpace(fmt.Sprint(one.raw))
	}
	c.raw = strings.Join(texts, "、")
	return c
}
