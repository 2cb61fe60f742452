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
// they are looked up: in a list of those that titles are made of, where words
// belong together that are apart elsewhere, and in a lexicon. Characters in a row
// that no word accounts for are most likely a name and are taken for one.

//go:embed words.txt
var wordList string

var titleWords, longestWord = readWords(wordList)

// readWords reads the list: a line for each sort of words, which it begins with.
func readWords(list string) (words map[string]kind, longest int) {
	words = map[string]kind{}
	for line := range strings.Lines(list) {
		sort, of, _ := strings.Cut(line, " ")
		if strings.HasPrefix(line, "#") {
			continue
		}
		is := word
		switch sort {
		case "引语":
			is = verb
		case "动名":
			is = deed
		}
		for _, w := range strings.Fields(of) {
			words[w] = is
			longest = max(longest, utf8.RuneCountInString(w))
		}
	}
	return words, longest
}

// What a line's end costs, from the best place to the worst.
const (
	costPhrase   = 0.05 // before 关于, 和, 《; after 、 and 》
	costVerb     = 0.25 // between 开展 and what is done
	costOf       = 0.45 // after 的
	costWord     = 0.5  // between two words
	costDangling = 0.6  // after 关于: read on, it says
	costPair     = 0.7  // between two words of two characters that are read in one breath
	costPart     = 1.5  // between the words of a compound
	costName     = 2    // within a run of characters that is no known word
	costInside   = 4    // within a word, or before 的
	costUneven   = 0.4  // times the square of the characters a line is longer or shorter than the mean, by the characters that a line has room for
	costSingle   = 3    // for a character alone on a line
	costLater    = 1e-3 // times its number, for each character of a line: if lines cannot be even, the first is the longer
)

const (
	joinsBefore = "的地得了等者们级号年月日时分次届期项个名人处元份件条款度"
	joinsAfter  = "和与及或对在为向以将把由从到至第各本该不并暨"
	// suffixes make a word of what they follow, even of a verb: 管理员, 青山区.
	suffixes = "员局费证组率户科室办站所队店场厂车书单表卡金款税权制化性型类奖师"
	places   = "区市县省镇乡村街路"
	prefixes = "重新老大小高低全总副正原非超多双再预" // make a word of what follows them: 重污染
)

var opensPhrase = []string{"关于", "印发", "转发", "批转", "和", "与", "及", "以及", "对"}

// senseCosts tells what it costs to end a line after each character.
func senseCosts(text []rune) []float64 {
	costs := make([]float64, len(text))
	all := wordsOf(text)
	paired := false // with the word before
	for i, t := range all {
		inside := float64(costInside)
		if t.kind == name {
			inside = costName
		}
		for at := t.start; at < t.end-1; at++ {
			costs[at] = inside
		}
		if t.kind != name && t.kind != other {
			for _, at := range seams(text[t.start:t.end]) {
				costs[t.start+at-1] = costPart
			}
		}
		if i < len(all)-1 {
			costs[t.end-1] = costBetween(text, t, all[i+1])
			// Words of two characters go in pairs: 燃气泄漏、隐患排查.
			counted := i > 0 && isDigit(text[t.start-1]) // 24小时
			if paired = !paired && !counted && t.isShort() && all[i+1].isShort(); paired {
				costs[t.end-1] = max(costs[t.end-1], costPair)
			}
		}
	}
	return costs
}

// isShort reports whether this is a word of two characters.
func (p piece) isShort() bool { return p.kind == word && p.end-p.start == 2 }

// seams are where a compound of four characters and more consists of words that can
// stand on lines of their own.
func seams(compound []rune) []int {
	n := len(compound)
	if n < 4 {
		return nil
	}
	var at []int
	for _, part := range likeliest(compound, (n+1)/2) {
		if part.end >= 2 && part.end <= n-2 && (part.end-part.start > 1 || part.end == n) {
			at = append(at, part.end)
		}
	}
	return at
}

// costBetween is what it costs to end a line between two words.
func costBetween(text []rune, t, next piece) float64 {
	last, first := text[t.end-1], text[next.start]
	switch {
	case next.kind == function && strings.ContainsRune(joinsBefore, first):
		return costInside
	case t.kind == function && strings.ContainsRune(joinsAfter, last):
		return costName
	case last == '的':
		return costOf
	case slices.Contains(opensPhrase, string(text[t.start:t.end])):
		return costDangling
	case strings.ContainsRune("、，；：》”）　 ", last) || strings.ContainsRune("《“（", first):
		return costPhrase
	case slices.Contains(opensPhrase, string(text[next.start:next.end])):
		if t.kind == verb { // 取消和下放
			return costWord
		}
		return costPhrase
	case (t.kind == verb) != (next.kind == verb) && t.kind != function && next.kind != function:
		return costVerb
	}
	return costWord
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

// bySense sets text in as few lines as the width allows, broken where it reads
// best.
func (t *typesetter) bySense(size, width float64, s span) []line {
	lines := t.lines(measure{size: size, width: width}, s)
	if len(lines) < 2 {
		return lines
	}
	glyphs := t.glyphs(size, []span{s})
	text := []rune(chars(glyphs))
	at := make([]float64, len(glyphs)+1) // where each character starts, were all on one line
	for i, g := range glyphs {
		at[i+1] = at[i] + g.width
	}
	costs := senseCosts(text)
	for i, r := range reluctances(text) {
		if r != freely && i < len(text)-1 {
			costs[i] = math.Inf(1)
		}
	}
	ends, worst := bestEnds(costs, at, size, width, len(lines))
	if ends == nil { // a word longer than a line has to be divided
		return lines
	}
	for extra := 1; worst >= costPart && extra <= 2; extra++ { // more lines, if that keeps words whole
		if more, cost := bestEnds(costs, at, size, width, len(lines)+extra); more != nil && cost < costPart {
			ends, worst = more, cost
		}
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

// bestEnds finds where so many lines end at the least cost, and what the worst of
// these places costs; nil when it cannot be done within the width.
func bestEnds(costs, at []float64, size, width float64, lines int) (ends []int, worst float64) {
	n := len(costs)
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
			if math.IsInf(costs[end-1], 1) {
				continue
			}
			for start := end - 1; start >= 0 && at[end]-at[start] <= width+rounding; start-- {
				long := (at[end] - at[start]) / size
				uneven := long - mean/size
				cost := table[l-1][start].cost + costs[end-1] + costUneven*size/width*uneven*uneven + costLater*float64(l)*long
				if end == start+1 {
					cost += costSingle
				}
				if cost < table[l][end].cost {
					table[l][end] = state{cost, start}
				}
			}
		}
	}
	if math.IsInf(table[lines][n].cost, 1) {
		return nil, 0
	}
	ends = make([]int, lines)
	for l, end := lines, n; l > 0; l-- {
		ends[l-1] = end
		if worst = max(worst, costs[end-1]); end-table[l][end].from == 1 {
			worst = max(worst, costSingle)
		}
		end = table[l][end].from
	}
	return ends, worst
}
