package pdf

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongwen/templates"
)

// Tables within what a form says (templates.Tabular) are set where the text is: as wide
// as the type area, the head again on every page, columns as wide as their content
// wants, figures flush right. A caption or a unit of measure over one stays with it.

// cellEnd parts the cells of a table's row while a form's values pass through a
// template, as paragraphEnd parts lines. No form value can hold it.
const cellEnd = "\u2029"

// tables are a text's tables with the marks that pass through a template; in other
// lines tabs are blanks.
func tables(text string) string {
	if !strings.ContainsAny(text, "\t|｜") {
		return printable(text)
	}
	var lines []string
	for _, p := range templates.Passages(text) {
		if p.Rows == nil {
			lines = append(lines, printable(p.Text))
		}
		for _, row := range p.Rows {
			lines = append(lines, strings.Join(row, cellEnd))
		}
	}
	return strings.Join(lines, paragraphEnd)
}

// untabled is text for where no table can stand: its cells parted by blanks.
var untabled = strings.NewReplacer(cellEnd+templates.CellLeft, "", cellEnd+templates.CellAbove, "", templates.CellAbove+cellEnd, "", cellEnd, "　", templates.CellBreak, " ")

// withTables gives the document's elements with the tables in its text made so.
func withTables(elements []*node) []*node {
	var all []*node
	for _, n := range elements {
		if n.name != "p" || !strings.Contains(n.text, cellEnd) {
			all = append(all, n)
			continue
		}
		all = append(all, parted(n)...)
	}
	return all
}

var (
	caption = regexp.MustCompile(`^附?表\s*[0-9０-９一二三四五六七八九十]*`)
	unit    = regexp.MustCompile(`^[（(]?(?:计量|金额)?单位[:：].{1,12}$`)
)

// isCaption reports whether a paragraph over a table is its name.
func isCaption(s string) bool {
	short := utf8.RuneCountInString(s) <= 30 && !strings.ContainsAny(s, "。；：:！？") && headingLevel(s) < 0
	return short && (caption.MatchString(s) || strings.HasSuffix(s, "表") || strings.HasSuffix(s, "情况") || strings.HasSuffix(s, "清单"))
}

// parted parts a paragraph element into those before, between and after its tables,
// and the tables.
func parted(n *node) []*node {
	var all []*node
	var text []string
	like := func(attrs map[string]string, text string) *node { return &node{name: "p", attrs: attrs, text: text} }
	flush := func() {
		if len(text) > 0 {
			all = append(all, like(n.attrs, strings.Join(text, paragraphEnd)))
			text = nil
		}
	}
	lines := strings.Split(n.text, paragraphEnd)
	for len(lines) > 0 {
		end := 0
		for end < len(lines) && strings.Contains(lines[end], cellEnd) {
			end++
		}
		if end == 0 {
			text, lines = append(text, lines[0]), lines[1:]
			continue
		}
		var over []*node
		if k := len(text) - 1; k >= 0 && unit.MatchString(text[k]) {
			over = append(over, like(map[string]string{"align": "right", "size": "小四", "keep": "yes"}, text[k]))
			text = text[:k]
		}
		if k := len(text) - 1; k >= 0 && isCaption(text[k]) {
			over = append([]*node{like(map[string]string{"align": "center", "font": "黑体", "size": "四号", "keep": "yes"}, text[k])}, over...)
			text = text[:k]
		}
		flush()
		all = append(all, over...)
		rows := make([][]string, end)
		for i := range rows {
			rows[i] = strings.Split(lines[i], cellEnd)
		}
		all = append(all, textTable(rows), &node{name: "space", attrs: map[string]string{"mm": "2"}})
		lines = lines[end:]
	}
	flush()
	return all
}

// merged is a table's cell with how many places it takes; cols 0 is a place taken by
// another.
type merged struct {
	text       string
	cols, rows int
}

// merge joins the cells that say they are part of another. What says so without one to
// be part of is an empty cell.
func merge(rows [][]string) [][]merged {
	cells := make([][]merged, len(rows))
	for i, row := range rows {
		cells[i] = make([]merged, len(row))
		for j, text := range row {
			cells[i][j] = merged{text: text, cols: 1, rows: 1}
			if text == templates.CellLeft || text == templates.CellAbove {
				cells[i][j].text = ""
			}
		}
	}
	is := func(i, j int, mark string) bool { return i < len(rows) && j < len(rows[i]) && rows[i][j] == mark }
	for i, row := range rows {
		for j := range row {
			c := &cells[i][j]
			if c.cols == 0 || is(i, j, templates.CellLeft) || is(i, j, templates.CellAbove) {
				continue
			}
			for is(i, j+c.cols, templates.CellLeft) {
				c.cols++
			}
			for deeper := true; deeper; {
				for k := range c.cols {
					deeper = deeper && is(i+c.rows, j+k, templates.CellAbove)
				}
				if deeper {
					c.rows++
				}
			}
			for y := range c.rows {
				for x := range c.cols {
					if x+y > 0 {
						cells[i+y][j+x].cols = 0
					}
				}
			}
		}
	}
	return cells
}

// textTable is a table of text as an element.
func textTable(rows [][]string) *node {
	cells := merge(rows)
	head := headRows(cells)
	columns := len(cells[0])
	t := &node{name: "table", attrs: map[string]string{"cols": strings.TrimSpace(strings.Repeat("auto ", columns)), "size": textSize(cells)}}
	aligns := make([]string, columns)
	for j := range aligns {
		aligns[j] = columnAlign(cells[head:], j)
	}
	for i, row := range cells {
		r := &node{name: "row", attrs: map[string]string{}}
		if i < head {
			r.attrs["repeat"] = "yes"
		}
		for j, c := range row {
			if c.cols == 0 {
				continue
			}
			cell := &node{name: "cell", attrs: map[string]string{"cols": strconv.Itoa(c.cols), "rows": strconv.Itoa(c.rows), "align": aligns[j]},
				text: strings.ReplaceAll(c.text, templates.CellBreak, paragraphEnd)}
			switch {
			case i < head:
				cell.name, cell.attrs["align"] = "label", "center"
			case c.cols > 1 && aligns[j] == "right":
				cell.attrs["align"] = "center"
			}
			r.children = append(r.children, cell)
		}
		t.children = append(t.children, r)
	}
	return t
}

// headRows is how many rows a table's head has: the first, as deep as its deepest cell;
// none where figures stand there, or a cell that is deep for another reason: only under
// one that spans several columns a head has more rows, and never many.
func headRows(cells [][]merged) int {
	const most = 4
	deep, spans := 1, false
	for _, c := range cells[0] {
		if c.cols > 0 && inFigures.MatchString(c.text) && !year.MatchString(c.text) {
			return 0
		}
		deep, spans = max(deep, c.rows), spans || c.cols > 1
	}
	if deep == len(cells) || deep > most || deep > 1 && !spans {
		return 0
	}
	return deep
}

var (
	inFigures = regexp.MustCompile(`^[-－+]?[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?\s*[%％‰]?$`)
	year      = regexp.MustCompile(`^(?:19|20)\d\d$`)
	noText    = regexp.MustCompile(`^[-－—–/／无\s]*$`)
)

// columnAlign is how the cells of a column stand: figures flush right, short words in
// the middle, text from the left. Running numbers are words.
func columnAlign(cells [][]merged, col int) string {
	const short = 10 // characters
	figures, counts, longest := 0, 0, 0
	for _, row := range cells {
		c := row[col]
		if c.cols != 1 || noText.MatchString(c.text) {
			continue
		}
		longest = max(longest, utf8.RuneCountInString(c.text))
		if inFigures.MatchString(c.text) {
			figures++
			if n, err := strconv.Atoi(c.text); err == nil && n == figures {
				counts++
			}
		} else {
			figures = -len(cells)
		}
	}
	switch {
	case figures > 0 && counts < figures:
		return "right"
	case longest <= short:
		return "center"
	}
	return "left"
}

// textSize is the size of type for a table of text: a little smaller than the text where
// every cell has room on one line, else that of other tables, which may be smaller still.
func textSize(cells [][]merged) string {
	const padding = 2*cellPadX + 1
	wide := 0.0
	for j := range cells[0] {
		column := 0.0
		for _, row := range cells {
			if c := row[j]; c.cols == 1 {
				for _, line := range strings.Split(c.text, templates.CellBreak) {
					column = max(column, ems(line)*sizes["四号"]+padding)
				}
			}
		}
		wide += column
	}
	if wide <= areaWidth {
		return "四号"
	}
	return "小四"
}
