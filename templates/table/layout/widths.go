// Package layout says how wide the columns of tables are and how high their rows, so that
// they print one page wide, see across.go, and people can read them, in whatever file they
// are written.
package layout

import (
	"iter"
	"math"
	"strings"

	"gongwen/templates"
	"gongwen/templates/table"
)

// The width of a table's columns, so that it prints as few pages wide as it can and people
// can read it; nearly always that is one.
//
// Columns are measured in halves, the width of a figure in the workbook's first font, Times
// New Roman 10.5 pt: half of that, 5.25 pt, in Excel, WPS and LibreOffice alike (of 宋体 it is
// not where LibreOffice has to take another for it). A page printed across has room for so
// many at the least size that people can read, 8 pt:
//
//	A4: 297 mm − 2 × 7.6 mm = 798 pt;  798 / (8/10.5) / 5.25 = 199
//	A3: 420 mm − 2 × 7.6 mm = 1147 pt; 1147 / (8/10.5) / 5.25 = 286
//
// As programs print in whole percents, at 77 % at the least, and LibreOffice rounds the width
// of every column up, it is a little less. No more
// are given to the columns that are printed together, so no page is made smaller than that.
const (
	MostOnA4 = 192
	MostOnA3 = 276
)

// Half is a half in points.
const Half = 5.25

// mostSampled is how many rows are looked at before the columns' widths are fixed.
const mostSampled = 1000

// measure is what a column needs, in halves.
type measure struct {
	least, natural float64
	head           float64  // of its label in one line, with the filter's button
	cells          []string // some of its texts that may be broken; none where it may not be narrower
}

// measured looks at a column and its cells in the sample.
func measured(c table.Column, values iter.Seq[any], total templates.Fen) measure {
	label := Chars(c.Label)
	inTwoLines := min(math.Ceil(label/4)*2, 12) + CellPadding
	m := measure{head: label + filterButton}
	widest, number, n := 0.0, 0.0, 0 // the widest number is not broken
	for v := range values {
		widest = max(widest, wideOf(v))
		n++
		switch v := v.(type) {
		case int64, templates.Fen, templates.Date, templates.Moment:
			number = max(number, wideOf(v)+CellPadding)
		case string:
			m.cells = append(m.cells, v)
		case table.Link:
			m.cells = append(m.cells, v.Text)
		}
	}
	if c.Total {
		widest = max(widest, wideOf(total))
		number = max(number, widest+CellPadding)
	}
	if widest += CellPadding; n == 0 {
		widest = c.Width
	}
	switch {
	case isFixed(c.Type), number > 0 && len(m.cells) == 0:
		m.least = max(min(widest, mostNumber), leastOf[c.Type], inTwoLines)
		if c.Technical {
			m.least = max(m.least, m.head)
		}
		m.natural, m.cells = m.least, nil
	case c.Technical:
		m.natural = max(min(widest, mostTechnical), m.head)
	default:
		m.natural = min(max(widest, inTwoLines), mostText)
		m.least = min(m.natural, max(leastText, inTwoLines))
		if c.Type == templates.TypePerson {
			m.least = min(m.natural, max(leastName, inTwoLines))
		}
		m.least = max(m.least, min(number, mostNumber))
		m.natural = max(m.natural, m.least)
	}
	return m
}

// identifies makes a column one by which people know the row: it needs no more than two
// lines.
func (m *measure) identifies() {
	if m.cells != nil {
		m.least = max(m.least, min(m.natural, math.Ceil(m.natural/2)+2*CellPadding, mostText/2))
	}
}

const (
	mostNumber    = 17.25 // 999,999,999,999.00; greater ones are written smaller
	mostText      = 60
	leastText     = 4 + CellPadding
	leastName     = 6 + CellPadding // of three characters
	filterButton  = 3.5
	mostTechnical = 20
)

// leastOf is the width that a number's column has at least.
var leastOf = map[templates.Type]float64{
	templates.TypeDate: 10.75, templates.TypeTime: 16, templates.TypeMoney: 9, templates.TypeInteger: 4,
}

func isFixed(t templates.Type) bool { return leastOf[t] > 0 }

// wideOf is the width of what a cell shows, without a break.
func wideOf(v any) float64 {
	switch v := v.(type) {
	case nil:
		return 0
	case string:
		return halves(v)
	case templates.Date:
		return figuresWide(v.ISO())
	case templates.Moment:
		return figuresWide(v.Time.Format("2006-01-02 15:04"))
	case templates.Fen:
		return figuresWide(v.String())
	case table.Link:
		return halves(v.Text)
	case table.Formula:
		return wideOf(v.Value)
	}
	return halves(templates.Text(v))
}

// figuresWide is the width of figures in figureFont, in which points and commas are half as
// wide as they.
func figuresWide(s string) float64 {
	return float64(len(s)) - 0.5*float64(strings.Count(s, ",")+strings.Count(s, "."))
}

// fitted are the widths of columns that together take no more than most, for which there is
// room at the least. Each gets the least that it needs; what is left goes, a character at a
// time, where it saves most in the height of rows.
func fitted(columns []measure, most float64) []float64 {
	widths := make([]float64, len(columns))
	left := most
	for i, m := range columns {
		widths[i] = m.least
		left -= m.least
	}
	best := make([]gain, len(columns))
	for i, m := range columns {
		best[i] = m.gain(widths[i], left)
	}
	for len(columns) > 0 {
		at := 0
		for i, m := range columns {
			if best[i].more > left {
				best[i] = m.gain(widths[i], left)
			}
			if best[i].each > best[at].each {
				at = i
			}
		}
		if best[at].each <= 0 {
			break
		}
		widths[at] += best[at].more
		left -= best[at].more
		best[at] = columns[at].gain(widths[at], left)
	}
	for i, m := range columns { // labels in one line, where there is room
		if more := min(m.head-widths[i], left); more > 0 {
			widths[i] += more
			left -= more
		}
	}
	return widths
}

// gain is what a column is worth to be wider by more halves.
type gain struct{ more, each float64 }

// gain is the best that a column can have with no more than left.
func (m *measure) gain(width, left float64) gain {
	var best gain
	if width >= m.natural || len(m.cells) == 0 {
		return best
	}
	before := m.cost(width)
	for more := 2.0; more <= left; more += 2 {
		if each := (before - m.cost(width+more)) / more; each > best.each {
			best = gain{more, each}
		}
		if width+more >= m.natural {
			break
		}
	}
	return best
}

// cost stands for the height that a column gives its rows. The height of a row is that of
// its highest cell, so high ones weigh more.
func (m *measure) cost(width float64) float64 {
	sum := 0.0
	for _, s := range m.cells {
		lines := float64(Lines(s, width-CellPadding))
		sum += lines * lines * lines
	}
	return sum
}
