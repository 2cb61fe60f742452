package docx

import (
	"strconv"
	"strings"

	"gongwen/templates"
)

const maxColumns = 63 // Word's own

// table reads one. A table of a single cell only draws a box; it is its paragraphs.
func (r *reader) table(e *element) {
	var rows [][]string
	var only []*element // the cells, as long as every row has one
	for _, row := range held(e, "tr") {
		line, cells := r.row(row)
		if line == nil {
			continue
		}
		rows = append(rows, line)
		only = append(only, cells...)
	}
	columns := 0
	for _, row := range rows {
		columns = max(columns, len(row))
	}
	if columns > maxColumns {
		r.trouble("超过63栏的表格")
	}
	if columns <= 1 {
		for _, cell := range only {
			for _, k := range cell.kids {
				_ = r.block(k)
			}
		}
		return
	}
	for i := range rows {
		for len(rows[i]) < columns {
			rows[i] = append(rows[i], "")
		}
		for _, cell := range rows[i] {
			r.characters += len([]rune(cell))
		}
	}
	r.add(Block{Table: rows})
}

// held are the elements of a name among the kids, also where a content control or a
// tracked change holds them.
func held(e *element, name string) []*element {
	var all []*element
	for _, k := range e.kids {
		switch k.name {
		case name:
			all = append(all, k)
		case "sdt", "sdtContent", "customXml", "ins", "moveTo":
			all = append(all, held(k, name)...)
		}
	}
	return all
}

// row reads the cells of one, with what says to which cell the places belong that a
// merged one takes.
func (r *reader) row(e *element) (line []string, cells []*element) {
	look := e.kid("trPr")
	if look.kid("ins") != nil || look.kid("del") != nil {
		r.trouble("修订痕迹")
	}
	before, _ := strconv.Atoi(look.kid("gridBefore").val("val"))
	for range min(max(before, 0), maxColumns) {
		line = append(line, "")
	}
	for _, cell := range held(e, "tc") {
		said := r.cell(cell)
		own := cell.kid("tcPr")
		if merge := own.kid("vMerge"); merge != nil && merge.val("val") != "restart" {
			said = templates.CellAbove
		}
		line = append(line, said)
		cells = append(cells, cell)
		wide, _ := strconv.Atoi(own.kid("gridSpan").val("val"))
		for n := 1; n < min(wide, maxColumns); n++ {
			if said == templates.CellAbove {
				line = append(line, templates.CellAbove)
			} else {
				line = append(line, templates.CellLeft)
			}
		}
	}
	return line, cells
}

// cell reads the paragraphs of one.
func (r *reader) cell(e *element) string {
	var lines []string
	var read func(e *element)
	read = func(e *element) {
		for _, k := range e.kids {
			switch k.name {
			case "p":
				if b, ok := r.text(k); ok {
					lines = append(lines, strings.Split(b.Text, "\n")...)
				}
			case "tbl":
				r.trouble("表格里套的表格")
				for _, row := range held(k, "tr") {
					for _, cell := range held(row, "tc") {
						read(cell)
					}
				}
			case "sdt", "sdtContent", "customXml", "ins", "moveTo":
				read(k)
			}
		}
	}
	read(e)
	return strings.Join(lines, templates.CellBreak)
}
