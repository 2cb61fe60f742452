package account

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"gongwen/templates/normal"
)

// Made is how accounts are made.
type Made struct {
	// SignOn gives them no password: their persons enter by the office's own sign-on alone.
	SignOn bool
	// Keep is given the one-time passwords in the order of the accounts before there are any
	// accounts: where it fails, none are made. It may be nil with SignOn.
	Keep func(passwords []string) error
	// Progress is told how many passwords are done; may be nil.
	Progress func(done, total int)
}

// errSignOnAdministrator is for an administrator who could not get in while sign-on is down.
var errSignOnAdministrator = errors.New("管理员要有自己的密码，统一认证停了也要能登录，不能只经统一认证登录")

// AddAll enters new accounts, all of them or none, and gives each a password to be used once.
func (k Keeper) AddAll(all []Account, how Made) error {
	s := k.store
	all = slices.Clone(all)
	for i := range all {
		a := &all[i]
		a.Name, a.Person, a.Interventions = normal.Text(a.Name), normal.Text(a.Person), nil
		a.Password, a.OneTime, a.Authenticator, a.Certificates = "", false, nil, nil
		if a.Person != "" {
			a.intervened(OfPerson, k.by, s.Now())
		}
		if err := a.Check(); err != nil {
			return err
		}
		if how.SignOn && a.Role == Administrator {
			return fmt.Errorf("%s：%w", a.Name, errSignOnAdministrator)
		}
	}
	if !how.SignOn {
		if err := s.giveOneTime(all, how); err != nil {
			return err
		}
	}
	return s.change(func() error {
		for _, a := range all {
			if s.at(a.Name) >= 0 {
				return fmt.Errorf("%s：%w", a.Name, ErrTaken)
			}
			s.accounts = append(s.accounts, a)
		}
		slices.SortFunc(s.accounts, func(x, y Account) int { return strings.Compare(x.Name, y.Name) })
		return onePersonEach(s.accounts)
	})
}

// giveOneTime gives new accounts their passwords. Each takes a fifth of a second of a processor.
func (s *Store) giveOneTime(all []Account, how Made) error {
	passwords := make([]string, len(all))
	var hashing errgroup.Group
	hashing.SetLimit(runtime.GOMAXPROCS(0))
	var mu sync.Mutex
	done := 0
	for i := range all {
		hashing.Go(func() (err error) {
			passwords[i] = oneTimePassword()
			all[i].OneTime = true
			all[i].Password, err = s.hash(passwords[i])
			mu.Lock()
			defer mu.Unlock()
			if done++; how.Progress != nil {
				how.Progress(done, len(all))
			}
			return err
		})
	}
	if err := hashing.Wait(); err != nil {
		return err
	}
	return how.Keep(passwords)
}
