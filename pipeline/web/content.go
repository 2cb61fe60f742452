package web

import (
	"errors"
	"io"
	"maps"
	"net/http"
	"sync"
	"time"

	"gongwen/archive/journal"
)

// serveContent answers with content, or with the parts that are asked for. Before the
// first byte of it goes out, e is in the access log; what gives away none of it – HEAD,
// an answer that nothing has changed or that there is no such part, an empty file –
// leaves no line. Which of these it is http.ServeContent decides, from all that a
// request may say and contradict itself in, and so the log goes by what it reads, not
// by the request.
//
// About is what the header says of the content, and of nothing else that is answered
// instead. The error is of what was not answered; what breaks off later, the client
// sees by the length.
func (r *request) serveContent(e journal.Event, about http.Header, modified time.Time, content io.ReadSeeker) error {
	read := &loggedContent{ReadSeeker: content, log: func() error { return r.logVisit(e) }}
	answer := &heldAnswer{ResponseWriter: r.w, header: r.w.Header().Clone()}
	maps.Copy(answer.header, about)
	http.ServeContent(answer, r.Request, "", modified, read)
	err := read.failed()
	if err != nil && !answer.begun {
		return err
	}
	answer.begin()
	if err != nil && r.Context().Err() == nil {
		r.server.logError(r.URL.EscapedPath(), err)
	}
	return nil
}

// loggedContent is content of which nothing is read without a line in the access log.
type loggedContent struct {
	io.ReadSeeker
	log func() error

	mu     sync.Mutex // parts are read by a goroutine that may outlive the answer
	logged bool
	err    error // of the log, or of reading
}

func (c *loggedContent) Read(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, err := c.ReadSeeker.Read(b)
	if n > 0 && !c.logged {
		if logErr := c.log(); logErr != nil {
			n, err = 0, logErr
		}
		c.logged = err == nil
	}
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
	return n, err
}

func (c *loggedContent) failed() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// heldAnswer holds back that all is well until there is something to send: until then
// the answer may yet be that it is not.
type heldAnswer struct {
	http.ResponseWriter
	header http.Header
	status int
	begun  bool
}

func (a *heldAnswer) Header() http.Header { return a.header }

func (a *heldAnswer) WriteHeader(status int) {
	a.status = status
	if status != http.StatusOK && status != http.StatusPartialContent {
		a.begin()
	}
}

func (a *heldAnswer) begin() {
	if !a.begun {
		a.begun = true
		maps.Copy(a.ResponseWriter.Header(), a.header)
		a.ResponseWriter.WriteHeader(a.status)
	}
}

func (a *heldAnswer) Write(b []byte) (int, error) {
	a.begin()
	return a.ResponseWriter.Write(b)
}
