package web

import (
	"errors"
	"net/http"

	"gongwen/archive/journal"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/web/account"
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
		known = signoff.KnownPassword
		if r.session.SignedOn {
			known = signoff.KnownSignOn
		}
	}
	if known == "" {
		return ""
	}
	return known + r.account.Remark(r.server.now())
}

// errReentry is what a form of signatures is answered whose password is not right. The
// page of the form shows its text.
var errReentry = httpError{http.StatusForbidden, "密码不对，什么都没有签。请重新填写。"}

// reauthenticate has the person show again, with a form of signatures, that it is they:
// a browser that was left open does not sign. Its errors are httpErrors, whose text the
// page of the form shows; guesses are counted, and in the access log.
func (r *request) reauthenticate(password, code string) error {
	name := r.account.Name
	err := r.tryPassword(name, func() error {
		_, err := r.server.accounts.Authenticate(name, password)
		return err
	})
	if errors.Is(err, account.ErrWrong) {
		if err := r.logAccess(journal.Event{Type: journal.Refused, Path: r.URL.Path, Reason: "签批时密码不对"}); err != nil {
			return err
		}
		return errReentry
	}
	if err != nil {
		return err
	}
	r.knownNow = signoff.KnownPassword
	return nil
}
