package index

import (
	"strings"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"
)

// word is a folded text that a record contains, as it is written or as its
// numbers are read.
type word struct {
	text string
	read string // text as read; empty when it has no number
	// inNumber asks for it in the record's number only.
	inNumber bool
}

func newWord(text string, inNumber bool) word {
	w := word{text: text, inNumber: inNumber}
	if as := read(text); as != text {
		w.read = as
	}
	return w
}

func (w word) candidates(s *shard) (*roaring.Bitmap, error) { return w.having(s, inText) }

// having are the records that can have the word in a field. When it is exact they
// do have it.
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
	alone := "" // a rune that begins an unknown term
	for rest := text; rest != ""; {
		term, next := nextTerm(rest)
		if term == "" {
			if r, size := utf8.DecodeRuneInString(rest); !breaks(r) {
				alone = rest[:size]
			}
			rest = next
			continue
		}
		docs, err := s.with(field, term)
		if err != nil || docs.IsEmpty() {
			return roaring.New(), err
		}
		sets = append(sets, docs)
		rest = next
	}
	switch {
	case len(sets) > 0:
		return intersection(sets), nil
	case alone != "": // there are many such terms, so only when there is nothing else
		return s.beginning(field, alone)
	default: // nothing but marks
		return s.live, nil
	}
}

// nextTerm is the term a text begins with, and where the next one can begin. The
// text is folded, or read: then a number is one term with the rune behind it.
// The term is empty for a mark, and for a rune that it is not known what follows
// it in the record: the last one, or one before a number.
func nextTerm(text string) (term, next string) {
	if strings.HasPrefix(text, mark) {
		end := len(mark) + strings.Index(text[len(mark):], mark) + len(mark)
		r, size := utf8.DecodeRuneInString(text[end:])
		if end == len(text) || string(r) == mark || breaks(r) {
			return text[:end], text[end:]
		}
		return text[:end+size], text[end:]
	}
	r, first := utf8.DecodeRuneInString(text)
	rest := text[first:]
	if breaks(r) || rest == "" || strings.HasPrefix(rest, mark) {
		return "", rest
	}
	r, second := utf8.DecodeRuneInString(rest)
	switch {
	case breaks(r):
		return text[:first], rest
	case len(rest) == second:
		return text, ""
	default:
		return text[:first+second], rest
	}
}

// exact tells whether the candidates are the records that match: each reading of
// the word is a term, or a rune that terms begin with.
func (w word) exact() bool {
	if w.inNumber || strings.ContainsFunc(w.text, breaks) || utf8.RuneCountInString(w.text) > 2 {
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
	inSubject, err := w.having(s, inSubject)
	if err != nil {
		return nil, err
	}
	return ranks{}.add(subjectScore, roaring.And(docs, inSubject)).add(textScore, roaring.AndNot(docs, inSubject)), nil
}

// verified are those of the records whose text does contain the word, by the
// part it stands in.
func (w word) verified(s *shard, docs *roaring.Bitmap) (ranks, error) {
	known := s.known.word(w.text)
	if rest := roaring.AndNot(docs, known.with); !rest.IsEmpty() {
		more, err := w.compare(s, rest)
		if err != nil {
			return nil, err
		}
		known = known.and(more)
		s.known.learn(w.text, known, s.segment.Count())
	}
	if w.inNumber {
		return ranks{}.add(0, roaring.And(docs, known.at[numberScore])), nil
	}
	var found ranks
	for score := textScore; score <= numberScore; score++ {
		found = found.add(score, roaring.And(docs, known.at[score]))
	}
	return found, nil
}

// compare compares the word with the texts of records.
func (w word) compare(s *shard, docs *roaring.Bitmap) (compared, error) {
	written, asRead := docs, roaring.New()
	if w.read != "" { // only then can a candidate be one of the one reading and not of the other
		var err error
		if written, err = spelled(s, inText, w.text); err != nil {
			return compared{}, err
		}
		if asRead, err = spelled(s, inText, w.read); err != nil {
			return compared{}, err
		}
	}
	c := newCompared(docs)
	var word needle
	var passage passage
	err := s.texts(docs, func(doc uint32, text []byte) {
		if word.text == nil {
			word, passage = needleFor([]byte(w.text), text), newPassage(w.read, text)
		}
		score := 0
		if written.Contains(doc) {
			score = scoreAt(word.boundariesBefore(text))
		}
		if score < numberScore && asRead.Contains(doc) {
			score = max(score, scoreAt(passage.find(text)))
		}
		if score > 0 {
			c.at[score].Add(doc)
		}
	})
	return c, err
}

// scoreAt is the score of a hit in a stored text by how many boundaries are before
// it: the number comes before the first, the subject before the second. -1 is no
// hit.
func scoreAt(boundaries int) int {
	switch boundaries {
	case -1:
		return 0
	case 0:
		return numberScore
	case 1:
		return subjectScore
	default:
		return textScore
	}
}
