package index

import (
	"strings"
	"unicode/utf8"

	"gongwen/archive"
)

// Piece is a part of a snippet.
type Piece struct {
	Text string
	Hit  bool // what was looked for
}

// around is how many runes a snippet shows on either side of its first hit.
const around = 30

// Snippet is the passage of a record that holds the first hit of a query, on
// one line, with every hit in it marked. Without a hit it is the beginning of
// the text.
func Snippet(r archive.Record, attachments []Attachment, text string) []Piece {
	wanted := words(text)
	for _, part := range searchable(r, attachments) {
		if hits := find(part, wanted); len(hits) > 0 {
			return cut(part, hits)
		}
	}
	return cut(r.Text, []span{{0, 0}})
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

// span is a stretch of a text, in bytes.
type span struct{ from, to int }

// find are the places of the words in text, in order and not overlapping.
func find(text string, wanted []string) []span {
	// The folded text, and for each of its bytes the rune of text it came from.
	var b []byte
	var origin []int
	fold(text, func(r rune, at int) {
		b = utf8.AppendRune(b, r)
		for len(origin) < len(b) {
			origin = append(origin, at)
		}
	})
	plain := string(b)
	var hits []span
	end := 0 // of the last hit; one rune can fold to several and hold two hits
	for at := 0; at < len(plain); {
		long := 0
		for _, word := range wanted {
			if len(word) > long && strings.HasPrefix(plain[at:], word) {
				long = len(word)
			}
		}
		if long == 0 {
			at++
			continue
		}
		if origin[at] >= end {
			last := origin[at+long-1]
			_, size := utf8.DecodeRuneInString(text[last:])
			end = last + size
			hits = append(hits, span{origin[at], end})
		}
		at += long
	}
	return hits
}

var lineBreaks = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ")

// cut takes the passage around the first hit out of text.
func cut(text string, hits []span) []Piece {
	from, to := hits[0].from, hits[0].to
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
	for _, hit := range hits {
		if hit.to > to {
			break
		}
		add(at, hit.from, false)
		add(hit.from, hit.to, true)
		at = hit.to
	}
	add(at, to, false)
	if to < len(text) {
		pieces = append(pieces, Piece{"…", false})
	}
	return pieces
}
