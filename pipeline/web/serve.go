package web

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"gongwen/pipeline/web/account"
	"gongwen/pipeline/web/proxy"
)

// Serve serves at the listener until ctx ends; requests under way are finished.
// Meanwhile index and statistics follow the archive.
func (s *Server) Serve(ctx context.Context, at net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: s.timeouts.header, IdleTimeout: s.timeouts.idle, // what comes between has deadlines of its own, see flow
		HTTP2:          &http.HTTP2Config{WriteByteTimeout: s.timeouts.stall},
		MaxHeaderBytes: 32 << 10,
		ErrorLog:       s.errorLog(),
	}
	if s.certificate != nil {
		server.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: s.certificate.get}
		if s.clientCA != nil {
			server.TLSConfig.ClientCAs, server.TLSConfig.ClientAuth = s.clientCA, tls.VerifyClientCertIfGiven
		}
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var following sync.WaitGroup
	following.Go(func() { s.follow(ctx) })
	at = steadyListener{at}
	ended := make(chan error, 1)
	go func() {
		if s.certificate != nil {
			ended <- server.ServeTLS(at, "", "")
		} else {
			ended <- server.Serve(at)
		}
	}()
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
		// A client that will not end is cut off.
		patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.timeouts.stop)
		defer cancel()
		if server.Shutdown(patience) != nil {
			_ = server.Close()
		}
		err = <-ended
	}
	stop()
	followed := make(chan struct{})
	go func() { following.Wait(); close(followed) }()
	select {
	case <-followed:
	case <-time.After(s.timeouts.stop): // a catalogue that hangs holds it
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// followPause is how soon the index has what was filed, where no pipeline in the
// same folder was quicker.
const followPause = time.Second

// follow keeps index and statistics up to date: each for itself, since the index may
// take minutes.
func (s *Server) follow(ctx context.Context) {
	var both sync.WaitGroup
	defer both.Wait()
	both.Go(func() { s.repeat(ctx, "汇总", s.statistics.Update) })
	if !s.options.Indexed {
		both.Go(func() { s.repeat(ctx, "检索索引", s.indexFollower.Shared) })
	}
	s.duties.update.Start() // before somebody waits for them
	for sleepFollowPause(ctx) {
		s.sweep()
	}
}

// repeat updates something again and again until ctx ends.
func (s *Server) repeat(ctx context.Context, what string, update func(context.Context) error) {
	for {
		if err := update(ctx); err != nil && ctx.Err() == nil {
			s.logError(what, err)
		}
		if !sleepFollowPause(ctx) {
			return
		}
	}
}

// sleepFollowPause waits and reports whether to go on: ctx has not ended.
func sleepFollowPause(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(followPause):
		return true
	}
}

// sweep forgets sessions that have ended, and clients that have tried nothing for
// long.
func (s *Server) sweep() {
	all, err := s.accounts.All()
	if err != nil {
		s.logError("账号", err)
	} else {
		accounts := make(map[string]account.Account, len(all))
		for _, a := range all {
			accounts[a.Name] = a
		}
		s.sessions.Sweep(accounts, s.now())
	}
	s.passwords.sweep(s.now())
	s.codeLookups.Sweep(s.now())
	s.formChecks.Sweep(s.now())
	s.visits.sweep(s.now())
	s.unknownLogs.Sweep(s.now())
	if s.certificate != nil {
		s.certificate.follow()
	}
}

// ServeMetrics answers Prometheus at a listener of its own until ctx ends. There is
// nothing else there, and on the reading room's there are no metrics: whether a
// request came through a proxy cannot be told from the request. One that says so is
// refused here all the same, as is whoever is not among those that are named, if any
// are.
func (s *Server) ServeMetrics(ctx context.Context, at net.Listener) error {
	mux := http.NewServeMux()
	allowed := proxy.Trust(s.options.MetricsAllow)
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		if proxy.PassedOn(r) || len(allowed) > 0 && !allowed.Includes(proxy.Peer(r)) {
			http.Error(w, "not for this address", http.StatusForbidden)
			return
		}
		s.metrics.Handler().ServeHTTP(w, r)
	})
	server := &http.Server{
		Handler:           mux,
		ReadHeaderTimeout: s.timeouts.header, ReadTimeout: s.timeouts.header, WriteTimeout: s.timeouts.page, IdleTimeout: s.timeouts.idle,
		MaxHeaderBytes: 32 << 10,
		ErrorLog:       s.errorLog(),
	}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if err := server.Serve(at); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
