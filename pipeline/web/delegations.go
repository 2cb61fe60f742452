package web

import (
	"errors"
	"net/http"
	"slices"

	"gongwen/archive/journal"
	"gongwen/pipeline/delegation"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/signqueue"
	"gongwen/pipeline/web/account"
	"gongwen/templates"
	"gongwen/templates/normal"
)

// delegationsPage is where delegations are seen, set and ended: somebody's own, or, for
// administrators, all of them.
type delegationsPage struct {
	Person        string // whose page it is; empty for an administrator who is nobody of the roster
	Administrator bool
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
	p.Today = today.ISO()
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
	for _, kind := range ruleset.Kinds.InUse() {
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

// onFile is the address of the record that a document is, empty where it is none.
func (r *request) onFile(document string) string {
	if e, ok := r.scope.Filed(r.Context(), r.server.workspace.Catalogue, document); ok {
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
	if err := r.scope.CheckGround(r.Context(), s.workspace.Catalogue, p.New.Document); err != nil {
		p.Why = err.Error()
		return r.showDelegations(http.StatusBadRequest, p)
	}
	return r.delegate(delegation.Event{Act: delegation.Delegated, Grant: &p.New}, "委托已设定。", p)
}

// endDelegation ends one.
func (s *Server) endDelegation(r *request) error {
	e := delegation.Event{Act: delegation.Ended, Of: r.PathValue("code"), Words: r.PostFormValue("words")}
	return r.delegate(e, "委托已终止，即时生效；此前签的仍然有效。", delegationsPage{})
}

// tellDelegation notes that the principal has read of one.
func (s *Server) tellDelegation(r *request) error {
	return r.delegate(delegation.Event{Act: delegation.Told, Of: r.PathValue("code")}, "已记下您知悉。", delegationsPage{})
}

// delegate does something about delegations, with a line in the access log before, and
// another where it is refused as forbidden. Where it is refused the page is p.
func (r *request) delegate(e delegation.Event, done string, p delegationsPage) error {
	person, administrator, err := r.mayDelegate()
	if err != nil {
		return err
	}
	s := r.server
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
	line := journal.Event{Type: journal.Signing, Reason: e.Describe()}
	if err := r.logAccess(line); err != nil {
		return err
	}
	given, err := s.options.Delegate(r.Context(), e)
	if refusal := (*signoff.Refusal)(nil); errors.As(err, &refusal) {
		status := http.StatusBadRequest
		if refusal.Forbidden {
			status = http.StatusForbidden
			line.Type, line.Reason = journal.Refused, line.Reason+"："+refusal.Reason
			if err := r.logAccess(line); err != nil {
				return err
			}
		}
		p.Why = refusal.Reason
		return r.showDelegations(status, p)
	}
	if signqueue.InVain(err) {
		p.Why = err.Error()
		return r.showDelegations(http.StatusServiceUnavailable, p)
	}
	if err != nil {
		return err
	}
	s.waiting.forget()
	s.sessions.SetFlash(r.session, done+delegation.BesideInWords(delegation.Beside(s.ruleset().Delegations(), given.Code(), s.now())))
	r.redirect("/delegations")
	return nil
}
