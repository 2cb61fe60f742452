package form

import (
	"fmt"
	"strings"

	"gongwen/templates/workbook"
	"gongwen/templates/xlsx"
)

// covered reports what stands in cells under a merged one, where nobody sees it. A copy
// of what the merged cell shows is none.
func (l *layout) covered() {
	var lost []spot
	for row, cells := range l.sheet.Rows {
		for col, text := range cells {
			if !shown(text) {
				continue
			}
			a, at := l.sheet.Area(row, col), spot{row, col}
			switch {
			case a.Top == row && a.Left == col:
			case text == l.sheet.Text(a.Top, a.Left):
				l.uses[at] = ours
			default:
				lost = append(lost, at)
			}
		}
	}
	if len(lost) == 0 {
		return
	}
	l.strays = append(l.strays, Finding{Severity: Must, Cell: l.place(lost[0]), Because: l.whereAll(lost),
		Message: l.words(lost) + "被合并的格盖住了，没有读入", Advice: "请取消合并，把内容填到应当填写的格里，或删去"})
	l.tell(lost)
}

// otherSheets takes the furniture's words from the sheet that explains the form, and asks
// about further sheets that hold anything: they are not read.
func (l *layout) otherSheets(others []*workbook.Sheet) {
	var guide, names []string
	for _, s := range others {
		if xlsx.IsGuide(s.Text(0, 0)) {
			for _, cells := range s.Rows {
				guide = append(guide, cells...)
			}
			continue
		}
		if xlsx.IsRoster(s.Text(0, 0)) {
			continue
		}
		for _, cells := range s.Rows {
			if strings.ContainsFunc(strings.Join(cells, ""), shows) {
				names = append(names, clip(s.Name))
				break
			}
		}
	}
	l.furniture = xlsx.FurnitureOf(l.kind, guide)
	if len(names) > 0 {
		l.strays = append(l.strays, Finding{Severity: Confirm,
			Message: fmt.Sprintf("工作表“%s”里还有内容，没有读入", strings.Join(names, "”“")),
			Advice:  "与办理有关的，请填进表单，或另存为附件一起放入；无关的请删去这张表"})
	}
}

// says is what a cell shows, for a message: a day and not the number it is kept as.
func (l *layout) says(at spot) string {
	text := l.text(at)
	if c := l.sheet.cell(at.row, at.col); c.place == l.place(at) {
		switch raw := c.raw.(type) {
		case fmt.Stringer:
			text = raw.String()
		case string:
			text = raw
		}
	}
	return clip(text)
}

// unreadIn are the filled cells in an area of which nothing is known yet.
func (l *layout) unreadIn(a workbook.Area) []spot {
	var cells []spot
	for row := a.Top; row <= min(a.Bottom, len(l.sheet.Rows)-1); row++ {
		for col := a.Left; col <= min(a.Right, len(l.sheet.Rows[row])-1); col++ {
			if at := (spot{row, col}); l.uses[at] == unread && shown(l.text(at)) {
				cells = append(cells, at)
			}
		}
	}
	return cells
}

func (l *layout) unreadInRow(row int) []spot {
	return l.unreadIn(workbook.Area{Top: row, Bottom: row, Right: bounds.Columns})
}

// tell notes that cells are reported.
func (l *layout) tell(cells []spot) []spot {
	for _, at := range cells {
		l.uses[at] = told
	}
	return cells
}

// fewCells is how many cells a message names one by one.
const fewCells = 3

// words is what stands in cells, as far as there is room for it.
func (l *layout) words(cells []spot) string {
	var b strings.Builder
	for _, at := range cells[:min(fewCells, len(cells))] {
		b.WriteString("“" + l.says(at) + "”")
	}
	if len(cells) > fewCells {
		fmt.Fprintf(&b, "等%d处", len(cells))
	}
	return b.String()
}

// whereAll tells where cells stand, if there are several.
func (l *layout) whereAll(cells []spot) string {
	if len(cells) < 2 {
		return ""
	}
	return "写在" + l.span(cells)
}

// span is where cells stand: each, or from which to which corner.
func (l *layout) span(cells []spot) string {
	if len(cells) <= fewCells {
		names := make([]string, len(cells))
		for i, at := range cells {
			names[i] = l.place(at)
		}
		return strings.Join(names, "、")
	}
	first := cells[0]
	a := workbook.Area{Top: first.row, Left: first.col, Bottom: first.row, Right: first.col}
	for _, at := range cells {
		a.Top, a.Left = min(a.Top, at.row), min(a.Left, at.col)
		a.Bottom, a.Right = max(a.Bottom, at.row), max(a.Right, at.col)
	}
	return l.sheet.Place(a.Top, a.Left) + "至" + l.sheet.Place(a.Bottom, a.Right)
}
