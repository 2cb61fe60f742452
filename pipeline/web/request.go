package web

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"gongwen/archive/journal"
	"gongwen/pipeline/web/access"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/web/session"
)

// request is one request, who makes it and which records they may see. Every page is
// a handler that serves one.
type request struct {
	*http.Request
	w      http.ResponseWriter
	server *Server

	clientAddr netip.Addr       // seen through trusted proxies
	session    *session.Session // nil for the public
	account    account.Account  // of the session
	oneTime    bool             // the account's password was given by somebody else, which is of no concern where single sign-on stands for it
	scope      access.Scope     // of the account
	knownNow   string           // one of signoff.Known…, once reauthenticate has found it in this request
	passing    *flow            // of what it brings and is answered
	release    func()           // gives back what its upload has reserved
}

// guard serves a route to its audience.
func (s *Server) guard(to route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		// Whatever handling the request waits for, it waits no longer than this context,
		// which ends when the client hangs up, or when the route's time is over: of a
		// page since it was asked for, of a transfer since something of it has passed.
		ctx, cancel := context.WithCancelCause(req.Context())
		defer cancel(nil)
		patience := map[timeLimit]time.Duration{pageLimit: s.timeouts.page, transferLimit: s.timeouts.transfer}[to.limit]
		over := time.AfterFunc(patience, func() { cancel(errTooSlow) })
		defer over.Stop()
		passing := &flow{connection: http.NewResponseController(w), stall: s.timeouts.stall, moved: func() {
			if to.limit == transferLimit && over.Stop() {
				over.Reset(patience)
			}
		}}
		r := &request{server: s, w: sending{w, passing}, Request: req.WithContext(ctx), clientAddr: s.proxies.Client(req), passing: passing, release: func() {}}
		r.Body = passing.receive(req.Body)
		r.Host = s.proxies.Host(req)
		s.noteSilentProxy(r.clientAddr, req)
		defer r.cleanUp()
		setHeaders(r.w.Header(), s.proxies.Secure(req))
		if err := r.authorize(to); err != nil {
			r.respondError(err)
			return
		}
		if err := to.handle(r); err != nil {
			r.respondError(err)
		}
	})
}

// cleanUp removes the files that were uploaded and gives back what was reserved for
// them. net/http itself removes only what was read of the request it knows, and ours
// is a copy.
func (r *request) cleanUp() {
	if uploaded := r.MultipartForm; uploaded != nil {
		if err := uploaded.RemoveAll(); err != nil {
			r.server.logError("临时文件", err)
		}
	}
	r.release()
}

// authorize finds out who makes the request and whether they may. Its error is what
// to answer if not.
func (r *request) authorize(to route) error {
	r.Body = http.MaxBytesReader(r.w, r.Body, to.body)
	if err := r.authenticate(); err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		if err := r.reserveUpload(to.body); err != nil {
			return err
		}
		if err := r.checkToken(); err != nil {
			return err
		}
	}
	if to.audience.public {
		return nil
	}
	if r.session == nil {
		return errSignIn
	}
	if (r.account.OneTime || r.server.sessions.PasswordRequired(r.session) != "") && r.URL.Path != "/password" {
		return errChoosePassword
	}
	if to.audience.roles != nil && !slices.Contains(to.audience.roles, r.account.Role) {
		_ = r.logAccess(journal.Event{Type: journal.Refused, Path: r.URL.Path, Reason: "无权查看"})
		return errDenied
	}
	return nil
}

// redirect sends the browser to another page by GET.
func (r *request) redirect(to string) { http.Redirect(r.w, r.Request, to, http.StatusSeeOther) }
