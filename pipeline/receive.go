package pipeline

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"strings"

	"gongwen/archive/catalogue"
	"gongwen/archive/fault"
	"gongwen/archive/shared"
	"gongwen/pipeline/form"
	"gongwen/pipeline/inbox"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/spool"
)

// receive gives an arrival its ledger entry. From then on the ledger knows of it, and
// its files may be moved.
func receive(ctx context.Context, d *driver, j *job) (State, error) {
	if err := d.workspace.Catalogue.Receive(ctx, ledgerEntry(j.arrival)); err != nil {
		return "", err
	}
	return Received, fault.At(fault.Received)
}

func ledgerEntry(a spool.Arrival) catalogue.Arrival {
	return catalogue.Arrival{ID: a.Key, Unit: a.Unit, Path: a.Path, Arrived: a.At, Degree: a.Degree}
}

// fetch brings an arrival's files into the spool and looks at them there. Where some
// of them were taken back by their owner between being seen and being moved, what is
// left is given back.
func fetch(ctx context.Context, d *driver, j *job) (State, error) {
	a := j.arrival
	err := d.fetch(j)
	switch {
	case err == nil:
		return Fetched, nil
	case !errors.Is(err, fs.ErrNotExist):
		return "", err
	case d.spool.Moved(a):
		j.refused = returns.Return{Arrival: a, Vanished: true, Findings: []form.Finding{{
			Severity: form.Must,
			Message:  "收取时，表单或附件中有文件被取走或改名，余下的不完整",
			Advice:   "请把表单和附件放齐后重新提交，放入后请勿再移动",
		}}}
		return Refused, nil
	}
	if err := d.workspace.Catalogue.Forget(ctx, a.Key); err != nil {
		return "", err
	}
	return Ended, d.spool.Remove(a.Key)
}

// fetch is the moving and the looking.
func (d *driver) fetch(j *job) error {
	a, dir := j.arrival, d.workspace.Folder.Inbox()
	// One name for both steps: what is late is never joined by the other.
	ask := func(step func() error) error { return d.ask.Do(inbox.Place(a.Unit), a.Key, step) }
	err := ask(func() error {
		if err := d.spool.Fetch(dir, a); err != nil {
			return err
		}
		removeEmpty(dir, path.Dir(a.Path))
		return nil
	})
	if err != nil {
		return err
	}
	d.inbox.Touch(a.Path)
	d.inbox.Moved(j.held...)
	j.held = nil
	err = d.spool.Own(a, func(f spool.File) error {
		return ask(func() error { return d.spool.PutBack(dir, a.Key, f) })
	})
	if err != nil {
		return err
	}
	j.submission, err = d.spool.Submission(a)
	return err
}

// removeEmpty clears away the folder of an arrival once everything in it has been
// taken. A unit's own inbox stays.
func removeEmpty(dir, folder string) {
	inbox, err := shared.OpenInbox(dir)
	if err != nil {
		return
	}
	defer inbox.Close()
	for strings.Contains(folder, "/") {
		if inbox.RemoveEmpty(folder) != nil {
			return // not empty, or not ours to remove
		}
		folder = path.Dir(folder)
	}
}
