package search

import (
	"context"
	"runtime"

	"golang.org/x/sync/errgroup"

	"gongwen/archive/catalogue"
	"gongwen/archive/texts"
	"gongwen/index"
)

// Excerpt is what an answer shows of a record that was found.
type Excerpt struct {
	Snippet []index.Piece // the passage for which it was found
	Hidden  []Attachment  // attachments in which more may stand than is found
}

// Excerpts are those of the records of a page, in their order. What they take does not
// grow with how much the records say, but with how far in it the passages stand.
func Excerpts(ctx context.Context, store *texts.Store, records []catalogue.Entry, q index.Query) ([]Excerpt, error) {
	all := make([]Excerpt, len(records))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, e := range records {
		group.Go(func() error {
			attached, err := store.About(ctx, e.Record)
			if err != nil {
				return err
			}
			all[i].Hidden = Hidden(attached)
			all[i].Snippet, err = index.Snippet(ctx, e.Record, store, q)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return all, nil
}
