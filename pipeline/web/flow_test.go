package web

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gongwen/archive/journal"
	"gongwen/pipeline/logging"
)

// stall is that of the tests, and paced what a slow but steady client passes in a
// moment: enough, also where the machine has other things to do.
const (
	stall  = time.Second
	moment = stall / 20
	paced  = 64 << 10
)

// flowing is a room at a real port that gives and takes any number of bytes.
func flowing(t *testing.T, options Options) (at, cookie, token string, ended <-chan error) {
	t.Helper()
	done := make(chan error, 10)
	s, at := serving(t, options, func(s *Server) {
		s.timeouts.stall, s.timeouts.transfer = stall, stall
		s.maxUpload = 64 << 20
		mux := http.NewServeMux()
		for _, to := range []route{
			{"GET /large", signedIn, 0, func(r *request) error {
				err := r.serveContent(journal.Event{Type: journal.Taken, Path: "large"}, nil, time.Time{}, io.NewSectionReader(zerosAt{}, 0, 1<<40))
				done <- errors.Join(err, r.Context().Err())
				return err
			}, transferLimit},
			{"POST /large", signedIn, s.maxUpload, func(r *request) error {
				done <- r.Context().Err()
				_, err := fmt.Fprintf(r.w, "%d bytes came", r.MultipartForm.File["files"][0].Size)
				return err
			}, transferLimit},
		} {
			mux.Handle(to.pattern, s.guard(to))
		}
		s.handler = s.instrument(mux)
	})
	session, cookie := s.sessions.Begin(must(s.accounts.Named("dangan")), false, time.Now())
	return at, cookieName + "=" + cookie, session.Token, done
}

// dial opens a connection, encrypted or not.
func dial(t *testing.T, at string, secure bool) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	if secure {
		conn = tls.Client(conn, &tls.Config{InsecureSkipVerify: true})
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// TestSendingWaitsForTheSlowOnly: a download goes on for many stalls while something of
// it is taken, and ends when nothing is; and so does one over TLS.
func TestSendingWaitsForTheSlowOnly(t *testing.T) {
	cert, key := selfSigned(t, t.TempDir())
	raw := func(t *testing.T, at, cookie string, secure bool) io.Reader {
		conn := dial(t, at, secure)
		fmt.Fprintf(conn, "GET /large HTTP/1.1\r\nHost: x\r\nCookie: %s\r\n\r\n", cookie)
		return conn
	}
	for name, how := range map[string]struct {
		options Options
		ask     func(t *testing.T, at, cookie string, secure bool) io.Reader
	}{
		"plain": {Options{}, raw}, "TLS": {Options{CertFile: cert, KeyFile: key}, raw},
		"HTTP/2": {Options{CertFile: cert, KeyFile: key}, func(t *testing.T, at, cookie string, _ bool) io.Reader {
			client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true}}
			r := must(http.NewRequest(http.MethodGet, "https://"+at+"/large", nil))
			r.Header.Set("Cookie", cookie)
			answer := must(client.Do(r))
			t.Cleanup(func() { answer.Body.Close() })
			if answer.ProtoMajor != 2 {
				t.Errorf("answered by %s", answer.Proto)
			}
			return answer.Body
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at, cookie, _, ended := flowing(t, how.options)
			takeSlowly(t, how.ask(t, at, cookie, how.options.CertFile != ""), ended)
		})
	}
}

func takeSlowly(t *testing.T, from io.Reader, ended <-chan error) {
	t.Helper()
	tick := time.NewTicker(moment)
	defer tick.Stop()
	for begun := time.Now(); time.Since(begun) < 3*stall; <-tick.C {
		if _, err := io.ReadFull(from, make([]byte, 2*paced)); err != nil {
			t.Fatalf("after %v: %v", time.Since(begun), err)
		}
	}
	select {
	case err := <-ended:
		t.Fatalf("ended while it was taken: %v", err)
	default:
	}
	select { // for nothing is taken any more
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("one who takes nothing any more holds a download")
	}
}

// TestReceivingWaitsForTheSlowOnly: an upload that goes on for many stalls is taken;
// one that stops, or comes byte by byte, is not, and its sender hears why.
func TestReceivingWaitsForTheSlowOnly(t *testing.T) {
	at, cookie, token, _ := flowing(t, Options{})
	head := "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + token +
		"\r\n--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\n"
	const size = 4 << 20
	content := head + strings.Repeat("0", size) + "\r\n--b--\r\n"
	for name, test := range map[string]struct {
		piece, most int // bytes sent each moment, and altogether
		status      int
		says        string
	}{
		"slowly":        {paced, len(content), http.StatusOK, fmt.Sprint(size, " bytes came")},
		"half of it":    {size, size / 2, http.StatusRequestTimeout, "停住了"},
		"drop by drop":  {1, len(content), http.StatusRequestTimeout, "停住了"},
		"by a thousand": {1000, len(content), http.StatusRequestTimeout, "停住了"},
	} {
		t.Run(name, func(t *testing.T) {
			conn := dial(t, at, false)
			fmt.Fprintf(conn, "POST /large HTTP/1.1\r\nHost: x\r\nCookie: %s\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n", cookie, len(content))
			tick := time.NewTicker(moment)
			defer tick.Stop()
			begun := time.Now()
			go func() {
				for sent := 0; sent < test.most; <-tick.C {
					n, err := io.WriteString(conn, content[sent:min(sent+test.piece, test.most)])
					if sent += n; err != nil {
						return
					}
				}
			}()
			answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			text, err := io.ReadAll(answer.Body)
			if err != nil || answer.StatusCode != test.status || !strings.Contains(string(text), test.says) {
				t.Errorf("%s %s %v", answer.Status, text, err)
			}
			if test.status == http.StatusOK && time.Since(begun) < 2*stall {
				t.Errorf("that was not slow: %v", time.Since(begun))
			}
		})
	}
}

// TestRespondErrorTellsWhoseFaultItIs: where what is sent cannot be put down, or the
// disk is full, it is the server's, and the log has it.
func TestRespondErrorTellsWhoseFaultItIs(t *testing.T) {
	var log bytes.Buffer
	r := ownRoom(t, Options{Log: slog.New(logging.NewTextHandler(&log, slog.LevelInfo))})
	c := r.as(t, "caizheng")
	for name, dir := range map[string]string{"gone": filepath.Join(t.TempDir(), "gone"), "no folder": writtenFile(t)} {
		for _, variable := range []string{"TMPDIR", "TMP", "TEMP"} {
			t.Setenv(variable, dir)
		}
		log.Reset()
		w := c.upload("区财政局", map[string][]byte{"a.bin": bytes.Repeat([]byte("附件"), inMemory)})
		if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "不是您的问题") || !strings.Contains(log.String(), dir) {
			t.Errorf("a temporary folder that is %s: %d %s\n%s", name, w.Code, w.Body, log.String())
		}
	}
	for name, test := range map[string]struct {
		err    error
		status int
		says   string
		logged bool
	}{
		"full":            {&os.PathError{Op: "write", Path: "/temp/a", Err: syscall.ENOSPC}, http.StatusInsufficientStorage, "磁盘满了", true},
		"used up":         {fmt.Errorf("送交：%w", syscall.EDQUOT), http.StatusInsufficientStorage, "磁盘满了", true},
		"broken":          {&os.PathError{Op: "write", Path: "/temp/a", Err: syscall.EIO}, http.StatusInternalServerError, "不是您的问题", true},
		"theirs":          {badRequest("错"), http.StatusBadRequest, "错", false},
		"others' time":    {fmt.Errorf("索引：%w", os.ErrDeadlineExceeded), http.StatusInternalServerError, "不是您的问题", true},
		"others' context": {fmt.Errorf("索引：%w", context.Canceled), http.StatusServiceUnavailable, "再试", false},
	} {
		log.Reset()
		w := httptest.NewRecorder()
		asked := &request{server: r.server, w: w, Request: httptest.NewRequest(http.MethodGet, "/x", nil)}
		asked.respondError(test.err)
		if w.Code != test.status || !strings.Contains(w.Body.String(), test.says) || (log.Len() > 0) != test.logged {
			t.Errorf("%s: %d %s\n%s", name, w.Code, w.Body, log.String())
		}
	}
}

// writtenFile is the path of a file.
func writtenFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
