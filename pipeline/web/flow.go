package web

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"time"
)

// flow cuts off who stops sending or taking, and nobody who is only slow: a transfer
// may take any time, as long as another stretch of it passes before the stall is over.
// That bounds the slow, too, by a least rate: a stretch a stall, about a thousand bytes
// a second.
type flow struct {
	connection *http.ResponseController
	stall      time.Duration
	moved      func() // called with every stretch
	stopped    bool   // nothing more came of the body
}

// stretch is so many bytes.
const stretch = 64 << 10

// receiving is a request's body, as it comes in.
type receiving struct {
	io.ReadCloser
	*flow
	since int // bytes of the stretch under way
}

// receive gives the body of a request that begins now. Errors of setting a deadline
// are those of a writer that has no connection, as in tests.
func (f *flow) receive(body io.ReadCloser) io.ReadCloser {
	if body == nil || body == http.NoBody {
		// The connection is read all the same, to learn that the client has hung up; a
		// deadline would look like that.
		_ = f.connection.SetReadDeadline(time.Time{})
		return body
	}
	_ = f.connection.SetReadDeadline(time.Now().Add(f.stall))
	return &receiving{ReadCloser: body, flow: f}
}

func (r *receiving) Read(b []byte) (int, error) {
	n, err := r.ReadCloser.Read(b)
	r.since += n
	switch {
	case errors.Is(err, io.EOF):
		_ = r.connection.SetReadDeadline(time.Time{})
		r.moved()
	case errors.Is(err, os.ErrDeadlineExceeded):
		r.stopped = true
	case r.since >= stretch:
		r.since = 0
		_ = r.connection.SetReadDeadline(time.Now().Add(r.stall))
		r.moved()
	}
	return n, err
}

// sending is an answer, as it goes out.
type sending struct {
	http.ResponseWriter
	*flow
}

func (s sending) Write(b []byte) (written int, err error) {
	for {
		piece := b[written:min(len(b), written+stretch)]
		_ = s.connection.SetWriteDeadline(time.Now().Add(s.stall))
		n, err := s.ResponseWriter.Write(piece)
		written += n
		if err != nil || written == len(b) {
			return written, err
		}
		s.moved()
	}
}

// Unwrap lets http.ResponseController find the connection.
func (s sending) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// sendBuffer is how many bytes the system holds for a client, about. It would hold
// megabytes; of a slow client nobody would see for minutes that bytes flow.
const sendBuffer = 256 << 10

// steadyListener accepts connections with a small buffer for what is sent.
type steadyListener struct{ net.Listener }

func (l steadyListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(sendBuffer) // which fails only when it has gone
	}
	return c, err
}
