package index_test

import (
	"reflect"
	"testing"

	"gongwen/index"
)

// TestSearchMatchCache: what a search remembers of the ones before changes no answer, be the
// same asked again, within less or by somebody who may see less, or be records
// changed and added in between.
func TestSearchMatchCache(t *testing.T) {
	t.Parallel()
	library := newCorpus(t, 3000)
	x, s, dir := built(t)
	words := []string{"次会议议定，由区", "第12次会议", "拨付，", "龙政minutes〔20", "编号:〕2", "人民政府办公室会议纪要 -负责，"}
	compare := func(when string) {
		t.Helper()
		for _, text := range words {
			for _, more := range []string{" 年度:2017", "", " 单位:区财政局"} { // less, all, less
				for _, access := range []index.Access{{}, {Limited: true, Within: []string{"区信访局"}}} {
					r := index.Request{Query: parsed(t, text+more), Access: access, Limit: 50, Facets: []index.Field{index.FacetUnit}}
					got, err := x.Search(t.Context(), r)
					if err != nil {
						t.Fatal(err)
					}
					want, err := index.At(dir, nil).Search(t.Context(), r) // which knows nothing
					if err != nil {
						t.Fatal(err)
					}
					if !reflect.DeepEqual(got, want) {
						t.Errorf("%s, %s: found %d, want %d", when, text+more, got.Total, want.Total)
					}
				}
			}
		}
	}
	for i := range 2000 {
		s.add(library.record(i))
	}
	follow(t, x, s)
	compare("at first")
	compare("again")
	for i := range 200 {
		r := library.record(i * 7)
		r.Text = "会议取消"
		s.add(r)
	}
	for i := 2000; i < 3000; i++ {
		s.add(library.record(i))
	}
	follow(t, x, s)
	compare("after changes")
}
