package query

import (
	"slices"
	"strings"

	"gongwen/index/reading"
)

// Also is a word that was also looked for in other words.
type Also struct {
	Word  string   // as it was typed
	Words []string // what it was looked for as, besides
}

// mostAlso is in how many other words one is looked for at most.
const mostAlso = 8

// also are the other words, as the office writes them, by which a word without
// quotation marks is looked for. What contains the word is found by it anyway, and so
// is, of the others, what contains another one.
func (p *parser) also(typed string) []string {
	if p.Also == nil {
		return nil
	}
	var others []string
	var folded []string
	for _, other := range p.Also(typed) {
		f := reading.Fold(other)
		if f == "" || strings.Contains(f, reading.Fold(typed)) || slices.Contains(folded, f) {
			continue
		}
		others, folded = append(others, other), append(folded, f)
	}
	var kept []string
	for i, other := range others {
		needless := slices.ContainsFunc(folded, func(f string) bool { return f != folded[i] && strings.Contains(folded[i], f) })
		if !needless && len(kept) < mostAlso {
			kept = append(kept, other)
		}
	}
	return kept
}

// withAlso is a word that is also looked for in the other words that the office has
// for it. That it was is noted, to be told.
func (p *parser) withAlso(n Node, typed string) Node {
	others := p.also(typed)
	if len(others) == 0 {
		return n
	}
	if !slices.ContainsFunc(p.alsoUsed, func(a Also) bool { return a.Word == typed }) {
		p.alsoUsed = append(p.alsoUsed, Also{typed, others})
	}
	readings := Readings{n}
	for _, other := range others {
		word := NewWord(reading.Fold(other), false)
		word.Other = true
		readings = append(readings, word)
	}
	return readings
}
