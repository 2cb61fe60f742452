package pdf

import (
	_ "embed"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A title is broken by sense (词意完整): no word goes over two lines, a line
// rather ends with a phrase than in the middle of one, and the lines are of
// about equal length (GB/T 9704, 7.3.1). Chinese does not mark its words, so
// there is a list of those that titles are made of; characters in a row that no
// word accounts for are most likely a name and are taken for one.

//go:embed words.txt
var wordList string

var titleWords, longestWord = readWords(wordList)

func readWords(list string) (words map[string]bool, longest int) {
	words = map[string]bool{}
	for line := range strings.Lines(list) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, word := range strings.Fields(line) {
			words[word] = true
			longest = max(longest, utf8.RuneCountInString(word))
		}
	}
	return words, longest
}

// What a line's end costs, from the best place to the worst.
const (
	costPhrase   = 0.05 // before 关于, 和, 《; after 、 and 》
	costWord     = 0.2  // between two words
	costDangling = 0.4  // after 的 or 关于: read on, it says
	costName     = 0.7  // within a run of characters that is no known word
	costInside   = 1.0  // within a word, or before 的
	costUneven   = 0.02 // times the square of the characters a line is longer or shorter than the mean
)

const (
	joinsBefore = "的地得了等者们级号年月日时分次届期项个名人处元份件条款度"
	joinsAfter  = "和与及或对在为向以将把由从到至第各本该不"
)

var opensPhrase = []string{"关于", "印发", "转发", "批转", "和", "与", "及", "以及", "对"}

// senseCosts tells what it costs to end a line after each character.
func senseCosts(text []rune) []float64 {
	costs := make([]float64, len(text))
	for start := 0; start < len(text); {
		end, inside := piece(text, start)
		for i := start; i < end-1; i++ {
			costs[i] = inside
		}
		costs[end-1] = costAfter(text, start, end)
		start = end
	}
	return costs
}

// piece is the word that begins at start or, where none does, the run of
// characters up to the next word.
func piece(text []rune, start int) (end int, inside float64) {
	if n := wordAt(text, start); n > 0 {
		return start + n, costInside
	}
	for end = start + 1; end < len(text); end++ {
		if !sameScript(text[end-1], text[end]) || wordAt(text, end) > 0 || joins(text[end-1], text[end]) {
			break
		}
	}
	return end, costName
}

func joins(a, b rune) bool {
	return strings.ContainsRune(joinsBefore, b) || strings.ContainsRune(joinsAfter, b) || strings.ContainsRune(joinsBefore+joinsAfter, a)
}

// sameScript tells that two characters may belong to one name or figure.
func sameScript(a, b rune) bool {
	class := func(c rune) int {
		switch {
		case unicode.Is(unicode.Han, c):
			return 1
		case c < utf8.RuneSelf && !unicode.IsSpace(c):
			return 2
		}
		return 0
	}
	return class(a) == class(b) && class(a) != 0
}

// wordAt is the length of the longest listed word at a place, or 0.
func wordAt(text []rune, at int) int {
	for n := min(longestWord, len(text)-at); n > 1; n-- {
		if titleWords[string(text[at:at+n])] {
			return n
		}
	}
	return 0
}

// costAfter is what it costs to end a line after text[start:end].
func costAfter(text []rune, start, end int) float64 {
	last, rest := text[end-1], text[end:]
	word := string(text[start:end])
	switch {
	case len(rest) == 0:
		return 0
	case strings.ContainsRune(joinsBefore, rest[0]) && wordAt(text, end) == 0:
		return costInside
	case end-start == 1 && strings.ContainsRune(joinsAfter, last):
		return costName
	case last == '的' || slices.Contains(opensPhrase, word):
		return costDangling
	case strings.ContainsRune("、，；：》”）　 ", last) || strings.ContainsRune("《“（", rest[0]):
		return costPhrase
	}
	for _, opener := range opensPhrase {
		if strings.HasPrefix(string(rest[:min(len(rest), 2)]), opener) {
			return costPhrase
		}
	}
	return costWord
}

// bySense sets text in as few lines as the width allows, broken where it reads
// best.
func (t *typesetter) bySense(size, width float64, s span) []line {
	lines := t.lines(measure{size: size, width: width}, s)
	if len(lines) < 2 {
		return lines
	}
	glyphs := t.glyphs(size, []span{s})
	text := make([]rune, len(glyphs))
	at := make([]float64, len(glyphs)+1) // where each character starts, were all on one line
	for i, g := range glyphs {
		text[i] = g.char
		at[i+1] = at[i] + g.width
	}
	may := make([]bool, len(text))
	for i, r := range reluctances(text) {
		may[i] = r == freely
	}
	ends := bestEnds(may, senseCosts(text), at, size, width, len(lines))
	if ends == nil { // a word longer than a line has to be divided
		return lines
	}
	lines = lines[:0]
	start := 0
	for _, end := range ends {
		l := line{glyphs: trimmed(glyphs[start:end]), size: size}
		l.place(0)
		lines = append(lines, l)
		start = end
	}
	return lines
}

// bestEnds finds where so many lines end at the least cost; nil when it cannot
// be done within the width.
func bestEnds(may []bool, costs, at []float64, size, width float64, lines int) []int {
	n := len(may)
	mean := at[n] / float64(lines)
	type state struct {
		cost float64
		from int
	}
	table := make([][]state, lines+1) // by lines set and characters used up
	for l := range table {
		table[l] = make([]state, n+1)
		for i := range table[l] {
			table[l][i].cost = math.Inf(1)
		}
	}
	table[0][0].cost = 0
	for l := 1; l <= lines; l++ {
		for end := 1; end <= n; end++ {
			if end < n && !may[end-1] {
				continue
			}
			for start := end - 1; start >= 0 && at[end]-at[start] <= width+rounding; start-- {
				uneven := (at[end] - at[start] - mean) / size
				cost := table[l-1][start].cost + costUneven*uneven*uneven
				if end < n {
					cost += costs[end-1]
				}
				if cost < table[l][end].cost {
					table[l][end] = state{cost, start}
				}
			}
		}
	}
	if math.IsInf(table[lines][n].cost, 1) {
		return nil
	}
	ends := make([]int, lines)
	for l, end := lines, n; l > 0; l-- {
		ends[l-1] = end
		end = table[l][end].from
	}
	return ends
}
