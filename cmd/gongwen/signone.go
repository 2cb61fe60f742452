package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"gongwen/pipeline/desk"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/signqueue"
	"gongwen/pipeline/web/access"
	"gongwen/pipeline/workspace"
)

// signResult is what came of one arrival, as --json prints it.
type signResult struct {
	Arrival   string      `json:"arrival,omitempty"`
	File      string      `json:"file"`
	Kind      string      `json:"kind,omitempty"`
	Subject   string      `json:"subject,omitempty"`
	Version   int         `json:"version,omitempty"`
	Shown     string      `json:"shown,omitempty"`
	Draft     string      `json:"draft,omitempty"`
	As        string      `json:"as,omitempty"`  // of a signature: the post
	For       string      `json:"for,omitempty"` // and for whom, if not for themselves
	Act       signoff.Act `json:"act"`
	Decision  string      `json:"decision,omitempty"`
	Result    string      `json:"result"`
	Code      string      `json:"code,omitempty"`
	Number    string      `json:"number,omitempty"`
	Reason    string      `json:"reason,omitempty"`
	Forbidden bool        `json:"forbidden,omitempty"`
	// Confirm is what --confirmed takes to sign all the same.
	Confirm string `json:"confirm,omitempty"`
}

func (r signResult) refused(err error) signResult {
	r.Result, r.Reason = resultRefused, err.Error()
	return r
}

func (r signResult) forbidden(reason string) signResult {
	r.Result, r.Reason, r.Forbidden = resultRefused, reason, true
	return r
}

// one does it to one arrival. The error is that of disk and archive.
func (s *signing) one(ctx context.Context, o *workspace.Workspace, who signer, name string, w worker) (signResult, error) {
	result := signResult{File: name, Act: s.event.Act, Decision: s.event.Decision}
	a, err := desk.Find(ctx, o.Catalogue, name)
	if unknown := (*desk.Unknown)(nil); errors.As(err, &unknown) {
		return result.refused(err), nil
	}
	if err != nil {
		return result, err
	}
	ruleset := o.Current()
	if !access.Of(who.account, ruleset.Units).IncludesForm(a.Degree) {
		return result.forbidden("这份表单不在账号" + who.account.Name + "的知密范围内"), nil
	}
	item, err := desk.Read(ctx, o, ruleset, a.ID, time.Now())
	if errors.Is(err, desk.ErrNotWaiting) {
		return result.refused(err), nil
	}
	if err != nil {
		return result, err
	}
	result.Arrival, result.File, result.Kind, result.Subject = a.ID, a.Path, item.Form.Kind.Key, item.Unsigned.Subject
	result.Version, result.Shown = item.Signing.Version(), item.Signing.Shown()
	result.Draft = filepath.ToSlash(filepath.Join(o.Folder.Spool(), a.ID, signoff.DraftName(item.Signing.Version())))
	if s.shown != "" && !strings.HasPrefix(item.Signing.Shown(), strings.ToLower(s.shown)) {
		return result.refused(errors.New("表单换过稿，看过的不是现在的这一稿，请看过现在的再签")), nil
	}
	fmt.Fprintf(s.cmd.ErrOrStderr(), "%s：%s“%s”，第%d稿，草稿 %s，所签内容 %s\n", returns.Visible(a.Path), item.Form.Kind.Title, returns.Visible(item.Unsigned.Subject), result.Version, result.Draft, result.Shown)
	e := s.event
	e.Account, e.Known, e.Name = who.account.Name, who.known, who.account.Person
	switch e.Act {
	case signoff.Signed:
		e.Shown = result.Shown
		as, why, err := s.choose(item, e)
		if err != nil {
			return result, err
		}
		if why != "" {
			return result.refused(errors.New(why)), nil
		}
		e.For, result.As, result.For = as.Counts, as.Post, as.For
		if e.Confirmed, err = s.suspicion(item, e, as); err != nil {
			return result, err
		}
	case signoff.Recalled, signoff.Urged:
		if !access.HandedIn(who.account, ruleset.Units, ruleset.Office, a.Unit) && (e.Act == signoff.Recalled || e.Name == "") {
			return result.forbidden("这份表单不是账号" + who.account.Name + "的单位送交的，不能由其" + e.Act.Chinese()), nil
		}
	}
	done, err := w.SignOff(ctx, a.ID, e)
	refusal := (*signoff.Refusal)(nil)
	switch {
	case err == nil:
		result.Result, result.Code, result.Number = resultDone, done.Code, done.Number
	case errors.As(err, &refusal):
		result.Result, result.Reason, result.Forbidden = resultRefused, refusal.Reason, refusal.Forbidden
		if refusal.Confirm != "" {
			result.Confirm = signoff.SuspicionCode(a.ID, refusal.Confirm)
			result.Reason = signoff.Objection{Reason: refusal.Confirm}.ToConfirm("请加 --confirmed " + result.Confirm + " 再签")
		}
	case errors.Is(err, signqueue.ErrPending):
		result.Result, result.Reason = resultUnknown, err.Error()
	case errors.Is(err, desk.ErrNotWaiting), signqueue.InVain(err):
		return result.refused(err), nil
	default:
		return result, err
	}
	return result, nil
}

// choose is which of what they could sign now they mean; none where they can sign nothing,
// which the pipeline refuses. Why tells what to do where it is not clear.
func (s *signing) choose(item *desk.Item, e signoff.Event) (as signoff.Choice, why string, err error) {
	all, err := item.Signing.Choices(e.Name, item.Situation)
	if err != nil {
		return as, "", err
	}
	as, why = signoff.Choose(all, s.stands, "请用 --for 写明签哪一项", "--for")
	return as, why, nil
}

// suspicion is what speaks against a signature and is meant by the code that was given;
// empty where that is another suspicion or of another form, which is then not confirmed.
func (s *signing) suspicion(item *desk.Item, e signoff.Event, as signoff.Choice) (string, error) {
	if as.Counts == nil || s.confirmed == "" || item.Situation.Object == nil {
		return "", nil
	}
	o, err := item.Situation.Object(e.Name, as.Post, signoff.Clean(e.Words))
	if err != nil || o == nil || !strings.EqualFold(signoff.SuspicionCode(item.Entry.ID, o.Reason), strings.TrimSpace(s.confirmed)) {
		return "", err
	}
	return o.Reason, nil
}

// tell prints what came of one arrival.
func (s *signing) tell(r signResult) error {
	out := s.cmd.OutOrStdout()
	if s.json {
		encoder := json.NewEncoder(out)
		encoder.SetEscapeHTML(false)
		return encoder.Encode(r)
	}
	file, act := returns.Visible(r.File), r.Act.Chinese()
	if r.Decision != "" {
		act += "“" + r.Decision + "”"
	}
	switch r.Result {
	case resultDone:
		fmt.Fprintf(out, "已办  %s：%s，签批码 %s", file, act, r.Code)
		if r.Number != "" {
			fmt.Fprintf(out, "，编号 %s", r.Number)
		}
		fmt.Fprintln(out)
	case resultUnknown:
		fmt.Fprintf(out, "不明  %s：%s\n", file, returns.Visible(r.Reason))
	default:
		fmt.Fprintf(out, "未办  %s：%s\n", file, returns.Visible(r.Reason))
	}
	return nil
}
