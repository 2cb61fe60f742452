package web

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/rules/duty"
	"gongwen/pipeline/web/access"
	"gongwen/pipeline/web/coalesce"
	"gongwen/templates"
)

// TestDutiesWithinCountsNothingOutOfReach: what a duty of the whole office rests on
// is neither named nor counted for those who may not see it.
func TestDutiesWithinCountsNothingOutOfReach(t *testing.T) {
	r := theRoom(t)
	item := func(numbers ...string) duty.Item {
		return duty.Item{What: "会议", Who: "区政府办公室", Progress: &duty.Progress{Done: len(numbers), Of: 9}, Basis: numbers}
	}
	shown := func(name string, i duty.Item) []duty.Item {
		a, err := r.server.accounts.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		return dutiesWithin([]duty.Item{i}, access.Of(a, r.server.ruleset().Units), r.server.statistics)
	}
	both := item(r.own.Number, r.secret.Number)
	if got := shown("caizheng", both); len(got) != 0 {
		t.Errorf("an office is shown %+v", got)
	}
	if got := shown("dangan", both); len(got) != 1 || got[0].Progress != nil || len(got[0].Basis) != 1 || got[0].Note == "" {
		t.Errorf("an archivist without clearance is shown %+v", got)
	}
	if got := shown("baomi", both); len(got) != 1 || got[0].Progress == nil || len(got[0].Basis) != 2 {
		t.Errorf("one who is cleared is shown %+v", got)
	}
	if got := shown("caizheng", item(r.own.Number)); len(got) != 1 || got[0].Progress == nil {
		t.Errorf("an office is shown of its own %+v", got)
	}
}

// TestBoardTellsOfWhatLapses within the next weeks, and of nothing else.
func TestBoardTellsOfWhatLapses(t *testing.T) {
	r := theRoom(t)
	defer func() { r.server.now = time.Now }()
	for day, want := range map[string]bool{"2026-05-19": true, "2026-05-20": true, "2026-05-21": false, "2026-03-20": false, "2026-03-26": true} {
		at, err := templates.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		r.server.now = func() time.Time { return at.Time }
		c := r.as(t, "dangan")
		session, cookie := r.server.sessions.Begin(must(r.server.accounts.Named("dangan")), false, at.Time)
		c.cookie, c.token = cookie, session.Token
		body := c.get("/board").Body.String()
		if got := strings.Contains(body, "2026-05-20　<a href=\""+recordURL(r.own.Number)); got != want {
			t.Errorf("on %s: %v, want %v", day, got, want)
		}
		if strings.Contains(body, "2026-05-20　<a href=\""+recordURL(r.void.Number)) {
			t.Errorf("on %s the void letter lapses", day)
		}
	}
}

// TestBoardWithoutDuties: who comes before the first duties are worked out
// sees the rest.
func TestBoardWithoutDuties(t *testing.T) {
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
	if err := r.workspace.Catalogue.Void(t.Context(), r.own.Number, "开错了", time.Now()); err != nil {
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
