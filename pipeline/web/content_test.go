package web

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"gongwen/archive/journal"
)

// linesOf are the lines of the access log about what an account took and looked at,
// as what happened and the path.
func (r *room) linesOf(t *testing.T, account string) (lines []string) {
	t.Helper()
	for _, e := range accessLogOf(t, r.server) {
		if e.By == account && (e.Type == journal.Taken || e.Type == journal.Seen) {
			lines = append(lines, strings.TrimSpace(string(e.Type)+" "+e.Path))
		}
	}
	return lines
}

// TestServeContentLogsWhatIsServed, whatever the request says it is: a line if and only
// if some of the file goes out.
func TestServeContentLogsWhatIsServed(t *testing.T) {
	r := ownRoom(t, Options{})
	long := strings.Repeat("0-,", 3000) + "0-"
	for _, file := range []struct{ what, path string }{
		{"taken", "form"}, {"seen", "document"}, {"taken", "document?download=1"}, {"taken", "attachment/0"}, {"taken", "bag.zip"},
	} {
		target := recordURL(r.own.Number, file.path)
		whole := r.as(t, "dangan").get(target)
		size, tag := whole.Body.Len(), whole.Header().Get("ETag")
		before := len(r.linesOf(t, "caizheng"))
		for _, test := range []struct {
			name   string
			method string
			set    []string
			status int
			served bool
		}{
			{"all", "GET", nil, 200, true},
			{"HEAD", "HEAD", nil, 200, false},
			{"HEAD of a part", "HEAD", []string{"Range", "bytes=0-4"}, 206, false},
			{"the first byte", "GET", []string{"Range", "bytes=0-0"}, 206, true},
			{"from the second byte", "GET", []string{"Range", "bytes=1-"}, 206, true},
			{"from the beginning, written oddly", "GET", []string{"Range", "bytes= 0-3"}, 206, true},
			{"from the beginning, with zeros", "GET", []string{"Range", "bytes=000-3"}, 206, true},
			{"the last byte", "GET", []string{"Range", "bytes=-1"}, 206, true},
			{"more than there is, from the end", "GET", []string{"Range", fmt.Sprintf("bytes=-%d", 10*size)}, 206, true},
			{"the last none", "GET", []string{"Range", "bytes=-0"}, 206, false},
			{"twice the last none", "GET", []string{"Range", "bytes=-0,-0"}, 206, false},
			{"none and one", "GET", []string{"Range", "bytes=-0,3-3"}, 206, true},
			{"parts that do not begin at the first byte", "GET", []string{"Range", "bytes=1-1,3-4"}, 206, true},
			{"parts that come to more than all", "GET", []string{"Range", "bytes=1-,1-,1-"}, 200, true},
			{"thousands of parts", "GET", []string{"Range", "bytes=" + long}, 200, true},
			{"beyond the end", "GET", []string{"Range", fmt.Sprintf("bytes=%d-", size)}, 416, false},
			{"backwards", "GET", []string{"Range", "bytes=5-1"}, 416, false},
			{"parts in another unit", "GET", []string{"Range", "pages=1-2"}, 416, false},
			{"nonsense", "GET", []string{"Range", "bytes=x"}, 416, false},
			{"empty", "GET", []string{"Range", ""}, 200, true},
			{"a part of another version", "GET", []string{"Range", "bytes=1-4", "If-Range", `"other"`}, 200, true},
			{"a part of an older version", "GET", []string{"Range", "bytes=1-4", "If-Range", time.Unix(0, 0).UTC().Format(http.TimeFormat)}, 200, true},
			{"a part of this version", "GET", []string{"Range", "bytes=1-4", "If-Range", tag}, 206, true},
			{"no part of another version", "GET", []string{"Range", fmt.Sprintf("bytes=%d-", size), "If-Range", `"other"`}, 200, true},
			{"nothing new", "GET", []string{"If-None-Match", tag}, 304, false},
			{"nothing new, weakly", "GET", []string{"If-None-Match", `"other", W/` + tag}, 304, false},
			{"nothing new, whatever it is", "GET", []string{"If-None-Match", "*"}, 304, false},
			{"nothing new since", "GET", []string{"If-Modified-Since", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)}, 304, false},
			{"something new", "GET", []string{"If-None-Match", `"other"`}, 200, true},
			{"only if it is another", "GET", []string{"If-Match", `"other"`}, 412, false},
			{"another method", "POST", nil, 403, false},
		} {
			c := r.as(t, "caizheng") // another session, and so another visit
			w := c.do(test.method, target, nil, test.set...)
			lines := r.linesOf(t, "caizheng")
			served := len(lines) > before
			before = len(lines)
			if w.Code != test.status || served != test.served {
				t.Errorf("%s, %s: %d, in the log %t, want %d, %t", file.path, test.name, w.Code, served, test.status, test.served)
			}
			path, _, _ := strings.Cut(file.path, "?")
			path = map[string]string{"form": r.own.Form.Path, "document": r.own.Document.Path, "attachment/0": r.own.Attachments[0].Path, "bag.zip": "bag.zip"}[path]
			if want := file.what + " " + path; served && lines[len(lines)-1] != want {
				t.Errorf("%s, %s: the line says %q, want %q", file.path, test.name, lines[len(lines)-1], want)
			}
		}
	}
	for _, page := range []string{recordURL(r.own.Number), "/registers/letter/xlsx?year=2026", "/search/export?as=csv"} {
		if w := r.as(t, "kuaiji").do("HEAD", page, nil); w.Code != http.StatusOK || len(r.linesOf(t, "kuaiji")) > 0 {
			t.Errorf("HEAD %s: %d, %v", page, w.Code, r.linesOf(t, "kuaiji"))
		}
	}
}

// TestLogVisitOnce a file, session, address and day, as long as it goes on; and what a
// line would say differently has one of its own.
func TestLogVisitOnce(t *testing.T) {
	r := ownRoom(t, Options{})
	now := time.Date(2026, 5, 11, 9, 0, 0, 0, time.Local)
	r.server.now = func() time.Time { return now }
	form, attachment := recordURL(r.own.Number, "form"), recordURL(r.own.Number, "attachment/0")
	begin := func() *client {
		session, cookie := r.server.sessions.Begin(must(r.server.accounts.Named("caizheng")), false, now)
		return &client{t: t, server: r.server, cookie: cookie, token: session.Token, from: "192.0.2.1:1"}
	}
	c := begin()
	for i, step := range []struct {
		name   string
		target string
		change func()
		lines  int
	}{
		{"the first part", form, func() {}, 1},
		{"another", form, func() {}, 0},
		{"one from another port", form, func() { c.from = "192.0.2.1:2" }, 0},
		{"one much later, of a long download", form, func() { now = now.Add(29 * time.Minute) }, 0},
		{"and later still", form, func() { now = now.Add(29 * time.Minute) }, 0},
		{"another file", attachment, func() {}, 1},
		{"from elsewhere", form, func() { c.from = "192.0.2.7:1" }, 1},
		{"another session", form, func() { c = begin() }, 1},
		{"the first again, after a long pause", form, func() {
			now = now.Add(20 * time.Minute)
			c.get("/hand-in") // the session goes on
			now = now.Add(20 * time.Minute)
		}, 1},
		{"the next day", form, func() { now = time.Date(2026, 5, 12, 0, 0, 1, 0, time.Local); c = begin() }, 1},
	} {
		step.change()
		before := len(r.linesOf(t, "caizheng"))
		if w := c.get(step.target, "Range", fmt.Sprintf("bytes=%d-", i%3)); w.Code != http.StatusPartialContent {
			t.Fatalf("%s: %d", step.name, w.Code)
		}
		if got := len(r.linesOf(t, "caizheng")) - before; got != step.lines {
			t.Errorf("%s: %d lines, want %d", step.name, got, step.lines)
		}
	}
	before := len(r.linesOf(t, "caizheng"))
	c = begin()
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() { c.get(form, "Range", fmt.Sprintf("bytes=%d-", i)) })
	}
	all.Wait()
	if got := len(r.linesOf(t, "caizheng")) - before; got != 1 {
		t.Errorf("twenty at the same time: %d lines", got)
	}
	now = now.Add(time.Hour)
	r.server.visits.sweep(now)
	if n := len(r.server.visits.open); n > 0 {
		t.Errorf("%d visits that are over are remembered", n)
	}
}

// TestServeContentShowsNothingWithoutALine: where the access log cannot be written to,
// not a byte goes out, whatever is asked for, and the visitor hears that it is not
// their fault.
func TestServeContentShowsNothingWithoutALine(t *testing.T) {
	r := ownRoom(t, Options{})
	if err := r.server.accessLog.Close(); err != nil {
		t.Fatal(err)
	}
	c := r.as(t, "caizheng")
	for _, file := range []string{"form", "document", "bag.zip", "attachment/0"} {
		for _, set := range [][]string{nil, {"Range", "bytes=3-9"}, {"Range", "bytes=3-9", "If-Range", `"other"`}} {
			w := c.get(recordURL(r.own.Number, file), set...)
			h := w.Header()
			if w.Code < 500 || !strings.Contains(w.Body.String(), "出了错") || h.Get("Content-Range") != "" || h.Get("ETag") != "" || h.Get("Content-Disposition") != "" {
				t.Errorf("%s %v: %d %v %.200s", file, set, w.Code, h, w.Body)
			}
		}
	}
}

// TestServeContentOfABrokenFile tells so, with a status of its own, before anything
// has gone out.
func TestServeContentOfABrokenFile(t *testing.T) {
	r := ownRoom(t, Options{})
	target := recordURL(r.own.Number, "form")
	path := r.workspace.Archive.Path(r.own.Folder(), r.own.Form.Path)
	broken := errors.New("the disk is broken")
	w := httptest.NewRecorder()
	asked := &request{server: r.server, w: w, Request: httptest.NewRequest(http.MethodGet, target, nil)}
	asked.account.Name = "caizheng"
	err := asked.serveContent(journal.Event{Type: journal.Taken, Number: r.own.Number, Path: "x"}, http.Header{"Etag": {`"x"`}}, time.Time{}, unreadable{strings.NewReader("form"), broken})
	if !errors.Is(err, broken) || len(w.Header()) > 0 || w.Body.Len() > 0 || len(r.linesOf(t, "caizheng")) > 0 {
		t.Errorf("%v, %v, %v", err, w.Header(), r.linesOf(t, "caizheng"))
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if w := r.as(t, "caizheng").get(target); w.Code != http.StatusNotFound || len(r.linesOf(t, "caizheng")) > 0 {
		t.Errorf("a file that is gone: %d", w.Code)
	}
}

// unreadable is content that cannot be read.
type unreadable struct {
	io.ReadSeeker
	err error
}

func (u unreadable) Read([]byte) (int, error) { return 0, u.err }

// TestServeContentThatIsHungUpOn: one who goes away after the first bytes has taken
// the file; one who has gone before has not.
func TestServeContentThatIsHungUpOn(t *testing.T) {
	s, at := serving(t, Options{}, nil)
	session, cookie := s.sessions.Begin(must(s.accounts.Named("dangan")), false, time.Now())
	if session == nil {
		t.Fatal("no session")
	}
	logged := make(chan error, 10)
	mux := http.NewServeMux()
	mux.Handle("GET /large", s.guard(route{"GET /large", signedIn, 0, func(r *request) error {
		err := r.serveContent(journal.Event{Type: journal.Taken, Path: "large"}, nil, time.Time{}, io.NewSectionReader(zerosAt{}, 0, 1<<30))
		logged <- err
		return err
	}, transferLimit}))
	s.handler = s.instrument(mux)
	conn, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "GET /large HTTP/1.1\r\nHost: x\r\nRange: bytes=7-\r\nCookie: %s=%s\r\n\r\n", cookieName, cookie)
	if _, err := io.ReadFull(conn, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	if err := <-logged; err != nil {
		t.Error(err)
	}
	lines := 0
	for _, e := range accessLogOf(t, s) {
		if e.Type == journal.Taken && e.By == "dangan" && e.Path == "large" {
			lines++
		}
	}
	if lines != 1 {
		t.Errorf("%d lines about a download that was broken off", lines)
	}
}

type zerosAt struct{}

func (zerosAt) ReadAt(b []byte, _ int64) (int, error) { return len(b), nil }
