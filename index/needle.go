package index

import "bytes"

// needle is what is looked for in many texts. The runes of Chinese begin with few
// different bytes, and a search that goes from one first byte to the next, as
// bytes.Index does, stops at every other rune.
type needle struct {
	text []byte
	rare int // the place in it of the byte that is to be gone by
}

// needleFor goes by the byte of the text that is rarest in a sample of what it
// will be looked for in.
func needleFor(text, sample []byte) needle {
	var often [256]int
	for _, b := range sample {
		often[b]++
	}
	n := needle{text: text}
	for at, b := range text {
		if often[b] < often[text[n.rare]] {
			n.rare = at
		}
	}
	return n
}

// in is where the needle is first in a text; -1 when it is nowhere.
func (n needle) in(text []byte) int {
	for from := 0; from+len(n.text) <= len(text); from++ {
		next := bytes.IndexByte(text[from+n.rare:], n.text[n.rare])
		if next < 0 {
			return -1
		}
		from += next
		if bytes.HasPrefix(text[from:], n.text) {
			return from
		}
	}
	return -1
}

// boundariesBefore is how many boundaries are before the first place of the needle
// in a text; -1 when it is nowhere.
func (n needle) boundariesBefore(text []byte) int {
	at := n.in(text)
	if at < 0 {
		return -1
	}
	return boundariesIn(text[:at])
}

func boundariesIn(text []byte) int { return bytes.Count(text, []byte(boundary)) }
