package annotate

import "strconv"

// sizes are how wide and high a sheet's columns and rows are.
type sizes struct {
	columns []columns
	heights map[int]float64 // points, of the rows that have their own
	width   float64         // characters, of the other columns
	height  float64         // points, of the other rows
}

// columns are neighbouring columns that are alike.
type columns struct {
	from, to int
	width    float64 // characters
	format   int
}

// What Excel takes where the sheet does not say, and the widths of a character and of
// what is left free around it, in pixels at 96 to the inch (18.3.1.13).
const (
	usualWidth  = 8.43
	usualHeight = 15
	charWidth   = 7
	cellPadding = 5
	perPoint    = 96.0 / 72
)

func readSizes(sheet *element) sizes {
	s := sizes{heights: map[int]float64{}, width: usualWidth, height: usualHeight}
	if usual := sheet.one("sheetFormatPr"); usual != nil {
		s.width = measure(usual.attr("defaultColWidth"), s.width)
		s.height = measure(usual.attr("defaultRowHeight"), s.height)
	}
	if cols := sheet.one("cols"); cols != nil {
		for _, c := range cols.all("col") {
			width := measure(c.attr("width"), s.width)
			if c.is("hidden") {
				width = 0
			}
			s.columns = append(s.columns, columns{natural(c.attr("min")), natural(c.attr("max")), width, natural(c.attr("style"))})
		}
	}
	last := 0
	for _, row := range sheet.one("sheetData").all("row") {
		last++
		if n := natural(row.attr("r")); n > 0 {
			last = n
		}
		height := measure(row.attr("ht"), s.height)
		if row.is("hidden") {
			height = 0
		}
		s.heights[last] = height
	}
	return s
}

func measure(text string, usual float64) float64 {
	if n, err := strconv.ParseFloat(text, 64); err == nil && n >= 0 && n < 10_000 {
		return n
	}
	return usual
}

func (s sizes) column(n int) columns {
	for _, c := range s.columns {
		if c.from <= n && n <= c.to {
			return c
		}
	}
	return columns{width: s.width}
}

// across and down are pixels of a column and of a row.
func (s sizes) across(col int) int {
	width := s.column(col).width
	if width == 0 {
		return 0
	}
	return int(width*charWidth) + cellPadding
}

func (s sizes) down(row int) int {
	height, own := s.heights[row]
	if !own {
		height = s.height
	}
	return int(height * perPoint)
}
