package pipeline

import (
	"context"

	"gongwen/archive/catalogue"
	"gongwen/archive/fault"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/review"
	"gongwen/pipeline/signoff"
)

// SignedOff is what came of something that was done about a signing.
type SignedOff struct {
	Event  signoff.Event
	Code   string // the event's
	Number string // of the record, when that was the last signature; empty else
}

// SignOff does something about the signing of an arrival, such as signing it. Of the
// event the caller gives what Check asks for; who it is, it has made sure of. It counts,
// for good, once SignOff returns without an error. The last signature leads the form on
// its way before SignOff returns. The error is desk.ErrNotWaiting, a *signoff.Refusal, or
// that of disk and archive.
func (p *Pipeline) SignOff(ctx context.Context, key string, e signoff.Event) (SignedOff, error) {
	if err := ctx.Err(); err != nil {
		return SignedOff{}, err
	}
	ctx = context.WithoutCancel(ctx) // once begun it is finished
	activity := p.watchdog.Begin(key, "签批")
	defer activity.End()
	p.delegating.mu.RLock()
	j, done, err := p.signOff(ctx, key, e)
	p.delegating.mu.RUnlock()
	if err != nil || !j.settled {
		return done, err
	}
	p.drive(ctx, job{arrival: j.arrival, memory: memory{activity: activity}})
	after, ok, err := p.workspace.Catalogue.Arrival(ctx, key)
	if err == nil && ok && after.State == catalogue.Filed {
		done.Number = after.Number
	}
	return done, err
}

// signOff notes the event in journal and catalogue.
func (d *driver) signOff(ctx context.Context, key string, e signoff.Event) (j job, done SignedOff, err error) {
	d.desk.begin(key)
	defer d.desk.end(key)
	defer func() { d.damaged(err) }()
	if err := d.desk.enter(ctx, d.workspace.Catalogue, key); err != nil {
		return j, done, err
	}
	r := d.workspace.Current()
	item, err := desk.Read(ctx, d.workspace, r, key, d.now())
	if err != nil {
		return j, done, err
	}
	if item.Entry.Stage != catalogue.Signing {
		return j, done, desk.ErrNotWaiting
	}
	if e, err = item.Signing.Check(e, item.Situation); err != nil {
		return j, done, err
	}
	j = job{arrival: item.Arrival, memory: memory{ruleset: r, submission: item.Submission, signing: item.Signing,
		outcome: review.Outcome{Form: item.Form, Content: item.Unsigned.Content, Unit: item.Unsigned.Unit, Degree: item.Form.Degree(nil)}}}
	if err := d.append(&j, &j.signing, e); err != nil {
		return j, done, err
	}
	done = SignedOff{Event: e, Code: j.signing.Code(e)}
	if err := fault.At(fault.SignedOff); err != nil {
		return j, done, err
	}
	if err := d.note(ctx, &j); err != nil {
		return j, done, err
	}
	if !j.settled {
		d.notify(d.unsigned(&j))
	}
	return j, done, fault.At(fault.Noted)
}

// UnsignedEvent tells that a form waits for signatures, Reason whose turn it is.
const UnsignedEvent = "unsigned"

// unsigned tells of a form that waits.
func (d *driver) unsigned(j *job) Event {
	return Event{Type: UnsignedEvent, File: j.arrival.Path, FormKind: j.outcome.Form.Kind.Key, Arrival: j.arrival.Key, Reason: j.turn}
}
