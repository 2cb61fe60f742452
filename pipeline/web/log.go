package web

import (
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"gongwen/pipeline/returns"
	"gongwen/pipeline/web/proxy"
)

// instrument counts every request and writes a line about it. A query is left out:
// it may hold a check code, or words nobody else is to read.
func (s *Server) instrument(next *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		_, pattern := next.Handler(r)
		answer := &responseRecorder{ResponseWriter: w, status: http.StatusOK}
		// The deadline for what is sent is each answer's own: not that of the last one on
		// this connection, and anew for what is still to send when it is made.
		connection := http.NewResponseController(w)
		_ = connection.SetWriteDeadline(time.Time{})
		defer func() {
			_ = connection.SetWriteDeadline(time.Now().Add(s.timeouts.stall))
			took := time.Since(began)
			s.metrics.Answered(pattern, answer.status, took)
			client, path := s.proxies.Client(r).String(), r.URL.EscapedPath()
			s.requests.Info(fmt.Sprintf("%s %s %s %d %d %s", client, r.Method, path, answer.status, answer.bytes, took.Round(time.Microsecond)),
				"client", client, "method", r.Method, "path", path, "status", answer.status, "bytes", answer.bytes, "seconds", took.Seconds())
		}()
		next.ServeHTTP(answer, r)
	})
}

// responseRecorder remembers what was answered.
type responseRecorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (a *responseRecorder) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

func (a *responseRecorder) Write(b []byte) (int, error) {
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController find the connection.
func (a *responseRecorder) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// noteSilentProxy tells, once, of a proxy that does not say for whom it asks: then all
// who come through it are one to the access log and to every limit.
func (s *Server) noteSilentProxy(client netip.Addr, r *http.Request) {
	if client == proxy.Peer(r) && s.proxies.Includes(client) && !proxy.IsLocal(r) {
		s.silentProxy.Do(func() {
			s.log.Warn(fmt.Sprintf("反向代理 %s 没有在 X-Forwarded-For 里写明来访人的地址，经它来的都算作一个人；代理要写的请求头见 gongwen help web", client))
		})
	}
}

// logError tells whoever runs the program of what went wrong, on one line.
func (s *Server) logError(where string, err error) {
	s.metrics.Errors.Inc()
	s.log.Error(fmt.Sprintf("阅览室 %s：%s", where, returns.Visible(strings.ReplaceAll(err.Error(), "\n", "；"))), "where", where, "error", err.Error())
}

// errorLog is for what net/http has to say.
func (s *Server) errorLog() *log.Logger { return slog.NewLogLogger(s.log.Handler(), slog.LevelWarn) }
