package inbox

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"gongwen/archive"
	"gongwen/archive/shared"
	"gongwen/pipeline/form"
	"gongwen/pipeline/retry"
	"gongwen/pipeline/spool"
)

// Taken is a form that is complete with its attachments, or must go back anyway.
// Its arrival has begun in the spool; the files still lie in the inbox.
type Taken struct {
	Arrival spool.Arrival
	// Held are its files in the inbox, which nobody else takes until they are let go
	// of.
	Held []string
	Form *form.Form // as it was read in the inbox; nil unless that was without mistakes

	attachments []attachment
	near        []string // what lies near, when an attachment is missing
}

// Take looks at one file in the inbox. If it is a form that is complete with
// its attachments, or one that must go back anyway, its arrival is begun in the
// spool; otherwise it is left where it is, as pending, and nil is returned.
func (i *Inbox) Take(ctx context.Context, t Task) *Taken {
	taken := &Taken{Held: []string{t.Path}}
	begun := false
	defer func() {
		if !begun {
			i.Release(taken.Held...)
		}
	}()
	ready, err := i.prepare(ctx, &t, taken)
	if err != nil {
		i.notTaken(t, err)
		return nil
	}
	if !ready {
		return nil
	}
	if !i.tracker.claim(t, taken.attachments) {
		i.Wake() // one of them is in hand; the next look tells
		return nil
	}
	for _, f := range taken.attachments {
		taken.Held = append(taken.Held, f.Path)
	}
	if err := i.untouched(t.File, taken.attachments); err != nil {
		i.notTaken(t, err)
		return nil
	}
	key := spool.NewKey(i.Now())
	if taken.Arrival, err = i.arrival(key, t, taken); err != nil {
		i.fail(t, err)
		return nil
	}
	if err := i.Spool.Begin(taken.Arrival); err != nil {
		i.fail(t, errors.Join(err, i.Spool.Remove(key)))
		return nil
	}
	begun = true
	return taken
}

// prepare finds out whether a file is to be taken now, and what goes with it.
func (i *Inbox) prepare(ctx context.Context, t *Task, taken *Taken) (ready bool, err error) {
	switch {
	case t.Irregular: // taken as it is; the reviewer refuses it
		return true, nil
	case t.stray:
		return i.prepareStray(t, taken)
	}
	f, findings, err := i.readForm(t.File, !t.read)
	if t.read || err != nil || f == nil { // what was read of it, the next look knows
		i.Wake()
		return false, err
	}
	t.degree = f.Degree(findings)
	ready, err = i.complete(ctx, t, taken, f, findings)
	if len(findings) == 0 {
		taken.Form = f
	}
	return ready, err
}

// prepareStray is prepare for what belongs to no form. What is ours goes, at once.
func (i *Inbox) prepareStray(t *Task, taken *Taken) (ready bool, err error) {
	passed := false
	for _, f := range append([]File{t.File}, t.with...) {
		is, err := i.isOurs(*t, f)
		if err == nil && is {
			err = i.pass(f)
			passed = true
		}
		if err != nil {
			return false, err
		}
		taken.attachments = append(taken.attachments, attachment{File: f})
	}
	if passed { // the next look tells what is left
		i.Wake()
		return false, nil
	}
	if !t.overdue {
		if t.mayBeForm() { // what cannot be read may be half a form
			if err := i.untouched(t.File, nil); err != nil {
				return false, err
			}
		}
		i.leave(*t, true, awaitsForm)
		return false, nil
	}
	taken.attachments = taken.attachments[1:]
	return true, nil
}

// complete finds the attachments of a form among the files beside it. When some have
// not come yet the form is left to wait.
func (i *Inbox) complete(ctx context.Context, t *Task, taken *Taken, f *form.Form, findings []form.Finding) (complete bool, err error) {
	if t.refused == nil {
		if decided, err := i.decideTwin(ctx, *t, f, findings); err != nil || decided {
			i.Wake()
			return false, err
		}
	}
	b, err := i.belonging(*t, f)
	if err != nil {
		return false, err
	}
	taken.attachments = b.all()
	if t.refused != nil || len(b.missing) == 0 {
		return true, nil
	}
	if taken.near, err = i.near(*t, b.missing); err != nil {
		return false, err
	}
	// A form with mistakes goes back at once; it does not wait to be told so.
	if len(findings) == 0 && !t.overdue && i.AttachmentWait > 0 {
		i.leave(*t, false, waitingFor(b.missing, taken.near))
		return false, nil
	}
	return true, nil
}

// seen is a file system of one file of the inbox: the one that was looked at.
type seen struct {
	inbox *shared.Folder
	file  File
}

func (s seen) Open(name string) (fs.File, error) { return s.inbox.OpenFile(name, s.file.Seen) }

// load gives what there is to read of a form in the inbox.
func (i *Inbox) load(file File) ([]byte, error) {
	var data []byte // a named result would be written to beside a late reader
	err := i.in(file, "read", func(inbox *shared.Folder) (err error) {
		data, err = form.Load(seen{inbox, file}, file.Path)
		return err
	})
	if err != nil {
		return nil, err
	}
	return data, nil
}

// untouched tells that nobody is writing to the files any more, and that they are
// those which were looked at and can be read.
func (i *Inbox) untouched(form File, attachments []attachment) error {
	return i.in(form, "touch", func(inbox *shared.Folder) error {
		for _, f := range append([]attachment{{File: form}}, attachments...) {
			if f.Irregular {
				continue
			}
			file, err := inbox.OpenFile(f.Path, f.Seen)
			if err != nil {
				return err
			}
			written := shared.BeingWritten(file)
			if err := file.Close(); err != nil {
				return err
			}
			if written {
				return fmt.Errorf("“%s”%w", f.Name(), shared.ErrBeingWritten)
			}
		}
		return nil
	})
}

// leave lets a file stay in the inbox until something in its folder changes or it
// has waited long enough. The next look, which comes at once, tells the ledger.
func (i *Inbox) leave(t Task, stray bool, reason string) {
	if i.tracker.leave(t, i.Now(), stray, reason) {
		i.Pending(t.Path, reason)
	}
	i.Wake()
}

// notTaken lets a file be that could not be taken. When it has gone or been
// exchanged since it was looked at, the next look tells what is there now.
func (i *Inbox) notTaken(t Task, err error) {
	exchanged := errors.Is(err, shared.ErrChanged) || errors.Is(err, shared.ErrNotFolder) || errors.Is(err, shared.ErrIrregular)
	gone := errors.Is(err, fs.ErrNotExist) && !exchanged
	if gone || exchanged {
		i.Touch(t.Path)
	}
	if !gone { // taken back by its owner: then nothing has arrived
		i.fail(t, err)
	}
}

// fail lets a file stay in the inbox that could not be taken for a reason not
// its own. It is tried again after a pause.
func (i *Inbox) fail(t Task, err error) {
	why := "收取时出错：" + retry.Reason(err)
	if i.tracker.fail(t, i.Now(), why) {
		i.Pending(t.Path, why)
	}
	i.Wake()
}

// arrival makes a form and its attachments an arrival.
func (i *Inbox) arrival(key string, t Task, taken *Taken) (spool.Arrival, error) {
	a := spool.Arrival{Key: key, Unit: t.Unit(), Path: t.Path, At: i.Now(), Degree: t.degree, Near: taken.near}
	if t.refused != nil {
		a.Refused = &spool.Refusal{Message: t.refused.Message, Advice: t.refused.Advice}
	}
	for n, f := range append([]attachment{{File: t.File}}, taken.attachments...) {
		file := spool.File{Name: spoolName(n, f.Name()), From: f.Path, Named: f.name, Copy: f.copy, Ours: f.ours, Irregular: f.Irregular, Seen: f.Seen}
		if f.Irregular {
			var err error
			if file.What, err = i.what(f.File); err != nil {
				return a, err
			}
		}
		a.Files = append(a.Files, file)
	}
	return a, nil
}

// what says what a thing in the inbox is that is never opened.
func (i *Inbox) what(file File) (string, error) {
	var what string
	err := i.in(file, "what", func(inbox *shared.Folder) error {
		what = inbox.What(file.Path, file.Seen)
		return nil
	})
	if err != nil {
		return "", err
	}
	return what, nil
}

// spoolName is the name of an arrival's n-th file in the spool. Names from
// outside are not used there: they may be long, odd, or alike but for case.
func spoolName(n int, name string) string {
	return fmt.Sprintf("%03d%s", n, strings.ToLower(path.Ext(archive.SafeName(name))))
}
