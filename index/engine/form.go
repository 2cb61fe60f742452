package engine

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/document"

	"gongwen/index/query"
	"gongwen/index/reading"
)

// Form is what the form of a document says, field by field. Nearly all of it stands in
// the document's folded text already, so that a saying is kept as a place in there, and
// costs about three bytes. The few that do not stand there are kept beside it.
type Form struct {
	Kind  string
	Paths []string // the fields and columns that the kind has
	Said  []Saying
}

// Saying is one thing that a form says.
type Saying struct {
	Path int    // place of the field in Form.Paths
	Text string // folded, not empty
}

// The fields in Bleve of what forms say.
const (
	// inForm has one term for each document: its kind and paths, with boundaries
	// between. There are as many of them as kinds of form, and one more whenever a kind
	// is changed.
	inForm query.Field = "form"
	// inSaid has the terms of what is kept beside the document's text. The sayings are
	// stored in it, see addForm.
	inSaid query.Field = "said"
)

// addForm adds what the form says. It is stored as so many numbers (varint): how many
// sayings there are, then three for each, by their place,
//
//	path<<1, or path<<1|1 where the text is kept beside
//	where it begins, counted from where the one before began
//	its length in bytes
//
// and behind them the texts that are kept beside.
func (d Document) addForm(b *document.Document) {
	b.AddField(&field{name: string(inForm), exact: []string{strings.Join(append([]string{d.Form.Kind}, d.Form.Paths...), reading.Boundary)}})
	text := strings.Join(d.Parts, reading.Boundary)
	var beside strings.Builder
	spans := make([]span, 0, len(d.Form.Said))
	for _, s := range d.Form.Said {
		at, beginning := placeOf(s.Text, text), 0
		if at < 0 {
			at, beginning = beside.Len(), 1
			beside.WriteString(s.Text + reading.Boundary)
		}
		spans = append(spans, span{path: s.Path<<1 | beginning, from: at, length: len(s.Text)})
	}
	slices.SortStableFunc(spans, func(a, b span) int { return cmp.Or(cmp.Compare(a.path&1, b.path&1), cmp.Compare(a.from, b.from)) })
	kept := binary.AppendUvarint(nil, uint64(len(spans)))
	last := span{}
	for _, s := range spans {
		if s.path&1 != last.path&1 {
			last.from = 0
		}
		for _, n := range []int{s.path, s.from - last.from, s.length} {
			kept = binary.AppendUvarint(kept, uint64(n))
		}
		last = s
	}
	b.AddField(&field{name: string(inSaid), parts: []string{beside.String()}, stored: append(kept, beside.String()...)})
}

// span is where a saying stands; the last bit of path tells in which of two texts.
type span struct{ path, from, length int }

// placeOf is a place in the text at which a saying reads, also by value, as it does
// alone; -1 when there is none.
func placeOf(said, text string) int {
	own := text[:min(len(text), mostText)]
	for from := 0; from <= len(own)-len(said); {
		at := strings.Index(own[from:], said)
		if at < 0 {
			return -1
		}
		at += from
		if reading.ReadsAlone(text, at, at+len(said)) {
			return at
		}
		_, size := utf8.DecodeRuneInString(said)
		from = at + size
	}
	return -1
}

// mostText is how far into a document's text sayings are looked for. It begins with
// what the record says itself; attachments, which can be large, come behind.
const mostText = 64 << 10

// sayings yields what the form says in some paths, until that is false: the document's
// text and what was stored with it.
func sayings(text, stored []byte, wanted []bool, yield func(said []byte) bool) {
	n, size := binary.Uvarint(stored)
	rest := stored[max(0, size):]
	spans := make([]span, 0, 8)
	last := span{}
	for range n {
		var s span
		for _, to := range []*int{&s.path, &s.from, &s.length} {
			v, size := binary.Uvarint(rest)
			if size <= 0 {
				panic("sayings cut short") // which is damage, see guard
			}
			*to, rest = int(v), rest[size:]
		}
		if s.path&1 == last.path&1 {
			s.from += last.from
		}
		last = s
		if path := s.path >> 1; path < len(wanted) && wanted[path] {
			spans = append(spans, s)
		}
	}
	for _, s := range spans {
		from := text
		if s.path&1 == 1 {
			from = rest
		}
		if !yield(from[s.from : s.from+s.length]) {
			return
		}
	}
}
