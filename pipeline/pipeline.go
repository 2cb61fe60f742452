package pipeline

import (
	"context"
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"gongwen/archive/catalogue"
	"gongwen/archive/fault"
	"gongwen/pipeline/deadline"
	"gongwen/pipeline/form"
	"gongwen/pipeline/inbox"
	"gongwen/pipeline/retry"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/review"
	"gongwen/pipeline/spool"
	"gongwen/pipeline/watchdog"
	"gongwen/pipeline/workspace"
	"gongwen/templates/pdf"
)

// Pipeline is one data folder at work.
type Pipeline struct {
	*driver
	followers followers
	voiding   chan struct{}           // one slot: one at a time
	halt      context.CancelCauseFunc // of the run
	intake    intake
	drained   atomic.Bool // a look found nothing more to do

	spare        chan func() // work that can wait, for the workers
	cleaned      string      // the day on which issued/ and returned/ were last cleared
	cleanTried   time.Time   // when that was last begun: a folder that cannot be read is not gone through all day
	looks        looks       // at the forms that wait for signatures
	lookingAgain *follower   // does so

	damage   sync.Mutex // of the catalogue is looked for
	mu       sync.Mutex
	notified map[string]time.Time // until when a fault that goes on is not told again
}

// New prepares a data folder, opened for writing, for work. Notify is called with all
// that happens, by one goroutine at a time.
func New(w *workspace.Workspace, notify func(Event)) (*Pipeline, error) {
	ruleset, err := w.Ruleset()
	if err == nil {
		err = checkPulls(w, ruleset)
	}
	if err != nil {
		return nil, err
	}
	fonts, err := w.Fonts()
	if err != nil {
		return nil, err
	}
	renderer := pdf.New(fonts)
	spool, err := spool.Open(w.Folder.Spool())
	if err != nil {
		return nil, err
	}
	if err := errors.Join(w.Archive.Sweep(), os.RemoveAll(w.Folder.Staging())); err != nil {
		return nil, err
	}
	p := &Pipeline{voiding: make(chan struct{}, 1), halt: func(error) {}, notified: map[string]time.Time{}, intake: intake{begun: time.Now()}, spare: make(chan func()), looks: looks{tell: lookTell}}
	now, dog, ask := fault.Now, watchdog.New(), deadline.Ask(deadline.New(deadline.Limit).Do)
	processor := func() (release func()) {
		release, _ = w.Processors().Acquire(context.Background()) // which never ends
		return release
	}
	issuer := newIssuer(w, fonts)
	issuer.Issued, issuer.Staging, issuer.Spool = w.Folder.Issued(), w.Folder.Staging(), spool
	issuer.Journal, issuer.Catalogue = w.Journal, w.Catalogue
	issuer.Now, issuer.Processor, issuer.Ask = now, processor, ask
	p.driver = &driver{
		workspace: w, spool: spool, watchdog: dog, ask: ask, now: now, notify: oneAtATime(now, notify),
		processor: processor, fault: p.fault, damaged: p.checkDamage, filed: func() { p.followers.wake() },
		fonts: fonts, inFlight: &review.InFlight{}, signPatience: signPatience,
		issuer: issuer,
		returner: &returns.Returner{
			Returned: w.Folder.Returned(), Office: w.Config.Office, Phone: w.Config.Phone,
			Spool: spool, Journal: w.Journal, Catalogue: w.Catalogue, Renderer: renderer, Now: now,
			Quote: func(cited string) string { return w.Current().Wording.Quote(cited) }, Cited: func() string { return w.Current().Cited }, Processor: processor, Ask: ask,
		},
	}
	p.inbox = inbox.New(inbox.Config{
		Dir: w.Folder.Inbox(), Watch: w.Config.InboxOf, AttachmentWait: w.Config.AttachmentWait,
		Ask: ask, Spool: spool, Catalogue: w.Catalogue, Now: func() time.Time { return p.now() },
		Read: func(name string, data []byte) (*form.Form, []form.Finding, error) {
			return p.parse(w.Current(), name, data)
		},
		InOrder: func(ctx context.Context, f *form.Form, unit string) (bool, error) {
			ruleset := w.Current()
			reviewer := review.Reviewer{Ruleset: ruleset, Fonts: fonts, Filed: w.Catalogue}
			defer processor()()
			return reviewer.InOrder(ctx, f, review.InboxOf(ruleset, unit))
		},
		Passed: func(file string) {
			p.notify(Event{Type: PassedEvent, File: file, Reason: "“" + file + "”是程序此前给出的，旁边没有它所说的表单，已略过"})
		},
		Pending: func(file, reason string) {
			p.notify(Event{Type: string(catalogue.Pending), File: file, Reason: reason})
		},
	})
	p.followers = newFollowers(w, dog)
	p.followers.tell = func(text string) { p.notify(Event{Type: RegistersEvent, Reason: text}) }
	// A void that was cut short is tried again as they are.
	p.followers.each = append(p.followers.each, &follower{woken: make(chan struct{}, 1), pause: time.Second, do: p.finishVoid})
	p.followers.each = append(p.followers.each, &follower{woken: make(chan struct{}, 1), pause: time.Second, do: p.finishDelegating})
	p.followers.each = append(p.followers.each, &follower{woken: make(chan struct{}, 1), pause: time.Second, again: pullLook, do: p.followPulls})
	p.followers.each = append(p.followers.each, &follower{woken: make(chan struct{}, 1), pause: time.Second, rest: 10, again: cleanLook, do: p.followClean})
	slipping := &follower{woken: make(chan struct{}, 1), pause: 200 * time.Millisecond, rest: 5, again: slipLook, do: p.followSlips}
	p.followers.each = append(p.followers.each, slipping)
	p.slips.wake = slipping.wake
	p.lookingAgain = &follower{woken: make(chan struct{}, 1), pause: time.Second, again: time.Hour, do: p.lookAgainAtUnsigned}
	p.followers.each = append(p.followers.each, p.lookingAgain)
	return p, nil
}

// oneAtATime passes events on by one goroutine at a time, with the time.
func oneAtATime(now func() time.Time, notify func(Event)) func(Event) {
	var one sync.Mutex
	return func(e Event) {
		one.Lock()
		defer one.Unlock()
		e.At = now()
		notify(e)
	}
}

// Run watches the inboxes until ctx ends. Forms in hand are then finished.
//
// When something hangs that does not let it end, the error is a *watchdog.Hung.
//
// It ends with an error when the catalogue turns out to be damaged: nothing that
// is done after that could be relied on.
func (p *Pipeline) Run(ctx context.Context) error { return p.attended(ctx, p.run) }

// attended runs the pipeline under the eyes of the watchdog.
func (p *Pipeline) attended(ctx context.Context, run func(context.Context) error) error {
	ctx, p.halt = context.WithCancelCause(ctx)
	defer p.halt(nil)
	return p.watchdog.Run(ctx, func() error { return run(ctx) }, func(line string) { p.notify(Event{Type: FaultEvent, Reason: line}) })
}

func (p *Pipeline) run(ctx context.Context) error {
	p.rememberMounts()
	telling := make(chan struct{})
	looking, stopLooking := context.WithCancel(ctx)
	go func() {
		defer close(telling)
		p.tellIntake(looking)
	}()
	defer func() { stopLooking(); <-telling }()
	pool := newWorkerPool(p.spare)
	if err := p.resume(ctx, pool); err != nil {
		pool.Close()
		if ctx.Err() != nil {
			return halted(ctx) // in the middle of taking up; the next start does it
		}
		return err
	}
	defer p.followers.extractor.Close()
	following := make(chan struct{})
	go func() {
		defer close(following)
		p.followers.keepUp(ctx, p.complain)
	}()
	signing := make(chan struct{})
	go func() {
		defer close(signing)
		p.takeHandedOver(ctx)
	}()
	watching := make(chan struct{})
	go func() {
		defer close(watching)
		p.workspace.Watch(ctx, func(c workspace.Change) { p.tookOver(ctx, c) })
	}()
	p.inbox.Run(ctx, func(look inbox.Look) time.Duration {
		_, again := p.look(ctx, pool, look)
		return again
	})
	pool.Close()
	<-signing
	p.awaitSignOffs()
	<-watching
	<-following
	if err := halted(ctx); err != nil {
		return err
	}
	last, cancel := grace(ctx)
	defer cancel()
	p.lastSlips(last)
	return stopped(last, p.followers.catchUp(last, p.fault))
}

// halted is why the run was ended from within, or nil.
func halted(ctx context.Context) error {
	if cause := context.Cause(ctx); errors.Is(cause, catalogue.ErrRebuild) {
		return cause
	}
	return nil
}

// catchUp is the followers' after the last form: first what was filed can be
// found, then what its attachments say.
func (p *Pipeline) catchUp(ctx context.Context) error {
	defer p.followers.extractor.Close()
	last, cancel := grace(ctx)
	defer cancel()
	var all errgroup.Group
	all.Go(func() error { p.lastSlips(last); return nil })
	all.Go(func() error { return p.followers.catchUp(last, p.fault) })
	all.Go(func() error {
		if err := p.followers.attachments(ctx, nil); err != nil && ctx.Err() == nil {
			p.fault(err)
		}
		return nil
	})
	if err := all.Wait(); err != nil {
		return stopped(last, err)
	}
	return stopped(last, p.followers.index(last))
}

// stopPatience is how long the followers may go on after the program was told to
// stop. What they do not manage, such as an index that is being made anew, goes on
// when it starts again.
const stopPatience = 10 * time.Second

// grace is a context that ends some time after ctx.
func grace(ctx context.Context) (context.Context, context.CancelFunc) {
	last, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(stopPatience, cancel) })
	return last, func() { stop(); cancel() }
}

// stopped is the error of what ended because its context did: none.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return nil
	}
	return err
}

// mostTasks is how many tasks one look makes. Whatever is dropped, no more than
// these, and what the workers have in hand, are held in memory.
const mostTasks = 256

// look sets the workers to work on what a look at the inboxes found. It tells how
// many tasks that made, and how soon to look again; zero for no hurry.
func (p *Pipeline) look(ctx context.Context, pool *workerPool, look inbox.Look) (found int, again time.Duration) {
	for _, err := range look.Errs {
		p.complain(err)
	}
	here := p.watchdog.Begin("收件文件夹", "查看")
	tasks, more := p.inbox.Tasks(look, mostTasks)
	if err := p.inbox.EnterWaiting(ctx); err != nil {
		p.complain(err)
	}
	here.End() // giving out work may take as long as the work
	for _, t := range tasks {
		pool.Do(ctx, func() { p.take(ctx, t) }, func() { p.inbox.Skip(t) })
		p.intake.touch()
	}
	jobs, next := p.postponed.Due(p.now())
	for _, j := range jobs {
		pool.Do(ctx, func() { p.drive(ctx, j) }, func() {})
		p.intake.touch()
	}
	if other := p.inbox.NextTry(); next.IsZero() || !other.IsZero() && other.Before(next) {
		next = other
	}
	switch {
	case more:
		again = time.Millisecond
	case !next.IsZero():
		again = max(next.Sub(p.now()), time.Millisecond)
	}
	if found = len(tasks) + len(jobs); found == 0 && !more {
		if !p.drained.Swap(true) {
			p.followers.wake()
		}
	}
	return found, again
}

// take takes a file from the inbox, if it is complete, and leads it the whole way.
func (d *driver) take(ctx context.Context, t inbox.Task) {
	activity := d.watchdog.Begin(returns.Visible(t.Path), stepFrom[Waiting].at)
	defer activity.End()
	taken := d.inbox.Take(ctx, t)
	if taken == nil {
		return
	}
	d.drive(ctx, job{arrival: taken.Arrival, held: taken.Held, state: Begun, memory: memory{activity: activity, taken: taken}})
}

// resume sets the workers to work on what an earlier run left in the spool.
func (p *Pipeline) resume(ctx context.Context, pool *workerPool) error {
	here := p.watchdog.Begin("上次未办完的", "接着办")
	defer here.End()
	p.postponed.Clear() // all of it is in the spool
	for _, finish := range []func(context.Context) error{p.finishVoid, p.finishDelegating} {
		if err := finish(ctx); err != nil {
			p.complain(err) // what stands in its way must not keep forms waiting; it is tried again
		}
	}
	numbered, rest, err := leftBehind(ctx, p.driver, here.Alive)
	if err != nil {
		return err
	}
	here.End()
	for _, jobs := range [][]job{numbered, rest} {
		pool.Wait()
		for _, j := range jobs {
			pool.Do(ctx, func() { p.drive(ctx, j) }, func() {})
			p.intake.touch()
		}
	}
	return ctx.Err()
}

// Hanging tells since when each step has hung that does.
func (p *Pipeline) Hanging() (since []time.Time) {
	for _, h := range p.watchdog.Hanging() {
		since = append(since, h.Since)
	}
	return since
}

// complain tells of a fault that is met again and again, once in a while.
func (p *Pipeline) complain(err error) {
	p.checkDamage(err)
	why := retry.Reason(err)
	p.mu.Lock()
	now := p.now()
	known := now.Before(p.notified[why])
	if !known {
		if p.notified == nil || len(p.notified) > 100 {
			p.notified = map[string]time.Time{}
		}
		p.notified[why] = now.Add(retry.LongestPause)
	}
	p.mu.Unlock()
	if !known {
		p.notify(Event{Type: FaultEvent, Reason: why})
	}
}

// checkDamage ends the run when an error tells that the catalogue is damaged, and it
// is. All who work meet the error at once; one of them looks.
func (p *Pipeline) checkDamage(err error) {
	if !errors.Is(err, catalogue.ErrRebuild) || !p.damage.TryLock() {
		return
	}
	defer p.damage.Unlock()
	if p.workspace.Catalogue.IsDamaged(context.Background()) {
		p.halt(err)
	}
}

func (p *Pipeline) fault(err error) {
	p.checkDamage(err)
	p.notify(Event{Type: FaultEvent, Reason: retry.Reason(err)})
}
