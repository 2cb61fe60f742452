package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveQuery "github.com/blevesearch/bleve/v2/search/query"
)

// Reader is an open index that nobody writes to any more. Many may use it at once.
type Reader struct {
	dir    string
	opened bleve.Index
	cache  *matchCache
}

// Open opens the index in dir, which has so many documents. Where a segment is not
// there – somebody may have removed the folder meanwhile – Bleve opens what is left,
// which can be nothing, without an error; here that is ErrDamaged.
func Open(dir string, documents int) (*Reader, error) {
	r := &Reader{dir: dir, cache: newMatchCache()}
	err := guard(dir, func() (err error) {
		if r.opened, err = open(dir, true); err != nil {
			return err
		}
		count, err := r.opened.DocCount()
		if err == nil && count != uint64(documents) {
			err = fmt.Errorf("%s：%w（有%d件，应有%d件）", dir, ErrDamaged, count, documents)
		}
		if err != nil {
			return errors.Join(err, r.opened.Close())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// Close lets the files go.
func (r *Reader) Close() error { return r.opened.Close() }

// Inherit takes over what another reader has found out about segments, given by the
// base names of their files, which both have.
func (r *Reader) Inherit(other *Reader, segments []string) { r.cache.inherit(other.cache, segments) }

// Lacking are those of the numbers that no document has.
func (r *Reader) Lacking(ctx context.Context, numbers []string) (lacking []string, err error) {
	err = guard(r.dir, func() error {
		answer, err := r.opened.SearchInContext(ctx, bleve.NewSearchRequestOptions(bleveQuery.NewDocIDQuery(numbers), len(numbers), 0, false))
		if err != nil {
			return err
		}
		has := map[string]bool{}
		for _, hit := range answer.Hits {
			has[hit.ID] = true
		}
		for _, number := range numbers {
			if !has[number] {
				lacking = append(lacking, number)
			}
		}
		return nil
	})
	return lacking, err
}

// shards shows all shards of the index.
func (r *Reader) shards(show func([]*shard) error) error {
	return guard(r.dir, func() error { return shardsOf(r.opened, r.cache, show) })
}

// shardsOf shows all shards of an open index.
func shardsOf(opened bleve.Index, cache *matchCache, show func([]*shard) error) (err error) {
	inside, err := opened.Advanced()
	if err != nil {
		return err
	}
	reader, err := inside.Reader()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return fmt.Errorf("%w（%T）", ErrDamaged, reader)
	}
	var shards []*shard
	for _, s := range snapshot.Segments() {
		shards = append(shards, newShard(s, cache))
	}
	return show(shards)
}
