package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/retry"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/signqueue"
	"gongwen/pipeline/workspace"
)

// handOverPatience is how long one waits for the program at work: longer than the last
// signature needs to lead a form into the archive.
const handOverPatience = 45 * time.Second

// HandOver is SignOff for a program beside the one that works the forms of a data folder:
// it hands the event over to that. Where there is none, the error is signqueue.ErrNobody;
// where it cannot be told what came of it, signqueue.ErrPending.
func HandOver(f workspace.Folder) func(ctx context.Context, key string, e signoff.Event) (SignedOff, error) {
	q := signqueue.At(f.Spool())
	return func(ctx context.Context, key string, e signoff.Event) (SignedOff, error) {
		ctx, cancel := context.WithTimeout(ctx, handOverPatience)
		defer cancel()
		a, err := q.Ask(ctx, key, e)
		switch {
		case errors.Is(err, context.DeadlineExceeded):
			return SignedOff{}, fmt.Errorf("办理表单的程序%d秒没有应答，没有签上；请稍后再试", int(handOverPatience.Seconds()))
		case err != nil:
			return SignedOff{}, err
		case a.Done != nil:
			return SignedOff{Event: a.Done.Event, Code: a.Done.Code, Number: a.Done.Number}, nil
		case a.Refused != "":
			return SignedOff{}, &signoff.Refusal{Reason: a.Refused, Forbidden: a.Forbidden, Confirm: a.Confirm}
		case a.NotWaiting:
			return SignedOff{}, desk.ErrNotWaiting
		}
		return SignedOff{}, errors.New(a.Failed)
	}
}

// takeHandedOver does what other programs hand over, until ctx ends.
func (p *Pipeline) takeHandedOver(ctx context.Context) {
	signqueue.At(p.workspace.Folder.Spool()).Take(ctx, p.answer, p.complain)
}

// answer does what was handed over.
func (p *Pipeline) answer(ctx context.Context, r signqueue.Request) (a signqueue.Answer) {
	if a := r.Event.Act; a == signoff.Opened || a == signoff.Replaced || r.Event.Account == "" { // that is the program's own
		return signqueue.Answer{Failed: "签批请求没有写明是谁，没有签上"}
	}
	done, err := p.SignOff(ctx, r.Arrival, r.Event)
	refusal := (*signoff.Refusal)(nil)
	switch {
	case err == nil:
		a.Done = &signqueue.Done{Event: done.Event, Code: done.Code, Number: done.Number}
	case errors.As(err, &refusal):
		a.Refused, a.Forbidden, a.Confirm = refusal.Reason, refusal.Forbidden, refusal.Confirm
	case errors.Is(err, desk.ErrNotWaiting):
		a.NotWaiting = true
	default:
		a.Failed = retry.Reason(err)
	}
	return a
}

// doneBefore is what came of something that another program has handed over under the id
// of a request before: it was taken, and the program killed before it could tell.
func (d *driver) doneBefore(ctx context.Context, key, request string) (done SignedOff, found bool, err error) {
	if request == "" {
		return done, false, nil
	}
	events, err := d.workspace.Catalogue.SignOffs(ctx, key)
	if err != nil {
		return done, false, err
	}
	for _, text := range events {
		var e struct {
			Request string `json:"request"`
		}
		if json.Unmarshal(text, &e) != nil || e.Request != request {
			continue
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
	return done, false, nil
}

// Desk lets do sign forms where no other program works on the data folder: what was left
// behind is taken up before, and index, registers and slips follow afterwards. What lies in the
// inboxes stays there.
func (p *Pipeline) Desk(ctx context.Context, do func(context.Context) error) error {
	return p.attended(ctx, func(ctx context.Context) error {
		pool := newWorkerPool()
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
