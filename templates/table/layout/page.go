package layout

import "strings"

// ScopeLines are what is in a book, above its pages, in as many lines as it needs of a width
// in characters, broken where a part of it ends; a part that is longer anywhere.
func ScopeLines(scope string, wide float64) []string {
	var lines []string
	line := ""
	for _, part := range strings.SplitAfter(scope, "；") {
		if line != "" && Chars(line+part) > wide {
			lines = append(lines, line)
			line = ""
		}
		for _, r := range part {
			if line != "" && Chars(line)+Chars(string(r)) > wide {
				lines = append(lines, line)
				line = ""
			}
			line += string(r)
		}
	}
	return append(lines, line)
}
