package catalogue

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"
)

// No row is handed to a caller while the query that found it is open. A query
// holds a connection of the pool; a caller who asked the catalogue again for
// every row would need a second one, and as many such callers as there are
// connections would wait for each other for ever. So small results are gathered
// and long ones read page by page, and nothing is open while the caller's code
// runs.

type row interface{ Scan(...any) error }

// asked is what queries are put to: the database, or a transaction.
type asked interface {
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
}

// gather is all that a query finds.
func gather[T any](ctx context.Context, db asked, scan func(row) (T, error), text string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, explain(err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, explain(err)
		}
		all = append(all, v)
	}
	return all, explain(rows.Err())
}

// list is a query for more than should be in memory at once.
type list[T any] struct {
	columns, from string
	where         []string // conditions that all hold; their arguments are args
	args          []any
	key           []string      // the columns it is ordered by; no two rows agree in all of them
	downwards     bool          // from the greatest key to the least
	at            func(T) []any // the key of a row
	scan          func(row) (T, error)
	page          int // rows in memory at once
}

// each yields the rows in the order of the key and, if asking fails, one error at
// the end. Every page is as the catalogue is when it is asked for: what is entered
// behind the place that has been reached is among the rest.
func (l list[T]) each(ctx context.Context, db asked) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var last []any
		for {
			text, args := l.text(last)
			some, err := gather(ctx, db, l.scan, text, args...)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, v := range some {
				if !yield(v, nil) {
					return
				}
			}
			if len(some) < l.page {
				return
			}
			last = l.at(some[len(some)-1])
		}
	}
}

// text is the query for the page that comes after a key, nil for the first.
func (l list[T]) text(after []any) (string, []any) {
	where, args := l.where, l.args
	compare, direction := ">", ""
	if l.downwards {
		compare, direction = "<", " DESC"
	}
	if after != nil {
		var marks []string
		for i := range after {
			marks = append(marks, fmt.Sprintf("$%d", len(args)+i+1))
		}
		where = append(where[:len(where):len(where)], fmt.Sprintf("(%s) %s (%s)", strings.Join(l.key, ", "), compare, strings.Join(marks, ", ")))
		args = append(args[:len(args):len(args)], after...)
	}
	text := "SELECT " + l.columns + " FROM " + l.from
	if len(where) > 0 {
		text += " WHERE " + strings.Join(where, " AND ")
	}
	return text + fmt.Sprintf(" ORDER BY %s%s LIMIT %d", strings.Join(l.key, direction+", "), direction, l.page), args
}
