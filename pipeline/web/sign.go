package web

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/web/session"
	"gongwen/templates"
)

// signPage is the desk of somebody who signs (待我签批): what waits for them, and what
// they did about forms that still wait.
type signPage struct {
	Person, Posts string
	Queue         catalogue.Queue
	Rows          []signRow
	Ticks         bool // some of them can be agreed to together
	First, Last   int  // of Rows, counted from 1
	Before, After string
	Running       []runningRow
	Notes         deskNotes // what else is to be told
}

// signRow is a form that waits for somebody.
type signRow struct {
	Arrival, Kind, Unit, Subject, Degree string
	Version                              int
	Since, Due, Urged                    time.Time // zero for none
	Overdue                              bool
	Asked                                []asked
	Said                                 int // opinions there are already
	// Tick is what is sent when it is agreed to together with others; empty where it is to
	// be opened first, or not to be signed.
	Tick string
	Sign bool
}

// asked is one thing that somebody is asked to do about a form.
type asked struct {
	What    string // 请您审批
	Article string
	Because string
	How     string // 只等您签 …
	Acting  string // 代区长江临川（依据…）
}

// runningRow is a form about which somebody did something and that still waits.
type runningRow struct {
	Arrival, Kind, Subject string
	Did                    string
	At                     time.Time
	Turn                   string
}

const (
	perSignPage = 50
	maxRunning  = 20
)

// needPerson is the person of the account. Whoever is nobody of the roster has nothing to
// sign: that they tried is in the access log.
func (r *request) needPerson() (string, error) {
	person := r.person()
	if person == "" {
		return "", r.refuse("", "账号没有对应花名册上的人", "签批要用本人的账号，您的账号没有对应花名册上的人。要签批的，请管理员在“账号”页写明是谁。")
	}
	return person, nil
}

// refuse is the answer to what somebody may not do about a form that waits, which is in
// the access log.
func (r *request) refuse(arrival, why, told string) error {
	if err := r.logAccess(journal.Event{Type: journal.Refused, Arrival: arrival, Path: r.URL.Path, Reason: why}); err != nil {
		return err
	}
	return httpError{http.StatusForbidden, told}
}

// queue is what waits for the person of the account, as far as they are cleared for it.
func (r *request) queue() (*desk.Queue, error) {
	return desk.QueueOf(r.Context(), r.server.workspace, r.server.ruleset(), r.person(), r.scope.FormDegrees(), r.server.now())
}

// sign is the desk.
func (s *Server) sign(r *request) error {
	person, err := r.needPerson()
	if err != nil {
		return err
	}
	page, _ := strconv.Atoi(r.FormValue("page"))
	page = min(max(page, 1), 1_000_000)
	q, err := r.queue()
	if err != nil {
		return err
	}
	p := signPage{Person: person, Posts: strings.Join(s.ruleset().Roster.Posts(person, templates.Today(s.now())), "、")}
	if p.Queue, err = q.Count(r.Context()); err != nil {
		return err
	}
	if p.Notes, err = r.deskNotes(r.Context()); err != nil {
		return err
	}
	r.server.waiting.set(person, p.Queue.Forms, s.now())
	tasks, err := q.Tasks(r.Context(), (page-1)*perSignPage, perSignPage)
	if err != nil {
		return err
	}
	if p.Rows, err = r.signRows(person, tasks); err != nil {
		return err
	}
	p.Ticks = slices.ContainsFunc(p.Rows, func(row signRow) bool { return row.Tick != "" })
	p.First, p.Last = (page-1)*perSignPage+1, (page-1)*perSignPage+len(p.Rows)
	if page > 1 {
		p.Before = "/sign?page=" + strconv.Itoa(page-1)
	}
	if p.Last < p.Queue.Forms && len(p.Rows) > 0 {
		p.After = "/sign?page=" + strconv.Itoa(page+1)
	}
	if page == 1 {
		if p.Running, err = r.running(person, p.Rows); err != nil {
			return err
		}
	}
	return r.show("sign", "待我签批", p)
}

// signRows are the forms of tasks, those of one form together.
func (r *request) signRows(person string, tasks []desk.Task) (rows []signRow, err error) {
	var arrivals []string
	for _, t := range tasks {
		arrivals = append(arrivals, t.Turn.Arrival)
	}
	signings, err := r.signings(arrivals)
	if err != nil {
		return nil, err
	}
	kinds := r.server.ruleset().Kinds
	for _, t := range tasks {
		s := signings[t.Turn.Arrival]
		if last := len(rows) - 1; last < 0 || rows[last].Arrival != t.Turn.Arrival {
			row := signRow{Arrival: t.Turn.Arrival, Kind: t.Kind, Unit: t.Unit, Subject: cmp.Or(t.Subject, t.Path), Since: t.Since, Version: s.Version(), Said: said(s)}
			if k := kinds.Named(t.Kind); k != nil {
				row.Kind = k.Title
			}
			if t.Task.Degree != archive.NotSecret {
				row.Degree = t.Task.Degree
			}
			row.Urged = urged(s)
			rows = append(rows, row)
		}
		row := &rows[len(rows)-1]
		if !t.Due.IsZero() && (row.Due.IsZero() || t.Due.Before(row.Due)) {
			row.Due = t.Due
		}
		row.Overdue = row.Overdue || t.Overdue
		a, err := r.asked(person, t, s)
		if err != nil {
			return nil, err
		}
		row.Asked = append(row.Asked, a)
		if t.What == signoff.ToSign {
			row.Sign = true
			if opened := r.server.sessions.Opened(r.session, t.Turn.Arrival); opened == (session.Opened{Shown: t.Shown, Said: said(s)}) && askedBy(s, person) == "" {
				row.Tick = t.Turn.Arrival + " " + t.Shown
			}
		}
	}
	return rows, nil
}

// signings are the signings of arrivals.
func (r *request) signings(arrivals []string) (map[string]signoff.Signing, error) {
	events, err := r.server.workspace.Catalogue.SignOffsOf(r.Context(), arrivals)
	all := map[string]signoff.Signing{}
	for arrival, e := range events {
		if err != nil {
			break
		}
		all[arrival], err = signoff.Of(arrival, e)
	}
	return all, err
}

// said counts the events that somebody should have read before they sign: all that others
// said about it, and that it was opened anew.
func said(s signoff.Signing) (n int) {
	for _, e := range s.Events {
		switch e.Act {
		case signoff.Circulated, signoff.Read, signoff.Urged:
		default:
			n++
		}
	}
	return n
}

// urged is when somebody last asked for haste, in the present version.
func urged(s signoff.Signing) (at time.Time) {
	for _, e := range s.Events {
		switch e.Act {
		case signoff.Opened:
			at = time.Time{}
		case signoff.Urged:
			at = e.At
		}
	}
	return at
}

// askedBy is whom somebody asked for an opinion that they still wait for; empty for nobody.
func askedBy(s signoff.Signing, person string) string {
	for _, ask := range s.Asks() {
		if ask.Name == person {
			return ask.To[0]
		}
	}
	return ""
}

// asked is a task in words.
func (r *request) asked(person string, t desk.Task, s signoff.Signing) (a asked, err error) {
	last := func(act signoff.Act, code string) (found signoff.Event) {
		for _, e := range s.Events {
			if e.Act == act && (code == "" || s.Code(e) == code) && slices.Contains(e.To, person) {
				found = e
			}
		}
		return found
	}
	switch t.What {
	case signoff.ToAdvise:
		e := last(signoff.Asked, t.Step)
		return asked{What: e.Post + e.Name + "请您提意见", Because: e.Words}, nil
	case signoff.ToRead:
		e := last(signoff.Circulated, "")
		return asked{What: "传阅给您", How: cmp.Or(e.Name, e.Account) + "送阅", Because: e.Words}, nil
	}
	route, err := desk.Route(t.Route)
	if err != nil {
		return a, fmt.Errorf("收件 %s 的%w", t.Turn.Arrival, err)
	}
	a = asked{What: "请您签批", Article: t.Article}
	if t.As.For != "" {
		a.Acting = inWordsFor(t.Title, t.As.For, t.As.Ground)
	}
	open := 0 // signatures that can be given now, this one included
	for _, p := range route {
		if !p.Ready || p.Done() {
			continue
		}
		open++
		if p.All {
			open += len(p.Open) - 1
		}
		if p.Step == t.Step {
			a.What, a.Because = "请您"+p.Does, p.Because
			a.How = howMany(p, t)
		}
	}
	switch {
	case t.PassedOn:
		e := last(signoff.PassedOn, "")
		a.How = cmp.Or(e.Name, "有人") + "转给您办" + map[bool]string{true: "：" + e.Words}[e.Words != ""]
	case t.Only && open == 1 && len(s.Asks()) == 0:
		a.How = "只等您签"
	}
	return a, nil
}

// howMany tells who else signs, or could.
func howMany(p rules.Progress, t desk.Task) string {
	others := strings.Join(t.Others[:min(len(t.Others), 4)], "、")
	if len(t.Others) > 4 {
		others += fmt.Sprintf("等%d人", len(t.Others))
	}
	switch together := slices.DeleteFunc(slices.Clone(p.Open), func(title string) bool { return title == t.Title }); {
	case p.All && len(together) > 0:
		return "会签，还要" + strings.Join(together, "、")
	case len(t.Others) > 0:
		return "任一人签即可：您，或" + others
	}
	return "这一步由您签"
}

// running are forms about which somebody did something and that still wait, but for what
// the list above has.
func (r *request) running(person string, above []signRow) (rows []runningRow, err error) {
	name, err := json.Marshal(person)
	if err != nil {
		return nil, err
	}
	all, err := r.server.workspace.Catalogue.UnsignedNaming(r.Context(), `"name":`+string(name), r.scope.FormDegrees(), maxRunning+len(above))
	if err != nil {
		return nil, err
	}
	var arrivals []string
	for _, u := range all {
		arrivals = append(arrivals, u.Arrival)
	}
	signings, err := r.signings(arrivals)
	if err != nil {
		return nil, err
	}
	for _, u := range all {
		if len(rows) == maxRunning || slices.ContainsFunc(above, func(row signRow) bool { return row.Arrival == u.Arrival }) {
			continue
		}
		row := runningRow{Arrival: u.Arrival, Kind: u.Kind, Subject: u.Subject}
		if k := r.server.ruleset().Kinds.Named(u.Kind); k != nil {
			row.Kind = k.Title
		}
		s := signings[u.Arrival]
		for _, e := range s.Events {
			if e.Name == person {
				row.Did, row.At = did(e), e.At
			}
		}
		if row.Turn, err = whoseTurn(u, s); err != nil {
			return nil, err
		}
		if row.Did != "" {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// whoseTurn is whose turn it is to sign a form that waits, in a sentence.
func whoseTurn(u catalogue.Unsigned, s signoff.Signing) (string, error) {
	route, err := desk.Route(u.Route)
	if err != nil {
		return "", fmt.Errorf("收件 %s 的%w", u.Arrival, err)
	}
	return s.WhoseTurn(signoff.Situation{Route: route}), nil
}

// signURL is the page of a form that waits, or of something of it.
func signURL(arrival string, more ...string) string {
	at := "/sign/" + url.PathEscape(arrival)
	for _, part := range more {
		at += "/" + url.PathEscape(part)
	}
	return at
}

// waitingCount is how many forms wait for the person of the account, a few seconds ago at
// most: for the menu.
func (r *request) waitingCount(ctx context.Context) int {
	person, now := r.person(), r.server.now()
	if n, ok := r.server.waiting.get(person, now); ok {
		return n
	}
	q, err := r.queue()
	if err == nil {
		var n catalogue.Queue
		if n, err = q.Count(ctx); err == nil {
			r.server.waiting.set(person, n.Forms, now)
			return n.Forms
		}
	}
	if ctx.Err() == nil {
		r.server.logError("待签", err) // the page can do without
	}
	return 0
}
