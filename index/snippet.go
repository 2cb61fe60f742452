package index

import (
	"html"
	"strings"
	"unicode/utf8"

	"gongwen/archive"
	"gongwen/archive/texts"
	"gongwen/index/reading"
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
func Snippet(r archive.Record, attachments []texts.Attachment, q Query) []Piece {
	parts := searchable(r, attachments)
	parts = append(parts[2:], parts[0], parts[1])
	words, sought := q.Folded(), soughtIn(r, q)
	var best string
	var bestHits []reading.Place
	at, most := 0, 0
	for _, part := range parts {
		hits := reading.PlacesOf(part, words, sought)
		for i := range hits {
			if n := together(part, hits[i:]); n > most {
				best, bestHits, at, most = part, hits, i, n
			}
		}
	}
	if most == 0 {
		return cut(r.Text, nil, 0, 0)
	}
	return cut(best, bestHits, bestHits[at].From, bestHits[at].To)
}

// soughtIn is what a query seeks besides words in a record: where it means the record's
// own number, that in full.
func soughtIn(r archive.Record, q Query) []reading.Sought {
	all := q.Sought()
	for i, s := range all {
		if s.Reference != nil {
			full := s.Reference.Of(r.Number, r.Title)
			all[i].Reference = &full
		}
	}
	return all
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

// together is how many different words the first of some hits and those close
// behind it are.
func together(text string, hits []reading.Place) int {
	words := map[int]bool{}
	for _, h := range hits {
		if utf8.RuneCountInString(text[hits[0].To:max(h.To, hits[0].To)]) > around {
			break
		}
		words[h.Word] = true
	}
	return len(words)
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
