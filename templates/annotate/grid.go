package annotate

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// grid is a worksheet's cells by their places. Programs may leave out the numbers of
// rows and the names of cells that follow on one another (ECMA-376 part 1, 18.3.1.4
// and 18.3.1.73).
type grid struct {
	doc    *document
	rows   []placed            // in the order they stand
	cells  map[cell][]*element // one each, but where a program wrote it twice
	merges []area
	sizes
}

// placed is a cell's element with its place, or a row's, whose column is 0.
type placed struct {
	*element
	at cell
}

// area is a rectangle of cells, both corners included.
type area struct{ first, last cell }

func (a area) holds(c cell) bool {
	return a.first.row <= c.row && c.row <= a.last.row && a.first.col <= c.col && c.col <= a.last.col
}

func readGrid(doc *document) (*grid, error) {
	data := doc.root.one("sheetData")
	if doc.root.name.Local != "worksheet" || doc.root.name.Space != mainSpace || data == nil {
		return nil, errOdd
	}
	g := &grid{doc: doc, cells: map[cell][]*element{}, sizes: readSizes(doc.root)}
	last := 0
	for _, row := range data.all("row") {
		last++
		if r := row.attr("r"); r != "" {
			if last, _ = strconv.Atoi(r); last < 1 {
				return nil, errOdd
			}
		}
		g.rows = append(g.rows, placed{row, cell{row: last}})
		for _, c := range cellsIn(row, last) {
			g.cells[c.at] = append(g.cells[c.at], c.element)
		}
	}
	if merges := doc.root.one("mergeCells"); merges != nil {
		for _, m := range merges.all("mergeCell") {
			from, to, _ := strings.Cut(m.attr("ref"), ":")
			first, err := cellNamed(from)
			if err != nil {
				return nil, err
			}
			if last, err := cellNamed(to); err == nil {
				g.merges = append(g.merges, area{first, last})
			}
		}
	}
	return g, nil
}

// cellsIn are the cells of a row.
func cellsIn(row *element, number int) []placed {
	var cells []placed
	next := cell{number, 1}
	for _, c := range row.all("c") {
		at := next
		if name := c.attr("r"); name != "" {
			if named, err := cellNamed(name); err == nil {
				at = named
			}
		}
		cells = append(cells, placed{c, at})
		next.col = at.col + 1
	}
	return cells
}

// merged is the merged range a cell belongs to, or the cell alone.
func (g *grid) merged(at cell) area {
	for _, m := range g.merges {
		if m.holds(at) {
			return m
		}
	}
	return area{at, at}
}

// format is the number of the format a cell has, or would have if it were there.
func (g *grid) format(at cell) int {
	if there := g.cells[at]; len(there) > 0 {
		return natural(there[len(there)-1].attr("s"))
	}
	for _, row := range g.rows {
		if row.at.row == at.row && row.is("customFormat") {
			return natural(row.attr("s"))
		}
	}
	return g.column(at.col).format
}

// style gives a cell the format of a number. It reports whether the cell is there.
func (g *grid) style(at cell, format int) bool {
	for _, c := range g.cells[at] {
		g.doc.set(c, "s", strconv.Itoa(format))
	}
	return len(g.cells[at]) > 0
}

// natural is a number, or 0.
func natural(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return max(n, 0)
}

// add puts new cells with formats into the sheet, rows in their order, as many as
// there are not yet.
func (g *grid) add(formats map[cell]int) {
	byRow := map[int][]int{} // columns
	for at := range formats {
		byRow[at.row] = append(byRow[at.row], at.col)
	}
	for _, row := range slices.Sorted(maps.Keys(byRow)) {
		g.addTo(row, slices.Sorted(slices.Values(byRow[row])), formats)
	}
}

func (g *grid) addTo(row int, cols []int, formats map[cell]int) {
	data := g.doc.root.one("sheetData")
	written := func(prefix string, col int) string {
		at := cell{row, col}
		return "<" + prefix + `c r="` + at.String() + `" s="` + strconv.Itoa(formats[at]) + `"/>`
	}
	for _, there := range slices.Backward(g.rows) {
		if there.at.row != row {
			continue
		}
		cells, prefix := cellsIn(there.element, row), g.doc.prefix(there.element)
		for _, col := range cols {
			if i := slices.IndexFunc(cells, func(c placed) bool { return c.at.col > col }); i >= 0 {
				g.doc.insert(cells[i].from, written(prefix, col))
			} else {
				g.doc.append(there.element, written(prefix, col))
			}
		}
		if there.attr("spans") != "" { // from which column to which the row has cells
			last := cols[len(cols)-1]
			for _, c := range cells {
				last = max(last, c.at.col)
			}
			g.doc.set(there.element, "spans", "1:"+strconv.Itoa(last))
		}
		return
	}
	prefix := g.doc.prefix(data)
	text := "<" + prefix + `row r="` + strconv.Itoa(row) + `">`
	for _, col := range cols {
		text += written(prefix, col)
	}
	text += "</" + prefix + "row>"
	if i := slices.IndexFunc(g.rows, func(r placed) bool { return r.at.row > row }); i >= 0 {
		g.doc.insert(g.rows[i].from, text)
	} else {
		g.doc.append(data, text)
	}
}
