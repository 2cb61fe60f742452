package reading

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Anchor tells quickly whether a folded word can stand in texts that are not folded.
// Folding a text takes several times as long as running over it. So the word's anchor is
// looked for, which is its longest piece without a numeral, and reads the same by value:
// first that rune of it which is rare in these texts, in each of the ways in which it is
// written, and then what is around it.
type Anchor struct {
	before, behind string // what is around the rune, folded
	written        []ways
}

// ways are ways of writing a rune that begin with the same byte: of those of a Latin
// letter, with all its accents and styles, most texts have none of most bytes.
type ways struct {
	first   byte
	needles []*Needle
}

// NewAnchor is the anchor of a folded word in texts such as the sample, which is not
// folded. It is nil where only folding tells: where all of the word is numerals, or can
// be written in too many ways.
func NewAnchor(word string, sample []byte) *Anchor {
	pieces, at := piecesOf(ByValue(word))
	if at < 0 {
		return nil
	}
	often := frequencies(sample[:min(len(sample), sampled)])
	var rarest *Anchor
	least, piece := 0, pieces[at]
	for at, r := range piece {
		if len(writtenAs()[r]) > mostWays || r == utf8.RuneError { // which any bytes can be that are no rune
			continue
		}
		a, stops := &Anchor{before: piece[:at], behind: piece[at+utf8.RuneLen(r):]}, 0
		for _, way := range slices.Concat(writtenAs()[r], []rune{r}) {
			n := often.needle([]byte(string(way)))
			if often[n.text[0]] > 0 {
				stops += often[n.text[n.rare]]
			}
			i := slices.IndexFunc(a.written, func(w ways) bool { return w.first == n.text[0] })
			if i < 0 {
				i = len(a.written)
				a.written = append(a.written, ways{first: n.text[0]})
			}
			a.written[i].needles = append(a.written[i].needles, n)
		}
		if rarest == nil || stops < least {
			rarest, least = a, stops
		}
	}
	return rarest
}

// mostWays is in how many other ways a rune may be written to be looked for in each. Only
// the parts of Korean syllables have more.
const mostWays = 250

// In reports whether the word can stand in a text, which is not folded.
func (a *Anchor) In(text []byte) bool {
	for _, w := range a.written {
		if bytes.IndexByte(text, w.first) < 0 {
			continue
		}
		for _, n := range w.needles {
			for at := range n.all(text) {
				if a.fits(text, at, len(n.text)) {
					return true
				}
			}
		}
	}
	return false
}

// fits reports whether what is around a rune in a text can be what is around the
// anchor's.
func (a *Anchor) fits(text []byte, at, size int) bool {
	table := folding()
	var buffer [64]byte
	folded, _ := table.one(buffer[:0], string(text[at:at+size]))
	if utf8.RuneCount(folded) != 1 {
		return true // it is one of several
	}
	rest := a.behind
	for text := text[at+size:]; rest != "" && len(text) > 0; {
		folded, size := table.one(buffer[:0], string(text[:min(len(text), utf8.UTFMax)]))
		text = text[size:]
		if !strings.HasPrefix(rest, string(folded)) {
			return strings.HasPrefix(string(folded), rest)
		}
		rest = rest[len(folded):]
	}
	if rest != "" {
		return false
	}
	rest = a.before
	for text := text[:at]; rest != "" && len(text) > 0; {
		_, size := utf8.DecodeLastRune(text)
		folded, _ := table.one(buffer[:0], string(text[len(text)-size:]))
		text = text[:len(text)-size]
		if !strings.HasSuffix(rest, string(folded)) {
			return strings.HasSuffix(string(folded), rest)
		}
		rest = rest[:len(rest)-len(folded)]
	}
	return rest == ""
}

// writtenAs are, by rune, the other runes that fold to it or to several of which it is
// one.
var writtenAs = sync.OnceValue(written)

func written() map[rune][]rune {
	table, others := folding(), map[rune][]rune{}
	var buffer [128]byte
	for from := range rune(lastFolded + 1) {
		if from >= usualHan && from <= lastHan && table.han[from-firstByThree] || !utf8.ValidRune(from) {
			continue
		}
		folded, _ := table.one(buffer[:0], string(from))
		for _, to := range string(folded) {
			if to != from {
				others[to] = append(others[to], from)
			}
		}
	}
	return others
}

// lastFolded is behind the last rune that folds to others.
const lastFolded = 0x2FFFF
