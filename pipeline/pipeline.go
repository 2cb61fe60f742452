package pipeline

import (
	"cmp"
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"gongwen/archive/catalogue"
	"gongwen/archive/fault"
	"gongwen/pipeline/deadline"
	"gongwen/pipeline/inbox"
	"gongwen/pipeline/issue"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/spool"
	"gongwen/pipeline/workspace"
	"gongwen/templates/font"
	"gongwen/templates/pdf"
)

// Pipeline is one office at work.
type Pipeline struct {
	office    *workspace.Office
	law       *workspace.Law
	fonts     *font.Fonts
	spool     *spool.Spool
	reception *reception
	watcher   *inbox.Watcher
	watchdog  *watchdog
	ask       deadline.Ask // for what is done in folders that may not answer
	issue     *issue.Desk
	giveback  *returns.Desk
	followers followers
	underway  underway
	now       func() time.Time
	tell      func(Event)

	turn    Turns
	voiding chan struct{}           // one slot: one at a time
	halt    context.CancelCauseFunc // of the run

	mu         sync.Mutex
	postponed  map[string]postponed // by arrival key
	complained map[string]time.Time // until when a fault that goes on is not told again
}

// New prepares an office, opened for writing, for work. Tell is called with all
// that happens, by one goroutine at a time.
func New(o *workspace.Office, tell func(Event)) (*Pipeline, error) {
	law, err := o.Law()
	if err != nil {
		return nil, err
	}
	fonts, err := o.Fonts()
	if err != nil {
		return nil, err
	}
	press := pdf.New(fonts)
	documents := map[string]*pdf.Template{}
	var errs []error
	for _, kind := range o.Kinds.All() {
		if documents[kind.Key], err = pdf.Parse(kind); err == nil {
			err = press.Prove(documents[kind.Key], o.Config.Government, o.Config.Office)
		}
		if err != nil {
			errs = append(errs, err)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	spool, err := spool.Open(o.Folder.Spool())
	if err != nil {
		return nil, err
	}
	if err := errors.Join(o.Archive.Sweep(), os.RemoveAll(o.Folder.Staging())); err != nil {
		return nil, err
	}
	now := fault.Now
	turn := NewTurns()
	var one sync.Mutex
	watchdog, ask := newWatchdog(), deadline.Ask(deadline.New(deadline.Limit).Do)
	p := &Pipeline{
		office: o, law: law, fonts: fonts, spool: spool, now: now,
		reception: newReception(o.Config.AttachmentWait),
		watcher:   inbox.NewWatcher(o.Folder.Inbox(), o.Config.InboxOf, ask),
		watchdog:  watchdog, ask: ask,
		issue: &issue.Desk{
			Issued: o.Folder.Issued(), Staging: o.Folder.Staging(), Government: o.Config.Government, Office: o.Config.Office, Site: o.Config.Site,
			Spool: spool, Archive: o.Archive, Journal: o.Journal, Catalogue: o.Catalogue, Press: press, Documents: documents, Now: now,
			Turn: turn.take, Ask: ask,
		},
		giveback: &returns.Desk{
			Returned: o.Folder.Returned(), Office: o.Config.Office,
			Spool: spool, Journal: o.Journal, Catalogue: o.Catalogue, Press: press, Now: now,
			Quote: law.Wording.Quote, Turn: turn.take, Ask: ask,
		},
		followers: newFollowers(o, watchdog),
		turn:      turn,
		voiding:   make(chan struct{}, 1),
		halt:      func(error) {},
		postponed: map[string]postponed{},
		tell: func(e Event) {
			one.Lock()
			defer one.Unlock()
			e.At = now()
			tell(e)
		},
	}
	// A void that was cut short is tried again as they are.
	p.followers.each = append(p.followers.each, &follower{woken: make(chan struct{}, 1), pause: time.Second, do: p.finishVoid})
	return p, nil
}

// Run watches the inboxes until ctx ends. Forms in hand are then finished.
//
// When something hangs that does not let it end, the error is a *Hung.
//
// It ends with an error when the catalogue turns out to be damaged: nothing that
// is done after that could be relied on.
func (p *Pipeline) Run(ctx context.Context) error {
	ctx, p.halt = context.WithCancelCause(ctx)
	defer p.halt(nil)
	return p.attend(ctx, func() error { return p.run(ctx) })
}

func (p *Pipeline) run(ctx context.Context) error {
	crew := newCrew()
	if err := p.resume(ctx, crew); err != nil {
		crew.dismiss()
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
	p.watcher.Run(ctx, func(look inbox.Look) time.Duration {
		_, again := p.look(ctx, crew, look)
		return again
	})
	crew.dismiss()
	<-following
	if err := halted(ctx); err != nil {
		return err
	}
	last, cancel := grace(ctx)
	defer cancel()
	return stopped(last, p.followers.catchUp(last, p.fault))
}

// halted is why the run was ended from within, or nil.
func halted(ctx context.Context) error {
	if cause := context.Cause(ctx); errors.Is(cause, catalogue.ErrRebuild) {
		return cause
	}
	return nil
}

// ErrStopped is the error of Once when it was told to stop before everything was
// done.
var ErrStopped = errors.New("已按要求停止，余下的表单下次运行时继续办理")

// Once works through what now lies in the inboxes and stops. What is still being
// copied, or waits for its attachments, stays there as pending.
func (p *Pipeline) Once(ctx context.Context) error {
	ctx, p.halt = context.WithCancelCause(ctx)
	defer p.halt(nil)
	return p.attend(ctx, func() error { return p.once(ctx) })
}

func (p *Pipeline) once(ctx context.Context) error {
	crew := newCrew()
	if err := p.resume(ctx, crew); err != nil {
		crew.dismiss()
		if ctx.Err() != nil {
			return cmp.Or(halted(ctx), ErrStopped)
		}
		return err
	}
	for idle := false; ctx.Err() == nil; {
		look, err := p.watcher.Settle(ctx, 3*p.office.Config.Settle+time.Second)
		if err != nil {
			break
		}
		found, _ := p.look(ctx, crew, look)
		if found == 0 && idle {
			break
		}
		// Of files in hand nothing can be said; so look again when none is.
		if idle = found == 0; idle {
			crew.rest()
		}
	}
	crew.dismiss()
	if err := halted(ctx); err != nil {
		return err
	}
	err := p.catchUp(ctx)
	if ctx.Err() != nil {
		err = errors.Join(ErrStopped, err)
	}
	return err
}

// catchUp is the followers' after the last form: first what was filed can be
// found, then what its attachments say.
func (p *Pipeline) catchUp(ctx context.Context) error {
	defer p.followers.extractor.Close()
	last, cancel := grace(ctx)
	defer cancel()
	var all errgroup.Group
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

// many is how many errands one look makes. Whatever is dropped, no more than
// these, and what the crew has in hand, are held in memory.
const many = 256

// look sets the crew to work on what a look at the inboxes found. It tells how
// many errands that made, and how soon to look again; zero for no hurry.
func (p *Pipeline) look(ctx context.Context, crew *crew, look inbox.Look) (found int, again time.Duration) {
	for _, err := range look.Errs {
		p.complain(err)
	}
	here := p.watchdog.begin("收件文件夹", "查看")
	errands, more := p.reception.errands(look, p.now(), many)
	if waiting, changed := p.reception.waiting(); changed {
		if err := p.office.Catalogue.Wait(ctx, waiting...); err != nil {
			p.reception.tellAgain()
			p.complain(err)
		}
	}
	here.end() // giving out work may take as long as the work
	for _, e := range errands {
		crew.do(ctx, func() { p.take(ctx, e) }, func() { p.reception.done(e.file.Path) })
	}
	jobs, next := p.due()
	for _, j := range jobs {
		crew.do(ctx, func() { p.work(ctx, j, p.takeUp) }, func() {})
	}
	if other := p.reception.nextTry(p.now()); next.IsZero() || !other.IsZero() && other.Before(next) {
		next = other
	}
	switch {
	case more:
		again = time.Millisecond
	case !next.IsZero():
		again = max(next.Sub(p.now()), time.Millisecond)
	}
	return len(errands) + len(jobs), again
}

// complain tells of a fault that is met again and again, once in a while.
func (p *Pipeline) complain(err error) {
	p.checkDamage(err)
	why := reason(err)
	p.mu.Lock()
	now := p.now()
	known := now.Before(p.complained[why])
	if !known {
		if p.complained == nil || len(p.complained) > 100 {
			p.complained = map[string]time.Time{}
		}
		p.complained[why] = now.Add(longestPause)
	}
	p.mu.Unlock()
	if !known {
		p.tell(Event{Event: FaultEvent, Reason: why})
	}
}

// checkDamage ends the run when an error tells that the catalogue is damaged.
func (p *Pipeline) checkDamage(err error) {
	if errors.Is(err, catalogue.ErrRebuild) {
		p.halt(err)
	}
}

func (p *Pipeline) fault(err error) {
	p.checkDamage(err)
	p.tell(Event{Event: FaultEvent, Reason: reason(err)})
}
