package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"gongwen/archive/journal"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/workspace"
	"gongwen/templates/qrcode"
)

// authenticatorPage is where somebody registers the program on their phone that shows
// codes (动态码), and takes it off again.
type authenticatorPage struct {
	Has      bool
	Since    time.Time
	Left     int    // recovery codes
	Wanted   bool   // the office signs with codes
	Password bool   // is asked for before anything is changed
	Given    bool   // the one-time password that an administrator gave is asked for
	Again    string // address at which single sign-on is asked anew before one is registered; empty where it is not
	Why      string

	// While one is registered: its secret in groups of four, and the QR code that tells
	// the phone, as a path in squares of one, Side of them and the margin each way.
	Secret, Path string
	Side         int

	Recovery []string // shown this once
}

// What is to be shown before an authenticator is registered by whoever has no password here.
var (
	errNotAgain = errors.New("请先在统一认证重新验证身份")
	errNoCard   = errors.New("现在的连接没有出示您登记的证书，请插好证书再登记")
	errNotGiven = errors.New("一次性密码不对，请填管理员给您的；没有的、忘了的，请管理员在“账号”页重置您的密码")
)

// errNotEnrolled is for a code that is not one of the secret that was shown.
var errNotEnrolled = errors.New("动态码不对，登记没有完成：手机上可能是别的账号的码，或者手机的时间不准。请重新开始")

// quiet is the light margin of a QR code in squares (ISO/IEC 18004).
const quiet = 4

func (r *request) showAuthenticator(status int, p authenticatorPage) error {
	if has := r.account.Authenticator; has != nil {
		p.Has, p.Since, p.Left = true, has.Since, len(has.Recovery)
	}
	p.Wanted = r.server.workspace.Config.SignWith == workspace.SignWithCode && r.account.Person != ""
	e := r.reentry()
	p.Password = e.Password
	p.Given = !p.Has && r.byProxyAlone(e)
	if !p.Has && e.bySignOnAlone() && r.byOpenID() && r.confirmed() == "" {
		p.Again = againAt("/authenticator")
	}
	return r.render(status, "authenticator", page{Title: "动态码", Data: p})
}

func (s *Server) authenticatorPage(r *request) error {
	return r.showAuthenticator(http.StatusOK, authenticatorPage{})
}

// beginAuthenticator shows the secret of a new authenticator, once the person has shown
// that it is they. It counts for nothing before a code of it has come back.
func (s *Server) beginAuthenticator(r *request) error {
	if r.account.HasCodes() {
		return r.showAuthenticator(http.StatusBadRequest, authenticatorPage{Why: "已经登记过动态码，要换手机的请先撤销。"})
	}
	// A browser left open registers nobody's phone: signing would take no more than its code.
	// Whom a proxy's single sign-on alone names has the password that came with the account:
	// without it the first at a browser left open, or who could make the proxy name somebody,
	// would sign as that person from then on.
	switch e := r.reentry(); {
	case e.Password:
		if _, err := r.prove(reentry{Password: true}, r.PostFormValue("password"), ""); err != nil {
			return r.refuseAuthenticator(err, authenticatorPage{})
		}
	case r.byProxyAlone(e):
		if err := r.proveGiven(r.PostFormValue("password")); err != nil {
			return r.refuseAuthenticator(err, authenticatorPage{})
		}
	case e.bySignOnAlone() && r.byOpenID() && r.confirmed() == "":
		return r.refuseAuthenticator(errNotAgain, authenticatorPage{})
	case e.bySignOnAlone() && r.session.Known == signoff.KnownCertificate:
		return r.refuseAuthenticator(errNoCard, authenticatorPage{})
	}
	secret, address, err := account.NewSecret(s.workspace.Config.Office, r.account.Name)
	if err != nil {
		return err
	}
	s.sessions.SetSecret(r.session, secret)
	p, err := drawSecret(secret, address)
	if err != nil {
		return err
	}
	return r.showAuthenticator(http.StatusOK, p)
}

// byProxyAlone reports whether a proxy says who makes the request, and the account has
// nothing of its own to show.
func (r *request) byProxyAlone(e reentry) bool {
	return e.bySignOnAlone() && r.session != nil && r.session.SignedOn
}

// proveGiven tries the one-time password that an administrator gave out with the account.
// It stays as it is: nobody enters by it where a proxy says who is there.
func (r *request) proveGiven(password string) error {
	err := r.tryPassword(r.account.Name, func() error {
		_, err := r.server.accounts.Authenticate(r.account.Name, password)
		return err
	})
	if errors.Is(err, account.ErrWrong) {
		return errNotGiven
	}
	return err
}

// drawSecret is the page with a secret, as text and as QR code.
func drawSecret(secret, address string) (p authenticatorPage, err error) {
	modules, err := qrcode.Modules(address)
	var path strings.Builder
	for y, row := range modules {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	for i := 0; i < len(secret); i += 4 {
		p.Secret += secret[i:min(i+4, len(secret))] + " "
	}
	p.Secret, p.Path, p.Side = strings.TrimSpace(p.Secret), path.String(), len(modules)+2*quiet
	return p, err
}

// confirmAuthenticator gives the account the authenticator, if a code shows that the
// phone has its secret.
func (s *Server) confirmAuthenticator(r *request) error {
	secret := s.sessions.Secret(r.session)
	if secret == "" {
		return r.showAuthenticator(http.StatusBadRequest, authenticatorPage{Why: "登记没有开始，或者放得太久，请重新开始。"})
	}
	code := r.PostFormValue("code")
	if err := s.accounts.TryCode(secret, code); err != nil {
		s.sessions.SetSecret(r.session, "")
		return r.refuseAuthenticator(errNotEnrolled, authenticatorPage{})
	}
	if err := r.logAccess(journal.Event{Type: journal.Account, Reason: "登记自己的动态码"}); err != nil {
		return err
	}
	recovery, err := s.accounts.Enrol(r.account.Name, secret, code)
	if err != nil { // what the log says has not come about
		if err := r.logAccess(journal.Event{Type: journal.Refused, Path: r.URL.Path, Reason: "登记自己的动态码没有完成：" + err.Error()}); err != nil {
			return err
		}
		return r.showAuthenticator(http.StatusBadRequest, authenticatorPage{Why: err.Error() + "。"})
	}
	if err := r.restartSession(); err != nil {
		return err
	}
	return r.showAuthenticator(http.StatusOK, authenticatorPage{Recovery: recovery})
}

func (s *Server) removeAuthenticator(r *request) error {
	e := reentry{Password: r.reentry().Password, Code: true}
	if _, err := r.prove(e, r.PostFormValue("password"), r.PostFormValue("code")); err != nil {
		return r.refuseAuthenticator(err, authenticatorPage{})
	}
	if err := r.logAccess(journal.Event{Type: journal.Account, Reason: "撤销自己的动态码"}); err != nil {
		return err
	}
	if err := s.accounts.RemoveCodes(r.account.Name); err != nil {
		return err
	}
	if err := r.restartSession(); err != nil {
		return err
	}
	s.sessions.SetFlash(r.session, "动态码已撤销。")
	r.redirect("/authenticator")
	return nil
}

// refuseAuthenticator shows the page again with what was not right.
func (r *request) refuseAuthenticator(err error, p authenticatorPage) error {
	var told httpError
	switch {
	case errors.As(err, &told):
		return told
	case errors.Is(err, account.ErrWrong):
		p.Why = "密码不对。"
	case errors.Is(err, account.ErrCode), errors.Is(err, account.ErrCodeUsed), errors.Is(err, account.ErrNoCodes), errors.Is(err, errNotAgain), errors.Is(err, errNoCard),
		errors.Is(err, errNotGiven), errors.Is(err, errNotEnrolled):
		p.Why = err.Error() + "。"
	default:
		return err
	}
	if err := r.logAccess(journal.Event{Type: journal.Refused, Path: r.URL.Path, Reason: "登记或撤销动态码时" + strings.TrimSuffix(p.Why, "。")}); err != nil {
		return err
	}
	return r.showAuthenticator(http.StatusForbidden, p)
}

// resetAuthenticator takes an authenticator from an account whose person has lost it.
func (s *Server) resetAuthenticator(r *request) error {
	name := r.PathValue("name")
	if err := r.logAccess(journal.Event{Type: journal.Account, Reason: "重置动态码：" + name}); err != nil {
		return err
	}
	if err := s.accounts.By(r.account.Name).ResetCodes(name); err != nil {
		return r.refuseAccount(err)
	}
	s.sessions.SetFlash(r.session, "已重置账号“"+name+"”的动态码，其本人可以重新登记。")
	r.redirect("/accounts")
	return nil
}
