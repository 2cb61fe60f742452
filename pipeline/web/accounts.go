package web

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

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
	if err := v.note(journal.Event{Type: journal.Account, Reason: "添加账号：" + inWords(a)}); err != nil {
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
	if err := v.note(journal.Event{Type: journal.Account, Reason: "修改账号：" + inWords(a)}); err != nil {
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
	if err := v.note(journal.Event{Type: journal.Account, Reason: "重置密码：" + name}); err != nil {
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
	Until       string // the second with which it ends; empty for now
	Events      []trailEvent
	Earlier     string   // address of what was before
	Broken      []string // lines that are not as they were written
}

type trailEvent struct {
	journal.Event
	What string
}

var trailWords = map[journal.Type]string{
	journal.SignedIn: "登录", journal.Refused: "拒绝", journal.Seen: "查阅", journal.Taken: "下载", journal.Checked: "核对", journal.HandedIn: "送交", journal.Account: "账号",
	journal.Voided: "作废",
}

const (
	trailEvents = 500     // a page shows at most
	trailBytes  = 8 << 20 // of the trail it is made of, at most: about 30,000 lines
	trailSecond = "2006-01-02T15:04:05"
)

func (s *Server) trailPage(v *visit) error {
	p := trailPage{Who: strings.TrimSpace(v.r.FormValue("who")), Number: strings.TrimSpace(v.r.FormValue("number")), Until: v.r.FormValue("until")}
	span := journal.Span{Most: trailBytes}
	if p.Until != "" {
		until, err := time.ParseInLocation(trailSecond, p.Until, time.Local)
		if err != nil {
			return badRequest("时间“%s”读不懂：请写成 2026-05-01T12:00:00。", p.Until)
		}
		span.Until = until.Add(time.Second - time.Nanosecond)
	}
	events, whole, err := span.In(Room(s.office.Folder))
	if err != nil {
		return err
	}
	if err := p.read(v.r.Context(), events, whole); err != nil {
		return err
	}
	return v.show("trail", "查阅登记", p)
}

// read keeps the last events that are asked for.
func (p *trailPage) read(ctx context.Context, all iter.Seq2[journal.Event, error], whole bool) error {
	var first time.Time // of those looked at, or shown if there are more
	for e, err := range all {
		var broken *journal.Broken
		if errors.As(err, &broken) {
			p.Broken = append(p.Broken, broken.Error())
		} else if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if first.IsZero() {
			first = e.Time
		}
		if p.Who != "" && e.By != p.Who || p.Number != "" && e.Number != p.Number {
			continue
		}
		p.Events = append(p.Events, trailEvent{e, trailWords[e.Type]})
		if len(p.Events) > 2*trailEvents {
			p.Events, whole = slices.Clone(p.Events[len(p.Events)-trailEvents:]), false
			first = p.Events[0].Time
		}
	}
	if len(p.Events) > trailEvents {
		p.Events, whole = p.Events[len(p.Events)-trailEvents:], false
		first = p.Events[0].Time
	}
	slices.Reverse(p.Events)
	if !whole {
		// Those of one second may be on both pages; none is on neither.
		v := url.Values{"until": {first.Local().Format(trailSecond)}}
		for name, value := range map[string]string{"who": p.Who, "number": p.Number} {
			if value != "" {
				v.Set(name, value)
			}
		}
		p.Earlier = "/trail?" + v.Encode()
	}
	return nil
}
