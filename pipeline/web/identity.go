package web

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"

	"gongwen/archive/journal"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/workspace"
)

// person is the name on the roster of whom the account of the request belongs to; empty
// for none. Whoever has entered with a password somebody else gave them is nobody yet.
func (r *request) person() string {
	if r.session == nil || r.account.OneTime {
		return ""
	}
	return r.account.Person
}

// known is how the person was known who makes the request: one of signoff.Known…, with
// what administrators did to the account of late. It is that of entering until
// reauthenticate makes it that of this very request.
func (r *request) known() string {
	known := r.knownNow
	if known == "" && r.session != nil {
		known = cmp.Or(r.session.Known, signoff.KnownPassword)
	}
	if known == "" {
		return ""
	}
	return known + r.account.Remark(r.server.now())
}

// reentry is what a form of signatures asks for, beside what is signed, see the template
// of that name.
type reentry struct {
	Password, Code bool
	Again          string // address at which the person shows anew who they are, where nothing else is asked for; empty for none
	Missing        string // why the account cannot sign, and what to do about it
	certificate    bool   // the request comes over one of the account's
}

// Errors of reauthenticate. The page of the form shows their text.
var (
	errReentry      = httpError{http.StatusForbidden, "密码不对，什么都没有签。请重新填写。"}
	errReentryCode  = httpError{http.StatusForbidden, "动态码不对，什么都没有签。请看手机上现在的码，重新填写密码和动态码。"}
	errReentryAgain = httpError{http.StatusForbidden, "签批要先在统一认证重新验证身份，什么都没有签。请点“在统一认证重新验证身份”，回来再签。"}
	errReentryUsed  = httpError{http.StatusForbidden, "这个动态码已经用过，什么都没有签。请等它换一个（半分钟以内），重新填写。"}
)

// reentry is what the account has to show again to sign. Codes are asked of whoever has
// registered them, whatever the settings say: they would be of no use otherwise. A
// certificate stands for the code, not for the password: a card may be left in its reader.
func (r *request) reentry() reentry {
	a, with := r.account, r.server.workspace.Config.SignWith
	inDirectory := r.server.inDirectory(a, r.oneTime)
	e := reentry{Password: inDirectory || a.Password != "" && !r.oneTime, certificate: r.overCertificate()}
	e.Code = a.HasCodes() && !e.certificate
	if r.session != nil && r.session.SignedOn && e.Code {
		// What a proxy said stays as good as it was when it was said; a code is of now.
		e.Password = false
	}
	switch {
	case with == workspace.SignWithCertificate && len(a.Certificates) == 0:
		e.Missing = "本单位的设置是签批要用证书，您的账号还没有登记证书，请找管理员登记。"
	case with == workspace.SignWithCertificate && !e.certificate:
		e.Missing = "本单位的设置是签批要用证书，现在的连接没有出示您登记的证书。请插好证书，关掉浏览器重新打开再签。"
	case with == workspace.SignWithCode && !e.Code && !e.certificate:
		e.Missing = "本单位的设置是签批要填动态码，您还没有登记。请先在页面上方的“动态码”登记。"
	case e.bySignOnAlone() && r.byOpenID():
		e.Again = againAt(r.formPage())
	case e.bySignOnAlone():
		e.Missing = "您是通过统一认证进来的，签批时要填动态码，您还没有登记。请先在页面上方的“动态码”登记。"
	}
	return e
}

// bySignOnAlone reports whether the account has nothing to show here: what single sign-on
// says is all that there is.
func (e reentry) bySignOnAlone() bool { return !e.Password && !e.Code && !e.certificate }

// byOpenID reports whether the session began by OpenID Connect, which can be asked anew
// who is there.
func (r *request) byOpenID() bool {
	return r.server.openID != nil && r.session != nil && r.session.Known == signoff.KnownSignOn && !r.session.SignedOn
}

// againAt is the address at which single sign-on is asked anew, and comes back to a page.
func againAt(page string) string {
	return "/sign-in/openid?" + url.Values{"again": {"1"}, "next": {page}}.Encode()
}

// formPage is the address of the page on which the form stands that the request sends.
func (r *request) formPage() string {
	switch {
	case r.PathValue("act") != "":
		return signURL(r.PathValue("arrival"))
	case r.PathValue("code") != "":
		return "/delegations"
	}
	return r.URL.Path
}

// noteConfirmed notes that the person has shown that it is they, and confirmed is how they did
// so within the last minutes; empty where they have not. One session may be that of all
// browsers whom a proxy's single sign-on names alike, and a browser that was left open is
// not to sign by what was shown at another: it counts at the address it was shown from.
func (r *request) noteConfirmed(known string) {
	r.server.sessions.Confirm(r.session, known, r.clientAddr.String(), r.server.now())
}

func (r *request) confirmed() string {
	return r.server.sessions.Confirmed(r.session, r.clientAddr.String(), r.server.now())
}

// reauthenticate has the person show again, with a form of signatures, that it is they:
// a browser that was left open does not sign. Its errors are httpErrors, whose text the
// page of the form shows; guesses are counted, and in the access log.
func (r *request) reauthenticate(password, code string) error {
	if r.session == nil {
		return errSignIn
	}
	e := r.reentry()
	if e.Missing != "" {
		return httpError{http.StatusForbidden, e.Missing}
	}
	if e.Again != "" {
		// Coming back from single sign-on has confirmed it, see returnFromOpenID.
		if r.knownNow = r.confirmed(); r.knownNow == "" {
			return errReentryAgain
		}
		return nil
	}
	byDirectory, err := r.prove(e, password, code)
	refused := map[error]httpError{account.ErrWrong: errReentry, account.ErrCode: errReentryCode, account.ErrCodeUsed: errReentryUsed}
	for why, told := range refused {
		if !errors.Is(err, why) {
			continue
		}
		if err := r.logAccess(journal.Event{Type: journal.Refused, Path: r.URL.Path, Reason: "签批时" + why.Error()}); err != nil {
			return err
		}
		return told
	}
	if err != nil {
		return err
	}
	if r.knownNow = knownBy(byDirectory, e.Password, e.Code); e.certificate {
		r.knownNow = signoff.KnownCertificate
	}
	return nil
}

// knownBy is what somebody is known by who has given a password, of the directory or of
// our own, or whom single sign-on had named, and a code or none.
func knownBy(byDirectory, password, code bool) string {
	switch signedOn := byDirectory || !password; {
	case signedOn && code:
		return signoff.KnownSignOnCode
	case signedOn:
		return signoff.KnownSignOn
	case code:
		return signoff.KnownCode
	}
	return signoff.KnownPassword
}

// prove tries what a form asked for of whoever is signed in. Its errors are errTooOften,
// errCodesSpent, errNoDirectory, and those of package account; guesses are counted. It
// also tells whether it was the directory that knew the password.
func (r *request) prove(e reentry, password, code string) (byDirectory bool, err error) {
	name := r.account.Name
	err = r.tryPassword(name, func() error {
		if e.Password {
			a, is, err := r.server.checkPassword(name, password)
			if err != nil || a.OneTime && !is {
				return cmp.Or(err, account.ErrWrong)
			}
			byDirectory = is
		}
		if e.Code {
			return r.tryCode(name, code)
		}
		return nil
	})
	return byDirectory, err
}
