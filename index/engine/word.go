package engine

import (
	"context"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"gongwen/index/query"
	"gongwen/index/reading"
)

// having are the documents that can have the word in a field. Where the word is a
// term they do have it.
func (s *shard) having(w query.Word, field query.Field) (*roaring.Bitmap, error) {
	docs, err := s.withTerms(field, w.Text)
	if err != nil || w.ByValue == "" {
		return docs, err
	}
	byValue, err := s.withTerms(field, w.ByValue)
	if err != nil {
		return nil, err
	}
	return roaring.Or(docs, byValue), nil
}

// withTerms are the documents that have every term of the word in the field.
func (s *shard) withTerms(field query.Field, word string) (*roaring.Bitmap, error) {
	terms, alone := reading.WordTerms(word)
	var sets []*roaring.Bitmap
	for _, term := range terms {
		docs, err := s.with(field, term)
		if err != nil || docs.IsEmpty() {
			return roaring.New(), err
		}
		sets = append(sets, docs)
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

// verifyWord are those of the documents whose text does contain the word, by the
// part it stands in.
func (s *shard) verifyWord(ctx context.Context, w query.Word, docs *roaring.Bitmap) (ranks, error) {
	if !w.InNumber && reading.IsTerm(w.Text, w.ByValue) {
		return s.verifyTerm(w, docs)
	}
	key, compare := w.Text, s.compare
	if w.InNumber {
		key, compare = reading.Boundary+w.Text, s.compareNumber
	}
	known := s.cache.word(key)
	if rest := roaring.AndNot(docs, known.compared); !rest.IsEmpty() {
		more, err := compare(ctx, w, rest)
		if err != nil {
			return nil, err
		}
		known = known.and(more)
		s.cache.remember(key, known, s.segment.Count())
	}
	if w.InNumber {
		return unranked(roaring.And(docs, known.at[numberScore])), nil
	}
	var found ranks
	for score := partScore; score <= numberScore; score++ {
		found = found.add(score, roaring.And(docs, known.at[score]))
	}
	return found, nil
}

// verifyTerm is verifyWord of a word that is a term: the documents do have it.
func (s *shard) verifyTerm(w query.Word, docs *roaring.Bitmap) (ranks, error) {
	whole, text := docs, w.Text
	if w.ByValue != "" {
		text = w.ByValue
		byValue, err := s.withTerms(inText, text)
		if err != nil {
			return nil, err
		}
		whole = roaring.And(docs, byValue)
	}
	subject, err := s.withTerms(inSubject, text)
	if err != nil {
		return nil, err
	}
	return ranks{}.add(subjectScore, roaring.And(whole, subject)).add(textScore, roaring.AndNot(whole, subject)).
		add(partScore, roaring.AndNot(docs, whole)), nil
}

// compareNumber compares the word with the numbers of documents.
func (s *shard) compareNumber(ctx context.Context, w query.Word, docs *roaring.Bitmap) (matches, error) {
	m := newMatches(docs)
	err := s.texts(ctx, docs, func(doc uint32, text []byte) {
		number, _, _ := strings.Cut(string(text[:min(len(text), mostNumber)]), reading.Boundary)
		if strings.Contains(number, w.Text) || w.ByValue != "" && strings.Contains(reading.ByValue(number), w.ByValue) {
			m.at[numberScore].Add(doc)
		}
	})
	return m, err
}

// mostNumber is how many bytes a number has at most.
const mostNumber = 1000

// compare compares the word with the texts of documents.
func (s *shard) compare(ctx context.Context, w query.Word, docs *roaring.Bitmap) (matches, error) {
	written, byValue := docs, roaring.New()
	if w.ByValue != "" { // only then can a candidate be one in one reading and not in the other
		var err error
		if written, err = s.withTerms(inText, w.Text); err != nil {
			return matches{}, err
		}
		if byValue, err = s.withTerms(inText, w.ByValue); err != nil {
			return matches{}, err
		}
	}
	m, isNumber := newMatches(docs), w.IsNumber()
	var needle *reading.Needle // of the first text on
	var passage *reading.Passage
	err := s.texts(ctx, docs, func(doc uint32, text []byte) {
		if needle == nil {
			needle, passage = reading.NewNeedle([]byte(w.Text), text), reading.NewPassage(w.ByValue, text)
		}
		whole, part := -1, -1
		if byValue.Contains(doc) {
			whole = passage.Part(text)
		}
		if whole != 0 && written.Contains(doc) && (whole < 0 || !isNumber) {
			part = needle.Part(text)
		}
		switch {
		case whole < 0 && part < 0:
		case whole < 0 && isNumber:
			m.at[partScore].Add(doc)
		case part < 0 || whole >= 0 && whole < part:
			m.at[scoreIn(whole)].Add(doc)
		default:
			m.at[scoreIn(part)].Add(doc)
		}
	})
	return m, err
}

// scoreIn is the score of a word that stands in a part of a document.
func scoreIn(part int) int {
	switch part {
	case 0:
		return numberScore
	case 1:
		return subjectScore
	default:
		return textScore
	}
}
