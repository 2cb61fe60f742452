package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"gongwen/archive/journal"
	"gongwen/pipeline/web/access"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/web/session"
)

// request is one request and who makes it.
type request struct {
	server *Server
	w      http.ResponseWriter
	*http.Request
	clientAddr netip.Addr       // the client, seen through trusted proxies
	session    *session.Session // nil for the public
	account    account.Account  // of the session
	scope      access.Scope
	release    func() // gives back the room for what it brought
}

// httpError is an answer that is not the page asked for. Its text is shown.
type httpError struct {
	status int
	text   string
}

func (f httpError) Error() string { return f.text }

// What a page can come to. Not found is also the answer for what is out of reach.
var (
	errNotFound = httpError{http.StatusNotFound, "没有这一页，或者不在您的查阅范围内。"}
	errDenied   = httpError{http.StatusForbidden, "您的角色不能看这一页。确有需要的，请找管理员调整账号。"}
	errForged   = httpError{http.StatusForbidden, "这次提交不是从本系统的页面发出的，或者页面放得太久。请回到上一页，刷新后再试。"}
	errTooLarge = httpError{http.StatusRequestEntityTooLarge, "送来的内容太大，什么都没有收下。请分几次送交，或者把附件另存得小一些。"}
	errTooSlow  = httpError{http.StatusServiceUnavailable, "现在太忙，这一页没能及时做好。请过一会儿再试；一直这样，请告诉管理员。"}
	errNoInbox  = httpError{http.StatusServiceUnavailable, "收件文件夹没有回应，现在不能送交。请过一会儿再试；一直这样，请告诉管理员检查它所在的网络或磁盘。"}
	// The desk shows whatever comes of it: the same once more is a duplicate.
	errNotDropped = httpError{http.StatusServiceUnavailable, "核对通过，但收件文件夹没有回应，不知道有没有送到。请过一会儿在“工作台”上看，没有的再送交一次；一直这样，请告诉管理员检查它所在的网络或磁盘。"}
	errTooOften   = httpError{http.StatusTooManyRequests, "试得太频繁了，请过一会儿再来。"}
	errBusy       = httpError{http.StatusServiceUnavailable, "现在送交的人太多，还轮不到这一份。什么都没有收下，请过半分钟再送一次。"}
)

func badRequest(format string, args ...any) error {
	return httpError{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// guard serves a route to those who may have it.
func (s *Server) guard(to route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		// Everything a request waits for, waits for this context: it ends with the
		// client's patience or with ours.
		patience := map[timeLimit]time.Duration{pageLimit: s.timeouts.page, transferLimit: s.timeouts.transfer}[to.limit]
		ctx, cancel := context.WithTimeoutCause(req.Context(), patience, errTooSlow)
		defer cancel()
		r := &request{server: s, w: w, Request: req.WithContext(ctx), clientAddr: s.proxies.Client(req), release: func() {}}
		defer r.cleanUp()
		setHeaders(w.Header(), s.proxies.Secure(req))
		if err := r.authorize(to); err != nil {
			r.respondError(err)
			return
		}
		if err := to.handle(r); err != nil {
			r.respondError(err)
		}
	})
}

// cleanUp removes what the visit brought and gives back the room for it. The server
// itself removes only what was read of the request it knows, and ours is a copy.
func (r *request) cleanUp() {
	if brought := r.MultipartForm; brought != nil {
		if err := brought.RemoveAll(); err != nil {
			r.server.logError("临时文件", err)
		}
	}
	r.release()
}

// authorize lets a visit in, or says why not.
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
	if r.account.OneTime && r.URL.Path != "/password" {
		return errChoosePassword
	}
	if to.audience.roles != nil && !slices.Contains(to.audience.roles, r.account.Role) {
		_ = r.logAccess(journal.Event{Event: journal.Refused, Path: r.URL.Path, Reason: "无权查看"})
		return errDenied
	}
	return nil
}

// Where a visit is sent first.
var (
	errSignIn         = errors.New("not signed in")
	errChoosePassword = errors.New("the password is to be replaced")
)

// respondError answers with an error page.
func (r *request) respondError(err error) {
	var tooLarge *http.MaxBytesError
	var f httpError
	switch {
	case errors.Is(err, errSignIn):
		r.redirectToSignIn()
		return
	case errors.Is(err, errChoosePassword):
		r.redirect("/password")
		return
	case errors.As(err, &tooLarge):
		f = errTooLarge
	case errors.As(err, &f):
	case errors.Is(context.Cause(r.Context()), errTooSlow):
		r.server.logError(r.URL.EscapedPath(), fmt.Errorf("没能及时答复：%w", err))
		f = errTooSlow
	case r.Context().Err() != nil:
		return // nobody is there any more
	default:
		r.server.logError(r.URL.EscapedPath(), err)
		f = httpError{http.StatusInternalServerError, "程序出了错，已经记下。请稍后再试；还不行，请告诉管理员查看程序的输出。"}
	}
	if (f.status == http.StatusTooManyRequests || f.status == http.StatusServiceUnavailable) && r.w.Header().Get("Retry-After") == "" {
		r.w.Header().Set("Retry-After", "30")
	}
	r.w.Header().Set("Cache-Control", "no-store")
	r.showStatus(f.status, "error", statusTitle(f.status), f.text)
}

func statusTitle(status int) string {
	switch status {
	case http.StatusNotFound:
		return "没有找到"
	case http.StatusForbidden:
		return "不能查看"
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return "请稍候"
	case http.StatusInternalServerError:
		return "出了错"
	}
	return "不能办理"
}

// redirect sends the browser to another page by GET.
func (r *request) redirect(to string) { http.Redirect(r.w, r.Request, to, http.StatusSeeOther) }

// logAccess writes to the trail. When that fails so must the visit: what leaves no
// trace must not be shown. The error is for those who give something away.
func (r *request) logAccess(e journal.Event) error {
	e.Time, e.By, e.From = r.server.now().Round(time.Millisecond), r.account.Name, r.clientAddr.String()
	written := make(chan error, 1)
	go func() { written <- r.server.accessLog.Append(e) }()
	var err error
	select {
	case err = <-written:
	case <-r.Context().Done(): // the line may still be written, for nothing
		return r.Context().Err()
	}
	if err != nil {
		r.server.logError("查阅登记", err)
	}
	return err
}
