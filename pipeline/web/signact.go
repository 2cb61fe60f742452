package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongwen/archive/journal"
	"gongwen/pipeline"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/signqueue"
	"gongwen/templates"
)

// signActs are what can be done on the page of a form that waits, by the last part of the
// address that its form is sent to.
var signActs = map[string]struct {
	act  signoff.Act
	done string // what the next page says
}{
	"sign":      {signoff.Signed, ""},
	"take-back": {signoff.TakenBack, "已撤回您的签批，可以重新签。"},
	"pass-on":   {signoff.PassedOn, "已转办。"},
	"ask":       {signoff.Asked, "已请其提意见，答复以后您再签。"},
	"advise":    {signoff.Advised, "已答复。"},
	"unask":     {signoff.Unasked, "已撤销加签，可以签批了。"},
	"circulate": {signoff.Circulated, "已送传阅。"},
	"read":      {signoff.Read, "已阅。"},
	"urge":      {signoff.Urged, "已催办，轮到签批的人在工作台上会看到。"},
}

// maxTo is how many people something can be sent to at once.
const maxTo = 100

// signAct does something about a form that waits.
func (s *Server) signAct(r *request) error {
	do, ok := signActs[r.PathValue("act")]
	if !ok {
		return errNotFound
	}
	person, err := r.needPerson()
	if err != nil {
		return err
	}
	item, err := r.waitingItem(person)
	if err != nil {
		return err
	}
	if why := r.stale(item); why != "" {
		return r.showItem(http.StatusConflict, person, item, why)
	}
	if _, err := r.unaltered(item); err != nil {
		return err
	}
	e := r.signOffEvent(do.act, person)
	if why := incomplete(e); why != "" {
		return r.showItem(http.StatusBadRequest, person, item, why)
	}
	if e.Act == signoff.Signed {
		why, err := r.chooseFor(item, &e)
		if err != nil {
			return err
		}
		if why != "" {
			return r.showItem(http.StatusConflict, person, item, why)
		}
		if err := r.confirm(false); err != nil {
			return r.showRefusal(person, item, err)
		}
	}
	e.Known = r.known()
	done, err := r.signOff(item, e)
	if err != nil {
		return r.showRefusal(person, item, err)
	}
	if do.done == "" {
		r.server.sessions.SetFlash(r.session, signedInWords(done))
	} else {
		r.server.sessions.SetFlash(r.session, do.done)
	}
	if done.Number != "" || e.Act == signoff.TakenBack || e.Act == signoff.Unasked {
		r.redirect(signURL(item.Entry.ID))
	} else {
		r.redirect("/sign")
	}
	return nil
}

// signedInWords is what came of a signature.
func signedInWords(done pipeline.SignedOff) string {
	said := "已签“" + done.Event.Decision + "”，签批码 " + done.Code + "。"
	switch {
	case done.Number != "":
		said += "签批都已齐全，公文已制发，编号：" + done.Number + "。"
	case done.Event.Decision != templates.Agreed:
		said += "表单已退回送交的单位。"
	}
	return said
}

// signOffEvent is what the page's form asks for. Who did it the session says.
func (r *request) signOffEvent(act signoff.Act, person string) signoff.Event {
	e := signoff.Event{Act: act, Account: r.account.Name, Name: person, Words: strings.ReplaceAll(r.PostFormValue("words"), "\r\n", "\n"), Of: r.PostFormValue("of")}
	switch act {
	case signoff.Signed:
		e.Decision, e.Shown, e.Of = r.PostFormValue("decision"), r.PostFormValue("shown"), ""
		e.Confirmed = strings.ReplaceAll(r.PostFormValue("confirmed"), "\r\n", "\n")
	case signoff.PassedOn, signoff.Asked, signoff.Circulated:
		e.To, e.Of = slices.DeleteFunc(slices.Clone(r.PostForm["to"]), func(name string) bool { return strings.TrimSpace(name) == "" }), ""
	case signoff.Advised, signoff.Unasked:
	default:
		e.Of = ""
	}
	return e
}

// chooseFor fills in what a signature would count for, as the form stands that the page was
// made of: the same form sent twice in the same moment does not sign again, for another.
// Where it is not for whom the page offered, or for none of several, why tells what there is
// to choose from.
func (r *request) chooseFor(item *desk.Item, e *signoff.Event) (why string, err error) {
	all, err := item.Signing.Choices(e.Name, item.Situation)
	if err != nil {
		return "", err
	}
	whom := r.PostFormValue("for")
	c, why := signoff.Choose(all, whom, "请选签哪一项", "")
	if e.For = c.Counts; why == "" || whom == "" {
		return why, nil
	}
	a := item.Arrival
	return why, r.logAccess(journal.Event{Type: journal.Refused, Arrival: a.Key, Unit: a.Unit, Path: a.Path, Reason: did(*e) + "：" + why})
}

// incomplete tells what is missing, so that nobody is asked for their password in vain.
func incomplete(e signoff.Event) string {
	switch {
	case e.Act == signoff.Signed && !slices.Contains([]string{templates.Agreed, templates.Refused, templates.SentBack}, e.Decision):
		return "请选择同意、不同意或退回修改。"
	case e.Act == signoff.Signed && e.Decision != templates.Agreed && strings.TrimSpace(e.Words) == "":
		return e.Decision + "的，请写明理由，经办人要据以修改。"
	case len(e.To) > maxTo:
		return "一次选的人太多，请分几次。"
	}
	return ""
}

// stale tells that the form is not as the page showed it from which something was asked;
// empty where it is. What is said of it there must be what this session was shown.
func (r *request) stale(item *desk.Item) string {
	opened, now := r.server.sessions.Opened(r.session, item.Entry.ID), said(item.Signing)
	switch shown := r.PostFormValue("shown"); {
	case shown != item.Signing.Shown():
		return "表单换过稿，您在那一页看到的不是现在的这一稿，什么都没有做。下面是现在的，请看过再办。"
	case opened.Shown != shown:
		return "这一稿您在这次登录里还没有打开看过，什么都没有做。下面就是，请看过再办。"
	case r.PostFormValue("said") != strconv.Itoa(now) || opened.Said != now:
		return "您打开那一页以后，这份表单又有了新的经过（也可能是您在另一页上办过），什么都没有做。请看过下面的“签批经过”再办。"
	}
	return ""
}

// confirm makes sure that it is the person who signs: by their password, unless they gave
// it within the last minutes, which does not do for several at once.
func (r *request) confirm(several bool) error {
	if known := r.confirmed(); known != "" && !several && r.reentry().Missing == "" {
		r.knownNow = known
		return nil
	}
	if err := r.reauthenticate(r.PostFormValue("password"), r.PostFormValue("code")); err != nil {
		return err
	}
	switch elsewhere := r.reentry().Again != ""; {
	case !elsewhere:
		r.noteConfirmed(r.knownNow)
	case several: // what was shown elsewhere is as old as it was before, and does for one batch
		r.noteConfirmed("")
	}
	return nil
}

// signOff does it, with a line in the access log before, and another where it is refused
// as forbidden.
func (r *request) signOff(item *desk.Item, e signoff.Event) (done pipeline.SignedOff, err error) {
	a := item.Arrival
	line := journal.Event{Type: journal.Signing, Arrival: a.Key, Unit: a.Unit, Path: a.Path, Reason: did(e)}
	if err := r.logAccess(line); err != nil {
		return done, err
	}
	defer r.server.waiting.forget()
	done, err = r.server.options.SignOff(r.Context(), a.Key, e)
	if refusal := (*signoff.Refusal)(nil); errors.As(err, &refusal) && refusal.Forbidden {
		line.Type, line.Reason = journal.Refused, did(e)+"："+refusal.Reason
		if logged := r.logAccess(line); logged != nil {
			return done, logged
		}
	}
	return done, err
}

// showRefusal shows the form again with what kept something from being done, as it stands
// now; any other error it returns.
func (r *request) showRefusal(person string, item *desk.Item, err error) error {
	var refusal *signoff.Refusal
	var answer httpError
	status := http.StatusConflict
	switch {
	case errors.As(err, &refusal):
		if refusal.Forbidden {
			status = http.StatusForbidden
		}
	case errors.Is(err, desk.ErrNotWaiting):
		return errNotTheirs
	case signqueue.InVain(err):
		status = http.StatusServiceUnavailable
	case errors.As(err, &answer):
		status = answer.status
	default:
		return err
	}
	again, readErr := r.waitingItem(person)
	if readErr != nil {
		return err
	}
	return r.showItem(status, person, again, err.Error())
}
