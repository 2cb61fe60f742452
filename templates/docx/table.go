package docx

import (
	"fmt"
	"strconv"
	"strings"

	"gongwen/templates"
)

const maxColumns = templates.MaxColumns

// table reads one. A table of a single cell only draws a box; it is its paragraphs.
func (r *reader) table(e *element) {
	lines := held(e, "tr")
	columns := 0
	for _, row := range lines {
		columns = max(columns, width(row))
		if look := row.kid("trPr"); look.kid("ins") != nil || look.kid("del") != nil {
			r.trouble("修订痕迹")
		}
	}
	if columns <= 1 {
		for _, row := range lines {
			for _, cell := range held(row, "tc") {
				for _, k := range cell.kids {
					_ = r.block(k) // what is too large, the block around it reports
				}
			}
		}
		return
	}
	if columns > maxColumns {
		r.trouble(fmt.Sprintf("超过%d栏的表格", maxColumns))
		columns = maxColumns
	}
	if r.characters += len(lines) * columns; r.characters > maxCharacters { // an empty cell is some work, too
		return
	}
	rows := make([][]string, len(lines))
	for i, row := range lines {
		rows[i] = r.row(row, columns)
		for _, cell := range rows[i] {
			r.characters += len([]rune(cell))
		}
	}
	if templates.Crowded(rows) {
		r.trouble(fmt.Sprintf("一行超过%d格的表格", templates.MaxCells))
	}
	r.add(Block{Table: rows})
}

// width is how many columns a row takes.
func width(row *element) int {
	n := before(row)
	for _, cell := range held(row, "tc") {
		n += span(cell)
	}
	return n
}

// before is how many columns a row leaves free at its beginning.
func before(row *element) int {
	n, _ := strconv.Atoi(row.kid("trPr").kid("gridBefore").val("val"))
	return min(max(n, 0), maxColumns)
}

// span is how many columns a cell goes over.
func span(cell *element) int {
	n, _ := strconv.Atoi(cell.kid("tcPr").kid("gridSpan").val("val"))
	return min(max(n, 1), maxColumns)
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
func (r *reader) row(e *element, columns int) []string {
	line := make([]string, before(e), columns)
	for _, cell := range held(e, "tc") {
		said, rest := r.cell(cell), templates.CellLeft
		if merge := cell.kid("tcPr").kid("vMerge"); merge != nil && merge.val("val") != "restart" {
			if said != "" { // the cell above hides it
				r.trouble("隐藏的文字")
			}
			said, rest = templates.CellAbove, templates.CellAbove
		}
		line = append(line, said)
		for range span(cell) - 1 {
			line = append(line, rest)
		}
		if len(line) > columns { // of which a trouble tells
			break
		}
	}
	for len(line) < columns {
		line = append(line, "")
	}
	return line[:columns]
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
