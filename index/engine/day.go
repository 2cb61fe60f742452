package engine

import (
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"gongwen/index/query"
)

// verifyDay are those of the candidates for a day, by where they have it: in the subject
// or as the day they bear, or in the text.
func (s *shard) verifyDay(d query.Day, candidates *roaring.Bitmap) (ranks, error) {
	first, err := s.writing(d, query.WrittenSubject)
	if err != nil {
		return nil, err
	}
	first = roaring.And(candidates, first)
	dates, err := s.dates()
	if err != nil {
		return nil, err
	}
	for all := candidates.Iterator(); all.HasNext(); {
		doc := all.Next()
		if day := dates.of(doc); d.Year > 0 && strings.HasPrefix(day, d.String()) || d.Year == 0 && strings.HasSuffix(day, d.String()) {
			first.Add(doc)
		}
	}
	return ranks{}.add(subjectScore, first).add(textScore, roaring.AndNot(candidates, first)), nil
}

// writing are the documents that have the day, or one of the month, in a field.
func (s *shard) writing(d query.Day, field query.Field) (*roaring.Bitmap, error) {
	term := d.String()
	if d.Day.Day > 0 {
		return s.with(field, term)
	}
	return s.withAny(query.Terms{Field: field, From: term, To: after(term)})
}
