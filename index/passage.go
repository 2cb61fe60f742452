package index

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"gongwen/archive"
	"gongwen/index/reading"
)

// passage is the best passage for a snippet of those looked at so far.
//
// Folding a text takes several times as long as running over it. So a long text is
// looked at in windows, and only those are folded in which there can be more of what is
// looked for than in the best passage.
type passage struct {
	words   []string            // folded
	sought  []reading.Sought    // what else they stand as, and what conditions ask for
	total   int                 // how many things are looked for: words, and what conditions ask for
	anchors [][]*reading.Anchor // of each thing, in the ways in which it may stand; made of the first long text
	pieces  []Piece             // the best passage
	most    int                 // how many of the things looked for are in it
	inIt    int                 // how many of these are words
	spare   int                 // bytes of long texts that are looked at for conditions when all the words are found
}

func newPassage(r archive.Record, q Query) *passage {
	p := &passage{words: q.Folded(), sought: soughtIn(r, q), spare: mostForConditions}
	p.total = len(p.words)
	for _, s := range p.sought {
		p.total = max(p.total, s.As+1)
	}
	return p
}

// found reports whether all the words are in the best passage.
func (p *passage) found() bool { return p.inIt == len(p.words) }

// complete reports whether no passage can be better.
func (p *passage) complete() bool { return p.most == p.total }

// enough reports whether long texts need not be looked at any further. What conditions
// ask for stands in the document or the form, or else is hardly worth a long search: it
// is written in so many forms that only folding tells.
func (p *passage) enough() bool { return p.complete() || p.found() && p.spare <= 0 }

const (
	// mostForConditions is how many bytes of long texts are looked at for what only
	// conditions ask for.
	mostForConditions = 256 << 10
	// around is how many runes a snippet shows on either side of its hit.
	around = 30
	// windowSize is how many bytes of a long text are looked at together.
	windowSize = 64 << 10
	// behind is how many bytes are read besides, to show what is around a hit.
	behind = 2 * around * utf8.UTFMax
)

// lookIn looks at a text that is in memory.
func (p *passage) lookIn(ctx context.Context, text string) error {
	switch {
	case p.complete():
		return nil
	case len(text) <= windowSize:
		p.look(text, 0, len(text))
		return nil
	}
	return p.lookThrough(ctx, strings.NewReader(text))
}

// lookThrough looks at a text as it is read, window by window.
func (p *passage) lookThrough(ctx context.Context, from io.Reader) error {
	// A passage that ends in a window may have begun before it.
	before := p.longest() + behind
	text := make([]byte, 0, before+behind+utf8.UTFMax+windowSize+behind) // a window, and what is around it
	next := 0                                                            // where the window begins
	for more := true; more; {
		if err := ctx.Err(); err != nil || p.enough() {
			return err
		}
		read, err := io.ReadFull(from, text[len(text):next+windowSize+behind])
		text = text[:len(text)+read]
		if more = err == nil; !more && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		last := len(text)
		if more {
			last -= behind
		}
		if p.canStand(text) > p.most {
			p.look(string(text), max(0, next-before), last)
		}
		if p.found() {
			p.spare -= len(text)
		}
		kept := max(0, last-before-behind)
		for kept > 0 && !utf8.RuneStart(text[kept]) {
			kept--
		}
		text = text[:copy(text, text[kept:])]
		next = last - kept
	}
	return nil
}

// longest is how many bytes of a text a hit is taken to have at most.
func (p *passage) longest() int {
	longest := 0
	for _, word := range p.words {
		longest = max(longest, len(word))
	}
	return 1024 + 4*longest
}

// canStand is how many of the things that are looked for can stand in a text.
func (p *passage) canStand(text []byte) (n int) {
	if p.anchors == nil {
		p.anchors = make([][]*reading.Anchor, p.total)
		for i, word := range p.words {
			p.anchors[i] = append(p.anchors[i], reading.NewAnchor(word, text))
		}
		for _, s := range p.sought {
			var anchor *reading.Anchor // of a day or an amount only folding tells
			if s.Word != "" {
				anchor = reading.NewAnchor(s.Word, text)
			}
			p.anchors[s.As] = append(p.anchors[s.As], anchor)
		}
	}
	for _, ways := range p.anchors {
		if slices.ContainsFunc(ways, func(a *reading.Anchor) bool { return a == nil || a.In(text) }) {
			n++
		}
	}
	return n
}

// look looks at a text for passages that begin with a hit between two places.
func (p *passage) look(text string, first, last int) {
	hits := reading.Places(text, p.words, p.sought...)
	best := -1
	for i, hit := range hits {
		if hit.From < first || hit.To > last {
			continue
		}
		if n, words := p.together(text, hits[i:]); n > p.most {
			best, p.most, p.inIt = i, n, words
			if p.complete() {
				break
			}
		}
	}
	if best >= 0 {
		p.pieces = cut(text, hits, hits[best].From, hits[best].To)
	}
}

// together is how many different things the first of some hits and those close behind it
// are, and how many of these are words.
func (p *passage) together(text string, hits []reading.Place) (n, words int) {
	different := map[int]bool{}
	for _, h := range hits {
		if utf8.RuneCountInString(text[hits[0].To:max(h.To, hits[0].To)]) > around {
			break
		}
		if !different[h.Word] && h.Word < len(p.words) {
			words++
		}
		different[h.Word] = true
	}
	return len(different), words
}

var lineBreaks = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ")

// cut takes the passage around from and to out of text.
func cut(text string, hits []reading.Place, from, to int) []Piece {
	for range around {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		from -= size
		_, size = utf8.DecodeRuneInString(text[to:])
		to += size
	}
	var pieces []Piece
	add := func(from, to int, hit bool) {
		if from < to {
			pieces = append(pieces, Piece{lineBreaks.Replace(text[from:to]), hit})
		}
	}
	at := from
	if from > 0 {
		pieces = append(pieces, Piece{"…", false})
	}
	for _, h := range hits {
		if h.From < at {
			continue
		}
		if h.To > to {
			break
		}
		add(at, h.From, false)
		add(h.From, h.To, true)
		at = h.To
	}
	add(at, to, false)
	if to < len(text) {
		pieces = append(pieces, Piece{"…", false})
	}
	return pieces
}
