package form

import (
	"strings"

	"gongwen/templates/normal"
)

// nearest is the one of names a person most likely meant, or "" when none
// comes close.
func nearest(meant string, names []string) string {
	meant = normal.Key(meant)
	best, least := "", len([]rune(meant))/2+1
	for _, name := range names {
		key := normal.Key(name)
		d := distance([]rune(meant), []rune(key))
		if strings.Contains(key, meant) || strings.Contains(meant, key) {
			d = 0
		}
		if d < least {
			best, least = name, d
		}
	}
	return best
}

// distance counts the characters to put in, take out or exchange to get from a
// to b (Levenshtein).
func distance(a, b []rune) int {
	if len(a) > 50 || len(b) > 50 {
		return max(len(a), len(b))
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, ra := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, rb := range b {
			change := diagonal
			if ra != rb {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

// clip shortens what stands in a form for a message.
func clip(s string) string {
	s = strings.ToValidUTF8(strings.Join(strings.Fields(s), " "), "?")
	runes := []rune(s)
	if len(runes) <= 40 {
		return s
	}
	return string(runes[:40]) + "…"
}
