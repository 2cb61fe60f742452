package pdf

import (
	"slices"
	"strings"
)

// longestListed is how long a word of the lexicon is at most that is looked for.
const longestListed = 7

// Rarities of what the lexicon does not have.
const (
	rareTitleWord = 4  // of words.txt: most common where it is looked for
	rareSingle    = 12 // a character that is no word
	rareFunction  = 3  // a character like 和
	perWord       = 3  // for every word: rather few and long ones
)

// piece is a word of a text, or what may be one.
type piece struct {
	start, end int
	kind       kind
}

type kind byte

const (
	single kind = iota // a character that is no known word
	name               // several in a row
	word
	verb     // a word that something follows which is no part of it: 印发, 关于
	deed     // one that is a verb after 关于 and part of a phrase elsewhere: 建设
	function // a character that joins others: 和, 的
	other    // marks, and what is not Chinese
)

// wordsOf divides a text into words: the most likely ones, with the characters between
// them that are none put to the one they belong to.
func wordsOf(text []rune) []piece {
	var all []piece
	likely := likeliest(text, max(longestWord, longestListed))
	for i := 0; i < len(likely); i++ {
		t := likely[i]
		if t.kind == deed {
			t.kind = word
			if i > 0 && string(text[likely[i-1].start:t.start]) == "关于" {
				t.kind = verb
			}
		}
		if t.kind != single {
			all = append(all, t)
			continue
		}
		last := len(all) - 1
		after := i+1 < len(likely)
		beforeWord := after && likely[i+1].kind >= word && likely[i+1].kind <= deed
		switch c := text[t.start]; {
		case last >= 0 && (all[last].kind == word && strings.ContainsRune(places+suffixes, c) || all[last].kind == verb && strings.ContainsRune(suffixes, c)):
			all[last].end, all[last].kind = t.end, word // 青山区, 管理员
		case last >= 0 && all[last].kind == function && all[last].start > 0 && isDigit(text[all[last].start-1]):
			all[last].end = t.end // 3号楼
		case after && likely[i+1].kind == single: // a name
			t.kind = name
			for i+1 < len(likely) && likely[i+1].kind == single {
				i++
				t.end = likely[i].end
			}
			all = append(all, t)
		case last >= 0 && all[last].kind == word && !(beforeWord && strings.ContainsRune(prefixes, c)):
			all[last].end = t.end
		case beforeWord: // 市财政局
			i++
			all = append(all, piece{t.start, likely[i].end, word})
		default:
			all = append(all, t)
		}
	}
	return all
}

// likeliest divides a text into its most likely words of at most so many characters,
// and single characters.
func likeliest(text []rune, longest int) []piece {
	best := make([]float64, len(text)+1)
	from := make([]piece, len(text)+1)
	for i := range best[1:] {
		best[i+1] = -1
	}
	reach := func(t piece, cost float64) {
		if cost += best[t.start] + perWord; best[t.end] < 0 || cost < best[t.end] {
			best[t.end], from[t.end] = cost, t
		}
	}
	for i, c := range text {
		switch {
		case best[i] < 0:
		case !isHan(c):
			end := i + 1
			for end < len(text) && sameScript(text[end-1], text[end]) {
				end++
			}
			reach(piece{i, end, other}, 0)
		case isOf(c, notFirst) || strings.ContainsRune(joinsAfter+joinsBefore, c):
			reach(piece{i, i + 1, function}, rareFunction)
			reachWords(text, i, longest, reach)
		default:
			reach(piece{i, i + 1, single}, rareSingle)
			reachWords(text, i, longest, reach)
		}
	}
	var all []piece
	for end := len(text); end > 0; end = from[end].start {
		all = append(all, from[end])
	}
	slices.Reverse(all)
	return all
}

// reachWords tries the words that begin at a place.
func reachWords(text []rune, at, longest int, reach func(piece, float64)) {
	for n := 2; n <= longest && at+n <= len(text) && isHan(text[at+n-1]); n++ {
		w := string(text[at : at+n])
		if k, known := titleWords[w]; known {
			reach(piece{at, at + n, k}, rareTitleWord)
		} else if n <= longestListed {
			if rare, known := listed().rarity(w); known {
				reach(piece{at, at + n, word}, rare)
			}
		}
	}
}
