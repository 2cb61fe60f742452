package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"gongwen/archive/catalogue"
)

// held is work that tells when it begins and goes on until it is let.
type held struct {
	begun, let chan bool
	rounds     int
	err        error
}

func newHeld() *held { return &held{begun: make(chan bool, 10), let: make(chan bool)} }

func (h *held) work(ctx context.Context) error {
	h.rounds++
	h.begun <- true
	select {
	case <-h.let:
		return h.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// TestRounds: those who ask together share a round; who wants all there is waits
// for the next; who gives up ends nothing; and all end with the room.
func TestRounds(t *testing.T) {
	life, end := context.WithCancel(t.Context())
	h := newHeld()
	r := newRounds(life, h.work)
	var all sync.WaitGroup
	ask := func(how func(context.Context) error, ctx context.Context, want error) {
		joined := make(chan bool)
		all.Go(func() {
			close(joined)
			if err := how(ctx); !errors.Is(err, want) {
				t.Errorf("got %v, want %v", err, want)
			}
		})
		<-joined
	}
	ask(r.anew, t.Context(), nil)
	<-h.begun
	impatient, giveUp := context.WithCancel(t.Context())
	giveUp()
	if err := r.shared(impatient); !errors.Is(err, context.Canceled) {
		t.Error("who gives up gets", err)
	}
	if err := r.anew(impatient); !errors.Is(err, context.Canceled) { // the next is asked for all the same
		t.Error("who gives up gets", err)
	}
	now := r.join(false)
	for range 5 {
		ask(r.anew, t.Context(), nil)
		r.begin()
	}
	if r.join(false) != now || r.join(true) == now {
		t.Error("a round under way is not shared, or is taken for a new one")
	}
	h.let <- true
	<-h.begun
	h.let <- true
	all.Wait()
	if h.rounds != 2 {
		t.Errorf("%d rounds", h.rounds)
	}
	ask(r.shared, t.Context(), context.Canceled)
	<-h.begun
	end()
	all.Wait()
	r.rest()
	if err := r.anew(t.Context()); !errors.Is(err, context.Canceled) {
		t.Error("after the end:", err)
	}
	r.rest()
	crash := newRounds(t.Context(), func(context.Context) error { panic("odd") })
	if err := crash.anew(t.Context()); err == nil {
		t.Error("work that panicked went well")
	}
}

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
	s.tally = newTally(life, s.office.Kinds(), s.law.Units, stuck{})
	s.timeouts.page = time.Millisecond
	c := r.as(t, "admin")
	for _, page := range []string{"/board", "/registers", "/registers/letter?year=2026"} {
		w := c.get(page)
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "过一会儿再试") {
			t.Errorf("%s: %d, Retry-After %q", page, w.Code, w.Header().Get("Retry-After"))
		}
	}
	s.timeouts.page = time.Hour
	for range someWorkbooks {
		s.workbooks <- struct{}{}
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
	s.tally.catchUp.rest()
}

// TestTheBoardComesWithoutDuties: who comes before the first duties are worked out
// sees the rest.
func TestTheBoardComesWithoutDuties(t *testing.T) {
	r := crowded(t, Options{Queries: 2})
	s := r.server
	life, end := context.WithCancel(t.Context())
	defer end()
	slow := newDuties(life, s)
	slow.renew = newRounds(life, func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
	s.duties, s.timeouts.duties = slow, time.Millisecond
	w := r.as(t, "admin").get("/board")
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "时限正在汇总") || !strings.Contains(body, "即将到期") ||
		strings.Contains(body, "没有要提醒的时限") || !strings.Contains(body, `http-equiv="refresh"`) {
		t.Errorf("%d: %s", w.Code, body)
	}
	end()
	slow.renew.rest()
}

// TestDutiesHaveAnAge: within it readers see the last ones, told of when they are;
// after it, too, while new ones are made; what somebody has just done counts at
// once.
func TestDutiesHaveAnAge(t *testing.T) {
	r := crowded(t, Options{Queries: 2})
	d := r.server.duties
	d.age = time.Hour
	on := func() *standingDuties {
		t.Helper()
		last, err := d.on(t.Context())
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
	if err := d.haveAll(t.Context()); err != nil {
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
	d.renew.rest()
}

// TestARegisterAddsUpWhatTheTallyKnows as its records do themselves.
func TestARegisterAddsUpWhatTheTallyKnows(t *testing.T) {
	r := crowded(t, Options{})
	if err := r.server.tally.catchUp.anew(t.Context()); err != nil {
		t.Fatal(err)
	}
	reaches := map[string]reach{"all": {degrees: []string{"秘密"}}, "none secret": {}, "one unit": {known: r.server.law.Units, units: []string{"区财政局"}}}
	for name, reach := range reaches {
		want, months := map[catalogue.Series]int{}, map[string]int{}
		for e, err := range r.office.Catalogue.Records(t.Context(), catalogue.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			if !reach.record(e.Record) {
				continue
			}
			want[catalogue.Series{Kind: e.Kind, Year: e.Year}]++
			if e.Voided == nil {
				months[e.Date.Format("2006-01")]++
			}
		}
		for _, series := range r.server.tally.allSeries(reach) {
			lines := r.server.tally.ofSeries(reach, series)
			if len(lines) != want[series] {
				t.Errorf("%s, %v: %d lines, want %d", name, series, len(lines), want[series])
			}
			for i := range lines {
				if i > 0 && lines[i-1].serial >= lines[i].serial {
					t.Errorf("%s, %v: out of order", name, series)
				}
			}
		}
		got := map[string]int{}
		for _, year := range r.server.tally.years(reach) {
			r.server.tally.each(reach, year, func(at cell, of sum) {
				got[time.Date(year, time.Month(at.month), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")] += of.records
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
