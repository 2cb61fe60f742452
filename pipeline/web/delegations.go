package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/pipeline/delegation"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/web/account"
	"gongwen/templates"
	"gongwen/templates/normal"
)

// delegationsPage is where delegations are seen, set and ended: somebody's own, or, for
// administrators, all of them.
type delegationsPage struct {
	Person        string // whose page it is; empty for an administrator who is nobody of the roster
	Administrator bool
	Elsewhere     bool // nobody in this program may write
	Told          []delegationRow
	InForce       []delegationRow
	Coming, Over  []delegationRow
	StandIns      []desk.StandIn      // by leaves on file
	Listed        []roster.Delegation // by the office's own roster file
	Matters       []string            // to choose from
	Units         []string
	People        []string
	Today         string
	New           delegation.Grant // as it was filled in, when something was wrong
	From, Until   string
	Why           string
	Reentry       *reentry // what is asked for to set one; nil where the session will do
}

// delegationRow is a delegation as the page tells it.
type delegationRow struct {
	delegation.Delegation
	ByOther string // who set it, where that was not the principal
	Record  string // the address of the document, where it is on file and may be seen
	May     bool   // whoever looks may end it
}

// maxOver is how many delegations that are over a page shows, the latest ones.
const maxOver = 50

// mayDelegate is whose delegations somebody deals with: their own person's, those of all
// for administrators. Others have none; that they tried is in the access log.
func (r *request) mayDelegate() (person string, administrator bool, err error) {
	person, administrator = r.person(), r.account.Role == account.Administrator
	if person == "" && !administrator {
		err = r.refuse("", "账号没有对应花名册上的人", "代理由本人或者管理员设定，您的账号没有对应花名册上的人。要设定的，请管理员在“账号”页写明是谁。")
	}
	return person, administrator, err
}

func (s *Server) delegationsPage(r *request) error {
	return r.showDelegations(http.StatusOK, delegationsPage{})
}

func (r *request) showDelegations(status int, p delegationsPage) (err error) {
	if p.Person, p.Administrator, err = r.mayDelegate(); err != nil {
		return err
	}
	s := r.server
	ruleset, now := s.ruleset(), s.now()
	today := templates.Today(now)
	p.Elsewhere, p.Today = s.options.Delegate == nil, today.ISO()
	all := ruleset.Delegations()
	for _, d := range slices.Backward(all) {
		if !p.Administrator && d.Principal != p.Person && d.Delegate != p.Person {
			continue
		}
		row := delegationRow{Delegation: d, May: p.Administrator || d.Principal == p.Person, Record: r.onFile(d.Document)}
		if d.Given.Name != d.Principal {
			row.ByOther = d.Given.Account
		}
		switch d.At(now) {
		case delegation.InForce:
			p.InForce = append(p.InForce, row)
		case delegation.Coming:
			p.Coming = append(p.Coming, row)
		default:
			if len(p.Over) < maxOver {
				p.Over = append(p.Over, row)
			}
		}
	}
	for _, d := range delegation.Untold(all, p.Person) {
		p.Told = append(p.Told, delegationRow{Delegation: d, ByOther: d.Given.Account, Record: r.onFile(d.Document)})
	}
	mine := func(principal, delegate string) bool {
		return p.Administrator || principal == p.Person || delegate == p.Person
	}
	standIns, err := desk.StandIns(r.Context(), s.workspace, ruleset, now)
	if err != nil {
		return err
	}
	for _, l := range standIns {
		if r.onFile(l.Number) == "" { // of which whoever looks may not know the number
			l.Number = ""
		}
		if mine(l.Principal, l.Delegate) {
			p.StandIns = append(p.StandIns, l)
		}
	}
	for _, d := range ruleset.ListedDelegations() {
		if mine(d.Principal, d.Delegate) && !d.From.After(today.Time) && !d.Until.Before(today.Time) {
			p.Listed = append(p.Listed, d)
		}
	}
	for _, kind := range ruleset.Kinds.All() {
		if kind.Approved() {
			p.Matters = append(p.Matters, kind.Title)
		}
	}
	p.Units, _, p.People = ruleset.Roster.Listed(today)
	if ask := r.reentry(); !p.Administrator && (r.confirmed() == "" || ask.Missing != "") {
		p.Reentry = &ask
	}
	return r.render(status, "delegations", page{Title: "代理", Data: p})
}

// filedAs is the record that a document is, where it is on file and in scope.
func (r *request) filedAs(document string) (e catalogue.Entry, ok bool) {
	if document = strings.TrimSpace(document); document == "" {
		return e, false
	}
	number, err := r.server.workspace.Catalogue.NumberMeant(r.Context(), document)
	if err == nil {
		e, err = r.server.workspace.Catalogue.Record(r.Context(), number)
	}
	return e, err == nil && r.scope.IncludesRecord(e.Record)
}

// onFile is the address of the record that a document is, empty where it is none.
func (r *request) onFile(document string) string {
	if e, ok := r.filedAs(document); ok {
		return recordURL(e.Number)
	}
	return ""
}

// setDelegation sets a delegation, as a form describes it.
func (s *Server) setDelegation(r *request) error {
	person, _, err := r.mayDelegate()
	if err != nil {
		return err
	}
	p := delegationsPage{From: r.PostFormValue("from"), Until: r.PostFormValue("until")}
	p.New = delegation.Grant{Principal: normal.Text(r.PostFormValue("principal")), Delegate: normal.Text(r.PostFormValue("delegate")),
		Matters: r.PostForm["matter"], Units: r.PostForm["unit"], Document: r.PostFormValue("document")}
	if p.New.Principal == "" {
		p.New.Principal = person
	}
	for text, day := range map[*string]*templates.Date{&p.From: &p.New.From, &p.Until: &p.New.Until} {
		if *text == "" {
			continue
		}
		if *day, err = templates.ParseDate(*text); err != nil {
			p.Why = "日期“" + *text + "”读不懂，请写成 2026-05-11 这样。"
			return r.showDelegations(http.StatusBadRequest, p)
		}
	}
	if p.Why = r.voided(p.New.Document); p.Why != "" {
		return r.showDelegations(http.StatusBadRequest, p)
	}
	told := fmt.Sprintf("设定委托：%s委托%s，%s至%s，依据%s", p.New.Principal, p.New.Delegate, p.From, p.Until, p.New.Document)
	return r.delegate(delegation.Event{Act: delegation.Delegated, Grant: &p.New}, told, "委托已设定。", p)
}

// voided tells that a document a delegation is to rest on is void; empty where it is not.
func (r *request) voided(document string) string {
	if e, ok := r.filedAs(document); ok && e.Voided != nil {
		return "依据 " + e.Number + " 已经作废，请写现在有效的文件。"
	}
	return ""
}

// endDelegation ends one.
func (s *Server) endDelegation(r *request) error {
	code, words := r.PathValue("code"), r.PostFormValue("words")
	return r.delegate(delegation.Event{Act: delegation.Ended, Of: code, Words: words}, "终止委托："+code+"，"+words, "委托已终止，即时生效；此前签的仍然有效。", delegationsPage{})
}

// tellDelegation notes that the principal has read of one.
func (s *Server) tellDelegation(r *request) error {
	code := r.PathValue("code")
	return r.delegate(delegation.Event{Act: delegation.Told, Of: code}, "知悉委托："+code, "已记下您知悉。", delegationsPage{})
}

// delegate does something about delegations, with a line in the access log before, and
// another where it is refused as forbidden. Where it is refused the page is p.
func (r *request) delegate(e delegation.Event, told, done string, p delegationsPage) error {
	person, administrator, err := r.mayDelegate()
	if err != nil {
		return err
	}
	s := r.server
	if s.options.Delegate == nil {
		return badRequest("这里只能看。要设定代理的，请用办件程序开的阅览室（gongwen run --serve）。")
	}
	if e.Act != delegation.Told && !administrator { // a browser left open gives nobody authority
		var answer httpError
		switch err := r.confirm(false); {
		case errors.As(err, &answer):
			p.Why = answer.Error()
			return r.showDelegations(answer.status, p)
		case err != nil:
			return err
		}
	}
	e.Account, e.Name, e.Known, e.Administrator = r.account.Name, person, r.known(), administrator
	line := journal.Event{Type: journal.Signing, Reason: told}
	if err := r.logAccess(line); err != nil {
		return err
	}
	result, err := s.options.Delegate(r.Context(), e)
	if refusal := (*signoff.Refusal)(nil); errors.As(err, &refusal) {
		status := http.StatusBadRequest
		if refusal.Forbidden {
			status = http.StatusForbidden
			line.Type, line.Reason = journal.Refused, told+"："+refusal.Reason
			if err := r.logAccess(line); err != nil {
				return err
			}
		}
		p.Why = refusal.Reason
		return r.showDelegations(status, p)
	}
	if err != nil {
		return err
	}
	s.waiting.forget()
	if len(result.Others) > 0 {
		var others []string
		for _, d := range result.Others {
			others = append(others, fmt.Sprintf("%s（%s至%s）", d.Delegate, d.From, d.Until))
		}
		done += "这段时间里还委托了" + strings.Join(others, "、") + "，其中任何一人都可以签。"
	}
	s.sessions.SetFlash(r.session, done)
	r.redirect("/delegations")
	return nil
}
