package templates

import (
	"regexp"
	"slices"
	"strings"
)

// MaxColumns is how many columns a table in a text can have, as in Word, and MaxCells
// how many cells a row of it: for more a page has no room for a character in each.
const (
	MaxColumns = 63
	MaxCells   = 30
)

// A table in a text of several lines: a run of lines with cells parted by tabs, as
// pasting cells of a spreadsheet gives, or by |. What a cell says may be one of these:
const (
	CellLeft  = "<<"   // the cell is part of the one to its left
	CellAbove = "^^"   // the cell is part of the one above
	CellBreak = "<br>" // a new paragraph within a cell
)

// Tabular is a table as lines of text. Tabs and line ends inside a cell are blanks.
func Tabular(rows [][]string) string {
	plain := strings.NewReplacer("\t", " ", "\n", CellBreak)
	var b strings.Builder
	for i, row := range rows {
		if i > 0 {
			b.WriteByte('\n')
		}
		for j, cell := range row {
			if j > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(plain.Replace(strings.TrimSpace(cell)))
		}
	}
	return b.String()
}

// Passage is a stretch of a text of several lines: one paragraph, or a table.
type Passage struct {
	Text string     // of a paragraph; what stands apart in it keeps its tabs
	Rows [][]string // of a table, all of the same length
}

// Passages are the paragraphs and tables of a text. A line with tabs or bars that
// stands alone is a paragraph: people also align with them.
func Passages(text string) []Passage {
	var all []Passage
	lines := strings.Split(text, "\n")
	for len(lines) > 0 {
		n, rows := tableAt(lines)
		if rows != nil {
			all, lines = append(all, Passage{Rows: rows}), lines[n:]
			continue
		}
		n = max(n, 1)
		for _, line := range lines[:n] {
			if line = strings.TrimSpace(line); line != "" {
				all = append(all, Passage{Text: line})
			}
		}
		lines = lines[n:]
	}
	return all
}

var (
	bar = regexp.MustCompile(`[|｜]`)
	// ruled is the line that parts the head of a table with bars from the rest.
	ruled = regexp.MustCompile(`^[\s|｜:：-]*-{2,}[\s|｜:：-]*$`)
)

// Crowded reports whether a row of a table has more cells than a page has room for.
// Such lines are paragraphs.
func Crowded(rows [][]string) bool {
	return slices.ContainsFunc(rows, func(row []string) bool {
		cells := 0
		for _, cell := range row {
			if cell != CellLeft && cell != CellAbove {
				cells++
			}
		}
		return cells > MaxCells
	})
}

// tableAt is how many lines from the first on have cells, and the rows of the table they
// are; nil if they are none, nor any of them.
func tableAt(lines []string) (n int, rows [][]string) {
	cells := func(line string) []string {
		switch {
		case strings.Contains(line, "\t"):
			return strings.Split(line, "\t")
		case strings.ContainsAny(line, "|｜"): // |甲|乙|, also without those at its ends
			line = strings.TrimSpace(line)
			line = strings.TrimPrefix(strings.TrimPrefix(line, "|"), "｜")
			line = strings.TrimSuffix(strings.TrimSuffix(line, "|"), "｜")
			return bar.Split(line, -1)
		}
		return nil
	}
	columns := 0
	for _, line := range lines {
		row := cells(line)
		if row == nil || len(rows) > 0 && strings.Contains(line, "\t") != strings.Contains(lines[0], "\t") {
			break
		}
		n++
		if ruled.MatchString(line) && n == 2 {
			continue
		}
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		columns = max(columns, len(row))
		rows = append(rows, row)
	}
	if len(rows) < 2 || columns < 2 || columns > MaxColumns {
		return n, nil
	}
	for i := range rows {
		for len(rows[i]) < columns {
			rows[i] = append(rows[i], "")
		}
	}
	// Spreadsheets give empty columns where nothing was.
	for columns > 1 && !slices.ContainsFunc(rows, func(row []string) bool { return row[columns-1] != "" }) {
		columns--
		for i := range rows {
			rows[i] = rows[i][:columns]
		}
	}
	if columns < 2 || Crowded(rows) {
		return n, nil
	}
	return n, rows
}
