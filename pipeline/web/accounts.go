package web

import (
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"

	"gongwen/archive/journal"
	"gongwen/pipeline/web/account"
)

// accountsPage is where the administrator keeps the accounts.
type accountsPage struct {
	Accounts []account.Account
	Roles    []account.Role
	Degrees  []string
	New      account.Account // as it was filled in, when something was wrong
	Why      string
	Given    string // a one-time password, shown this once
	GivenTo  string
}

func (v *visit) showAccounts(status int, p accountsPage) error {
	all, err := v.s.accounts.All()
	if err != nil {
		return err
	}
	p.Accounts, p.Roles, p.Degrees = all, account.Roles, account.Degrees
	return v.render(status, "accounts", page{Title: "账号", Data: p})
}

func (s *Server) accountsPage(v *visit) error { return v.showAccounts(http.StatusOK, accountsPage{}) }

// described is an account as a form describes it.
func (v *visit) described() account.Account {
	a := account.Account{
		Name: strings.TrimSpace(v.r.PostFormValue("name")), Role: account.Role(v.r.PostFormValue("role")),
		Clearance: v.r.PostForm["clearance"], Disabled: v.r.PostFormValue("disabled") != "", Made: v.s.now(),
	}
	a.Units = strings.FieldsFunc(v.r.PostFormValue("units"), func(r rune) bool { return strings.ContainsRune("、,，;； \n\r\t", r) })
	return a
}

// inWords is an account as the trail has it.
func inWords(a account.Account) string {
	text := fmt.Sprintf("%s，%s", a.Name, a.Role.Chinese())
	if len(a.Units) > 0 {
		text += "，单位" + strings.Join(a.Units, "、")
	}
	if len(a.Clearance) > 0 {
		text += "，可看" + strings.Join(a.Clearance, "、")
	}
	if a.Disabled {
		text += "，停用"
	}
	return text
}

func (s *Server) addAccount(v *visit) error {
	a := v.described()
	if err := v.note(journal.Event{Event: journal.Account, Reason: "添加账号：" + inWords(a)}); err != nil {
		return err
	}
	password, err := s.accounts.Add(a)
	if err != nil {
		return v.showAccounts(http.StatusBadRequest, accountsPage{New: a, Why: err.Error() + "。"})
	}
	return v.showAccounts(http.StatusOK, accountsPage{Given: password, GivenTo: a.Name})
}

func (s *Server) setAccount(v *visit) error {
	a := v.described()
	a.Name = v.r.PathValue("name")
	if err := v.note(journal.Event{Event: journal.Account, Reason: "修改账号：" + inWords(a)}); err != nil {
		return err
	}
	if err := s.accounts.Set(a.Name, a); err != nil {
		return v.refuseAccount(err)
	}
	s.sessions.leave(v.session, "已修改账号“"+a.Name+"”。")
	v.redirect("/accounts")
	return nil
}

func (s *Server) resetAccount(v *visit) error {
	name := v.r.PathValue("name")
	if err := v.note(journal.Event{Event: journal.Account, Reason: "重置密码：" + name}); err != nil {
		return err
	}
	password, err := s.accounts.Reset(name)
	if err != nil {
		return v.refuseAccount(err)
	}
	return v.showAccounts(http.StatusOK, accountsPage{Given: password, GivenTo: name})
}

func (v *visit) refuseAccount(err error) error {
	if errors.Is(err, account.ErrUnknown) {
		return errNotFound
	}
	return v.showAccounts(http.StatusBadRequest, accountsPage{Why: err.Error() + "。"})
}

// trailPage is who saw and took what, the latest first.
type trailPage struct {
	Who, Number string
	Events      []trailEvent
	More        bool
	Broken      []string // lines that are not as they were written
}

type trailEvent struct {
	journal.Event
	What string
}

var trailWords = map[journal.Kind]string{
	journal.SignedIn: "登录", journal.Refused: "拒绝", journal.Seen: "查阅", journal.Taken: "下载", journal.Checked: "核对", journal.HandedIn: "送交", journal.Account: "账号",
	journal.Voided: "作废",
}

// trailEvents is how many a page shows.
const trailEvents = 500

func (s *Server) trailPage(v *visit) error {
	p := trailPage{Who: strings.TrimSpace(v.r.FormValue("who")), Number: strings.TrimSpace(v.r.FormValue("number"))}
	if err := p.read(journal.All(Room(s.office.Folder))); err != nil {
		return err
	}
	return v.show("trail", "查阅登记", p)
}

// read keeps the last events that are asked for.
func (p *trailPage) read(all iter.Seq2[journal.Event, error]) error {
	for e, err := range all {
		var broken *journal.Broken
		if errors.As(err, &broken) {
			p.Broken = append(p.Broken, broken.Error())
		} else if err != nil {
			return err
		}
		if p.Who != "" && e.By != p.Who || p.Number != "" && e.Number != p.Number {
			continue
		}
		p.Events = append(p.Events, trailEvent{e, trailWords[e.Event]})
		if len(p.Events) > 2*trailEvents {
			p.Events, p.More = slices.Clone(p.Events[len(p.Events)-trailEvents:]), true
		}
	}
	if len(p.Events) > trailEvents {
		p.Events, p.More = p.Events[len(p.Events)-trailEvents:], true
	}
	slices.Reverse(p.Events)
	return nil
}
