package pipeline

import (
	"context"
	"errors"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/lifecycle"
	"gongwen/pipeline/deadline"
	"gongwen/pipeline/issue"
	"gongwen/pipeline/spool"
	"gongwen/pipeline/workspace"
)

// Void takes the validity from a record: its number stays used, its bag stays in
// the archive, and the journal says when and why. The office's copy is stamped;
// index and registers follow. Stamped is where that copy lies, below issued/; it
// is empty, and the old copy withdrawn, where none could be printed.
func Void(ctx context.Context, o *workspace.Workspace, number, reason string) (stamped string, err error) {
	if number, err = o.Catalogue.NumberMeant(ctx, number); err != nil {
		return "", err
	}
	if stamped, err = voiding(o, nil).Void(ctx, number, reason); err != nil {
		return "", err
	}
	// A register that is open now has the void the next time it is written.
	return stamped, newFollowers(o, nil).catchUp(ctx, func(error) {})
}

// Void is Void in an office that is at work: index and registers follow in their
// turn.
func (p *Pipeline) Void(ctx context.Context, number, reason string) (stamped string, err error) {
	err = p.alone(ctx, func() error {
		stamped, err = voiding(p.workspace, p.ask).Void(ctx, number, reason)
		return err
	})
	p.followers.wake() // also when it could not be ended
	return stamped, err
}

// finishVoid does what is left of a void that was cut short, or that a folder kept
// from its end which did not answer.
func (p *Pipeline) finishVoid(ctx context.Context) error {
	return p.alone(ctx, func() error { return voiding(p.workspace, p.ask).Resume(ctx) })
}

// alone does one thing about voids while nobody else does any.
func (p *Pipeline) alone(ctx context.Context, do func() error) error {
	select {
	case p.voiding <- struct{}{}:
		defer func() { <-p.voiding }()
		return do()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// voiding is how records of an office are made void.
func voiding(o *workspace.Workspace, ask deadline.Ask) lifecycle.Voiding {
	return lifecycle.Voiding{
		Note: o.Folder.Voiding(), JournalDir: o.Archive.JournalDir(), Journal: o.Journal, Catalogue: o.Catalogue,
		Stamp: func(ctx context.Context, e catalogue.Entry, at time.Time) (string, error) {
			return stampVoid(ctx, o, ask, e, at)
		},
	}
}

// stampVoid puts stamped copies in the places of the office's, and tells where that of the
// main document is. What keeps one from being made must not leave the old one there.
func stampVoid(ctx context.Context, o *workspace.Workspace, ask deadline.Ask, entry catalogue.Entry, at time.Time) (string, error) {
	arrival, known, err := o.Catalogue.Arrival(ctx, entry.Arrival)
	if err != nil {
		return "", err
	}
	unit := spool.UnitFolder(arrival.Unit)
	issuer, err := stamper(o)
	if err != nil {
		return "", err
	}
	issuer.Issued, issuer.Staging, issuer.Ask = o.Folder.Issued(), o.Folder.Staging(), ask
	path := ""
	for _, c := range issue.Copies(entry.Record) {
		if path, err = voidCopy(o, issuer, entry, c, unit, known, at); err != nil {
			return "", err
		}
	}
	return path, nil
}

// voidCopy puts a stamped copy in the place of one of the office's, and tells where; empty
// where it was withdrawn.
func voidCopy(o *workspace.Workspace, issuer *issue.Issuer, entry catalogue.Entry, c issue.Copy, unit string, known bool, at time.Time) (string, error) {
	if known {
		if document, err := stamped(o, issuer, entry, c.File, voidMark(at)); err == nil {
			path, err := issuer.Void(unit, c, document)
			if silent := (*deadline.NoAnswer)(nil); err == nil || errors.As(err, &silent) { // it may be on its way
				return path, err
			}
		}
	}
	return "", issuer.Withdraw(unit, c)
}
