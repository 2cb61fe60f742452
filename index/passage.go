package index

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"gongwen/archive"
	"gongwen/index/reading"
)

// passage is the best passage for a snippet of those looked at so far.
//
// Folding a text takes several times as long as running over it. So a long text is
// looked at in windows: first at those in which every word stands as it was typed,
// which is nearly always where it is, and only then, folded, at the others.
type passage struct {
	words   []string            // folded
	sought  []reading.Sought    // what else they stand as, and what conditions ask for
	total   int                 // how many things are looked for: words, and what conditions ask for
	typed   [][]string          // the ways in which each may stand in a text that is not folded
	needles [][]*reading.Needle // of typed; made of the first long text
	pieces  []Piece             // the best passage
	most    int                 // how many of the things looked for are in it
	inIt    int                 // how many of these are words
	spare   int                 // bytes of long texts that are looked at for conditions when all the words are found
}

func newPassage(r archive.Record, q Query) *passage {
	p := &passage{words: q.Folded(), sought: soughtIn(r, q), spare: mostForConditions}
	p.total = len(p.words)
	for _, w := range q.Words {
		ways := []string{w.Folded}
		if w.From >= 0 && q.Text[w.From:w.To] != w.Folded {
			ways = append(ways, q.Text[w.From:w.To])
		}
		p.typed = append(p.typed, ways)
	}
	for _, s := range p.sought {
		p.total = max(p.total, s.As+1)
		if s.As < len(p.words) && s.Word != "" {
			p.typed[s.As] = append(p.typed[s.As], s.Word)
		}
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
	// behind is how many bytes a window has besides, to show what is around a hit.
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

// buffers are for texts that are looked through; one grows to the longest there is.
var buffers sync.Pool

// lookThrough looks at a text as it is read.
func (p *passage) lookThrough(ctx context.Context, from io.Reader) error {
	buffer, _ := buffers.Get().(*[]byte)
	if buffer == nil {
		buffer = new([]byte)
	}
	text := (*buffer)[:0]
	defer func() { *buffer = text; buffers.Put(buffer) }()
	var later []int // the windows in which not every word stands as typed
	for n, more := 0, true; more; n++ {
		if err := ctx.Err(); err != nil || p.enough() {
			return err
		}
		text = slices.Grow(text, windowSize)
		read, err := io.ReadFull(from, text[len(text):len(text)+windowSize])
		text = text[:len(text)+read]
		if more = err == nil; !more && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		// The last window read is looked at when what comes behind it is known.
		ready := []int{n - 1}
		if !more {
			ready = append(ready, n)
		}
		for _, n := range ready {
			if n < 0 || n*windowSize >= len(text) {
				continue
			}
			if w := p.window(text, n); p.asTyped(w.text) {
				p.lookThroughWindow(w)
			} else {
				later = append(later, n)
			}
		}
	}
	for _, n := range later {
		if err := ctx.Err(); err != nil || p.enough() {
			return err
		}
		p.lookThroughWindow(p.window(text, n))
	}
	return nil
}

// window is a part of a long text, with so much on either side that a passage that
// begins with a hit between first and last can be shown.
type window struct {
	text        []byte
	first, last int
}

// window is the n-th of a text, from 0.
func (p *passage) window(text []byte, n int) window {
	first, last := n*windowSize, min((n+1)*windowSize, len(text))
	// A passage that ends in this window may have begun in the one before.
	first = max(0, first-p.longest()-behind)
	begin, end := max(0, first-behind), min(last+behind, len(text))
	for begin > 0 && !utf8.RuneStart(text[begin]) {
		begin--
	}
	for end < len(text) && !utf8.RuneStart(text[end]) {
		end++
	}
	return window{text[begin:end], first - begin, last - begin}
}

func (p *passage) lookThroughWindow(w window) {
	p.look(string(w.text), w.first, w.last)
	if p.found() {
		p.spare -= len(w.text)
	}
}

// longest is how many bytes of a text a hit is taken to have at most.
func (p *passage) longest() int {
	longest := 0
	for _, word := range p.words {
		longest = max(longest, len(word))
	}
	return 1024 + 4*longest
}

// asTyped reports whether each of the words stands in a text as it was typed.
func (p *passage) asTyped(text []byte) bool {
	if p.needles == nil {
		for _, ways := range p.typed {
			var needles []*reading.Needle
			for _, way := range ways {
				needles = append(needles, reading.NewNeedle([]byte(way), text))
			}
			p.needles = append(p.needles, needles)
		}
	}
	for _, ways := range p.needles {
		if !slices.ContainsFunc(ways, func(n *reading.Needle) bool { return n.Part(text) >= 0 }) {
			return false
		}
	}
	return true
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
