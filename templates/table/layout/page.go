package layout

import "strings"

// ScopeLines are what is in a book, above its pages, in as many lines as it needs of a width
// in characters, broken where a part of it ends.
func ScopeLines(scope string, wide float64) []string {
	var lines []string
	line := ""
	for _, part := range strings.SplitAfter(scope, "；") {
		if line != "" && Chars(line+part) > wide {
			lines = append(lines, line)
			line = ""
		}
		line += part
	}
	return append(lines, line)
}
