package pipeline

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/pipeline/deadline"
	"gongwen/pipeline/form"
	"gongwen/pipeline/inbox"
	"gongwen/pipeline/issue"
	"gongwen/pipeline/retry"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/review"
	"gongwen/pipeline/spool"
	"gongwen/pipeline/watchdog"
	"gongwen/pipeline/workspace"
)

// driver leads arrivals from state to state until they end: those that were just
// taken, those an earlier run left, and those that met a fault, by the same loop.
type driver struct {
	workspace *workspace.Office
	spool     *spool.Spool
	inbox     *inbox.Inbox
	reviewer  *review.Reviewer
	issuer    *issue.Issuer
	returner  *returns.Returner
	watchdog  *watchdog.Watchdog
	ask       deadline.Ask // for what is done in folders that may not answer
	filed     func()       // told of every record
	now       func() time.Time
	notify    func(Event)
	fault     func(error) // told of what concerns no single form
	damaged   func(error) // told of every error, to end the run when the catalogue is damaged

	postponed retry.Queue[job]
}

// job is an arrival on its way.
type job struct {
	arrival spool.Arrival
	state   State          // empty for one that has to be located first
	tries   int            // that failed
	held    []string       // inbox paths no one else may take until they are in the spool
	decided *journal.Event // that it goes back, once the journal has said so
	memory
}

// memory is what steps leave to those after them. Of an arrival that met a fault it is
// given up: there may be many, for long.
type memory struct {
	activity *watchdog.Activity // of the worker that has it
	taken    *inbox.Taken       // as it came from the inbox
	packet   spool.Packet
	accepted issue.Accepted
	number   catalogue.Number
	record   archive.Record
	inFlight *review.InFlightForm // nil before it is found in order, and when it is filed
	refused  returns.Return
	findings []form.Finding
	event    *Event // what to tell of when it has ended
}

// drive brings an arrival to its end. When that fails for a reason that is not the
// form's, the arrival stays pending and is tried again, for ever, at growing
// intervals.
func (d *driver) drive(ctx context.Context, j job) {
	// Once begun a form is finished even if the program is being stopped.
	ctx = context.WithoutCancel(ctx)
	if j.activity == nil {
		j.activity = d.watchdog.Begin(returns.Visible(j.arrival.Path), "接着办")
		defer j.activity.End()
	}
	if err := d.attempt(ctx, &j); err != nil {
		d.postpone(ctx, j, err)
		return
	}
	d.inbox.Release(j.held...)
}

// attempt goes from state to state. What would otherwise end the program, and with it
// the work on all other forms, is made a fault of this one.
func (d *driver) attempt(ctx context.Context, j *job) (err error) {
	defer func() {
		if crash := recover(); crash != nil {
			err = fmt.Errorf("程序出错（%v），请把这份表单和这句话发给程序的开发人员\n%s", crash, debug.Stack())
		}
	}()
	defer d.leave(j)
	if j.state == "" {
		if err := locate(ctx, d, j); err != nil {
			return err
		}
	}
	for j.state != Ended {
		step := stepFrom[j.state]
		j.activity.Step(step.at)
		next, err := step.do(ctx, d, j)
		if err != nil {
			return err
		}
		if !slices.Contains(step.to, next) {
			return fmt.Errorf("程序出错：%s 之后不能是 %s", j.state, next)
		}
		j.state = next
	}
	return nil
}

// leave lets the forms that wait for one in flight go on, when it was not filed.
func (d *driver) leave(j *job) {
	switch {
	case j.inFlight == nil:
	case j.number.Arrival == "":
		d.reviewer.InFlight.Remove(j.inFlight)
	default:
		d.reviewer.InFlight.Stall(j.inFlight)
	}
	j.inFlight = nil
}

// postpone puts off an arrival that met a fault.
func (d *driver) postpone(ctx context.Context, j job, err error) {
	d.damaged(err)
	j.activity.Step("登记待办")
	why := retry.Reason(err)
	again := job{arrival: j.arrival, held: j.held, decided: j.decided, tries: j.tries + 1}
	d.postponed.Put(j.arrival.Key, again, d.now().Add(retry.Pause(j.tries)))
	if err := d.workspace.Catalogue.Hold(ctx, j.arrival.Key, why); err != nil {
		d.fault(err)
	}
	if again.tries == 1 {
		d.notify(Event{Event: string(catalogue.Pending), File: j.arrival.Path, Reason: why})
	}
}
