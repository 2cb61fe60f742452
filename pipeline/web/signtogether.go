package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"gongwen/pipeline/desk"
	"gongwen/pipeline/form"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/signqueue"
	"gongwen/templates"
)

// togetherPage is the page of agreeing to several forms at once, before and after.
type togetherPage struct {
	Picked  []picked
	Reentry reentry
	Phrases []string
	Words   string
	Why     string
	Done    bool
}

// picked is one of them.
type picked struct {
	Arrival, Shown string
	Kind, Subject  string // as the list has them
	Stands         []string
	Pick           string // as it is sent again
	Told           string // what came of it
	Failed         bool
	Number         string // of the record
	counts         []form.SignedFor
}

// maxPicked is how many forms can be agreed to at once: those of a page.
const maxPicked = perSignPage

// signTogether agrees to several forms, each of which was opened in this session as it is
// now. Without a password it shows which; with it, it signs one after the other.
func (s *Server) signTogether(r *request) error {
	person, err := r.needPerson()
	if err != nil {
		return err
	}
	p := togetherPage{Phrases: phrases, Reentry: r.reentry(), Words: strings.TrimSpace(r.PostFormValue("words"))}
	picks := slices.Compact(slices.Sorted(slices.Values(r.PostForm["pick"])))
	switch {
	case len(picks) == 0:
		return badRequest("请先在要签的前面打勾。没有打开看过的不能打勾。")
	case len(picks) > maxPicked:
		return badRequest("一次最多签%d件，请分几次。", maxPicked)
	}
	items := make([]*desk.Item, len(picks))
	for i, pick := range picks {
		arrival, shown, _ := strings.Cut(pick, " ")
		one := picked{Arrival: arrival, Shown: shown, Pick: pick}
		items[i], err = r.pick(person, p.Words, &one)
		if err != nil {
			return err
		}
		p.Picked = append(p.Picked, one)
	}
	if r.PostFormValue("go") == "" {
		return r.show("sign-together", "一并签批", p)
	}
	var answer httpError
	if err := r.confirm(true); errors.As(err, &answer) {
		p.Why = answer.text
		r.showStatus(answer.status, "sign-together", "一并签批", p)
		return nil
	} else if err != nil {
		return err
	}
	for i, item := range items {
		if one := &p.Picked[i]; !one.Failed {
			if err := r.signPicked(person, p.Words, item, one); err != nil {
				return err
			}
		}
	}
	p.Done = true
	return r.show("sign-together", "一并签批", p)
}

// pick looks at one of the forms. Where it cannot be signed with these words, or only
// after something was confirmed, it says why.
func (r *request) pick(person, words string, one *picked) (*desk.Item, error) {
	fail := func(why string) { one.Failed, one.Told = true, why }
	r.SetPathValue("arrival", one.Arrival)
	item, err := r.waitingItem(person)
	var answer httpError
	if errors.As(err, &answer) && answer.status == http.StatusNotFound {
		one.Subject = "收件 " + one.Arrival
		fail(answer.text)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	k := item.Form.Kind
	one.Kind, one.Subject = k.Title, k.SubjectOf(item.Form.Values)
	opened := r.server.sessions.Opened(r.session, one.Arrival)
	all, err := item.Signing.Choices(person, item.Situation)
	if err != nil {
		return nil, err
	}
	as, why := signoff.Choose(all, "", "请打开单独签，选签哪一项", "")
	for _, c := range as.Counts {
		if text := inWordsFor(c.Title, c.For, c.Ground); !slices.Contains(one.Stands, text) {
			one.Stands = append(one.Stands, text)
		}
	}
	one.counts = as.Counts
	switch {
	case one.Shown != item.Signing.Shown():
		fail("表单换过稿，请打开看过再签。")
	case opened.Shown != one.Shown:
		fail("这一稿您在这次登录里还没有打开看过，请打开看过再签。")
	case opened.Said != said(item.Signing):
		fail("您看过以后又有了新的意见，请打开看过再签。")
	case len(all) == 0:
		fail("现在不由您签批：" + item.Signing.WhoseTurn(item.Situation))
	case why != "":
		fail(why)
	default:
		refusal, err := against(item, person, as.Post, words)
		if err != nil {
			return nil, err
		}
		if refusal != nil {
			fail(apart(refusal))
		}
	}
	if _, err := r.unaltered(item); errors.As(err, &answer) {
		fail(answer.text)
	} else if err != nil {
		return nil, err
	}
	return item, nil
}

// signPicked agrees to one of the forms.
func (r *request) signPicked(person, words string, item *desk.Item, one *picked) error {
	e := signoff.Event{Act: signoff.Signed, Account: r.account.Name, Name: person, Known: r.known(), Decision: templates.Agreed, Words: words, Shown: one.Shown, For: one.counts}
	done, err := r.signOff(item, e)
	var refusal *signoff.Refusal
	switch {
	case errors.As(err, &refusal), errors.Is(err, desk.ErrNotWaiting), signqueue.InVain(err):
		one.Failed, one.Told = true, apart(err)
	case err != nil && r.Context().Err() != nil:
		return err
	case err != nil: // those that were signed are signed, and are to be told of
		r.server.logError("签批", err)
		one.Failed, one.Told = true, errFault.text
	default:
		one.Told, one.Number = signedInWords(done), done.Number
	}
	return nil
}
