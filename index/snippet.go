package index

import (
	"cmp"
	"html"
	"slices"
	"strings"
	"unicode/utf8"

	"gongwen/archive"
)

// Piece is a part of a snippet. Its text is as the form has it and not yet safe
// in HTML; see HTML.
type Piece struct {
	Text string
	Hit  bool // what was looked for
}

// around is how many runes a snippet shows on either side of its hit.
const around = 30

// Snippet is the passage of a record that tells best why a query found it: the
// one with the most of its words, on one line, every hit in it marked. It is
// looked for in the document first, then in the form and the attachments, then
// in number and subject. Without a hit it is the beginning of the document.
func Snippet(r archive.Record, attachments []Attachment, q Query) []Piece {
	parts := searchable(r, attachments)
	parts = append(parts[2:], parts[0], parts[1])
	words := q.folds()
	var best string
	var bestHits []hit
	at, most := 0, 0
	for _, part := range parts {
		hits := find(part, words)
		for i := range hits {
			if n := together(part, hits[i:]); n > most {
				best, bestHits, at, most = part, hits, i, n
			}
		}
	}
	if most == 0 {
		return cut(r.Text, nil, 0, 0)
	}
	return cut(best, bestHits, bestHits[at].from, bestHits[at].to)
}

// Marked writes a snippet with marks around each hit.
func Marked(pieces []Piece, before, after string) string {
	var b strings.Builder
	for _, p := range pieces {
		if p.Hit {
			b.WriteString(before + p.Text + after)
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// HTML writes a snippet as HTML, hits in <mark>. Whatever a form says, there is
// no other markup in it.
func HTML(pieces []Piece) string {
	safe := make([]Piece, len(pieces))
	for i, p := range pieces {
		safe[i] = Piece{html.EscapeString(p.Text), p.Hit}
	}
	return Marked(safe, "<mark>", "</mark>")
}

// hit is where a word stands in a text, in bytes.
type hit struct {
	from, to int
	word     int
}

// find are the places of the words in a text, in order and not overlapping.
func find(text string, words []string) []hit {
	if len(words) == 0 {
		return nil
	}
	written := asWritten(text)
	var hits []hit
	var numbers *reading // most texts are not asked for one
	for i, word := range words {
		hits = append(hits, written.find(word, i)...)
		if as := read(word); as != word {
			if numbers == nil {
				r := written.asRead()
				numbers = &r
			}
			hits = append(hits, numbers.find(as, i)...)
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
	end := 0
	return slices.DeleteFunc(hits, func(h hit) bool {
		overlaps := h.from < end
		if !overlaps {
			end = h.to
		}
		return overlaps
	})
}

// reading is a text folded, or folded and read, with where each of its bytes
// comes from: the first byte and the one behind the last.
type reading struct {
	text     string
	from, to []int
}

func asWritten(text string) reading {
	var r reading
	b := make([]byte, 0, len(text))
	fold(text, func(folded rune, at int) {
		_, size := utf8.DecodeRuneInString(text[at:])
		b = utf8.AppendRune(b, folded)
		for len(r.from) < len(b) {
			r.from = append(r.from, at)
			r.to = append(r.to, at+size)
		}
	})
	r.text = string(b)
	return r
}

func (r reading) asRead() reading {
	var as reading
	var b strings.Builder
	done := 0
	keep := func(to int) {
		b.WriteString(r.text[done:to])
		as.from = append(as.from, r.from[done:to]...)
		as.to = append(as.to, r.to[done:to]...)
	}
	numbers(r.text, func(start, end int, value string) {
		keep(start)
		number := mark + value + mark
		b.WriteString(number)
		as.from = append(as.from, slices.Repeat([]int{r.from[start]}, len(number))...)
		as.to = append(as.to, slices.Repeat([]int{r.to[end-1]}, len(number))...)
		done = end
	})
	keep(len(r.text))
	as.text = b.String()
	return as
}

func (r reading) find(word string, i int) []hit {
	var hits []hit
	for at := 0; ; {
		n := strings.Index(r.text[at:], word)
		if n < 0 {
			return hits
		}
		at += n
		hits = append(hits, hit{r.from[at], r.to[at+len(word)-1], i})
		at += len(word)
	}
}

// together is how many different words the first of some hits and those close
// behind it are.
func together(text string, hits []hit) int {
	words := map[int]bool{}
	for _, h := range hits {
		if utf8.RuneCountInString(text[hits[0].to:max(h.to, hits[0].to)]) > around {
			break
		}
		words[h.word] = true
	}
	return len(words)
}

var lineBreaks = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ")

// cut takes the passage around from and to out of text.
func cut(text string, hits []hit, from, to int) []Piece {
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
		if h.from < at {
			continue
		}
		if h.to > to {
			break
		}
		add(at, h.from, false)
		add(h.from, h.to, true)
		at = h.to
	}
	add(at, to, false)
	if to < len(text) {
		pieces = append(pieces, Piece{"…", false})
	}
	return pieces
}
