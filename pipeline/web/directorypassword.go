package web

import (
	"errors"
	"net/http"

	"gongwen/pipeline/web/account"
	"gongwen/pipeline/web/directory"
)

// errNoDirectory is for when the office's directory cannot be asked.
var errNoDirectory = httpError{http.StatusServiceUnavailable, "单位的统一认证（目录）没有回应，现在不能核对密码；不是您的密码不对。请过一会儿再试；一直这样，请告诉管理员。"}

// inDirectory reports whether an account's password is the directory's to know: one that
// has chosen none here. An administrator has one here in any case, to get in when the
// directory is down, and so that who keeps the directory keeps no accounts here.
func (s *Server) inDirectory(a account.Account, oneTime bool) bool {
	return s.directory != nil && a.Name != "" && a.Role != account.Administrator && (a.Password == "" || oneTime)
}

// checkPassword is the account whose name and password these are, and whether the
// directory has said so. The error is account.ErrWrong as Authenticate has it, or
// errNoDirectory.
func (s *Server) checkPassword(name, password string) (_ account.Account, byDirectory bool, err error) {
	a, err := s.accounts.Authenticate(name, password)
	if !errors.Is(err, account.ErrWrong) || s.directory == nil {
		return a, false, err
	}
	a, err = s.accounts.Named(name)
	if err != nil && !errors.Is(err, account.ErrUnknown) {
		return a, false, err
	}
	if a.Name != "" {
		name = a.Name
	}
	// It is asked for every name, so that the time an answer takes does not tell which
	// have an account here.
	known := s.directory.Check(name, password)
	if !s.inDirectory(a, a.OneTime) || a.Disabled {
		return account.Account{}, false, account.ErrWrong
	}
	switch {
	case errors.Is(known, directory.ErrWrong):
		return account.Account{}, false, account.ErrWrong
	case known != nil:
		s.logError("统一认证", known)
		return account.Account{}, false, errNoDirectory
	}
	return a, true, nil
}
