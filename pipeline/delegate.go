package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"gongwen/archive/catalogue"
	"gongwen/archive/durable"
	"gongwen/archive/fault"
	"gongwen/archive/journal"
	"gongwen/pipeline/delegation"
	"gongwen/pipeline/review"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// Delegate does something about the delegations that are set in advance, such as giving
// one, and gives the event as it is kept. Of the event the caller gives what
// delegation.Check asks for; who it is, it has made sure of. Once Delegate returns without
// an error it holds, for good and for everybody in this program; other programs follow. The
// error is a *signoff.Refusal, or that of disk and archive; after one of the latter it may
// be done yet, when the program starts again at the latest.
func (p *Pipeline) Delegate(ctx context.Context, e delegation.Event) (delegation.Event, error) {
	if err := ctx.Err(); err != nil {
		return e, err
	}
	ctx = context.WithoutCancel(ctx) // once begun it is finished
	p.delegating.Lock()
	defer p.delegating.Unlock()
	if err := p.resumeDelegating(ctx); err != nil {
		return e, err
	}
	if done, found, err := p.delegatedBefore(ctx, e.Request); found || err != nil {
		return done, err
	}
	r := p.workspace.Current()
	fonts, err := p.workspace.Fonts()
	if err != nil {
		return e, err
	}
	reviewer := review.Reviewer{Fonts: fonts}
	e, err = delegation.Check(e, r.Delegations(), delegation.Situation{
		Now: p.now(), Roster: r.Roster, Matter: matterOf(r), Unit: r.Units.Named, Unprintable: reviewer.Unprintable,
	})
	if err != nil {
		return e, err
	}
	text, err := e.JSON()
	if err != nil {
		return e, err
	}
	// The note stays until journal and catalogue have it: a kill in between would leave it
	// in the journal alone, which is read whole only by a rebuild.
	if err := durable.WriteFile(p.workspace.Folder.Delegating(), text); err != nil {
		return e, err
	}
	return e, p.carryOut(ctx, text)
}

// matterOf tells which kinds of form somebody can be delegated to sign.
func matterOf(r *workspace.Ruleset) func(written string) (string, bool) {
	return func(written string) (string, bool) {
		kind := r.Kinds.Named(written)
		if kind == nil || !kind.Approved() {
			return "", false
		}
		return kind.Title, true
	}
}

// finishDelegating is resumeDelegating while nobody else is at it.
func (p *Pipeline) finishDelegating(ctx context.Context) error {
	p.delegating.Lock()
	defer p.delegating.Unlock()
	return p.resumeDelegating(ctx)
}

// resumeDelegating does what is left of an event that was cut short. It may then stand in
// the journal twice, and counts once.
func (p *Pipeline) resumeDelegating(ctx context.Context) error {
	text, err := os.ReadFile(p.workspace.Folder.Delegating())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = p.carryOut(ctx, text)
	}
	if err != nil {
		err = fmt.Errorf("上一项代理设定还没有办完：%w", err)
	}
	return err
}

// carryOut lets journal, catalogue and ruleset have an event.
func (p *Pipeline) carryOut(ctx context.Context, text json.RawMessage) error {
	e, err := delegation.Parse(text)
	if err != nil {
		return fmt.Errorf("%s：%w", p.workspace.Folder.Delegating(), err)
	}
	if err := p.workspace.Journal.Append(journal.Event{Time: e.At, Type: journal.Signing, By: e.Account, SignOff: text}); err != nil {
		return err
	}
	if err := fault.At(fault.Delegated); err != nil {
		return err
	}
	if err := p.workspace.Catalogue.EnterDelegations(ctx, []catalogue.DelegationEvent{{Code: e.Code(), Event: text}}); err != nil {
		p.damaged(err)
		return err
	}
	change, err := p.workspace.TakeOverDelegations(ctx)
	if err != nil {
		return err
	}
	if change.After != nil {
		p.notify(Event{Type: RulesetEvent, Reason: describeDelegation(e, change.After.Delegations())})
	}
	if err := os.Remove(p.workspace.Folder.Delegating()); err != nil {
		return err
	}
	return durable.SyncDir(string(p.workspace.Folder))
}

// describeDelegation tells staff of an event in a line.
func describeDelegation(e delegation.Event, all []delegation.Delegation) string {
	code := e.Of
	if e.Act == delegation.Delegated {
		code = e.Code()
	}
	for _, d := range all {
		if d.Code != code {
			continue
		}
		whom := fmt.Sprintf("%s委托%s（%s至%s，依据%s）", d.Principal, d.Delegate, d.From, d.Until, d.Document)
		switch e.Act {
		case delegation.Delegated:
			return "代理已设定：" + whom
		case delegation.Ended:
			return fmt.Sprintf("代理于%s终止：%s", templates.Today(e.At), whom)
		}
		return d.Principal + "已知悉代理：" + whom
	}
	return "代理有变动"
}
