package web

import (
	"crypto/subtle"
	"errors"
	"io/fs"
	"net/http"
	"strings"

	"gongwen/archive/journal"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/web/access"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/web/proxy"
	"gongwen/pipeline/web/session"
)

// cookieName is the cookie of a session.
const cookieName = "gongwen"

// authenticate finds out who makes the request: whom the office's own single sign-on
// names, or else whose cookie it brings.
func (r *request) authenticate() error {
	name, err := r.signOnName()
	if err != nil {
		return err
	}
	if name != "" {
		return r.continueSignOn(name)
	}
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return nil
	}
	found := r.server.sessions.Find(session.CookieKey(cookie.Value), r.server.now())
	if found == nil {
		return nil
	}
	a, err := r.server.accounts.Named(found.Name)
	if errors.Is(err, account.ErrUnknown) || err == nil && !found.ValidFor(a) {
		r.server.sessions.End(found)
		return nil
	}
	if err == nil {
		r.setAccount(a, found)
	}
	return err
}

// setAccount makes the request one of an account.
func (r *request) setAccount(a account.Account, s *session.Session) {
	r.oneTime = a.OneTime
	if s.SignedOn || s.Known == signoff.KnownCertificate || strings.HasPrefix(s.Known, signoff.KnownSignOn) {
		a.OneTime = false // its password is of no concern
	}
	r.session, r.account, r.scope = s, a, access.Of(a, r.server.ruleset().Units)
}

// signOnName is whom the office's own sign-on names. A name given twice may be one
// that the client wrote and the proxy did not take out.
func (r *request) signOnName() (string, error) {
	if r.server.options.SignOn == "" || !r.server.proxies.Includes(proxy.Peer(r.Request)) {
		return "", nil
	}
	names := r.Header.Values(r.server.options.SignOn)
	if len(names) > 1 {
		return "", badRequest("统一认证的请求头 %s 出现了%d次，不能断定是谁。请管理员检查反向代理：外来的同名请求头须删掉。", r.server.options.SignOn, len(names))
	}
	if len(names) == 0 {
		return "", nil
	}
	return strings.TrimSpace(names[0]), nil
}

// continueSignOn finds the session of whom single sign-on names, or begins it: one for
// all requests of that name, whether or not they bring cookies.
func (r *request) continueSignOn(name string) error {
	a, err := r.server.accounts.Named(name)
	// Who signs on elsewhere is known by the very name: there, one that only looks like it
	// may be another person's.
	if err == nil && (a.Disabled || a.Name != name) {
		err = account.ErrUnknown
	}
	if errors.Is(err, account.ErrUnknown) {
		return r.refuseSignOn(name)
	}
	if err != nil {
		return err
	}
	if r.resumeSession(a) {
		return nil
	}
	r.server.signOnMu.Lock()
	defer r.server.signOnMu.Unlock()
	if r.resumeSession(a) { // another request was quicker
		return nil
	}
	return r.startSession(a, true, signoff.KnownSignOn)
}

// resumeSession makes the request part of the session of whom single sign-on names,
// if there is one.
func (r *request) resumeSession(a account.Account) bool {
	found := r.server.sessions.Find(session.SignOnKey(a.Name), r.server.now())
	if found == nil || !found.ValidFor(a) {
		return false
	}
	r.setAccount(a, found)
	return true
}

// refuseSignOn answers that nobody of that name has an account. The access log has it
// once in a while, not with every request.
func (r *request) refuseSignOn(name string) error {
	name = strings.ToValidUTF8(name[:min(len(name), maxName)], "?")
	if r.server.unknownLogs.Allow(name, r.server.now()) {
		r.account.Name = name
		_ = r.logAccess(journal.Event{Type: journal.Refused, Reason: "统一认证的用户没有可用的账号"})
		r.account.Name = ""
	}
	return httpError{http.StatusForbidden, "统一认证已通过，但阅览室里没有您的账号，请管理员添加。"}
}

// startSession opens a session and, unless single sign-on stands for it, gives the
// browser its cookie. Known is one of signoff.Known…: how they have entered.
func (r *request) startSession(a account.Account, signedOn bool, known string) error {
	r.account = a
	if err := r.logAccess(journal.Event{Type: journal.SignedIn}); err != nil {
		return err
	}
	begun, cookie := r.server.sessions.BeginKnown(a, signedOn, known, r.server.now())
	r.setAccount(a, begun)
	if notice := a.Notice(r.server.now()); notice != "" {
		r.server.sessions.SetFlash(begun, notice)
	}
	if !signedOn {
		http.SetCookie(r.w, r.sessionCookie(cookie, 0))
	}
	return nil
}

// sessionCookie is the cookie of a session; with maxAge -1 the browser forgets it.
func (r *request) sessionCookie(value string, maxAge int) *http.Cookie {
	return &http.Cookie{Name: cookieName, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: r.server.proxies.Secure(r.Request), SameSite: http.SameSiteLaxMode}
}

// checkToken tells a form of our own pages from one that another site makes the
// browser send. New browsers say where a request comes from; old ones do not, so
// every form of a session brings the session's token, too.
func (r *request) checkToken() error {
	var origin http.CrossOriginProtection
	if origin.Check(r.Request) != nil {
		return errForged
	}
	if r.session == nil {
		return nil // signing in: the password is the proof
	}
	if err := r.parseForm(); err != nil {
		return err
	}
	if subtle.ConstantTimeCompare([]byte(r.PostFormValue("token")), []byte(r.session.Token)) != 1 {
		return errForged
	}
	return nil
}

// parseForm reads what a form sends. What is wrong is the client's fault, unless it
// could not be put down here.
func (r *request) parseForm() error {
	err := r.ParseMultipartForm(inMemory)
	var tooLarge *http.MaxBytesError
	var ours *fs.PathError // of a temporary file
	switch {
	case err == nil, errors.Is(err, http.ErrNotMultipart):
		return nil
	case errors.As(err, &tooLarge), errors.As(err, &ours):
		return err
	case r.passing.stopped: // which the error does not always say
		return errStalled
	}
	return badRequest("送来的内容读不懂，请重新提交。")
}
