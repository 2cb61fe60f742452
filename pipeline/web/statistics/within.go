package statistics

import (
	"sync"

	"gongwen/templates"
)

// within keeps what rows add in scopes that lack some. To work that out takes a look at
// every line there is, and a page asks for it many times over.
type within struct {
	mu   sync.Mutex
	kept map[string]map[string][]templates.Fen // by what the scope includes, then by number
}

// mostScopes is for how many it is kept.
const mostScopes = 16

// of is what rows add, as find finds it unless it is kept.
func (w *within) of(scope string, find func() map[string][]templates.Fen) map[string][]templates.Fen {
	w.mu.Lock()
	defer w.mu.Unlock()
	money, ok := w.kept[scope]
	if !ok {
		if money = find(); w.kept == nil || len(w.kept) >= mostScopes {
			w.kept = map[string]map[string][]templates.Fen{}
		}
		w.kept[scope] = money
	}
	return money
}

func (w *within) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.kept = nil
}

// others are what rows add that are in a scope and have others in their lines that are not:
// no sum may tell what somebody may not know of. The cache's mutex is held, to read.
func (t *table) others(scope Scope) map[string][]templates.Fen {
	included, all := make([]byte, len(t.places)), true
	for i, group := range t.places {
		if scope.Includes(group[0], group[1]) {
			included[i] = 1
		} else {
			all = false
		}
	}
	if all {
		return nil
	}
	return t.within.of(string(included), func() map[string][]templates.Fen {
		return t.books.Without(func(number string) bool {
			row := t.rows[number]
			return row == nil || !row.in(scope)
		})
	})
}
