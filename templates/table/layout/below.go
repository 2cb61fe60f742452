package layout

import (
	"fmt"

	"gongwen/templates"
	"gongwen/templates/table"
)

// Below the rows of a sheet with totals stand, under each column that is added up:
//
//	合计（随筛选）   SUBTOTAL over what the rows count: of those that the filter shows
//	控制数（定值）   what all rows count, a figure that nothing changes
//	核对            相符 while the rows still come to the control figure and show what they did
//	控制数大写      the control figure in capitals, in a line of its own
//
// An empty row keeps them apart from the rows, so that no program takes them for more of
// these when it filters or sorts.
const (
	FilteredLabel = "合计（随筛选）"
	ControlLabel  = "控制数（定值）"
	CheckLabel    = "核对"

	Same      = "相符"
	Different = "不符"
)

// MostRows is how many rows a sheet may have with its labels: programs have 1,048,576, and
// some stand below.
const MostRows = 1<<20 - 200

// BelowRows is how many rows stand below those of the sheet, without the notes.
func (s *Sheet) BelowRows() int {
	if len(s.Sums) == 0 {
		return 0
	}
	return 4 + len(s.Sums)
}

// Filtered adds up what the rows count that the filter shows, down to the sheet's row last,
// counted from 1. Rows that are folded away below others still count, those that somebody
// hides do not.
func (t Total) Filtered(last int, folded bool) any {
	if last == 1 {
		return t.Sum
	}
	function := 109
	if folded {
		function = 9
	}
	return table.Formula{Text: fmt.Sprintf("SUBTOTAL(%d,%s)", function, cellsOf(t.Counted, last)), Value: t.Sum}
}

// Check compares what the rows count with the control figure, which stands in a row of the
// sheet, in fen, since sums of binary fractions are not exact; and what they show with what
// they did.
func (t Total) Check(last, control int) any {
	if last == 1 {
		return Same
	}
	inFen := func(column int) string { return "SUMPRODUCT(ROUND(" + cellsOf(column, last) + "*100,0))" }
	same := fmt.Sprintf("%s=ROUND(%s%d*100,0)", inFen(t.Counted), table.ColumnName(t.Column), control)
	if !t.Mixed {
		same = fmt.Sprintf("AND(%s,%s=%d)", same, inFen(t.Column), int64(t.Shown))
	}
	return table.Formula{Text: fmt.Sprintf(`IFERROR(IF(%s,"%s","%s"),"%[3]s")`, same, Same, Different), Value: Same}
}

// InCapitals is the line with the control figure of a column in capitals.
func (s *Sheet) InCapitals(t Total) string {
	return "控制数大写　" + s.All[t.Column].Label + "：" + templates.MoneyInCapitals(t.Sum)
}

// cellsOf are the cells of a column in the rows down to last.
func cellsOf(column, last int) string {
	name := table.ColumnName(column)
	return fmt.Sprintf("$%s$2:$%s$%d", name, name, last)
}
