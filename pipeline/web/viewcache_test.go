package web

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"gongwen/templates/table"
)

// TestViewCache: the same is worked out once, and anew after a change; what is too much
// goes, but for what was used last.
func TestViewCache(t *testing.T) {
	c := viewCache{life: t.Context(), patience: time.Hour}
	worked := 0
	ask := func(view string, change int64, cells int) {
		t.Helper()
		lines, err := c.lines(t.Context(), viewKey{view: view}, change, func(context.Context) (*viewLines, error) {
			worked++
			return &viewLines{cells: cells, change: change, Columns: []table.Column{{Label: view}}}, nil
		})
		if err != nil || lines.Columns[0].Label != view {
			t.Errorf("%s at %d: %v, %v", view, change, lines, err)
		}
	}
	for _, step := range []struct {
		view   string
		change int64
		cells  int
		worked int // in all
		kept   int
	}{
		{"a", 1, 10, 1, 1}, {"a", 1, 10, 1, 1}, {"b", 1, 10, 2, 2}, {"a", 1, 10, 2, 2}, {"b", 1, 10, 2, 2},
		{"c", 1, mostCells + 1, 3, 1}, {"c", 1, mostCells + 1, 3, 1}, {"a", 1, 10, 4, 1},
	} {
		if ask(step.view, step.change, step.cells); worked != step.worked || len(c.kept) != step.kept {
			t.Errorf("%s at %d: worked out %d times, %d kept; want %d, %d", step.view, step.change, worked, len(c.kept), step.worked, step.kept)
		}
	}
	for i := range 3 * mostViews {
		ask(fmt.Sprint("many", i), 1, 1)
	}
	if len(c.kept) != mostViews {
		t.Errorf("%d views are kept, want %d", len(c.kept), mostViews)
	}
	c.wait()
}

// TestViewCacheWhileWorking: who hangs up ends nothing; a change is waited for, but not for
// long where there is something from before; what fails is told.
func TestViewCacheWhileWorking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const work = time.Minute
		c := viewCache{life: t.Context(), patience: time.Second}
		filed, runs, failure := int64(1), 0, error(nil)
		ask := func(ctx context.Context, change int64) (*viewLines, error) {
			return c.lines(ctx, viewKey{}, change, func(context.Context) (*viewLines, error) {
				runs++
				lines := &viewLines{change: filed}
				time.Sleep(work)
				return lines, failure
			})
		}
		hurried, hangUp := context.WithTimeout(t.Context(), time.Second)
		defer hangUp()
		if _, err := ask(hurried, 1); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("who hangs up: %v", err)
		}
		begun := time.Now()
		if lines, err := ask(t.Context(), 1); err != nil || lines.change != 1 || runs != 1 || time.Since(begun) >= work {
			t.Errorf("after somebody who hung up: %v, %v, %d runs, %v", lines, err, runs, time.Since(begun))
		}
		filed = 2
		begun = time.Now()
		if lines, err := ask(t.Context(), 2); err != nil || lines.change != 1 || time.Since(begun) != c.patience {
			t.Errorf("while the new is worked out: %v, %v, %v", lines, err, time.Since(begun))
		}
		time.Sleep(work)
		if lines, err := ask(t.Context(), 2); err != nil || lines.change != 2 || runs != 2 {
			t.Errorf("when it is: %v, %v, %d runs", lines, err, runs)
		}
		c.patience, failure = 2*work, errors.New("disk full")
		if _, err := ask(t.Context(), 3); !errors.Is(err, failure) {
			t.Errorf("what fails: %v", err)
		}
		c.wait()
	})
}
