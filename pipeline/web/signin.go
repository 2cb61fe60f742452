package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"gongwen/archive/journal"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/web/account/guessable"
	"gongwen/pipeline/web/session"
	"gongwen/templates/normal"
)

// signInForm is the page of signing in.
type signInForm struct {
	Name string
	Next string
	Why  string
	// Certificates tells that client certificates are asked for.
	Certificates bool
	OpenID       bool // there is single sign-on by OpenID Connect
}

func (s *Server) signInPage(r *request) error {
	if r.session != nil {
		r.redirect("/desk")
		return nil
	}
	return r.show("sign-in", "登录", signInForm{Next: nextPage(r.FormValue("next")), Certificates: s.clientCA != nil, OpenID: s.openID != nil})
}

// redirectToSignIn sends a browser to sign in and then back; a form that was sent cannot
// be sent again, so its page is where it comes back to.
func (r *request) redirectToSignIn() {
	to := "/sign-in"
	if r.Method == http.MethodGet && r.URL.Path != "/desk" {
		to += "?next=" + url.QueryEscape(r.URL.RequestURI())
	}
	r.redirect(to)
}

// nextPage keeps only the address of a page of ours.
func nextPage(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n") {
		return ""
	}
	return next
}

// maxName is the longest user name that is looked at.
const maxName = 200

func (s *Server) signIn(r *request) error {
	// Guesses are counted by the name, however it is written.
	name, password, next := normal.Text(r.PostFormValue("name")), r.PostFormValue("password"), nextPage(r.PostFormValue("next"))
	code := r.PostFormValue("code")
	if len(name) > maxName {
		name = name[:maxName]
	}
	refuse := func(status int, why string) error {
		r.showStatus(status, "sign-in", "登录", signInForm{strings.ToValidUTF8(name, "?"), next, why, s.clientCA != nil, s.openID != nil})
		return nil
	}
	var a account.Account
	var byDirectory bool
	err := r.tryPassword(name, func() (err error) {
		a, byDirectory, err = s.checkPassword(name, password)
		if err == nil && a.HasCodes() {
			err = r.tryCode(a.Name, code)
		}
		return err
	})
	why := ""
	if errors.Is(err, account.ErrCode) || errors.Is(err, account.ErrCodeUsed) || errors.Is(err, errCodesSpent) {
		// The answer is that to a wrong password: who guesses is not told that it was right.
		why, err = "密码对，"+err.Error()+"；", account.ErrWrong
	}
	if errors.Is(err, errTooOften) {
		r.w.Header().Set("Retry-After", "30")
		return refuse(http.StatusTooManyRequests, errTooOften.text)
	}
	if errors.Is(err, errNoDirectory) {
		return refuse(errNoDirectory.status, errNoDirectory.text)
	}
	if errors.Is(err, account.ErrWrong) {
		s.metrics.SignInRefused.Inc()
		if err := r.logAccess(journal.Event{Type: journal.Refused, Reason: "登录失败，" + why + "用户名：" + strings.ToValidUTF8(name, "?")}); err != nil {
			return err
		}
		return refuse(http.StatusForbidden, "用户名、密码或动态码不对，或者账号已停用。登记了动态码的必须填，一个码只能用一次。")
	}
	if err != nil {
		return err
	}
	known := knownBy(byDirectory, true, a.HasCodes())
	if err := r.startSession(a, false, known); err != nil {
		return err
	}
	r.rememberDevice(a.Name)
	if why := s.accounts.Outgrown(a, password); why != nil && !byDirectory {
		s.sessions.RequirePassword(r.session, why.Error())
	}
	if next == "" {
		next = "/desk"
	}
	r.redirect(next)
	return nil
}

func (s *Server) signOut(r *request) error {
	s.sessions.End(r.session)
	if cookie, err := r.Cookie(cookieName); err == nil { // under a sign-on, one from before it
		s.sessions.End(s.sessions.Find(session.CookieKey(cookie.Value), s.now()))
	}
	http.SetCookie(r.w, r.sessionCookie("", -1))
	r.w.Header().Set("Clear-Site-Data", `"cache"`)
	r.redirect("/sign-in")
	return nil
}

// passwordForm is the page of replacing a password.
type passwordForm struct {
	OneTime  bool
	Outgrown string // why another one has to be chosen before anything else; empty for nothing
	Shortest int    // how many characters it has at least
	Advice   string
	Why      string
}

func (r *request) passwordForm(why string) passwordForm {
	return passwordForm{OneTime: r.account.OneTime, Outgrown: r.server.sessions.PasswordRequired(r.session), Shortest: r.account.Role.Shortest(), Advice: guessable.Advice, Why: why}
}

func (s *Server) passwordPage(r *request) error {
	return r.show("password", "修改密码", r.passwordForm(""))
}

func (s *Server) changePassword(r *request) error {
	old, password := r.PostFormValue("old"), r.PostFormValue("password")
	refuse := func(why string) error {
		r.showStatus(http.StatusBadRequest, "password", "修改密码", r.passwordForm(why))
		return nil
	}
	if password != r.PostFormValue("again") {
		return refuse("两次填写的新密码不一样。")
	}
	err := r.tryPassword(r.account.Name, func() error { return s.accounts.ChangePassword(r.account.Name, old, password) })
	switch {
	case errors.Is(err, account.ErrWrong):
		if err := r.logAccess(journal.Event{Type: journal.Refused, Path: r.URL.Path, Reason: "修改密码时" + err.Error()}); err != nil {
			return err
		}
		return refuse("原来的密码不对。")
	case errors.Is(err, account.ErrPassword):
		return refuse(err.Error() + "。")
	case err != nil:
		return err
	}
	if err := r.logAccess(journal.Event{Type: journal.Account, Reason: "修改了自己的密码"}); err != nil {
		return err
	}
	if err := r.restartSession(); err != nil {
		return err
	}
	s.sessions.SetFlash(r.session, "密码已改好。")
	r.redirect("/desk")
	return nil
}

// restartSession begins the session anew when its person has changed what it rests on:
// other browsers of the account are signed out by that, this one goes on.
func (r *request) restartSession() error {
	a, err := r.server.accounts.Named(r.account.Name)
	if err != nil {
		return err
	}
	before := r.session
	r.server.sessions.End(before)
	if err := r.startSession(a, before.SignedOn, before.Known); err != nil {
		return err
	}
	if !before.SignedOn {
		r.rememberDevice(a.Name)
	}
	return nil
}
