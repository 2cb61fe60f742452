package enrolment

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongwen/pipeline/roster"
	"gongwen/pipeline/web/account"
)

// Plan is what a list comes to.
type Plan struct {
	New      []account.Account // to be made
	Posts    [][]string        // of whom, as the list has them
	Existing []Existing
	Unwanted int // rows that say 否
}

// Existing is an account that is there already and stays as it is.
type Existing struct {
	Account account.Account
	Differs string // in what the list says otherwise, in Chinese; empty for nothing
}

// Check holds entries against the roster and the accounts there are. The error tells all that
// is wrong with them: nothing should be done then.
func Check(entries []Entry, people *roster.Roster, accounts []account.Account, now time.Time) (p Plan, err error) {
	var errs []error
	byName, byPerson := map[string]account.Account{}, owners(accounts)
	for _, a := range accounts {
		byName[a.Name] = a
	}
	names, persons := map[string]string{}, map[string]string{} // in the list, and where
	for _, e := range entries {
		if !e.Wanted {
			p.Unwanted++
			continue
		}
		who := strings.TrimSpace(e.Place + " " + e.Name)
		bad := func(format string, args ...any) {
			errs = append(errs, fmt.Errorf("%s：%w", who, fmt.Errorf(format, args...)))
		}
		a := account.Account{Name: e.Name, Role: e.Role, Person: e.Person, Units: e.Units, Clearance: e.Clearance, Made: now}
		has, there := byName[e.Name]
		if owned, owns := byPerson[e.Person]; owns && e.Person != "" && (!there || owned.Name != e.Name) {
			has, there = owned, true
		}
		switch other := names[strings.ToLower(e.Name)]; {
		case there && has.Person == e.Person && !has.Disabled:
			p.Existing = append(p.Existing, Existing{has, difference(has, a)})
			continue
		case there && has.Person == e.Person:
			bad("这个账号已停用，请换一个用户名，或者用 gongwen account set %s --disabled=false 重新启用", e.Name)
		case there && has.Person == "":
			bad("已有这个用户名的账号，不是花名册上谁的。是%s的，请用 gongwen account set %s --person %[1]s；不是的，换一个用户名", e.Person, e.Name)
		case there:
			bad("已有这个用户名的账号，是%s的，请换一个用户名", has.Person)
		case other != "":
			bad("用户名与%s的相同，请换一个", other)
		case e.Person != "" && persons[e.Person] != "":
			bad("“%s”在%s已有一个账号，一人只能有一个", e.Person, persons[e.Person])
		case e.Person != "" && !people.Lists(e.Person):
			bad("花名册上没有“%s”，请照花名册写姓名；还没有列入的，先改花名册", e.Person)
		default:
			if err := a.Check(); err != nil {
				bad("%w", err)
				break
			}
			p.New, p.Posts = append(p.New, a), append(p.Posts, e.Posts)
		}
		names[strings.ToLower(e.Name)], persons[e.Person] = who, who
	}
	return p, errors.Join(errs...)
}

// difference is in what a list says otherwise than an account is.
func difference(has, listed account.Account) string {
	var in []string
	for what, same := range map[string]bool{
		"用户名": has.Name == listed.Name, "角色": has.Role == listed.Role, "单位": slices.Equal(has.Units, listed.Units), "可看的密级": slices.Equal(has.Clearance, listed.Clearance),
	} {
		if !same {
			in = append(in, what)
		}
	}
	slices.Sort(in)
	return strings.Join(in, "、")
}
