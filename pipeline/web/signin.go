package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"gongwen/archive/journal"
	"gongwen/pipeline/web/account"
)

// entrance is the page of signing in.
type entrance struct {
	Name string
	Next string
	Why  string
}

func (s *Server) signInPage(v *visit) error {
	if v.session != nil {
		v.redirect("/desk")
		return nil
	}
	return v.show("sign-in", "登录", entrance{Next: nextPage(v.r.FormValue("next"))})
}

// toSignIn sends a browser to sign in and then back; a form that was sent cannot
// be sent again, so its page is where it comes back to.
func (v *visit) toSignIn() {
	to := "/sign-in"
	if v.r.Method == http.MethodGet && v.r.URL.Path != "/desk" {
		to += "?next=" + url.QueryEscape(v.r.URL.RequestURI())
	}
	v.redirect(to)
}

// nextPage keeps only the address of a page of ours.
func nextPage(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n") {
		return ""
	}
	return next
}

// mostName is the longest user name that is looked at.
const mostName = 200

func (s *Server) signIn(v *visit) error {
	name, password, next := v.r.PostFormValue("name"), v.r.PostFormValue("password"), nextPage(v.r.PostFormValue("next"))
	if len(name) > mostName {
		name = name[:mostName]
	}
	refuse := func(status int, why string) error {
		v.showStatus(status, "sign-in", "登录", entrance{strings.ToValidUTF8(name, "?"), next, why})
		return nil
	}
	var a account.Account
	err := v.guess(name, func() (err error) {
		a, err = s.accounts.Enter(name, password)
		return err
	})
	if errors.Is(err, errTooOften) {
		v.w.Header().Set("Retry-After", "30")
		return refuse(http.StatusTooManyRequests, errTooOften.text)
	}
	if errors.Is(err, account.ErrWrong) {
		s.metrics.refused.Inc()
		if err := v.note(journal.Event{Type: journal.Refused, Reason: "登录失败，用户名：" + strings.ToValidUTF8(name, "?")}); err != nil {
			return err
		}
		return refuse(http.StatusForbidden, "用户名或密码不对，或者账号已停用。")
	}
	if err != nil {
		return err
	}
	if err := v.begin(a, false); err != nil {
		return err
	}
	v.remember(a.Name)
	if next == "" {
		next = "/desk"
	}
	v.redirect(next)
	return nil
}

func (s *Server) signOut(v *visit) error {
	s.sessions.end(v.session)
	if cookie, err := v.r.Cookie(cookieName); err == nil { // under a sign-on, one from before it
		s.sessions.end(s.sessions.find(cookieKey(cookie.Value), s.now()))
	}
	http.SetCookie(v.w, v.cookie("", -1))
	v.w.Header().Set("Clear-Site-Data", `"cache"`)
	v.redirect("/sign-in")
	return nil
}

// choosing is the page of replacing a password.
type choosing struct {
	OneTime bool
	Why     string
}

func (s *Server) passwordPage(v *visit) error {
	return v.show("password", "修改密码", choosing{OneTime: v.account.OneTime})
}

func (s *Server) changePassword(v *visit) error {
	old, password := v.r.PostFormValue("old"), v.r.PostFormValue("password")
	refuse := func(why string) error {
		v.showStatus(http.StatusBadRequest, "password", "修改密码", choosing{v.account.OneTime, why})
		return nil
	}
	if password != v.r.PostFormValue("again") {
		return refuse("两次填写的新密码不一样。")
	}
	err := v.guess(v.account.Name, func() error { return s.accounts.Choose(v.account.Name, old, password) })
	switch {
	case errors.Is(err, account.ErrWrong):
		return refuse("原来的密码不对。")
	case errors.Is(err, account.ErrPassword):
		return refuse(err.Error() + "。")
	case err != nil:
		return err
	}
	if err := v.note(journal.Event{Type: journal.Account, Reason: "修改了自己的密码"}); err != nil {
		return err
	}
	// Other browsers of this account are signed out by the new password; this one
	// begins anew.
	a, err := s.accounts.Named(v.account.Name)
	if err != nil {
		return err
	}
	s.sessions.end(v.session)
	if err := v.begin(a, v.session.signedOn); err != nil {
		return err
	}
	v.remember(a.Name)
	s.sessions.leave(v.session, "密码已改好。")
	v.redirect("/desk")
	return nil
}
