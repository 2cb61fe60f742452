package web

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/web/access"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/web/coalesce"
	"gongwen/pipeline/web/statistics"
)

// stuck is a catalogue that does not answer, as on a dead disk.
type stuck struct{}

func (stuck) Changes(ctx context.Context, after int64, limit int) ([]catalogue.Change, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// TestADeadlinePassedIsSaid: who waits too long is told so, in Chinese and with
// when to come again, while the work goes on for others; who hangs up is not
// answered, and keeps nothing.
func TestADeadlinePassedIsSaid(t *testing.T) {
	r := crowded(t, Options{Queries: 2})
	s := r.server
	life, end := context.WithCancel(t.Context())
	defer end()
	s.statistics = statistics.New(life, s.workspace.Kinds, s.ruleset.Units, stuck{})
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
	for _, page := range []string{"/board", "/registers/letter/xlsx?year=2026"} {
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

// TestTheBoardComesWithoutDuties: who comes before the first duties are worked out
// sees the rest.
func TestTheBoardComesWithoutDuties(t *testing.T) {
	r := crowded(t, Options{Queries: 2})
	s := r.server
	life, end := context.WithCancel(t.Context())
	defer end()
	slow := newDuties(life, s)
	slow.update = coalesce.New(life, func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
	s.duties, s.timeouts.duties = slow, time.Millisecond
	w := r.as(t, "admin").get("/board")
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "时限正在汇总") || !strings.Contains(body, "即将到期") ||
		strings.Contains(body, "没有要提醒的时限") || !strings.Contains(body, `http-equiv="refresh"`) {
		t.Errorf("%d: %s", w.Code, body)
	}
	end()
	slow.update.Wait()
}

// TestDutiesHaveAnAge: within it readers see the last ones, told of when they are;
// after it, too, while new ones are made; what somebody has just done counts at
// once.
func TestDutiesHaveAnAge(t *testing.T) {
	r := crowded(t, Options{Queries: 2})
	d := r.server.duties
	d.age = time.Hour
	on := func() *dutySnapshot {
		t.Helper()
		last, err := d.today(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return last
	}
	first := on()
	if err := r.office.Catalogue.Void(t.Context(), r.own.Number, "开错了", time.Now()); err != nil {
		t.Fatal(err)
	}
	if on() != first {
		t.Error("made anew within their age")
	}
	if body := r.as(t, "dangan").get("/board").Body.String(); !strings.Contains(body, "截至 "+first.asOf.Local().Format("15:04:05")) {
		t.Error("the board does not tell of when the duties are")
	}
	if err := d.invalidate(t.Context()); err != nil {
		t.Fatal(err)
	}
	second := on()
	if second == first || second.seq != first.seq+1 {
		t.Errorf("what was just done does not count: change %d, then %d", first.seq, second.seq)
	}
	d.age = 0
	for second.took = 0; on() == second; { // made in the background
		time.Sleep(time.Millisecond)
	}
	d.update.Wait()
}

// TestARegisterAddsUpWhatTheTallyKnows as its records do themselves.
func TestARegisterAddsUpWhatTheTallyKnows(t *testing.T) {
	r := crowded(t, Options{})
	if err := r.server.statistics.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	scopes := map[string]access.Scope{
		"all":         access.Of(account.Account{Role: account.Archivist, Clearance: []string{"秘密"}}, r.server.ruleset.Units),
		"none secret": access.Of(account.Account{Role: account.Archivist}, r.server.ruleset.Units),
		"one unit":    access.Of(account.Account{Role: account.Office, Units: []string{"区财政局"}}, r.server.ruleset.Units),
	}
	for name, scope := range scopes {
		want, months := map[catalogue.Series]int{}, map[string]int{}
		for e, err := range r.office.Catalogue.Records(t.Context(), catalogue.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			if !scope.IncludesRecord(e.Record) {
				continue
			}
			want[catalogue.Series{Kind: e.Kind, Year: e.Year}]++
			if e.Voided == nil {
				months[e.Date.Format("2006-01")]++
			}
		}
		for _, series := range r.server.statistics.Series(scope) {
			lines := r.server.statistics.Rows(scope, series)
			if len(lines) != want[series] {
				t.Errorf("%s, %v: %d lines, want %d", name, series, len(lines), want[series])
			}
			for i := range lines {
				if i > 0 && lines[i-1].Serial >= lines[i].Serial {
					t.Errorf("%s, %v: out of order", name, series)
				}
			}
		}
		got := map[string]int{}
		for _, year := range r.server.statistics.Years(scope) {
			r.server.statistics.Totals(scope, year, func(at statistics.Group, of statistics.Total) {
				got[time.Date(year, time.Month(at.Month), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")] += of.Records
			})
		}
		if len(got) != len(months) {
			t.Errorf("%s: %d months, want %d", name, len(got), len(months))
		}
		for month, n := range months {
			if got[month] != n {
				t.Errorf("%s, %s: %d, want %d", name, month, got[month], n)
			}
		}
	}
}
