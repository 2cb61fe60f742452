package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/form"
	"gongwen/pipeline/review"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/spool"
	"gongwen/pipeline/workspace"
	"gongwen/templates/bounded"
)

// ErrNotWaiting is the error for an arrival that does not wait for signatures.
var ErrNotWaiting = errors.New("这份表单没有在等候签批：可能已经办好、退回或者撤回")

// Item is a form that waits for signatures.
type Item struct {
	Unsigned   catalogue.Unsigned
	Entry      catalogue.Arrival // its line of the ledger
	Arrival    spool.Arrival
	Submission spool.Submission
	Form       *form.Form // with the signatures that count
	Signing    signoff.Signing
	Situation  signoff.Situation
	found      []form.Finding // of reading the form
}

// Read is the item of an arrival, as the rules of a ruleset see it at a time. The error
// is ErrNotWaiting, or that of disk and archive.
func Read(ctx context.Context, w *workspace.Workspace, r *workspace.Ruleset, key string, now time.Time) (*Item, error) {
	i := &Item{}
	var ok bool
	var err error
	if i.Unsigned, ok, err = w.Catalogue.Unsigned(ctx, key); err == nil && !ok {
		err = ErrNotWaiting
	}
	if err != nil {
		return nil, err
	}
	if i.Entry, _, err = w.Catalogue.Arrival(ctx, key); err != nil {
		return nil, err
	}
	at := spool.At(w.Folder.Spool())
	if i.Arrival, err = at.Read(key); err != nil {
		return nil, err
	}
	if i.Submission, err = at.Submission(i.Arrival); err != nil {
		return nil, err
	}
	found, err := i.read(r, at)
	if err != nil {
		return nil, err
	}
	if i.Signing, err = Signing(ctx, w.Catalogue, key); err != nil {
		return nil, err
	}
	review.Attribute(r, i.Form, review.InboxOf(r, i.Arrival.Unit))
	i.found = review.Sign(r, i.Form, found, review.SignOffsOf(i.Signing), i.Arrival.At)
	return i, i.Look(ctx, w, r, now)
}

// Excused are the findings on the form that it gives a reason for, or a tick, and that
// therefore did not return it: those who sign are to know of them. The error is that of
// the archive.
func (i *Item) Excused(ctx context.Context, w *workspace.Workspace, r *workspace.Ruleset) ([]form.Finding, error) {
	brought := func(name string) bool {
		_, ok := i.Submission.Attached(name)
		return ok
	}
	v, err := review.Judge(r, nil, w.Catalogue.Others(ctx, i.Submission.Hash), i.Form, i.found, review.InboxOf(r, i.Arrival.Unit), brought, i.Arrival.At)
	return slices.DeleteFunc(v.Findings, form.Finding.Returns), err
}

// InVain tells whoever handed a form in, in a sentence each, why it will go back when all
// have signed, on whatever day, and what to do; without what records behind a finding say.
func InVain(at signoff.Situation, r *workspace.Ruleset) (told []string, err error) {
	if at.InVain == nil || len(at.Route) == 0 {
		return nil, nil
	}
	found, err := at.InVain()
	for _, f := range form.General(found, r.Office) {
		told = append(told, f.Message+"。"+f.Advice)
	}
	return told, err
}

// Look sees anew how the item stands, with the signatures it has now.
func (i *Item) Look(ctx context.Context, w *workspace.Workspace, r *workspace.Ruleset, now time.Time) (err error) {
	fonts, err := w.Fonts()
	if err != nil {
		return err
	}
	reviewer := review.Reviewer{Ruleset: r, Fonts: fonts, Filed: w.Catalogue}
	i.Situation, err = reviewer.Situation(i.Form, w.Catalogue.Others(ctx, i.Submission.Hash), i.Signing, now)
	return err
}

// read reads the form from the spool, with what its files carry of it.
func (i *Item) read(r *workspace.Ruleset, at *spool.Spool) ([]form.Finding, error) {
	dir := bounded.Dir(at.Path(i.Arrival.Key))
	file := i.Submission.Contents[0]
	data, err := form.Load(dir, file.Name)
	if err != nil {
		return nil, err
	}
	f, found, err := form.Read(file.Name, data, r.Kinds)
	if err != nil {
		return nil, fmt.Errorf("表单读不出了，这种表单的定义可能改动过：%w", err)
	}
	full, more, err := f.Carry(func(name string) ([]byte, bool, error) {
		return at.LoadAttached(i.Arrival.Key, i.Submission, name)
	})
	i.Form = full
	return append(found, more...), err
}
