//go:build linux

package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"gongwen/cmd/internal/program"
	"gongwen/pipeline/web/account"
)

// TestLoad is the short form: every sort of reader and of form, and nothing that
// depends on how fast the machine is.
func TestLoad(t *testing.T) {
	var tables strings.Builder
	l := load{readers: 12, forms: 5, records: 240, time: 5 * time.Second, seed: 1, think: time.Second / 4,
		patience: time.Minute, drain: 3 * time.Minute}
	if err := l.run(t.Context(), io.MultiWriter(t.Output(), &tables), t.Output()); err != nil {
		t.Fatal(err) // the folder stays, to be looked at
	}
	for _, p := range pages {
		if !strings.Contains(tables.String(), "| "+p.route+" ") {
			t.Errorf("nobody asked for %s", p.route)
		}
	}
}

// TestReaderNotices lets a reader read in a room where much is wrong: one that
// never complains proves nothing.
func TestReaderNotices(t *testing.T) {
	released := make(chan bool)
	room := http.NewServeMux()
	room.HandleFunc("/hangs", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-released:
		case <-r.Context().Done():
		}
	})
	room.HandleFunc("/breaks-off", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, "the beginning")
	})
	room.HandleFunc("/forgets", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/sign-in", http.StatusSeeOther) })
	room.HandleFunc("/fails", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	room.HandleFunc("/works", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "all of it") })
	server := httptest.NewServer(room)
	defer server.Close()
	defer close(released)

	p := person{account.Account{Name: "reader", Role: account.Archivist}, netip.MustParseAddr("127.0.0.1")}
	r := newReader(p, load{patience: 10 * time.Second}, server.URL, known{}, nil, 1)
	for _, test := range []struct {
		target, says string
		patience     time.Duration
		want         string // in the error; empty for none
	}{
		{target: "/works"},
		{target: "/works", says: "all"},
		{target: "/works", says: "another's", want: "not the answer"},
		{target: "/fails", want: "500"},
		{target: "/forgets", want: "303 See Other /sign-in"},
		{target: "/nowhere", want: "404"},
		{target: "/breaks-off", want: "EOF"},
		{target: "/hangs", patience: 100 * time.Millisecond, want: "no answer within 100ms"},
	} {
		r.patience, r.cookie, r.asked = max(test.patience, 10*time.Second), "a session", figures{}
		if test.patience > 0 {
			r.patience = test.patience
		}
		q := get(test.target)
		q.says = test.says
		err := r.do(test.target, q)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.target, err, test.want)
		}
		if failed := r.asked[test.target].failed(); (failed > 0) != (test.want != "") {
			t.Errorf("%s: %d counted as failed", test.target, failed)
		}
		if test.target == "/forgets" && r.cookie != "" {
			t.Error("a reader who was signed out does not know")
		}
	}
}

// TestReportNotices holds reports of trials that went wrong against what must be
// said of them.
func TestReportNotices(t *testing.T) {
	good := func() *report {
		b := newBacklog()
		b.waiting["区财政局/a.yaml"] = time.Now()
		b.event(program.Event{Type: "pending", File: "区财政局/a.yaml"})
		b.event(program.Event{Type: "filed", File: "区财政局/a.yaml"})
		b.event(program.Event{Type: "returned", File: "区财政局/" + handedInAs + "1/b.yaml"})
		return &report{figures: figures{}, backlog: b, dropped: 1, before: program.Ledger{Received: 3, Filed: 3},
			after: program.Ledger{Received: 5, Filed: 4, Returned: 1, List: make([]program.Arrival, 5)}}
	}
	for _, test := range []struct {
		name    string
		worsen  func(*report)
		nothing bool
	}{
		{"nothing", func(*report) {}, true},
		{"a request failed", func(r *report) { r.figures.count("GET /desk", time.Second, io.ErrUnexpectedEOF) }, false},
		{"a form did not end", func(r *report) { r.backlog.waiting["区财政局/c.yaml"] = time.Now() }, false},
		{"a form ended twice", func(r *report) { r.backlog.event(program.Event{Type: "filed", File: "区财政局/a.yaml"}) }, false},
		{"a form handed in did not end", func(r *report) { r.handInsThen = 1 }, false},
		{"a fault", func(r *report) { r.backlog.event(program.Event{Type: "fault", Reason: "磁盘满"}) }, false},
		{"the program died", func(r *report) { r.died = true }, false},
		{"it could not be stopped", func(r *report) { r.stopped = context.DeadlineExceeded }, false},
		{"no ledger", func(r *report) { r.ledger = io.EOF }, false},
		{"sums that do not hold", func(r *report) { r.after.Filed++ }, false},
		{"a form lost", func(r *report) { r.after.Received--; r.after.Filed-- }, false},
		{"a form pending in the end", func(r *report) { r.after.Filed--; r.after.Pending++ }, false},
	} {
		r := good()
		test.worsen(r)
		if err := r.wrong(); (err == nil) != test.nothing {
			t.Errorf("%s: %v", test.name, err)
		}
		var out strings.Builder
		r.print(&out)
	}
}
