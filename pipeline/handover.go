package pipeline

import (
	"context"
	"encoding/json"
	"errors"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/delegation"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/retry"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/signqueue"
	"gongwen/pipeline/workspace"
)

// Beside is the pipeline of another program that works the forms of a data folder, by what
// this one may do there: its requests are handed over. The errors are those of the pipeline
// and, where it does not take them or answer, those that signqueue.InVain knows.
type Beside struct{ workspace *workspace.Workspace }

// NewBeside is for the workspace in which this program only reads.
func NewBeside(w *workspace.Workspace) Beside { return Beside{w} }

// SignOff is Pipeline.SignOff.
func (b Beside) SignOff(ctx context.Context, key string, e signoff.Event) (done SignedOff, err error) {
	return done, b.ask(ctx, key, e, &done)
}

// Delegate is Pipeline.Delegate, in the current ruleset of this program, too.
func (b Beside) Delegate(ctx context.Context, e delegation.Event) (done delegation.Event, err error) {
	err = b.ask(ctx, "", e, &done)
	if err == nil { // so that whoever asked sees it; for a fault it does a moment later
		_, _ = b.workspace.TakeOverDelegations(ctx)
	}
	return done, err
}

// ask hands an event over, of an arrival or of none, and gives what came of it to done.
func (b Beside) ask(ctx context.Context, key string, event, done any) error {
	a, err := signqueue.At(b.workspace.Folder.Spool()).Ask(ctx, key, event)
	switch {
	case err != nil:
		return err
	case a.Done != nil:
		return json.Unmarshal(a.Done, done)
	case a.Refused != "":
		return &signoff.Refusal{Reason: a.Refused, Forbidden: a.Forbidden, Confirm: a.Confirm}
	case a.NotWaiting:
		return desk.ErrNotWaiting
	}
	return errors.New(a.Failed)
}

// takeHandedOver does what other programs hand over, until ctx ends.
func (p *Pipeline) takeHandedOver(ctx context.Context) {
	signqueue.At(p.workspace.Folder.Spool()).Take(ctx, p.answer, p.complain)
}

// answer does what was handed over.
func (p *Pipeline) answer(ctx context.Context, r signqueue.Request) (a signqueue.Answer) {
	done, err := p.doHandedOver(ctx, r)
	refusal := (*signoff.Refusal)(nil)
	switch {
	case err == nil:
		a.Done = done
	case errors.As(err, &refusal):
		a.Refused, a.Forbidden, a.Confirm = refusal.Reason, refusal.Forbidden, refusal.Confirm
	case errors.Is(err, desk.ErrNotWaiting):
		a.NotWaiting = true
	default:
		a.Failed = retry.Reason(err)
	}
	return a
}

// errNoEvent is the answer to what nobody could have asked in a program of ours.
var errNoEvent = errors.New("交来的没有写明是谁、办什么，什么都没有做；请重新办理")

func (p *Pipeline) doHandedOver(ctx context.Context, r signqueue.Request) (done json.RawMessage, err error) {
	if r.Arrival == "" {
		var e delegation.Event
		if json.Unmarshal(r.Event, &e) != nil || e.Account == "" {
			return nil, errNoEvent
		}
		e.Request = r.ID
		if e, err = p.Delegate(ctx, e); err != nil {
			return nil, err
		}
		return json.Marshal(e)
	}
	var e signoff.Event
	if json.Unmarshal(r.Event, &e) != nil || e.Account == "" || e.Act == signoff.Opened || e.Act == signoff.Replaced { // the last two are the program's own
		return nil, errNoEvent
	}
	e.Request = r.ID
	signed, err := p.SignOff(ctx, r.Arrival, e)
	if err != nil {
		return nil, err
	}
	return json.Marshal(signed)
}

// doneBefore is the event that another program has handed over under the id of a request
// before: it was taken, and the program killed before it could tell. It is nil for none.
func doneBefore(events []json.RawMessage, request string) json.RawMessage {
	for _, text := range events {
		var e struct {
			Request string `json:"request"`
		}
		if json.Unmarshal(text, &e) == nil && e.Request == request {
			return text
		}
	}
	return nil
}

// signedBefore is what came of something about a signing that was handed over and done
// before.
func (d *driver) signedBefore(ctx context.Context, key, request string) (done SignedOff, found bool, err error) {
	if request == "" {
		return done, false, nil
	}
	events, err := d.workspace.Catalogue.SignOffs(ctx, key)
	if err != nil {
		return done, false, err
	}
	text := doneBefore(events, request)
	if text == nil {
		return done, false, nil
	}
	if done.Event, err = signoff.Parse(text); err != nil {
		return done, false, err
	}
	done.Code = done.Event.Code(key)
	a, ok, err := d.workspace.Catalogue.Arrival(ctx, key)
	if ok && a.State == catalogue.Filed {
		done.Number = a.Number
	}
	return done, true, err
}

// delegatedBefore is what was done about a delegation when it was handed over before.
func (d *driver) delegatedBefore(ctx context.Context, request string) (e delegation.Event, found bool, err error) {
	if request == "" {
		return e, false, nil
	}
	entered, err := d.workspace.Catalogue.Delegations(ctx)
	if err != nil {
		return e, false, err
	}
	events := make([]json.RawMessage, len(entered))
	for i := range entered {
		events[i] = entered[i].Event
	}
	text := doneBefore(events, request)
	if text == nil {
		return e, false, nil
	}
	e, err = delegation.Parse(text)
	return e, true, err
}

// Desk lets do sign forms where no other program works on the data folder: what was left
// behind is taken up before, and index, registers and slips follow afterwards. What lies in the
// inboxes stays there.
func (p *Pipeline) Desk(ctx context.Context, do func(context.Context) error) error {
	return p.attended(ctx, func(ctx context.Context) error {
		pool := newWorkerPool(p.spare)
		err := p.resume(ctx, pool)
		pool.Close()
		if err != nil {
			p.followers.extractor.Close()
			return err
		}
		err = do(ctx)
		p.awaitSignOffs()
		return errors.Join(err, halted(ctx), p.catchUp(ctx))
	})
}
