package reading

import (
	"bytes"
	"iter"
)

// Needle is what is looked for in many texts. The runes of Chinese begin with few
// different bytes, and a search that goes from one first byte to the next, as
// bytes.Index does, stops at every other rune.
type Needle struct {
	text []byte
	rare int // the place in it of the byte that is to be gone by
}

// NewNeedle goes by the byte of the text that is rarest in a sample of what it
// will be looked for in. The text must not be empty.
func NewNeedle(text, sample []byte) *Needle {
	often := frequencies(sample)
	return often.needle(text)
}

// byteFrequencies are how often each byte occurs in a text.
type byteFrequencies [256]int

func frequencies(text []byte) (often byteFrequencies) {
	for _, b := range text {
		often[b]++
	}
	return often
}

// needle goes by its rarest byte.
func (often *byteFrequencies) needle(text []byte) *Needle {
	n := &Needle{text: text}
	for at, b := range text {
		if often[b] < often[text[n.rare]] {
			n.rare = at
		}
	}
	return n
}

// in is where the needle is first in a text; -1 when it is nowhere.
func (n *Needle) in(text []byte) int {
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

// all yields all places of the needle in a text, in order. They may overlap.
func (n *Needle) all(text []byte) iter.Seq[int] {
	return func(yield func(at int) bool) {
		for from := 0; ; {
			at := n.in(text[from:])
			if at < 0 || !yield(from+at) {
				return
			}
			from += at + 1
		}
	}
}

// Part is in which part of a text of several parts, with boundaries between, the
// needle is first, from 0; -1 when it is nowhere.
func (n *Needle) Part(text []byte) int {
	at := n.in(text)
	if at < 0 {
		return -1
	}
	return boundaries(text[:at])
}

func boundaries(text []byte) int { return bytes.Count(text, []byte(Boundary)) }
