package index

import (
	"context"

	"github.com/blevesearch/bleve/v2"
)

// Hit is one record found. What else there is to know of it, such as that it is
// void, the catalogue tells.
type Hit struct {
	Number string
	Score  float64 // only to compare with the other hits of the same search
}

// Result is what a search found.
type Result struct {
	Total int   // all hits, also those before Offset and behind Limit
	Hits  []Hit // the best first; equals by newer date, then by number
}

// Search finds the records that contain what the query asks for.
func (x *Index) Search(ctx context.Context, q Query) (Result, error) {
	limit := q.Limit
	if limit == 0 {
		limit = 20
	}
	request := bleve.NewSearchRequestOptions(q.bleve(), limit, q.Offset, false)
	request.SortBy([]string{"-_score", "-date", "order"})
	var result Result
	err := x.use(false, func(opened bleve.Index, _ State) error {
		answer, err := opened.SearchInContext(ctx, request)
		if err != nil {
			return err
		}
		result.Total = int(answer.Total)
		for _, hit := range answer.Hits {
			result.Hits = append(result.Hits, Hit{Number: hit.ID, Score: hit.Score})
		}
		return nil
	})
	return result, err
}
