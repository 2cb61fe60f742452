package harness

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Table prints a Markdown table whose columns line up in a terminal.
func Table(w io.Writer, rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], columns(cell))
		}
	}
	for n, row := range rows {
		for i, cell := range row {
			fmt.Fprintf(w, "| %s%s ", cell, strings.Repeat(" ", widths[i]-columns(cell)))
		}
		fmt.Fprintln(w, "|")
		if n == 0 {
			for _, wide := range widths {
				fmt.Fprint(w, "|", strings.Repeat("-", wide+2))
			}
			fmt.Fprintln(w, "|")
		}
	}
	fmt.Fprintln(w)
}

// columns is how many columns of a terminal a text takes: Chinese takes two each.
func columns(text string) int {
	n := utf8.RuneCountInString(text)
	for _, r := range text {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n++
		}
	}
	return n
}
