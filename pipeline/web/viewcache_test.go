package web

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"gongwen/templates/table"
)

// TestViewCache: the same is worked out once, also for those who ask meanwhile; what was
// there before a change, or is too much, goes; what came to nothing is worked out anew.
func TestViewCache(t *testing.T) {
	var c viewCache
	worked := 0
	ask := func(view string, change int64, cells int) {
		t.Helper()
		lines, err := c.lines(t.Context(), viewKey{view: view, change: change}, func(context.Context) (*viewLines, error) {
			worked++
			return &viewLines{cells: cells, Columns: []table.Column{{Label: fmt.Sprint(view, change)}}}, nil
		})
		if err != nil || lines.Columns[0].Label != fmt.Sprint(view, change) {
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
		{"a", 1, 10, 1, 1}, {"a", 1, 10, 1, 1}, {"b", 1, 10, 2, 2}, {"a", 2, 10, 3, 2}, {"b", 1, 10, 3, 2},
		{"c", 1, mostCells + 1, 4, 0}, {"c", 1, mostCells + 1, 5, 0},
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

	// Who waits for somebody that hangs up does the work.
	key, hungUp, begun, let := viewKey{view: "shared"}, errors.New("hung up"), make(chan bool), make(chan bool)
	first := make(chan error)
	go func() {
		_, err := c.lines(t.Context(), key, func(context.Context) (*viewLines, error) {
			begun <- true
			<-let
			return nil, hungUp
		})
		first <- err
	}()
	<-begun
	second := make(chan *viewLines)
	go func() {
		lines, _ := c.lines(t.Context(), key, func(context.Context) (*viewLines, error) { return &viewLines{cells: 1}, nil })
		second <- lines
	}()
	close(let)
	if err := <-first; !errors.Is(err, hungUp) {
		t.Error(err)
	}
	if lines := <-second; lines == nil || lines.cells != 1 {
		t.Errorf("the second got %v", lines)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, mine := c.claim(viewKey{view: "never"}); !mine {
		t.Fatal("somebody else works it out")
	}
	if _, err := c.lines(gone, viewKey{view: "never"}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("who hangs up waits: %v", err)
	}
}
