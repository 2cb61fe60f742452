package web

import (
	"errors"
	"net/http"
	"slices"

	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/signqueue"
	"gongwen/pipeline/web/access"
)

// applicantPart is what the page of an arrival tells of its signatures to those whose
// unit handed it in, and what they may do about it.
type applicantPart struct {
	Lines  []signingLine
	Turn   string   // whose turn it is, in a sentence; empty for what waits no more
	Stuck  []string // what nobody may sign today: why, and what to do
	InVain []string // why signing will not help, and what to do
	Mine   bool     // the reader's unit handed it in, and something can be done here
}

// applicant is that part of the page of an arrival.
func (r *request) applicant(a catalogue.Arrival) (p applicantPart, err error) {
	s, err := desk.Signing(r.Context(), r.server.workspace.Catalogue, a.ID)
	if err != nil || len(s.Events) == 0 {
		return p, err
	}
	p.Lines = signingLines(s)
	if a.Stage != catalogue.Signing {
		return p, nil
	}
	item, err := desk.Read(r.Context(), r.server.workspace, r.server.ruleset(), a.ID, r.server.now())
	if errors.Is(err, desk.ErrNotWaiting) { // it went on meanwhile
		return p, nil
	}
	if err != nil {
		return p, err
	}
	if p.InVain, err = desk.InVain(item.Situation, r.server.ruleset()); err != nil {
		return p, err
	}
	p.Turn, p.Mine = item.Signing.WhoseTurn(item.Situation), r.handedIn(a)
	p.Stuck, err = r.stuckTurns(a)
	return p, err
}

// stuckTurns are the turns of an arrival that nobody may take today, as whoever handed it
// in is told.
func (r *request) stuckTurns(a catalogue.Arrival) (told []string, err error) {
	w := r.server.workspace
	forms, err := w.Catalogue.WaitingOf(r.Context(), []string{a.ID})
	if err != nil {
		return nil, err
	}
	people := desk.NewPeople(r.Context(), w, r.server.ruleset(), r.server.now())
	for _, f := range forms {
		for _, t := range desk.Distinct(f.Turns) {
			stuck, ok, err := people.Stuck(f.Task(t))
			if err != nil {
				return nil, err
			}
			if text := stuck.ForApplicant(w.Config.Office); ok && !slices.Contains(told, text) {
				told = append(told, text)
			}
		}
	}
	return told, nil
}

// handedIn reports whether an arrival came from the reader's unit.
func (r *request) handedIn(a catalogue.Arrival) bool {
	ruleset := r.server.ruleset()
	return access.HandedIn(r.account, ruleset.Units, ruleset.Office, a.Unit)
}

// recall takes a form back that waits for signatures (撤回), for whose unit handed it in.
func (s *Server) recall(r *request) error {
	return s.applies(r, signoff.Recalled, "已撤回，表单放回 returned 文件夹；改好后可以再送。")
}

// urge reminds those who are to sign (催办).
func (s *Server) urge(r *request) error {
	return s.applies(r, signoff.Urged, "已催办，轮到签批的人在工作台上会看到。")
}

// applies does what an applicant may do about the signing of an arrival.
func (s *Server) applies(r *request, act signoff.Act, done string) error {
	a, ok, err := s.workspace.Catalogue.Arrival(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if !ok || !r.maySeeArrival(a) {
		return errNotFound
	}
	if !r.handedIn(a) {
		if err := r.logAccess(journal.Event{Type: journal.Refused, Arrival: a.ID, Path: r.URL.Path, Reason: act.Chinese() + "：不是本单位送交的"}); err != nil {
			return err
		}
		return httpError{http.StatusForbidden, "这份表单不是您的单位送交的，不能由您" + act.Chinese() + "。"}
	}
	if err := r.logAccess(journal.Event{Type: journal.Signing, Arrival: a.ID, Unit: a.Unit, Path: a.Path, Reason: act.Chinese()}); err != nil {
		return err
	}
	_, err = s.options.SignOff(r.Context(), a.ID, signoff.Event{Act: act, Account: r.account.Name, Words: r.PostFormValue("words")})
	refusal := (*signoff.Refusal)(nil)
	if errors.As(err, &refusal) || errors.Is(err, desk.ErrNotWaiting) {
		return badRequest("%v", err)
	}
	if signqueue.InVain(err) {
		return httpError{http.StatusServiceUnavailable, err.Error()}
	}
	if err != nil {
		return err
	}
	s.sessions.SetFlash(r.session, done)
	r.redirect("/desk/" + a.ID)
	return nil
}
