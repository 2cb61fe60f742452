package reading

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Passage is a word by value, in pieces, that is looked for in many folded texts.
// Finding one piece of it and reading what is around takes far less time than
// reading the whole text.
type Passage struct {
	text           *Needle
	before, behind []string // the pieces around the anchor: numbers and what is between them
	anchor         *Needle  // the longest piece that has no numeral in it; nil when there is none
}

// mostPieces is how many pieces a passage is looked for by. Around more than these
// there is as much to read as in the whole text.
const mostPieces = 9

// NewPassage is a word by value, to be looked for in texts such as the sample.
func NewPassage(word string, sample []byte) *Passage {
	p := &Passage{text: NewNeedle([]byte(word), sample)}
	pieces, at := piecesOf(word)
	if at >= 0 && len(pieces) <= mostPieces {
		p.before, p.anchor, p.behind = pieces[:at], NewNeedle([]byte(pieces[at]), sample), pieces[at+1:]
	}
	return p
}

// piecesOf are the pieces of a word by value: numbers, and what is between them. The
// anchor is the longest that has no numeral in it, or -1.
func piecesOf(word string) (pieces []string, anchor int) {
	anchor = -1
	for rest := word; rest != ""; {
		size := len(rest)
		if strings.HasPrefix(rest, mark) {
			size = len(mark) + strings.Index(rest[len(mark):], mark) + len(mark)
		} else if i := strings.Index(rest, mark); i > 0 {
			size = i
		}
		piece := rest[:size]
		rest = rest[size:]
		if !strings.ContainsFunc(piece, inNumbers) && !strings.HasPrefix(piece, mark) && (anchor < 0 || len(piece) > len(pieces[anchor])) {
			anchor = len(pieces)
		}
		pieces = append(pieces, piece)
	}
	return pieces, anchor
}

// Part is in which part of a folded text of several parts the passage is first;
// -1 when it is nowhere.
func (p *Passage) Part(text []byte) int {
	part := -1
	p.each(text, func(left, right int) bool {
		if n := p.text.Part([]byte(ByValue(string(text[left:right])))); n >= 0 {
			part = boundaries(text[:left]) + n
		}
		return part < 0
	})
	return part
}

// each calls yield with the pieces of a folded text in which the passage can stand, in
// order, until that is false. They may overlap.
func (p *Passage) each(text []byte, yield func(left, right int) bool) {
	if p.anchor == nil {
		yield(0, len(text))
		return
	}
	for at := range p.anchor.all(text) {
		if p.fits(text, at) && !yield(p.around(text, at)) {
			return
		}
	}
}

// fits reports whether there are numbers next to an anchor, where the passage has
// them.
func (p *Passage) fits(text []byte, at int) bool {
	before, _ := utf8.DecodeLastRune(text[:at])
	behind, _ := utf8.DecodeRune(text[at+len(p.anchor.text):])
	return (len(p.before) == 0 || inNumbers(before)) && (len(p.behind) == 0 || inNumbers(behind))
}

// around is as much of a text as the passage can take up whose anchor is at a
// place, and so much more that it reads alone as it does there: reading begins
// anew behind every rune that is in no number.
func (p *Passage) around(text []byte, at int) (left, right int) {
	left, right = at, at+len(p.anchor.text)
	for _, piece := range slices.Backward(p.before) {
		if strings.HasPrefix(piece, mark) {
			left = numbersBegin(text, left)
			continue
		}
		for left = max(0, left-len(piece)); !utf8.RuneStart(text[left]); {
			left--
		}
	}
	for _, piece := range p.behind {
		if strings.HasPrefix(piece, mark) {
			right = numbersEnd(text, right)
			continue
		}
		for right = min(len(text), right+len(piece)); right < len(text) && !utf8.RuneStart(text[right]); {
			right++
		}
	}
	right = numbersEnd(text, right)
	_, size := utf8.DecodeRune(text[right:]) // what follows reports whether capitals are money
	return numbersBegin(text, left), right + size
}

// numbersBegin is where what can be in numbers and ends at a place begins.
func numbersBegin(text []byte, end int) int {
	for end > 0 {
		r, size := utf8.DecodeLastRune(text[:end])
		if !inNumbers(r) {
			break
		}
		end -= size
	}
	return end
}

// numbersEnd is where what can be in numbers and begins at a place ends.
func numbersEnd(text []byte, begin int) int {
	for begin < len(text) {
		r, size := utf8.DecodeRune(text[begin:])
		if !inNumbers(r) {
			break
		}
		begin += size
	}
	return begin
}

// inNumbers reports whether a rune can be part of a number.
func inNumbers(r rune) bool {
	return '0' <= r && r <= '9' || r == ',' || r == '.' || r >= utf8.RuneSelf && numeralOf(r).kind != noNumeral
}
