package web

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"gongwen/archive/journal"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/web/openid"
)

const (
	// openIDCookie keeps what belongs to a way to single sign-on and back.
	openIDCookie = "gongwen-openid"
	openIDBack   = "/sign-in/openid/return"
)

var errNoOpenID = httpError{http.StatusServiceUnavailable, "单位的统一认证没有回应，现在不能用它登录。请过一会儿再试；一直这样，请告诉管理员。"}

// leaveForOpenID sends the browser to the office's single sign-on; with again it is to
// ask anew who is there, for a signature.
func (s *Server) leaveForOpenID(r *request) error {
	if s.openID == nil {
		return errNotFound
	}
	again := ""
	if r.FormValue("again") != "" && r.session != nil {
		again = r.account.Name
	}
	to, keep, err := s.openID.Leave(r.Context(), nextPage(r.FormValue("next")), again)
	if err != nil {
		s.logError("统一认证", err)
		return errNoOpenID
	}
	http.SetCookie(r.w, r.openIDCookie(keep, 10*time.Minute))
	r.redirect(to)
	return nil
}

// openIDCookie is that cookie. It is Lax, for the browser comes back from elsewhere.
func (r *request) openIDCookie(value string, age time.Duration) *http.Cookie {
	c := &http.Cookie{Name: openIDCookie, Value: value, Path: "/sign-in/openid", MaxAge: int(age / time.Second),
		HttpOnly: true, Secure: r.server.proxies.Secure(r.Request), SameSite: http.SameSiteLaxMode}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}

// returnFromOpenID lets in whom single sign-on names, if they have an account by that very
// name, or takes it that who is signed in has shown anew that it is they.
func (s *Server) returnFromOpenID(r *request) error {
	cookie, err := r.Cookie(openIDCookie)
	if s.openID == nil || err != nil {
		return errNotFound
	}
	http.SetCookie(r.w, r.openIDCookie("", 0))
	name, way, err := s.openID.Return(r.Context(), cookie.Value, r.FormValue("state"), r.FormValue("code"))
	if errors.Is(err, openid.ErrNobody) {
		s.logError("统一认证", err)
		return r.refuseOpenID("统一认证没有通过，请再试一次；一直这样，请告诉管理员。", "统一认证没有通过")
	}
	if err != nil {
		s.logError("统一认证", err)
		return errNoOpenID
	}
	if way.Again != "" {
		if r.session == nil || r.account.Name != way.Again || name != way.Again {
			return r.refuseOpenID("重新验证的不是本人的身份，什么都没有签。", "签批时统一认证的是"+strings.ToValidUTF8(name[:min(len(name), maxName)], "?"))
		}
		// Whoever has a password or codes here shows these: single sign-on stands for neither.
		if !r.reentry().bySignOnAlone() {
			return r.refuseOpenID("您的账号签批时要填密码、动态码或者出示证书，不能用统一认证代替。请回到签批的页面填写。", "签批时以统一认证代替密码、动态码或证书："+name)
		}
		r.noteConfirmed(signoff.KnownSignOn)
		r.redirect(orDesk(way.Next))
		return nil
	}
	a, err := s.accounts.Named(name)
	// As with a proxy's sign-on: one that only looks like the name may be another person's.
	if errors.Is(err, account.ErrUnknown) || err == nil && (a.Disabled || a.Name != name) {
		return r.refuseSignOn(name)
	}
	if err != nil {
		return err
	}
	if err := r.startSession(a, false, signoff.KnownSignOn); err != nil {
		return err
	}
	r.redirect(orDesk(way.Next))
	return nil
}

func orDesk(next string) string {
	if next == "" {
		return "/desk"
	}
	return next
}

func (r *request) refuseOpenID(why, reason string) error {
	r.server.metrics.SignInRefused.Inc()
	if r.server.unknownLogs.Allow("openid "+r.throttleKey(), r.server.now()) {
		if err := r.logAccess(journal.Event{Type: journal.Refused, Path: openIDBack, Reason: reason}); err != nil {
			return err
		}
	}
	return httpError{http.StatusForbidden, why}
}
