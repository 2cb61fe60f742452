// Package enrolment makes the accounts of a whole office at once (批量建立账号).
//
// Computers do not know how people are to be called: names are read in several ways, two
// people share a spelling, somebody wants no account. So there is a list (名单) between the
// roster and the accounts, which the administrator looks through:
//
//	Propose   the roster of today and the accounts there are → entries
//	List      entries → a workbook to be edited, and back
//	Check     entries against the accounts there are → a plan, or all that is wrong
//	Carry     the plan → accounts, and their one-time passwords on password slips (密码单)
//
// The same list may be carried out again: who has their account keeps it as it is.
package enrolment

import (
	"fmt"
	"slices"
	"strings"

	"gongwen/pipeline/pinyin"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/web/account"
	"gongwen/templates"
)

// Entry is a row of the list.
type Entry struct {
	Wanted    bool   // an account is to be made
	Name      string // of the account
	Person    string // on the roster
	Posts     []string
	Role      account.Role
	Units     []string // whose papers they see; none for all
	Clearance []string
	Note      string // what to look at
	Place     string // where it stands in the list that was read; empty for one that was proposed
}

// Wish narrows down whom Propose proposes: the zero Wish is for everybody. By Ranks it tells
// what each may do; of a rank that is none of these somebody signs, and sees their own units.
type Wish struct {
	Units    []string // only people of these, as the roster has them
	Role     account.Role
	Numbered bool // user names are numbers: u001
	Ranks    roster.Categories
}

// Propose proposes an account for everybody who holds a post on a day, in the order of the
// roster. Who has one already, or belongs to another authority, is there, too, as not wanted.
func Propose(people *roster.Roster, day templates.Date, accounts []account.Account, w Wish) (entries []Entry, err error) {
	units, _, names := people.Listed(day)
	for _, unit := range w.Units {
		if !slices.Contains(units, unit) {
			return nil, fmt.Errorf("花名册上今天没有单位“%s”，请照花名册写单位名称", unit)
		}
	}
	taken := map[string]bool{}
	for _, a := range accounts {
		taken[strings.ToLower(a.Name)] = true
	}
	owner := owners(accounts)
	for _, name := range names {
		held := people.Appointments(name, day)
		if len(held) == 0 || len(w.Units) > 0 && !slices.ContainsFunc(held, func(a roster.Appointment) bool { return slices.Contains(w.Units, a.Unit) }) {
			continue
		}
		e := proposed(name, held, w.Ranks)
		if w.Role != "" && e.Role != w.Role {
			continue
		}
		if has, ok := owner[name]; ok {
			e.Wanted, e.Name, e.Role, e.Units, e.Clearance, e.Note = false, has.Name, has.Role, has.Units, has.Clearance, "已有账号"
		} else {
			e.name(taken, w.Numbered)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// owners are the enabled accounts by whose they are.
func owners(accounts []account.Account) map[string]account.Account {
	of := map[string]account.Account{}
	for _, a := range accounts {
		if a.Person != "" && !a.Disabled {
			of[a.Person] = a
		}
	}
	return of
}

// proposed is what somebody who holds these posts would have. Somebody with several posts has
// what goes furthest.
func proposed(name string, held []roster.Appointment, ranks roster.Categories) Entry {
	e := Entry{Wanted: true, Person: name, Role: account.Office}
	whole, from := false, true
	for _, a := range held {
		if !slices.Contains(e.Posts, a.Post) {
			e.Posts = append(e.Posts, a.Post)
		}
		if !slices.Contains(ranks.Clerks, a.Rank) {
			e.Role = account.Signer
		}
		whole = whole || slices.Contains(ranks.Whole, a.Rank)
		from = from && slices.Contains(ranks.Outside, a.Rank)
		if !slices.Contains(e.Units, a.Unit) {
			e.Units = append(e.Units, a.Unit)
		}
	}
	if whole {
		e.Units = nil
	}
	if from {
		e.Wanted, e.Note = false, "不在本机关任职，要在网上签批的改成“是”"
	}
	return e
}

// name gives the entry a user name that nobody has yet.
func (e *Entry) name(taken map[string]bool, numbered bool) {
	syllables, _ := pinyin.Name(e.Person)
	spelled := strings.Join(syllables, "")
	uncertain := pinyin.Uncertain(e.Person)
	if numbered || spelled == "" {
		for n := 1; ; n++ {
			if e.Name = fmt.Sprintf("u%03d", n); !taken[e.Name] {
				break
			}
		}
		taken[e.Name] = true
		return
	}
	e.Name = spelled
	for n := 2; taken[e.Name]; n++ {
		e.Name = fmt.Sprintf("%s%d", spelled, n)
	}
	taken[e.Name] = true
	var look []string
	if len(uncertain) > 0 {
		look = append(look, "“"+strings.Join(uncertain, "”“")+"”可能有别的读音，请核对用户名")
	}
	if e.Name != spelled {
		look = append(look, "用户名与别人的读音相同，已加数字")
	}
	if e.Note != "" {
		look = append([]string{e.Note}, look...)
	}
	e.Note = strings.Join(look, "；")
}

// Left are the enabled accounts whose person holds no post on a day and has none to come.
func Left(people *roster.Roster, day templates.Date, accounts []account.Account) (left []account.Account) {
	all := people.All()
	for _, a := range accounts {
		stays := func(p roster.Appointment) bool {
			return p.Name == a.Person && (p.Until.IsZero() || !p.Until.Before(day.Time))
		}
		if a.Person != "" && !a.Disabled && !slices.ContainsFunc(all, stays) {
			left = append(left, a)
		}
	}
	return left
}
