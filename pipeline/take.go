package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/text/unicode/norm"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/fault"
	"gongwen/archive/shared"
	"gongwen/pipeline/form"
	"gongwen/pipeline/inbox"
	"gongwen/pipeline/spool"
)

// take looks at one file in the inbox. If it is a form that is complete with
// its attachments, or one that must go back anyway, it is taken into the spool
// and worked on; otherwise it is left where it is, as pending.
func (p *Pipeline) take(ctx context.Context, e errand) {
	at := p.watchdog.begin(e.file.Path, "查看")
	defer at.end()
	inHand := []string{e.file.Path}
	kept := false // the files stay in hand until the arrival has left the inbox
	defer func() {
		if !kept {
			p.reception.done(inHand...)
		}
	}()

	key := spool.NewKey(p.now())
	var pieces []piece // the files beside the form
	var read *form.Form
	switch {
	case e.file.Irregular:
		// Taken as it is; reading will refuse it.
	case e.stray && !e.overdue:
		p.leave(e, true, "没有表单写明它是附件，等候表单送到")
		return
	case e.stray:
	default:
		f, found, complete, err := p.complete(&e)
		if err != nil {
			p.notTaken(e, err)
			return
		}
		if !complete {
			return
		}
		read, pieces = f, found
		if !p.reception.claim(key, pieces) {
			return // one of them is just being given back; the next look tells
		}
		for _, f := range pieces {
			if f.gift == nil {
				inHand = append(inHand, f.Path)
			}
		}
		if !p.giftsAreThere(ctx, e, pieces) {
			return
		}
	}

	if err := p.untouched(e.file, pieces); err != nil {
		p.notTaken(e, err)
		return
	}
	arrival, err := p.arrival(key, e, pieces)
	if err != nil {
		p.fail(e, err)
		return
	}
	if err := p.spool.Begin(arrival); err != nil {
		p.fail(e, errors.Join(err, p.spool.Remove(arrival.Key)))
		return
	}
	kept = true
	p.work(ctx, job{arrival: arrival, inHand: inHand, form: read, at: at}, func(ctx context.Context, j *job) error {
		if err := p.copyGifts(ctx, arrival, pieces); err != nil {
			return err
		}
		if err := p.receive(ctx, arrival); err != nil {
			return err
		}
		return p.carry(ctx, j)
	})
}

// complete reads a form and finds its attachments among the files beside it.
// When some have not come yet the form is left to wait. The form is nil unless it
// could be read without mistakes.
func (p *Pipeline) complete(e *errand) (f *form.Form, attachments []piece, complete bool, err error) {
	var findings []form.Finding
	data, err := p.load(e.file)
	if err == nil {
		f, findings, err = p.readForm(e.file.Name(), data)
	}
	if unreadable := (*form.Unreadable)(nil); errors.As(err, &unreadable) {
		if unreadable.MaybeAttachment {
			p.leave(*e, true, "")
			return nil, nil, false, nil
		}
		return nil, nil, true, nil
	}
	if err != nil {
		return nil, nil, false, err
	}
	e.degree = degreeOf(f, findings)
	named := map[string]bool{}
	var missing []string
	for _, name := range f.Kind.Attachments(f.Values) {
		found, ok := e.folder.named[norm.NFC.String(name)]
		gift, given := e.gifts[norm.NFC.String(name)]
		switch {
		case ok && !found.Irregular:
			if found.Path != e.file.Path && !named[found.Path] {
				named[found.Path] = true
				attachments = append(attachments, piece{File: found})
			}
		case given && !named[gift.Path]:
			named[gift.Path] = true
			attachments = append(attachments, gift)
		case !given:
			missing = append(missing, name)
		}
	}
	// A form with mistakes goes back at once; it does not wait to be told so.
	if len(missing) > 0 && len(findings) == 0 && !e.overdue && p.reception.patience > 0 {
		p.leave(*e, false, "等候附件："+strings.Join(missing, "、"))
		return nil, nil, false, nil
	}
	attachments = append(attachments, e.folder.rest(e.file, named)...)
	if len(findings) > 0 {
		f = nil
	}
	return f, attachments, true, nil
}

// seen is a file system of one file of the inbox: the one that was looked at.
type seen struct {
	inbox *shared.Folder
	file  inbox.File
}

func (s seen) Open(name string) (fs.File, error) { return s.inbox.OpenFile(name, s.file.Seen) }

// load gives what there is to read of a form in the inbox.
func (p *Pipeline) load(file inbox.File) ([]byte, error) {
	var data []byte // a named result would be written to beside a late reader
	err := p.inInbox(file, "read", func(inbox *shared.Folder) (err error) {
		data, err = form.Load(seen{inbox, file}, file.Path)
		return err
	})
	if err != nil {
		return nil, err
	}
	return data, nil
}

// inInbox does a step in the inbox about a file, which may not answer.
func (p *Pipeline) inInbox(file inbox.File, name string, step func(inbox *shared.Folder) error) error {
	return p.ask.Do(inboxOf(file.Unit()), name+" "+file.Path, func() error {
		inbox, err := shared.Open(p.office.Folder.Inbox())
		if err != nil {
			return err
		}
		defer inbox.Close()
		return step(inbox)
	})
}

// inboxOf is a unit's inbox, below the data folder.
func inboxOf(unit string) string { return path.Join("inbox", unit) }

// rest are the files of a folder dropped whole that its form does not name. They
// belong to it all the same, unless there is another form they could belong to.
func (f *folder) rest(of inbox.File, named map[string]bool) []piece {
	if !f.dropped() {
		return nil
	}
	var rest []piece
	for _, file := range f.files {
		switch {
		case file.Path == of.Path || named[file.Path] || file.Irregular:
		case form.IsForm(file.Name()):
			return nil
		default:
			rest = append(rest, piece{File: file})
		}
	}
	return rest
}

// untouched tells that nobody is writing to the files any more, and that they are
// those which were looked at and can be read.
func (p *Pipeline) untouched(form inbox.File, pieces []piece) error {
	return p.inInbox(form, "touch", func(inbox *shared.Folder) error {
		for _, f := range append([]piece{{File: form}}, pieces...) {
			if f.gift != nil || f.Irregular {
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
func (p *Pipeline) leave(e errand, stray bool, reason string) {
	if p.reception.leave(e, e.folder.stamp, p.now(), stray, reason) {
		p.tell(Event{Event: string(catalogue.Pending), File: e.file.Path, Reason: reason})
	}
	p.watcher.Wake()
}

// notTaken lets a file be that could not be taken. When it has gone or been
// exchanged since it was looked at, the next look tells what is there now.
func (p *Pipeline) notTaken(e errand, err error) {
	exchanged := errors.Is(err, shared.ErrChanged) || errors.Is(err, shared.ErrNotFolder) || errors.Is(err, shared.ErrIrregular)
	gone := errors.Is(err, fs.ErrNotExist) && !exchanged
	if gone || exchanged {
		p.watcher.Touch(e.file.Path)
	}
	if !gone { // taken back by its owner: then nothing has arrived
		p.fail(e, err)
	}
}

// fail lets a file stay in the inbox that could not be taken for a reason not
// its own. It is tried again after a pause.
func (p *Pipeline) fail(e errand, err error) {
	why := "收取时出错：" + reason(err)
	if p.reception.fail(e, p.now(), why) {
		p.tell(Event{Event: string(catalogue.Pending), File: e.file.Path, Reason: why})
	}
	p.watcher.Wake()
}

// arrival makes a form and its attachments an arrival. The files still lie in the
// inbox.
func (p *Pipeline) arrival(key string, e errand, pieces []piece) (spool.Arrival, error) {
	form := e.file
	a := spool.Arrival{Key: key, Unit: form.Unit(), Path: form.Path, At: p.now(), Degree: e.degree}
	for i, f := range append([]piece{{File: form}}, pieces...) {
		file := spool.File{Name: spoolName(i, f.Name()), From: f.Path, Irregular: f.Irregular, Seen: f.Seen}
		if f.Irregular {
			var err error
			if file.What, err = p.what(f.File); err != nil {
				return a, err
			}
		}
		if f.gift != nil {
			file.Seen = nil
		}
		a.Files = append(a.Files, file)
	}
	return a, nil
}

// what says what a thing in the inbox is that is never opened.
func (p *Pipeline) what(file inbox.File) (string, error) {
	var what string
	err := p.inInbox(file, "what", func(inbox *shared.Folder) error {
		what = inbox.What(file.Path, file.Seen)
		return nil
	})
	if err != nil {
		return "", err
	}
	return what, nil
}

// receive gives an arrival its ledger entry. From then on the ledger knows of it,
// and its files may be moved.
func (p *Pipeline) receive(ctx context.Context, a spool.Arrival) error {
	if err := p.office.Catalogue.Receive(ctx, ledgerEntry(a)); err != nil {
		return err
	}
	return fault.At(fault.Received)
}

// spoolName is the name of an arrival's i-th file in the spool. Names from
// outside are not used there: they may be long, odd, or alike but for case.
func spoolName(i int, name string) string {
	return fmt.Sprintf("%03d%s", i, strings.ToLower(path.Ext(archive.SafeName(name))))
}
