package web

import (
	"strings"
	"unicode/utf8"

	"gongwen/templates"
	"gongwen/templates/table"
)

// listing is rows of a register or of a view as a page shows them.
type listing struct {
	Heads []listingHead
	Rows  []listingRow
	Feet  []listingRow // what columns come to
}

type listingHead struct {
	Label string
	Class string // how wide its cells are, and where in them the text stands
}

type listingRow struct {
	Cells  []listingCell
	Struck bool     // does not count any more
	Below  *listing // the records of a line; nil for none
	Opens  string   // what opens them: 3 份记录
}

type listingCell struct {
	listingText
	Class string
	Link  string
	Parts []linkedText // of a text with several links; nil for others
	Note  string       // what the amount counts for, where that is another
}

// listingText is a text that is folded where it is long.
type listingText struct {
	Text  string
	Short string // stands for it until it is opened; empty where it is not folded
}

const (
	longest   = 60 // characters that a cell shows unfolded, of which Han count one
	longLines = 3
	folded    = 32 // of a text that is longer
)

// linkedText is a text that opens something, or nothing.
type linkedText struct{ Text, Link string }

// folding folds a text that would make its row too high.
func folding(text string) listingText {
	if utf8.RuneCountInString(text) <= longest && strings.Count(text, "\n") < longLines {
		return listingText{Text: text}
	}
	short, _, _ := strings.Cut(text, "\n")
	if runes := []rune(short); len(runes) > folded {
		short = string(runes[:folded])
	}
	return listingText{text, short + "…"}
}

// columnClass is how a column is laid out, by the type of its cells: n for amounts, to the
// right and never broken; d for days and the like, never broken; l for texts that may
// be long; x for others.
func columnClass(c table.Column) string {
	switch c.Type {
	case templates.TypeMoney, templates.TypeInteger:
		return "n"
	case templates.TypeDate, templates.TypeTime, templates.TypePhone, templates.TypeYesNo, templates.TypeChoice:
		return "d"
	case templates.TypeParagraph, templates.TypeList, templates.TypeApprovals:
		return "l"
	}
	return "x"
}

func headsOf(columns []table.Column) (heads []listingHead) {
	for _, c := range columns {
		heads = append(heads, listingHead{c.Label, columnClass(c)})
	}
	return heads
}

// rowOf is a row with its texts folded. What an amount counts for, where that is not what
// it says, stands below it.
func rowOf(columns []table.Column, row *table.Row) listingRow {
	shown, counted := listingRow{Struck: row.Struck}, row.Counted
	for i, c := range columns {
		cell := listingCell{Class: columnClass(c)}
		value := row.Cells[i]
		if made, ok := value.(table.Formula); ok {
			value = made.Value
		}
		link, isLink := value.(table.Link)
		if isLink {
			value = link.Text
		}
		text := templates.Text(value)
		if day, ok := value.(templates.Date); ok {
			text = day.ISO()
		}
		cell.listingText = folding(text)
		if isLink {
			cell.link(link.Target)
		}
		if c.Total && len(counted) > 0 {
			if amount, _ := value.(templates.Fen); counted[0] != amount && !row.Struck {
				cell.Note = "计入 " + counted[0].String()
			}
			counted = counted[1:]
		}
		shown.Cells = append(shown.Cells, cell)
	}
	return shown
}

// link makes the cell open something; it is shown whole then.
func (c *listingCell) link(to string) {
	if c.Text != "" && to != "" {
		c.Short, c.Link, c.Class = "", to, c.Class+" t"
	}
}

// columnsAt are the columns at some places.
func columnsAt(columns []table.Column, at []int) (chosen []table.Column) {
	for _, i := range at {
		chosen = append(chosen, columns[i])
	}
	return chosen
}

// addFoot adds below the rows what they come to. Of each column, totals tells which of the
// sums is its; -1 for none.
func (l *listing) addFoot(label string, columns []table.Column, totals []int, sums []templates.Fen) {
	row := listingRow{}
	for i, c := range columns {
		cell := listingCell{Class: columnClass(c)}
		if n := totals[i]; n >= 0 && n < len(sums) {
			cell.Text = sums[n].String()
		} else if i == 0 {
			cell.Text = label
		}
		row.Cells = append(row.Cells, cell)
	}
	l.Feet = append(l.Feet, row)
}
