package web

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/web/coalesce"
	"gongwen/pipeline/web/statistics"
	"gongwen/templates"
)

// stuck is a catalogue that does not answer, as on a dead disk.
type stuck struct{}

func (s stuck) NumbersMeant(ctx context.Context, _ []string) ([]string, error) { return nil, nil }

func (s stuck) Superseded(context.Context, *templates.Set, ...string) (map[string]catalogue.Superseded, error) {
	return nil, nil
}

func (stuck) Changes(ctx context.Context, after int64, limit int) ([]catalogue.Change, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// TestRespondErrorSaysThatADeadlinePassed: who waits too long is told so, in Chinese
// and with when to come again, while the work goes on for others; who hangs up is
// not answered, and keeps nothing.
func TestRespondErrorSaysThatADeadlinePassed(t *testing.T) {
	r := crowded(t, Options{Queries: 2})
	s := r.server
	life, end := context.WithCancel(t.Context())
	defer end()
	s.statistics = statistics.New(life, s.workspace.Kinds(), s.ruleset().Units, stuck{})
	s.timeouts.page = time.Millisecond
	c := r.as(t, "admin")
	for _, page := range []string{"/board", "/registers", "/registers/letter?year=2026"} {
		w := c.get(page)
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "过一会儿再试") {
			t.Errorf("%s: %d, Retry-After %q", page, w.Code, w.Header().Get("Retry-After"))
		}
	}
	s.timeouts.page = time.Hour
	for range maxWorkbooks {
		s.workbookSlots <- struct{}{}
	}
	for _, page := range []string{"/board", "/registers/letter/xlsx?year=2026", "/search/export?as=csv"} {
		gone, hangUp := context.WithCancel(t.Context())
		asked := make(chan int)
		go func() { asked <- c.ask(gone, http.MethodGet, page, nil).Body.Len() }()
		hangUp()
		if n := <-asked; n > 0 {
			t.Errorf("%s: somebody who hung up is answered", page)
		}
	}
	end()
	s.statistics.Wait()
}

// TestSearchFreshIsNobodysAlone: bringing the index up to date goes on for the others
// when the one for whom it began hangs up, and whoever asked is not told of a fault
// that is not theirs.
func TestSearchFreshIsNobodysAlone(t *testing.T) {
	r := ownRoom(t, Options{})
	life, end := context.WithCancel(t.Context())
	begun, let := make(chan bool, 10), make(chan bool)
	r.server.indexFollower = coalesce.New(life, func(ctx context.Context) error {
		begun <- true
		select {
		case <-let:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	const nothing = "/search?q=没有这个词"
	gone, hangUp := context.WithCancel(t.Context())
	first, second := make(chan int), make(chan int)
	go func() { first <- r.as(t, "dangan").ask(gone, http.MethodGet, nothing, nil).Code }()
	<-begun
	go func() { second <- r.as(t, "admin").ask(t.Context(), http.MethodGet, nothing, nil).Code }()
	hangUp()
	if code := <-first; code != statusHungUp {
		t.Errorf("who hung up: %d", code)
	}
	close(let)
	if code := <-second; code != http.StatusOK {
		t.Errorf("who waited on: %d", code)
	}
	end() // as when the program is stopped
	if code := r.as(t, "dangan").get(nothing).Code; code != http.StatusServiceUnavailable {
		t.Errorf("when it ends: %d", code)
	}
	r.server.indexFollower.Wait()
}
