package layout

import "strings"

// How text takes room in the cells of tables. A half is half the width of a Han character,
// what columns are measured in.

const (
	BodySize     = 10.5 // points
	lineHeight   = 14   // points of a line of body text, in Excel's 宋体 and what stands in for it
	RowPadding   = 6    // points above and below the text
	leastRowHigh = 20   // points
	mostRowHigh  = 409  // points
	// CellPadding is what a cell keeps free of text beside it, in halves. Like all widths it
	// is in eighths, so that what fits exactly is not found too wide by a rounding.
	CellPadding = 1.25
)

// Chars is the width of a text in characters of Latin: one for those, two for Han.
func Chars(s string) float64 {
	n := 0.0
	for _, r := range s {
		n++
		if r > 0x2E7F {
			n++
		}
	}
	return n
}

// halves is the width of a text's longest line.
func halves(s string) float64 {
	widest, line := 0.0, 0.0
	for _, r := range s {
		if line += wide(r); r == '\n' {
			line = 0
		}
		widest = max(widest, line)
	}
	return widest
}

// wide is the width of a character. Letters and figures of 宋体 are a half, those of what
// LibreOffice takes for it where there is none are more; its signs (“”, —, …, ①, ×) and
// Greek and Cyrillic letters are as wide as Han.
func wide(r rune) float64 {
	switch {
	case r >= 0x2010, r >= 0x370 && r < 0x530, strings.ContainsRune("·×÷±°§", r):
		return 2
	}
	return mostLatin
}

const mostLatin = 1.25

// Lines counts the lines of a text in a cell that has room for so many halves. Lines are
// broken between Han, between words and behind hyphens (JY-SB-2026-0118); words longer than
// a line anywhere.
func Lines(s string, room float64) int {
	if mostLatin*float64(len(s)) <= room && strings.IndexByte(s, '\n') < 0 { // no character is wider than its bytes
		return 1
	}
	lines, line, word := 1, 0.0, 0.0 // the halves of the line, and of the word at its end
	for _, r := range s {
		if r == '\n' {
			lines++
			line, word = 0, 0
			continue
		}
		width := wide(r)
		if r > 0x2E7F || r == ' ' {
			word = 0
		} else {
			word += width
		}
		line += width
		fits := line <= room
		switch {
		case fits:
		case r == ' ': // stays at the end of the line
			line = 0
		case word > 0 && word <= room:
			line = word
		default:
			line, word = width, min(word, width)
		}
		if !fits {
			lines++
		}
		if r == '-' {
			word = 0
		}
	}
	return lines
}

// Height is the height of a row with so many lines, in points. Excel has no higher rows
// than 409 points, 28 lines: what is longer is cut off there, and read in the cell.
func Height(lines int) int {
	return min(mostRowHigh, max(leastRowHigh, lines*lineHeight+RowPadding))
}
