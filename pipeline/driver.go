package pipeline

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/fault"
	"gongwen/archive/journal"
	"gongwen/pipeline/deadline"
	"gongwen/pipeline/form"
	"gongwen/pipeline/inbox"
	"gongwen/pipeline/issue"
	"gongwen/pipeline/retry"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/review"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/spool"
	"gongwen/pipeline/watchdog"
	"gongwen/pipeline/workspace"
	"gongwen/templates/font"
)

// State is where an arrival is on its way. What the ledger and the disk say in each
// stands in the package comment.
type State string

const (
	Waiting  State = "waiting"  // in the inbox
	Begun    State = "begun"    // the spool knows what it consists of
	Received State = "received" // the ledger knows it
	Fetched  State = "fetched"  // all of it is in the spool, where nobody else can change it
	Accepted State = "accepted" // found in order
	Unsigned State = "unsigned" // found in order but for signatures that are missing
	Signing  State = "signing"  // journal and catalogue say that it waits for them
	Numbered State = "numbered" // it has its number
	Placed   State = "placed"   // its bag is in the archive
	Recorded State = "recorded" // the journal says so
	Filed    State = "filed"    // the catalogue says so
	Issued   State = "issued"   // the office has its copy
	Refused  State = "refused"  // found to be a duplicate, or not in order
	Decided  State = "decided"  // the journal says so
	Returned State = "returned" // its files and the notice are in returned/
	Closed   State = "closed"   // the ledger says so
	Ended    State = "ended"    // nothing of it is left in the spool
)

// step leads an arrival from one state to another. It is done again after a fault or
// a kill at any moment, and must come to the same.
type step struct {
	from State
	name string  // a verb, for readers of the code
	to   []State // where it may lead
	// at is what staff are told an arrival is at that gets on no more.
	at string
	do func(context.Context, *driver, *job) (State, error)
	// faults are the places in it at which a test build can be killed, in order.
	faults []fault.Step
}

// steps is the way of a form. A form in order goes down to issued and ends; what is
// not goes from refused on. Taking is the inbox's own step.
var steps = []step{
	{Waiting, "take", []State{Begun}, "查看", nil, []fault.Step{fault.Begun}},
	{Begun, "receive", []State{Received}, "收取", receive, []fault.Step{fault.Received}},
	{Received, "fetch", []State{Fetched, Refused, Ended}, "收取", fetch, []fault.Step{fault.Fetched}},
	{Fetched, "judge", []State{Accepted, Refused, Unsigned}, "核对", judge, []fault.Step{fault.Judged}},
	{Unsigned, "send for signature", []State{Signing, Refused}, "送签", sendForSignature, []fault.Step{fault.Opened, fault.Unsigned}},
	{Signing, "look again", []State{Received}, "核对", lookAgain, []fault.Step{fault.SignedOff, fault.Noted}},
	{Accepted, "number", []State{Numbered, Refused}, "取号", number, []fault.Step{fault.Numbered}},
	{Numbered, "place", []State{Placed}, "印制归档", place, []fault.Step{fault.Printed, fault.Staged, fault.Placed}},
	{Placed, "record", []State{Recorded}, "印制归档", record, []fault.Step{fault.Recorded}},
	{Recorded, "enter", []State{Filed}, "印制归档", enter, []fault.Step{fault.Entered}},
	{Filed, "lay out", []State{Issued}, "发出", layOut, []fault.Step{fault.Issued}},
	{Issued, "clear", []State{Ended}, "发出", clearSpool, []fault.Step{fault.Cleared}},
	{Refused, "decide", []State{Decided}, "退件", decide, []fault.Step{fault.Packed}},
	{Decided, "give back", []State{Returned}, "退件", giveBack, []fault.Step{fault.Decided, fault.GivenBack}},
	{Returned, "close", []State{Closed}, "退件", closeEntry, []fault.Step{fault.Closed}},
	{Closed, "clear", []State{Ended}, "退件", clearSpool, []fault.Step{fault.Cleared}},
}

// stepFrom is the step that leads on from each state.
var stepFrom = map[State]*step{}

func init() {
	for i := range steps {
		stepFrom[steps[i].from] = &steps[i]
	}
}

// FaultPoints are the places on the way of a form at which a test build can be
// killed, see package fault, in the order in which they are come to.
func FaultPoints() []fault.Step {
	var all []fault.Step
	seen := map[fault.Step]bool{}
	for _, s := range steps {
		for _, point := range s.faults {
			if !seen[point] {
				all = append(all, point)
				seen[point] = true
			}
		}
	}
	return all
}

// driver leads arrivals from state to state until they end: those that were just
// taken, those an earlier run left, and those that met a fault, by the same loop.
type driver struct {
	workspace *workspace.Workspace
	spool     *spool.Spool
	inbox     *inbox.Inbox
	fonts     *font.Fonts
	inFlight  *review.InFlight
	processor func() (release func()) // waits for one, see workspace.Processors
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
	desk      deskLocks
	slips     slipWriter
	// signPatience is how long whoever signs waits for the form.
	signPatience time.Duration
	// signingOff is held for reading by whoever signs: a run does not end before them.
	signingOff sync.RWMutex
	// delegating sees to it that nobody signs while it changes who may sign for whom: a
	// signature comes wholly before the end of a delegation, or wholly after. Whoever signs
	// holds it for reading, and only from the check to the line in the journal: one who
	// changes it waits for all of them, and all others for that one.
	delegating sync.RWMutex
}

// job is an arrival on its way.
type job struct {
	arrival spool.Arrival
	state   State    // empty for one that has to be located first
	tries   int      // that failed
	held    []string // inbox paths no one else may take until they are in the spool
	// unsigned is set for a form that is to be led on only while it waits for signatures:
	// somebody else may have done so meanwhile.
	unsigned bool
	decided  *journal.Event // that it goes back, once the journal has said so
	memory
}

// memory is what steps leave to those after them. Of an arrival that met a fault it is
// given up: there may be many, for long.
type memory struct {
	activity   *watchdog.Activity // of the worker that has it
	ruleset    *workspace.Ruleset // as it was when reading began; a later one is for other forms
	taken      *inbox.Taken       // as it came from the inbox
	submission spool.Submission
	accepted   issue.Accepted
	number     catalogue.Number
	record     archive.Record
	inFlight   *review.InFlightForm // nil before it is found in order, and when it is filed
	refused    returns.Return
	outcome    review.Outcome
	signing    signoff.Signing
	replaces   string         // the arrival whose changed form it is; empty for none
	former     *spool.Arrival // whose place it took just now, and which goes back; nil for none
	settled    bool           // of signing: there is nothing more to wait for
	turn       string         // of signing: whose it is
	findings   []form.Finding
	event      *Event // what to tell of when it has ended
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
	d.driveAlone(ctx, &j)
	if j.former != nil { // only now: where it goes back to may not answer, and nobody is to wait for that
		d.drive(ctx, job{arrival: *j.former, unsigned: true})
	}
}

// driveAlone is drive while nobody else does anything about the arrival.
func (d *driver) driveAlone(ctx context.Context, j *job) {
	d.desk.begin(j.arrival.Key)
	defer d.desk.end(j.arrival.Key)
	defer d.slips.ended(j.arrival.Key)
	if err := d.attempt(ctx, j); err != nil {
		d.postpone(ctx, *j, err)
		return
	}
	d.inbox.Release(j.held...)
}

// attempt goes from state to state, until the arrival ends or waits for signatures. What
// would otherwise end the program, and with it the work on all other forms, is made a
// fault of this one.
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
		if j.state == Signing {
			return nil
		}
	}
	return nil
}

// leave lets the forms that wait for one in flight go on, when it was not filed.
func (d *driver) leave(j *job) {
	switch {
	case j.inFlight == nil:
	case j.number.Arrival == "":
		d.inFlight.Remove(j.inFlight)
	default:
		d.inFlight.Stall(j.inFlight)
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
		d.notify(Event{Type: string(catalogue.Pending), File: j.arrival.Path, Reason: why})
	}
}
