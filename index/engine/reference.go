package engine

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"gongwen/index/query"
	"gongwen/index/reading"
)

// seriesOf are the series that a reference is the most like.
func seriesOf(shards []*shard, r reading.Reference) (all []reading.Series, err error) {
	most := reading.Letters
	for _, s := range shards {
		err := s.terms(query.Series, "", "", func(term string) bool {
			series := reading.ParseSeries(term)
			like := r.Like(series)
			if like > most {
				most, all = like, nil
			}
			if like == most && !slices.Contains(all, series) {
				all = append(all, series)
			}
			return true
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// referred are the documents whose own number a reference means.
func (s *shard) referred(r query.Reference) (*roaring.Bitmap, error) {
	docs, err := s.with(query.Serial, r.Serial)
	if err != nil || docs.IsEmpty() {
		return roaring.New(), err
	}
	if r.Year != "" {
		of, err := s.with(query.Year, r.Year)
		if err != nil {
			return nil, err
		}
		docs = roaring.And(docs, of)
	}
	series := roaring.New()
	for _, one := range r.Series {
		of, err := s.with(query.Series, one.Term())
		if err != nil {
			return nil, err
		}
		series.Or(of)
	}
	return roaring.And(docs, series), nil
}

// citing are the documents that cite what a reference means.
func (s *shard) citing(r query.Reference) (*roaring.Bitmap, error) {
	switch {
	case r.Own:
		return roaring.New(), nil
	case r.Before+r.Behind+r.Year == "":
		return s.with(query.Cited, r.Serial)
	}
	prefix := []string{r.Serial, ""}
	if r.Year != "" {
		prefix = []string{r.Serial, r.Year, ""}
	}
	from := reading.CitationTerm(prefix...)
	return s.withAny(query.Terms{Field: query.Cited, From: from, To: after(from), Is: func(term string) bool {
		return r.IsCited(term, r.Series)
	}})
}

// verifyReference are those of the candidates for a reference, by how they have it.
func (s *shard) verifyReference(r query.Reference, candidates *roaring.Bitmap) (ranks, error) {
	own, err := s.referred(r)
	if err != nil {
		return nil, err
	}
	return ranks{}.add(referenceScore, roaring.And(candidates, own)).add(citedScore, roaring.AndNot(candidates, own)), nil
}
