package pipeline

import (
	"context"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/fault"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/review"
	"gongwen/pipeline/signoff"
)

// SignedOff is what came of something that was done about a signing.
type SignedOff struct {
	Event  signoff.Event `json:"event"`
	Code   string        `json:"code"`             // the event's
	Number string        `json:"number,omitempty"` // of the record, when that was the last signature; empty else
}

// SignOff does something about the signing of an arrival, such as signing it. Of the
// event the caller gives what Check asks for; who it is, it has made sure of. It counts,
// for good, once SignOff returns without an error. The last signature leads the form on
// its way before SignOff returns; what cannot be done then, for a full disk or a folder
// that does not answer, say, is done later, as with every form. The error is
// desk.ErrNotWaiting, a *signoff.Refusal, or that of disk and archive; then nothing counts.
func (p *Pipeline) SignOff(ctx context.Context, key string, e signoff.Event) (SignedOff, error) {
	if err := ctx.Err(); err != nil {
		return SignedOff{}, err
	}
	ctx = context.WithoutCancel(ctx) // once begun it is finished
	p.signingOff.RLock()
	activity := p.watchdog.Begin(key, "签批")
	end := func() { activity.End(); p.signingOff.RUnlock() }
	j, done, err := p.signOff(ctx, key, e)
	if err != nil || !j.settled {
		end()
		return done, err
	}
	led := make(chan struct{})
	go func() {
		defer close(led)
		defer end()
		p.drive(ctx, job{arrival: j.arrival, unsigned: true, memory: memory{activity: activity}})
	}()
	select {
	case <-led:
	case <-time.After(p.signPatience):
	}
	after, ok, err := p.workspace.Catalogue.Arrival(ctx, key)
	if err == nil && ok && after.State == catalogue.Filed {
		done.Number = after.Number
	}
	return done, err
}

// signPatience is how long whoever signs waits for the form, before and after: it may be on
// its way into a folder that does not answer. They may have others to sign, and few can be
// signed at once by other programs, see package signqueue.
const signPatience = 10 * time.Second

// awaitSignOffs waits for those who are about to sign something.
func (d *driver) awaitSignOffs() {
	d.signingOff.Lock()
	defer d.signingOff.Unlock()
}

// signOff notes the event in journal and catalogue.
func (d *driver) signOff(ctx context.Context, key string, e signoff.Event) (j job, done SignedOff, err error) {
	if !d.desk.beginWithin(key, d.signPatience) {
		return j, done, &signoff.Refusal{Reason: "这份表单正在办理，这一次没有签上。请过一会儿重新打开，还在等您签的再签。"}
	}
	defer d.desk.end(key)
	return d.signOffAlone(ctx, key, e)
}

// signOffAlone is signOff for who keeps others from the arrival.
func (d *driver) signOffAlone(ctx context.Context, key string, e signoff.Event) (j job, done SignedOff, err error) {
	defer func() { d.damaged(err) }()
	if err := d.desk.enter(ctx, d.workspace.Catalogue, key); err != nil {
		return j, done, err
	}
	if done, found, err := d.signedBefore(ctx, key, e.Request); found || err != nil {
		return j, done, err
	}
	if j, e, err = d.journalSignOff(ctx, key, e); err != nil {
		return j, done, err
	}
	// From here on it counts, whatever else goes wrong: nobody is told that it does not.
	done = SignedOff{Event: e, Code: j.signing.Code(e)}
	err = fault.At(fault.SignedOff)
	if err == nil {
		err = d.note(ctx, &j)
	}
	if err == nil {
		err = fault.At(fault.Noted)
	}
	if err != nil { // the form is looked at again
		j.settled = false
		d.postpone(ctx, job{arrival: j.arrival}, err)
		d.inbox.Wake()
		return j, done, nil
	}
	if !j.settled {
		d.notify(d.unsigned(&j))
	}
	return j, done, nil
}

// journalSignOff lets the journal say what somebody does about a form that waits, if they
// may, and gives it as it is kept.
func (d *driver) journalSignOff(ctx context.Context, key string, given signoff.Event) (j job, e signoff.Event, err error) {
	for {
		r := d.workspace.Current()
		item, err := desk.Read(ctx, d.workspace, r, key, d.now())
		if err != nil {
			return j, e, err
		}
		if item.Entry.Stage != catalogue.Signing {
			return j, e, desk.ErrNotWaiting
		}
		j = job{arrival: item.Arrival, memory: memory{ruleset: r, submission: item.Submission, signing: item.Signing,
			outcome: review.Outcome{Form: item.Form, Content: item.Unsigned.Content, Unit: item.Unsigned.Unit, Degree: item.Form.Degree(nil)}}}
		if e, current, err := d.journalChecked(&j, item, given); current {
			return j, e, err
		}
	}
}

// journalChecked holds an event against an item, and lets the journal say it, as long as
// the ruleset is current by which the item was read: else somebody has changed meanwhile
// who may sign for whom. It reads no form, so that nobody waits here for a disk but the
// archive's.
func (d *driver) journalChecked(j *job, item *desk.Item, given signoff.Event) (e signoff.Event, current bool, err error) {
	d.delegating.RLock()
	defer d.delegating.RUnlock()
	if d.workspace.Current() != j.ruleset {
		return e, false, nil
	}
	if e, err = item.Signing.Check(given, item.Situation); err == nil {
		err = d.append(j, &j.signing, e)
	}
	return e, true, err
}

// UnsignedEvent tells that a form waits for signatures, Reason whose turn it is.
const UnsignedEvent = "unsigned"

// unsigned tells of a form that waits.
func (d *driver) unsigned(j *job) Event {
	return Event{Type: UnsignedEvent, File: j.arrival.Path, FormKind: j.outcome.Form.Kind.Key, Arrival: j.arrival.Key, Reason: j.turn}
}
