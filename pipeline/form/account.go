package form

import (
	"fmt"
	"strings"

	"gongwen/templates/xlsx"
)

// covered reports what stands in cells under a merged one, where nobody sees it. A copy
// of what the merged cell shows is none.
func (l *layout) covered() {
	var lost []spot
	for row, cells := range l.sheet.rows {
		for col, text := range cells {
			if !shown(text) {
				continue
			}
			a, at := l.sheet.area(row, col), spot{row, col}
			switch {
			case a.top == row && a.left == col:
			case text == l.sheet.text(a.top, a.left):
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
func (l *layout) otherSheets(others []*sheet) {
	var guide, names []string
	for _, s := range others {
		if xlsx.IsGuide(s.text(0, 0)) {
			for _, cells := range s.rows {
				guide = append(guide, cells...)
			}
			continue
		}
		for _, cells := range s.rows {
			if strings.ContainsFunc(strings.Join(cells, ""), shows) {
				names = append(names, clip(s.name))
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
func (l *layout) unreadIn(a area) []spot {
	var cells []spot
	for row := a.top; row <= min(a.bottom, len(l.sheet.rows)-1); row++ {
		for col := a.left; col <= min(a.right, len(l.sheet.rows[row])-1); col++ {
			if at := (spot{row, col}); l.uses[at] == unread && shown(l.text(at)) {
				cells = append(cells, at)
			}
		}
	}
	return cells
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
	a := area{cells[0].row, cells[0].col, cells[0].row, cells[0].col}
	for _, at := range cells {
		a = area{min(a.top, at.row), min(a.left, at.col), max(a.bottom, at.row), max(a.right, at.col)}
	}
	return l.sheet.place(a.top, a.left) + "至" + l.sheet.place(a.bottom, a.right)
}
