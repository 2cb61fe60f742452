package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"gongwen/pipeline/retry"
)

// httpError is an answer that is not the page asked for. Its text is shown.
type httpError struct {
	status int
	text   string
}

func (f httpError) Error() string { return f.text }

// What a page can come to. Not found is also the answer for what is out of scope.
var (
	errNotFound = httpError{http.StatusNotFound, "没有这一页，或者不在您的查阅范围内。"}
	errDenied   = httpError{http.StatusForbidden, "您的角色不能看这一页。确有需要的，请找管理员调整账号。"}
	errForged   = httpError{http.StatusForbidden, "这次提交不是从本系统的页面发出的，或者页面放得太久。请回到上一页，刷新后再试。"}
	errTooLarge = httpError{http.StatusRequestEntityTooLarge, "送来的内容太大，什么都没有收下。请分几次送交，或者把附件另存得小一些。"}
	errTooSlow  = httpError{http.StatusServiceUnavailable, "现在太忙，这一页没能及时做好。请过一会儿再试；一直这样，请告诉管理员。"}
	errNoInbox  = httpError{http.StatusServiceUnavailable, "收件文件夹没有回应，现在不能送交。请过一会儿再试；一直这样，请告诉管理员检查它所在的网络或磁盘。"}
	// The desk shows whatever comes of it: the same once more is a duplicate.
	errNotDropped = httpError{http.StatusServiceUnavailable, "核对通过，但收件文件夹没有回应，不知道有没有送到。请过一会儿在“工作台”上看，没有的再送交一次；一直这样，请告诉管理员检查它所在的网络或磁盘。"}
	errStalled    = httpError{http.StatusRequestTimeout, "送到一半停住了，什么都没有收下。请检查网络，再送一次；慢不要紧，一直在传就行。"}
	errFull       = httpError{http.StatusInsufficientStorage, "服务器的磁盘满了，这一步没有做成；不是您的问题，也不必改什么。已经记下，请告诉管理员腾出空间，再来一次。"}
	errFault      = httpError{http.StatusInternalServerError, "程序出了错，这一步没有做成；不是您的问题。已经记下，请稍后再试；还不行，请告诉管理员查看程序的输出。"}
	errTooOften   = httpError{http.StatusTooManyRequests, "试得太频繁了，请过一会儿再来。"}
	errBusy       = httpError{http.StatusServiceUnavailable, "现在送交的人太多，还轮不到这一份。什么都没有收下，请过半分钟再送一次。"}
)

func badRequest(format string, args ...any) error {
	return httpError{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// Errors that send the browser to another page first.
var (
	errSignIn         = errors.New("not signed in")
	errChoosePassword = errors.New("the password is to be replaced")
)

// statusHungUp is what the log has where nobody is there any more to be answered, as
// nginx's has it.
const statusHungUp = 499

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
		r.w.WriteHeader(statusHungUp)
		return
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		// Not this request's context, but that of work it waited for, which ends with the
		// program or with a time limit of its own.
		f = errTooSlow
	default:
		r.server.logError(r.URL.EscapedPath(), err)
		f = errFault
		if retry.Full(err) {
			f = errFull
		}
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
	case http.StatusInternalServerError, http.StatusInsufficientStorage:
		return "出了错"
	}
	return "不能办理"
}
