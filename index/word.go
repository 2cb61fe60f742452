package index

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"
)

// word is a folded text that a record contains, as it is written or as its
// numbers are read.
type word struct {
	text string
	read string // text as read; empty when it has no number
	in   string // inText, or inNumber to look in the number alone
}

func newWord(text, in string) word {
	w := word{text: text, in: in}
	if as := read(text); as != text {
		w.read = as
	}
	return w
}

func (w word) candidates(s *shard) (*roaring.Bitmap, error) { return w.having(s, w.in) }

// having are the records that can have the word in a field. For a word of one or
// two runes, or a number and the rune behind it, they do have it.
func (w word) having(s *shard, field string) (*roaring.Bitmap, error) {
	docs, err := spelled(s, field, w.text)
	if err != nil || w.read == "" {
		return docs, err
	}
	as, err := spelled(s, field, w.read)
	if err != nil {
		return nil, err
	}
	return roaring.Or(docs, as), nil
}

// spelled are the records that have every term of the text in the field.
func spelled(s *shard, field, text string) (*roaring.Bitmap, error) {
	var sets []*roaring.Bitmap
	add := func(term string) (bool, error) {
		docs, err := s.with(field, term)
		if err != nil || docs.IsEmpty() {
			return false, err
		}
		sets = append(sets, docs)
		return true, nil
	}
	for rest := text; rest != ""; {
		term, next := nextTerm(rest)
		if term == "" { // a rune alone, which more terms begin with than are worth reading
			if len(sets) == 0 && next == "" {
				return s.beginning(field, rest)
			}
			rest = next
			continue
		}
		if ok, err := add(term); !ok {
			return roaring.New(), err
		}
		rest = next
	}
	if len(sets) == 0 { // runes between numbers, each for itself; there is a number, or it would be a bigram
		return s.live, nil
	}
	return intersection(sets), nil
}

// nextTerm is the term a text begins with, and where the next one begins. The
// text is folded, or read: then a number is one term with the rune behind it.
func nextTerm(text string) (term, next string) {
	if strings.HasPrefix(text, mark) {
		end := len(mark) + strings.Index(text[len(mark):], mark) + len(mark)
		if end == len(text) || strings.HasPrefix(text[end:], mark) {
			return text[:end], text[end:]
		}
		_, size := utf8.DecodeRuneInString(text[end:])
		return text[:end+size], text[end:]
	}
	_, first := utf8.DecodeRuneInString(text)
	if first == len(text) || strings.HasPrefix(text[first:], mark) {
		return "", text[first:]
	}
	_, second := utf8.DecodeRuneInString(text[first:])
	if next := text[first:]; len(next) > second {
		return text[:first+second], next
	}
	return text[:first+second], ""
}

// exact tells whether the candidates are the records that match: each reading of
// the word is a term, or a rune that terms begin with.
func (w word) exact() bool {
	if utf8.RuneCountInString(w.text) > 2 {
		return false
	}
	if w.read == "" {
		return true
	}
	term, next := nextTerm(w.read)
	return term != "" && (next == "" || term == w.read)
}

func (w word) match(s *shard, docs *roaring.Bitmap) (ranks, error) {
	if !w.exact() {
		return w.verified(s, docs)
	}
	var found ranks
	if w.in == inNumber {
		return found.add(0, docs), nil
	}
	for _, at := range []struct {
		field string
		score int
	}{{inNumber, numberScore}, {inSubject, subjectScore}} {
		here, err := w.having(s, at.field)
		if err != nil {
			return nil, err
		}
		found = found.add(at.score, roaring.And(docs, here))
		docs = roaring.AndNot(docs, here)
	}
	return found.add(textScore, docs), nil
}

// verified are those of the records whose text does contain the word, by the
// part it stands in.
func (w word) verified(s *shard, docs *roaring.Bitmap) (ranks, error) {
	text, as := []byte(w.text), []byte(w.read)
	var at [numberScore + 1]*roaring.Bitmap
	for score := range at {
		at[score] = roaring.New()
	}
	for all := docs.Iterator(); all.HasNext(); {
		doc := all.Next()
		err := s.stored(doc, func(stored []byte) {
			score := scoreAt(stored, bytes.Index(stored, text))
			if len(as) > 0 && score < numberScore {
				stored := []byte(read(string(stored)))
				score = max(score, scoreAt(stored, bytes.Index(stored, as)))
			}
			at[score].Add(doc)
		})
		if err != nil {
			return nil, err
		}
	}
	if w.in == inNumber {
		return ranks{}.add(0, at[numberScore]), nil
	}
	var found ranks
	for score := textScore; score <= numberScore; score++ {
		found = found.add(score, at[score])
	}
	return found, nil
}

// scoreAt is the score of a hit at a place in a stored text: the number comes
// before the first boundary, the subject before the second. A negative place is
// none.
func scoreAt(stored []byte, place int) int {
	if place < 0 {
		return 0
	}
	switch bytes.Count(stored[:place], []byte(boundary)) {
	case 0:
		return numberScore
	case 1:
		return subjectScore
	default:
		return textScore
	}
}
