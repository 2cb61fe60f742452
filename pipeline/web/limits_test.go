package web

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"gongwen/pipeline/workspace"
)

// serving is a reading room of its own at a real port.
func serving(t *testing.T, options Options, change func(*Server)) (*Server, string) {
	t.Helper()
	f := workspace.Folder(t.TempDir())
	if err := empty(f); err != nil {
		t.Fatal(err)
	}
	o, err := workspace.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(o, options, func(string, string) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	s.accounts.Cost = bcrypt.MinCost
	if change != nil {
		change(s)
	}
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, at) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, at.Addr().String()
}

// TestServeCutsOffSlowClients: one that sends its request drop by drop, or never
// ends its body, does not hold a connection for ever.
func TestServeCutsOffSlowClients(t *testing.T) {
	_, at := serving(t, Options{}, func(s *Server) {
		s.timeouts = timeouts{header: 200 * time.Millisecond, stall: 400 * time.Millisecond, idle: 200 * time.Millisecond, slot: time.Second, stop: time.Second, page: time.Second, transfer: time.Second}
	})
	for what, begin := range map[string]string{
		"half a header": "GET /verify HTTP/1.1\r\nHost: x\r\n",
		"half a body":   "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nname=",
		"idle":          "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, begin); err != nil {
			t.Fatal(err)
		}
		if err := conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, conn); err != nil {
			t.Errorf("%s: the connection is still open: %v", what, err)
		}
		conn.Close()
	}
}

func TestAuthorizeRefusesHugeRequests(t *testing.T) {
	r := theRoom(t)
	endless := func() io.Reader { return io.LimitReader(zeros{}, 1<<40) }
	c := r.as(t, "caizheng")
	for what, w := range map[string]*httptest.ResponseRecorder{
		"a form":    c.do("POST", "/password", io.MultiReader(strings.NewReader("old="), endless()), "Content-Type", "application/x-www-form-urlencoded"),
		"a sign-in": r.public(t).do("POST", "/sign-in", io.MultiReader(strings.NewReader("name="), endless()), "Content-Type", "application/x-www-form-urlencoded"),
	} {
		if w.Code != http.StatusRequestEntityTooLarge && w.Code != http.StatusForbidden {
			t.Errorf("%s without end: %d", what, w.Code)
		}
	}
	// An upload of many megabytes more than is taken; not so many that the test is slow.
	s, at := serving(t, Options{}, func(s *Server) { s.maxUpload = 1 << 20; s.handler = s.routes() })
	session, cookie := s.sessions.Begin(must(s.accounts.Named("caizheng")), false, time.Now())
	body := "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + session.Token +
		"\r\n--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.xlsx\"\r\n\r\n"
	request, err := http.NewRequest("POST", "http://"+at+"/hand-in", io.MultiReader(strings.NewReader(body), io.LimitReader(zeros{}, 64<<20)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	request.AddCookie(&http.Cookie{Name: cookieName, Value: cookie})
	answer, err := http.DefaultClient.Do(request)
	if err == nil {
		answer.Body.Close()
		if answer.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("a huge upload: %d", answer.StatusCode)
		}
	} // or the connection was cut while sending
	if left, err := filepath.Glob(filepath.Join(s.workspace.Folder.Inbox(), "*", "*")); err != nil || len(left) > 0 {
		t.Errorf("left in the inbox: %v %v", left, err)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = '0'
	}
	return len(b), nil
}
