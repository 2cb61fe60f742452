package pipeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/durable"
	"gongwen/archive/fault"
	"gongwen/archive/journal"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/form"
	"gongwen/pipeline/issue"
	"gongwen/pipeline/signoff"
	"gongwen/templates"
)

// signing is what the catalogue knows of an arrival's way through its signatures.
func (d *driver) signing(ctx context.Context, key string) (signoff.Signing, error) {
	if err := d.desk.enter(ctx, d.workspace.Catalogue, key); err != nil {
		return signoff.Signing{}, err
	}
	return desk.Signing(ctx, d.workspace.Catalogue, key)
}

// sendForSignature lets a form wait for those who have to sign it. Where it waits already
// and nothing of what is signed has changed, only the turns are written anew, and told
// where they are others. One that says what another says that waits goes back.
func sendForSignature(ctx context.Context, d *driver, j *job) (State, error) {
	same := "content " + j.outcome.Form.Kind.Key + " " + j.outcome.Content
	d.desk.begin(same) // of two that say the same, one waits
	defer d.desk.end(same)
	if err := d.findReplaced(ctx, j); err != nil {
		return "", err
	}
	if waits, err := d.waitsAlready(ctx, j); err != nil || waits != nil {
		if waits != nil {
			j.outcome.Verdict.Findings = []form.Finding{*waits}
			return d.refuse(j, j.outcome), nil
		}
		return "", err
	}
	s := j.signing
	shown, err := d.shown(ctx, j)
	if err != nil {
		return "", err
	}
	if s.Shown() != shown.Hash() {
		opened := signoff.Event{Act: signoff.Opened, At: d.now().Truncate(time.Millisecond), Version: s.Next(), Shown: shown.Hash(), Parts: &shown}
		if s.Version() == 0 {
			opened.Replaces = j.replaces
		}
		if err := d.append(j, &s, opened); err != nil {
			return "", err
		}
	}
	if err := fault.At(fault.Opened); err != nil {
		return "", err
	}
	j.signing = s
	// The former goes before this one waits: a restart finds this one not yet waiting,
	// and does it again.
	if err := d.endReplaced(ctx, j, s.Replaces()); err != nil {
		return "", err
	}
	before, err := d.turnBefore(ctx, j)
	if err == nil {
		err = d.note(ctx, j)
	}
	if err != nil {
		return "", err
	}
	if j.turn != before {
		d.notify(d.unsigned(j))
	}
	return Signing, fault.At(fault.Unsigned)
}

// turnBefore is whose turn it was when the form, as it is shown now, was last looked at;
// empty where it was not.
func (d *driver) turnBefore(ctx context.Context, j *job) (string, error) {
	u, waits, err := d.workspace.Catalogue.Unsigned(ctx, j.arrival.Key)
	if err != nil || !waits || u.Shown != j.signing.Shown() {
		return "", err
	}
	route, err := desk.Route(u.Route)
	if err != nil {
		return "", nil // it is written anew
	}
	return j.signing.WhoseTurn(signoff.Situation{Route: route}), nil
}

// shown is what those who sign are shown of a form, with the draft in its place in the
// spool. The draft of the present version stays: it is what was signed. Where the form
// says something else than in that version, is judged by another rulebook, or the draft is
// not as it was shown and cannot be printed to the same bytes again, it is a new version,
// with its own draft.
func (d *driver) shown(ctx context.Context, j *job) (signoff.Shown, error) {
	last := j.signing.Parts()
	shown := signoff.Shown{Submission: j.submission.Hash, Content: j.outcome.Content, Rulebook: j.outcome.Verdict.Rulebook, Draft: last.Draft}
	if version := j.signing.Version(); version > 0 && shown == last {
		draft, err := os.ReadFile(d.draft(j, version))
		if err != nil && !errors.Is(err, fs.ErrNotExist) || err == nil && sumOf(draft) == last.Draft {
			return shown, err
		}
		if draft, err = d.printDraft(ctx, j); err != nil {
			return shown, err
		}
		if sumOf(draft) == last.Draft {
			return shown, durable.WriteFile(d.draft(j, version), draft)
		}
	}
	// One that lies there was printed before the journal could say so.
	draft, err := d.printDraft(ctx, j)
	if err == nil {
		err = durable.WriteFile(d.draft(j, j.signing.Next()), draft)
	}
	shown.Draft = sumOf(draft)
	return shown, err
}

// draft is where the draft of a version lies.
func (d *driver) draft(j *job, version int) string {
	return d.spool.Path(j.arrival.Key, signoff.DraftName(version))
}

func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// printDraft prints the document as it will be, with whose signatures it waits for in
// their places.
func (d *driver) printDraft(ctx context.Context, j *job) ([]byte, error) {
	c, o := d.workspace.Config, j.outcome
	unsigned := *o.Form
	at, err := d.reviewer(j).Situation(&unsigned, d.workspace.Catalogue.Others(ctx, j.submission.Hash), signoff.Signing{}, d.now())
	if err != nil {
		return nil, err
	}
	defer d.processor()()
	drafts, err := issue.Drafts(d.issuer.Renderer, c.Government, c.Office, c.Superior, &unsigned,
		issue.Verdict{Excused: o.Excused(j.ruleset.Office), Manner: templates.Desk}, issue.Awaited(at.Route))
	if err != nil {
		return nil, fmt.Errorf("%s 的草稿印不出：%w", j.arrival.Path, err)
	}
	return bytes.Clone(drafts[0].PDF), nil
}

// append lets the journal say what was done about the signing of an arrival. From then on
// it counts.
func (d *driver) append(j *job, s *signoff.Signing, e signoff.Event) error {
	text, err := e.JSON()
	if err != nil {
		return err
	}
	before, err := s.JSON()
	if err != nil {
		return err
	}
	a := j.arrival
	err = d.issuer.Journal.Append(journal.Event{
		Time: e.At, Type: journal.Signing, Arrival: a.Key, Unit: a.Unit, Path: a.Path, Submission: j.submission.Hash,
		FormKind: j.outcome.Form.Kind.Key, By: e.Account, Degree: j.outcome.Degree, SignOff: text,
	})
	if err == nil {
		s.Events = append(s.Events, e)
		d.desk.remember(a.Key, append(before, text))
	}
	return err
}

// note writes down in the catalogue how a signing stands, and whose turn it is. J.settled
// tells whether there is nothing more to wait for.
func (d *driver) note(ctx context.Context, j *job) error {
	reviewer := d.reviewer(j)
	at, err := reviewer.Situation(j.outcome.Form, d.workspace.Catalogue.Others(ctx, j.submission.Hash), j.signing, d.now())
	if err != nil {
		return err
	}
	turns, err := j.signing.Turns(at)
	if err != nil {
		return err
	}
	inVain, err := desk.InVain(at, j.ruleset)
	if err != nil {
		return err
	}
	standing, err := desk.Standing{Route: at.Route, InVain: inVain}.JSON()
	if err != nil {
		return err
	}
	events, err := j.signing.JSON()
	if err != nil {
		return err
	}
	var entered []catalogue.Turn
	for _, t := range turns {
		entered = append(entered, catalogue.Turn{Arrival: j.arrival.Key, What: t.What, Step: t.Step, Title: t.Title, Or: t.Or, PassedTo: t.PassedTo,
			InPerson: t.InPerson, Article: t.Article, Since: t.Since, Due: t.Due})
	}
	f := j.outcome.Form
	named, _ := f.Values[f.Kind.Unit].(string)
	dated := ""
	if day := f.Kind.DateOf(f.Values); !day.IsZero() {
		dated = day.Format(time.DateOnly)
	}
	j.settled, j.turn = j.signing.Settled(at), j.signing.WhoseTurn(at)
	err = d.workspace.Catalogue.EnterUnsigned(ctx, catalogue.Unsigned{
		Arrival: j.arrival.Key, Kind: f.Kind.Key, Unit: j.outcome.Unit, Named: named, Dated: dated,
		Subject: f.Kind.SubjectOf(f.Values), Content: j.outcome.Content, Opened: j.signing.Since(), Shown: j.signing.Shown(), Route: standing, Settled: j.settled, Degree: j.outcome.Degree,
	}, entered, events)
	if err == nil {
		d.desk.forget(j.arrival.Key)
		d.slips.mark(j.arrival.Key)
	}
	return err
}

// endedBy is the finding that returns a form whose signing ended without its being issued.
func endedBy(e signoff.Event) form.Finding {
	f := form.Finding{Severity: form.Must}
	words := strings.ReplaceAll(e.Words, "\n", " ") // a finding is told in one line
	switch {
	case e.Act == signoff.Recalled:
		f.Ending, f.Message, f.Advice = form.Recalled, "由送交人撤回，没有签完", "还要办理的，改好后重新提交，须重新签批；不办了的，不必再送。"
		if words != "" {
			f.Message += "；理由：" + words
		}
	case e.Act == signoff.Replaced:
		f.Ending, f.Message, f.Advice = form.Replaced, "已由改后的一稿代替，这一稿的签批不再有效", "请以新的一稿（收件号 "+e.Replaces+"）为准，这一稿不必再送。"
	case e.Decision == templates.Refused:
		f.Ending, f.Message = form.Refused, fmt.Sprintf("%s%s批示不同意：%s", e.Post, e.Name, words)
		f.Advice = "不必改正后再送。对批示有疑问或者情况有变化的，请先与办公室联系；确需办理的，作为新的事项另填一份表单，写明与这一份有什么不同，重新报批。"
	default:
		f.Ending, f.Message = form.SentBack, fmt.Sprintf("%s%s退回修改：%s", e.Post, e.Name, words)
		f.Advice = "请按签批人的意见修改后重新提交，修改后须重新签批。"
	}
	return f
}

// lookAgain takes up a form that waited for signatures: it is judged anew, with those it
// has now.
func lookAgain(context.Context, *driver, *job) (State, error) { return Received, nil }
