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
	"gongwen/pipeline/web/account"
)

// visit is one request and who makes it.
type visit struct {
	s       *Server
	w       http.ResponseWriter
	r       *http.Request
	from    netip.Addr      // the client, seen through trusted proxies
	session *session        // nil for the public
	account account.Account // of the session
	reach   reach
	leave   func() // gives back the room for what it brought
}

// failure is an answer that is not the page asked for. Its text is shown.
type failure struct {
	status int
	text   string
}

func (f failure) Error() string { return f.text }

// What a page can come to. Not found is also the answer for what is out of reach.
var (
	errNotFound = failure{http.StatusNotFound, "没有这一页，或者不在您的查阅范围内。"}
	errDenied   = failure{http.StatusForbidden, "您的角色不能看这一页。确有需要的，请找管理员调整账号。"}
	errForged   = failure{http.StatusForbidden, "这次提交不是从本系统的页面发出的，或者页面放得太久。请回到上一页，刷新后再试。"}
	errTooLarge = failure{http.StatusRequestEntityTooLarge, "送来的内容太大，什么都没有收下。请分几次送交，或者把附件另存得小一些。"}
	errTooSlow  = failure{http.StatusServiceUnavailable, "现在太忙，这一页没能及时做好。请过一会儿再试；一直这样，请告诉管理员。"}
	errNoInbox  = failure{http.StatusServiceUnavailable, "收件文件夹没有回应，现在不能送交。请过一会儿再试；一直这样，请告诉管理员检查它所在的网络或磁盘。"}
	// The desk shows whatever comes of it: the same once more is a duplicate.
	errNotDropped = failure{http.StatusServiceUnavailable, "核对通过，但收件文件夹没有回应，不知道有没有送到。请过一会儿在“工作台”上看，没有的再送交一次；一直这样，请告诉管理员检查它所在的网络或磁盘。"}
	errTooOften   = failure{http.StatusTooManyRequests, "试得太频繁了，请过一会儿再来。"}
	errBusy       = failure{http.StatusServiceUnavailable, "现在送交的人太多，还轮不到这一份。什么都没有收下，请过半分钟再送一次。"}
)

func badRequest(format string, args ...any) error {
	return failure{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// guarded serves a route to those who may have it.
func (s *Server) guarded(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		// Everything a request waits for, waits for this context: it ends with the
		// client's patience or with ours.
		patience := map[duration]time.Duration{quick: s.timeouts.page, long: s.timeouts.transfer}[r.takes]
		ctx, cancel := context.WithTimeoutCause(req.Context(), patience, errTooSlow)
		defer cancel()
		v := &visit{s: s, w: w, r: req.WithContext(ctx), from: s.clientOf(req), leave: func() {}}
		defer v.end()
		setHeaders(w.Header(), s.secure(req))
		if err := v.enter(r); err != nil {
			v.fail(err)
			return
		}
		if err := r.serve(v); err != nil {
			v.fail(err)
		}
	})
}

// end removes what the visit brought and gives back the room for it. The server
// itself removes only what was read of the request it knows, and ours is a copy.
func (v *visit) end() {
	if brought := v.r.MultipartForm; brought != nil {
		if err := brought.RemoveAll(); err != nil {
			v.s.complain("临时文件", err)
		}
	}
	v.leave()
}

// enter lets a visit in, or says why not.
func (v *visit) enter(r route) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, r.body)
	if err := v.recognise(); err != nil {
		return err
	}
	if v.r.Method == http.MethodPost {
		if err := v.admit(r.body); err != nil {
			return err
		}
		if err := v.genuine(); err != nil {
			return err
		}
	}
	if r.who.public {
		return nil
	}
	if v.session == nil {
		return errSignIn
	}
	if v.account.OneTime && v.r.URL.Path != "/password" {
		return errChoosePassword
	}
	if r.who.roles != nil && !slices.Contains(r.who.roles, v.account.Role) {
		_ = v.note(journal.Event{Type: journal.Refused, Path: v.r.URL.Path, Reason: "无权查看"})
		return errDenied
	}
	return nil
}

// Where a visit is sent first.
var (
	errSignIn         = errors.New("not signed in")
	errChoosePassword = errors.New("the password is to be replaced")
)

// fail answers with an error page.
func (v *visit) fail(err error) {
	var tooLarge *http.MaxBytesError
	var f failure
	switch {
	case errors.Is(err, errSignIn):
		v.toSignIn()
		return
	case errors.Is(err, errChoosePassword):
		v.redirect("/password")
		return
	case errors.As(err, &tooLarge):
		f = errTooLarge
	case errors.As(err, &f):
	case errors.Is(context.Cause(v.r.Context()), errTooSlow):
		v.s.complain(v.r.URL.EscapedPath(), fmt.Errorf("没能及时答复：%w", err))
		f = errTooSlow
	case v.r.Context().Err() != nil:
		return // nobody is there any more
	default:
		v.s.complain(v.r.URL.EscapedPath(), err)
		f = failure{http.StatusInternalServerError, "程序出了错，已经记下。请稍后再试；还不行，请告诉管理员查看程序的输出。"}
	}
	if (f.status == http.StatusTooManyRequests || f.status == http.StatusServiceUnavailable) && v.w.Header().Get("Retry-After") == "" {
		v.w.Header().Set("Retry-After", "30")
	}
	v.w.Header().Set("Cache-Control", "no-store")
	v.showStatus(f.status, "error", statusTitle(f.status), f.text)
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
func (v *visit) redirect(to string) { http.Redirect(v.w, v.r, to, http.StatusSeeOther) }

// note writes to the trail. When that fails so must the visit: what leaves no
// trace must not be shown. The error is for those who give something away.
func (v *visit) note(e journal.Event) error {
	e.Time, e.By, e.From = v.s.now().Round(time.Millisecond), v.account.Name, v.from.String()
	written := make(chan error, 1)
	go func() { written <- v.s.trail.Append(e) }()
	var err error
	select {
	case err = <-written:
	case <-v.r.Context().Done(): // the line may still be written, for nothing
		return v.r.Context().Err()
	}
	if err != nil {
		v.s.complain("查阅登记", err)
	}
	return err
}
