package workbook

import (
	"bytes"

	"github.com/xuri/excelize/v2"
)

// Area is a rectangle of cells, both corners included, from 0.
type Area struct{ Top, Left, Bottom, Right int }

// Holds reports whether a cell is in the area.
func (a Area) Holds(row, col int) bool {
	return a.Top <= row && row <= a.Bottom && a.Left <= col && col <= a.Right
}

// CellName is a cell's place as people write it: B7. Both counts are from 0.
func CellName(row, col int) string {
	name, _ := excelize.CoordinatesToCellName(col+1, row+1) // it stands on a sheet
	return name
}

// parseRef reads a place such as B7 or $B$7, in either case.
func parseRef(ref []byte) (row, col int, ok bool) {
	i := 0
	for ; i < len(ref) && i < 6; i++ {
		switch c := ref[i] | 0x20; {
		case ref[i] == '$':
		case c >= 'a' && c <= 'z':
			col = 26*col + int(c-'a'+1)
		default:
			row = number(ref[i:])
			return row - 1, col - 1, row > 0 && col > 0
		}
	}
	return 0, 0, false
}

// parseArea reads an area such as A1:B2. A single cell is one, too.
func parseArea(ref []byte) (Area, bool) {
	from, to, _ := bytes.Cut(ref, []byte{':'})
	if len(to) == 0 {
		to = from
	}
	top, left, ok := parseRef(from)
	bottom, right, also := parseRef(to)
	return Area{min(top, bottom), min(left, right), max(top, bottom), max(left, right)}, ok && also
}
