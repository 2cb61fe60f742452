//go:build linux

package index_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"gongwen/index"
)

// officeClasses are what a reading room asks and FTS5 has no answer to: conditions,
// values counted, orders, limits of access. They are not among the mixed queries.
var officeClasses = []struct {
	name string
	make func(c corpus, rng *rand.Rand) (text string, r index.Request)
}{
	{"everything, newest, facets", func(corpus, *rand.Rand) (string, index.Request) {
		return "", index.Request{Sort: index.ByNewest, Facets: index.Facets}
	}},
	{"a word, facets", func(c corpus, rng *rand.Rand) (string, index.Request) {
		return phrases([]string{c.substring(rng, 2+rng.IntN(4))}), index.Request{Facets: index.Facets}
	}},
	{"a word within conditions", func(c corpus, rng *rand.Rand) (string, index.Request) {
		return fmt.Sprintf("%s 单位:财政 日期:%d-01..%d-06", phrases([]string{c.substring(rng, 2+rng.IntN(4))}), 2016+rng.IntN(4), 2020+rng.IntN(6)), index.Request{}
	}},
	{"either, and not", func(c corpus, rng *rand.Rand) (string, index.Request) {
		return fmt.Sprintf("(%s OR %s) -%s", phrases([]string{c.substring(rng, 2)}), phrases([]string{c.substring(rng, 3)}), phrases([]string{c.substring(rng, 4)})), index.Request{}
	}},
	{"within one unit's reach", func(c corpus, rng *rand.Rand) (string, index.Request) {
		return phrases([]string{c.substring(rng, 3)}), index.Request{Access: index.Access{Limited: true, Within: []string{"区信访局"}}, Facets: index.Facets}
	}},
	{"a word, by number", func(c corpus, rng *rand.Rand) (string, index.Request) {
		return phrases([]string{c.substring(rng, 2)}), index.Request{Sort: index.ByNumber}
	}},
}

// office asks what is not asked of FTS5.
func (e *bleveEngine) office(b *testing.B, c corpus, s *searched) {
	for _, class := range officeClasses {
		rng := rand.New(rand.NewPCG(10, 11))
		for range perClass {
			text, r := class.make(c, rng)
			q, err := index.Parse(text)
			if err != nil {
				b.Fatal(err)
			}
			r.Query = q
			begun := time.Now()
			if _, err := e.index.Search(b.Context(), r); err != nil {
				b.Fatal(err)
			}
			s.Queries[class.name] = append(s.Queries[class.name], time.Since(begun))
		}
	}
	s.Memory = max(s.Memory, anonymous(b))
}
