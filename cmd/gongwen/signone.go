package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"gongwen/pipeline"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/signqueue"
	"gongwen/pipeline/web"
	"gongwen/pipeline/web/access"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/workspace"
)

// signOff is pipeline.SignOff, or what hands over to it.
type signOff func(ctx context.Context, key string, e signoff.Event) (pipeline.SignedOff, error)

// signer is who signs.
type signer struct {
	account account.Account
	known   string // how they were known, one of signoff.Known…
}

// authenticate makes sure of who signs, before anything is looked at. Whoever has
// registered codes shows one, too. An account that is to sign with a certificate cannot
// here.
func (s *signing) authenticate(accounts *account.Store, with workspace.SignWith) (who signer, err error) {
	in := newSecrets(s.cmd.InOrStdin(), s.cmd.ErrOrStderr())
	password, err := in.next("密码")
	if err != nil {
		return who, err
	}
	if who.account, err = accounts.Authenticate(s.account, password); err != nil {
		return who, s.tried("", "签批："+err.Error(), err)
	}
	if who.account.OneTime {
		return who, fmt.Errorf("%s 用的还是一次性密码：请先在阅览室改掉，或用 gongwen account password %s", who.account.Name, who.account.Name)
	}
	known := signoff.KnownPassword
	if who.account.HasCodes() {
		code, err := in.next("动态码")
		if err != nil {
			return who, err
		}
		if err := accounts.TakeCode(who.account.Name, code); err != nil {
			return who, s.tried("", "签批："+err.Error(), err)
		}
		known = signoff.KnownCode
	}
	switch {
	case s.event.Act != signoff.Signed:
	case with == workspace.SignWithCertificate:
		return who, errors.New("本单位的设置是签批要用证书，请在阅览室的工作台上签")
	case with == workspace.SignWithCode && known != signoff.KnownCode:
		return who, fmt.Errorf("本单位的设置是签批要填动态码，账号 %s 还没有登记，请先在阅览室登记", who.account.Name)
	}
	who.known = known + who.account.Remark(time.Now())
	return who, nil
}

// tried notes for the access log of the reading room what was refused, and is the error
// that it is for, or that of noting it.
func (s *signing) tried(arrival, why string, err error) error {
	return cmp.Or(web.NoteTried(s.folder, s.account, arrival, why, time.Now()), err)
}

// What came of one arrival.
const (
	signDone    = "done"
	signRefused = "refused"
	signUnknown = "unknown"
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
	r.Result, r.Reason = signRefused, err.Error()
	return r
}

func (r signResult) forbidden(reason string) signResult {
	r.Result, r.Reason, r.Forbidden = signRefused, reason, true
	return r
}

// one does it to one arrival. The error is that of disk and archive.
func (s *signing) one(ctx context.Context, o *workspace.Workspace, who signer, name string, signOff signOff) (signResult, error) {
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
		if e.Confirmed, err = s.suspicion(item, e); err != nil {
			return result, err
		}
	case signoff.Recalled, signoff.Urged:
		if !access.HandedIn(who.account, ruleset.Units, ruleset.Office, a.Unit) && (e.Act == signoff.Recalled || e.Name == "") {
			return result.forbidden("这份表单不是账号" + who.account.Name + "的单位送交的，不能由其" + e.Act.Chinese()), nil
		}
	}
	done, err := signOff(ctx, a.ID, e)
	refusal := (*signoff.Refusal)(nil)
	switch {
	case err == nil:
		result.Result, result.Code, result.Number = signDone, done.Code, done.Number
	case errors.As(err, &refusal):
		result.Result, result.Reason, result.Forbidden = signRefused, refusal.Reason, refusal.Forbidden
		if refusal.Confirm != "" {
			result.Confirm = signoff.SuspicionCode(a.ID, refusal.Confirm)
			result.Reason = signoff.Objection{Reason: refusal.Confirm}.ToConfirm("请加 --confirmed " + result.Confirm + " 再签")
		}
	case errors.Is(err, desk.ErrNotWaiting), errors.Is(err, signqueue.ErrNobody):
		return result.refused(err), nil
	case errors.Is(err, signqueue.ErrPending):
		result.Result, result.Reason = signUnknown, err.Error()
	default:
		return result, err
	}
	return result, nil
}

// suspicion is what speaks against a signature and is meant by the code that was given;
// empty where that is another suspicion or of another form, which is then not confirmed.
func (s *signing) suspicion(item *desk.Item, e signoff.Event) (string, error) {
	as, _, can, err := item.Signing.CanSign(e.Name, item.Situation)
	if err != nil || !can || s.confirmed == "" || item.Situation.Object == nil {
		return "", err
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
	case signDone:
		fmt.Fprintf(out, "已办  %s：%s，签批码 %s", file, act, r.Code)
		if r.Number != "" {
			fmt.Fprintf(out, "，编号 %s", r.Number)
		}
		fmt.Fprintln(out)
	case signUnknown:
		fmt.Fprintf(out, "不明  %s：%s\n", file, returns.Visible(r.Reason))
	default:
		fmt.Fprintf(out, "未办  %s：%s\n", file, returns.Visible(r.Reason))
	}
	return nil
}
