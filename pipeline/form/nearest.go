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
		d := normal.Distance([]rune(meant), []rune(key))
		if strings.Contains(key, meant) || strings.Contains(meant, key) {
			d = 0
		}
		if d < least {
			best, least = name, d
		}
	}
	return best
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
