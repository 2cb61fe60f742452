package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"gongwen/archive/journal"
	"gongwen/pipeline/web/account"
	"gongwen/templates"
	"gongwen/templates/normal"
)

// accountsPage is where the administrator keeps the accounts.
type accountsPage struct {
	Accounts []keptAccount
	People   []string // on the roster today, to choose from
	// Without are those of them who have no account that is let in.
	Without []personWithout
	// Certificates tells that client certificates are asked for.
	Certificates bool
	Roles        []account.Role
	Degrees      []string
	New          account.Account // as it was filled in, when something was wrong
	Why          string
	Given        string // a one-time password, shown this once
	GivenTo      string
}

// keptAccount is an account with the posts that its person holds today.
type keptAccount struct {
	account.Account
	Posts []string
}

// personWithout is somebody without an account, and the posts they hold today.
type personWithout struct {
	Name  string
	Posts []string
}

// checkPerson says in Chinese why an account cannot be a person's: they are on no roster,
// under that name. One that it already is stays, for people leave the roster.
func (s *Server) checkPerson(person, before string) error {
	if person == "" || person == before || s.ruleset().Roster.Lists(person) {
		return nil
	}
	return fmt.Errorf("花名册上没有“%s”，请照花名册写姓名；还没有列入的，先改花名册", person)
}

func (r *request) showAccounts(status int, p accountsPage) error {
	all, err := r.server.accounts.All()
	if err != nil {
		return err
	}
	people, today := r.server.ruleset().Roster, templates.Today(r.server.now())
	has := map[string]bool{}
	for _, a := range all {
		kept := keptAccount{Account: a}
		if a.Person != "" {
			kept.Posts = people.Posts(a.Person, today)
		}
		if !a.Disabled {
			has[a.Person] = true
		}
		p.Accounts = append(p.Accounts, kept)
	}
	_, _, p.People = people.Listed(today)
	for _, name := range p.People {
		if !has[name] {
			p.Without = append(p.Without, personWithout{name, people.Posts(name, today)})
		}
	}
	p.Roles, p.Degrees, p.Certificates = account.Roles, account.Degrees, r.server.clientCA != nil
	return r.render(status, "accounts", page{Title: "账号", Data: p})
}

func (s *Server) accountsPage(r *request) error { return r.showAccounts(http.StatusOK, accountsPage{}) }

// submittedAccount is an account as a form describes it.
func (r *request) submittedAccount() account.Account {
	a := account.Account{
		Name: strings.TrimSpace(r.PostFormValue("name")), Role: account.Role(r.PostFormValue("role")), Person: normal.Text(r.PostFormValue("person")),
		Clearance: r.PostForm["clearance"], Disabled: r.PostFormValue("disabled") != "", Made: r.server.now(),
	}
	a.Units = strings.FieldsFunc(r.PostFormValue("units"), func(c rune) bool { return strings.ContainsRune("、,，;； \n\r\t", c) })
	a.Certificates = account.Fingerprints(r.PostFormValue("certificates"))
	return a
}

// describeAccount is an account as the access log has it.
func describeAccount(a account.Account) string {
	text := fmt.Sprintf("%s，%s", a.Name, a.Role.Chinese())
	if a.Person != "" {
		text += "，本人" + a.Person
	}
	if len(a.Certificates) > 0 {
		text += "，证书" + strings.Join(a.Certificates, "、")
	}
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

func (s *Server) addAccount(r *request) error {
	a := r.submittedAccount()
	if err := r.logAccess(journal.Event{Type: journal.Account, Reason: "添加账号：" + describeAccount(a)}); err != nil {
		return err
	}
	err := s.checkPerson(a.Person, "")
	var password string
	if err == nil {
		password, err = s.accounts.By(r.account.Name).Add(a)
	}
	if err != nil {
		return r.showAccounts(http.StatusBadRequest, accountsPage{New: a, Why: err.Error() + "。"})
	}
	return r.showAccounts(http.StatusOK, accountsPage{Given: password, GivenTo: a.Name})
}

func (s *Server) setAccount(r *request) error {
	a := r.submittedAccount()
	a.Name = r.PathValue("name")
	if err := r.logAccess(journal.Event{Type: journal.Account, Reason: "修改账号：" + describeAccount(a)}); err != nil {
		return err
	}
	before, err := s.accounts.Named(a.Name)
	if err == nil {
		err = s.checkPerson(a.Person, before.Person)
	}
	if err == nil {
		err = s.accounts.By(r.account.Name).Set(a.Name, a)
	}
	if err == nil && !slices.Equal(before.Certificates, a.Certificates) {
		err = s.accounts.By(r.account.Name).SetCertificates(a.Name, a.Certificates)
	}
	if err != nil {
		return r.refuseAccount(err)
	}
	s.sessions.SetFlash(r.session, "已修改账号“"+a.Name+"”。")
	r.redirect("/accounts")
	return nil
}

func (s *Server) resetAccount(r *request) error {
	name := r.PathValue("name")
	if err := r.logAccess(journal.Event{Type: journal.Account, Reason: "重置密码：" + name}); err != nil {
		return err
	}
	password, err := s.accounts.By(r.account.Name).ResetPassword(name)
	if err != nil {
		return r.refuseAccount(err)
	}
	return r.showAccounts(http.StatusOK, accountsPage{Given: password, GivenTo: name})
}

func (r *request) refuseAccount(err error) error {
	if errors.Is(err, account.ErrUnknown) {
		return errNotFound
	}
	return r.showAccounts(http.StatusBadRequest, accountsPage{Why: err.Error() + "。"})
}
