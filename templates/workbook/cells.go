package workbook

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
)

// What a sheet can have (ECMA-376 part 1, 18.3.1.4 and 18.3.1.73, as Excel has it).
const (
	lastRow    = 1 << 20
	lastColumn = 1 << 14
)

// filled is a cell with content, as it stands in its part. Rows and columns count from 0.
type filled struct {
	row, col int
	kind     string // its attribute t
	style    int    // its attribute s: a row of the styles' cellXfs
	shared   int    // which of the shared strings it shows, or -1
	formula  bool
	taken    bool   // what it shows is known
	inner    []byte // what stands in it, without prefixes
}

// sheetCells are the filled cells of a sheet within the bounds, in order, and what of
// the sheet bears on them.
type sheetCells struct {
	filled  []filled
	merged  []Area
	hidden  map[int]bool // rows that hold something and are not shown
	columns [][2]int     // from and to, that are not shown
	excess  string       // what is beyond the bounds, in words; empty if nothing is
}

// scanCells reads the part of a sheet. Rows and cells stand where they say, and where
// they do not say it, after the one before, as the standard has it.
func scanCells(part io.Reader, shared *sharedStrings, most Bounds) (*sheetCells, error) {
	s, all := tokens(part), &sheetCells{hidden: map[int]bool{}}
	row, col, hidden, data, ended := -1, -1, false, false, false
	var inner bytes.Buffer
	for s.Scan() {
		t, is := tagOf(s.Bytes())
		switch {
		case !is:
		case t.ends("worksheet"):
			ended = true
		case t.is("mergeCell"):
			if a, ok := parseArea(t.attr("ref")); ok && len(all.merged) <= maxMerged {
				all.merged = append(all.merged, a)
			}
		case t.is("col") && t.on("hidden") && len(all.columns) < most.Columns:
			all.columns = append(all.columns, [2]int{t.number("min") - 1, t.number("max") - 1})
		case string(t.name) == "sheetData":
			data = !t.end && !t.empty
		case !data || t.end:
		case t.is("row"):
			row, col, hidden = row+1, -1, t.on("hidden")
			if r := t.attr("r"); len(r) > 0 {
				row = number(r) - 1
			}
			if row < 0 || row >= lastRow {
				return nil, fmt.Errorf("no such row: %q", t.attr("r"))
			}
		case t.is("c"):
			c, ok := filled{row: row, col: col + 1, shared: -1}, row >= 0
			if ref := t.attr("r"); len(ref) > 0 {
				c.row, c.col, ok = parseRef(ref)
			}
			if !ok || c.row >= lastRow || c.col >= lastColumn {
				return nil, fmt.Errorf("no such cell: %q", t.attr("r"))
			}
			if col = c.col; t.empty { // as most cells are in the largest files
				continue
			}
			c.kind, c.style = string(t.attr("t")), max(t.number("s"), 0)
			has, err := c.read(s, shared, &inner)
			if err != nil {
				return nil, err
			}
			if has && all.add(c, most) {
				all.hidden[c.row] = all.hidden[c.row] || hidden
			}
		}
	}
	if err := s.Err(); err != nil {
		return nil, err
	}
	if len(all.merged) > maxMerged {
		all.excess = fmt.Sprintf("合并的单元格超过了%d处", maxMerged)
	}
	if !ended {
		return nil, fmt.Errorf("%w: no end of the worksheet", io.ErrUnexpectedEOF)
	}
	return all, all.order()
}

// add keeps a cell if the bounds allow it.
func (a *sheetCells) add(c filled, most Bounds) bool {
	switch {
	case c.row >= most.Rows || c.col >= most.Columns:
		if a.excess == "" {
			a.excess = fmt.Sprintf("的%s有内容，超出了前%d行、前%d列", CellName(c.row, c.col), most.Rows, most.Columns)
		}
	case len(a.filled) == most.Cells:
		if a.excess == "" {
			a.excess = fmt.Sprintf("有内容的单元格超过了%d个", most.Cells)
		}
	default:
		a.filled = append(a.filled, c)
		return true
	}
	return false
}

// read reads what stands in a cell up to its end, and reports whether it holds anything.
// Texts beside a reading (rPh) tell how it is pronounced and are none of it.
func (c *filled) read(s *bufio.Scanner, shared *sharedStrings, inner *bytes.Buffer) (has bool, err error) {
	inner.Reset()
	child := "" // of the cell, in which the scan is
	var value []byte
	texts, reading := false, false
	for s.Scan() {
		t, is := tagOf(s.Bytes())
		if is && child == "" {
			if t.ends("c") {
				return c.settle(value, texts, shared, inner)
			}
			if t.end {
				continue
			}
			child = string(t.name)
			c.formula = c.formula || child == "f"
		}
		switch {
		case is && string(t.name) == "rPh":
			reading = !t.end && !t.empty
		case !is && child == "v":
			value = append(value, plain(s.Bytes())...)
		case !is && child == "is":
			texts = texts || !reading && !blank(plain(s.Bytes()))
		}
		switch child {
		case "v", "f", "is":
			if is {
				t.write(inner)
			} else {
				inner.Write(s.Bytes())
			}
		}
		if is && t.ends(child) {
			child = ""
		}
	}
	return false, nil // the scan tells what stopped it
}

// settle says whether a cell holds anything, and what it shows, once it is read.
func (c *filled) settle(value []byte, texts bool, shared *sharedStrings, inner *bytes.Buffer) (has bool, err error) {
	has = c.formula || texts || !blank(value)
	switch {
	case c.kind == "s" && !blank(value):
		if c.shared = number(value); !shared.has(c.shared) {
			return false, fmt.Errorf("%s shows string %q, which is not there", CellName(c.row, c.col), value)
		}
		has = c.formula || !shared.blank[c.shared]
	case texts && len(value) == 0:
		c.kind = "inlineStr"
	case c.kind == "inlineStr" && !texts:
		c.kind = "str"
	}
	if has {
		c.inner = bytes.Clone(inner.Bytes())
	}
	return has, nil
}

// order puts the cells in the order of the sheet, in which most files have them. A cell
// that is there twice must say the same twice.
func (a *sheetCells) order() error {
	place := func(b, c filled) int { return cmp.Or(cmp.Compare(b.row, c.row), cmp.Compare(b.col, c.col)) }
	if !slices.IsSortedFunc(a.filled, place) {
		slices.SortStableFunc(a.filled, place)
	}
	for i := 1; i < len(a.filled); i++ {
		b, c := &a.filled[i-1], &a.filled[i]
		if place(*b, *c) == 0 && (b.kind != c.kind || b.shared != c.shared || !bytes.Equal(b.inner, c.inner)) {
			return &TwiceError{Cell: CellName(c.row, c.col)}
		}
	}
	a.filled = slices.CompactFunc(a.filled, func(b, c filled) bool { return place(b, c) == 0 })
	return nil
}
