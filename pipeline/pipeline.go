package pipeline

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"gongwen/archive/fault"
	"gongwen/pipeline/giveback"
	"gongwen/pipeline/intake"
	"gongwen/pipeline/issue"
	"gongwen/pipeline/office"
	"gongwen/pipeline/spool"
	"gongwen/templates/font"
	"gongwen/templates/pdf"
)

// Pipeline is one office at work.
type Pipeline struct {
	office    *office.Office
	law       *office.Law
	fonts     *font.Fonts
	spool     *spool.Spool
	reception *reception
	watcher   *intake.Watcher
	issue     *issue.Desk
	giveback  *giveback.Desk
	followers followers
	underway  underway
	now       func() time.Time
	tell      func(Event)

	mu        sync.Mutex
	postponed map[string]postponed // by arrival key
}

// New prepares an office, opened for writing, for work. Tell is called with all
// that happens, by one goroutine at a time.
func New(o *office.Office, tell func(Event)) (*Pipeline, error) {
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
	if err := o.Archive.Sweep(); err != nil {
		return nil, err
	}
	now := fault.Now
	var one sync.Mutex
	return &Pipeline{
		office: o, law: law, fonts: fonts, spool: spool, now: now,
		reception: newReception(o.Config.AttachmentWait),
		watcher: intake.NewWatcher(o.Folder.Inbox(), intake.Options{
			Settle: o.Config.Settle, Rescan: o.Config.Rescan, Poll: o.Config.Poll,
		}),
		issue: &issue.Desk{
			Issued: o.Folder.Issued(), Government: o.Config.Government, Office: o.Config.Office,
			Spool: spool, Archive: o.Archive, Journal: o.Journal, Catalogue: o.Catalogue, Press: press, Documents: documents, Now: now,
		},
		giveback: &giveback.Desk{
			Returned: o.Folder.Returned(), Office: o.Config.Office,
			Spool: spool, Journal: o.Journal, Catalogue: o.Catalogue, Press: press, Now: now,
			Quote: law.Wording.Quote,
		},
		followers: newFollowers(o),
		postponed: map[string]postponed{},
		tell: func(e Event) {
			one.Lock()
			defer one.Unlock()
			e.At = now()
			tell(e)
		},
	}, nil
}

// Run watches the inboxes until ctx ends. Forms in hand are then finished.
func (p *Pipeline) Run(ctx context.Context) error {
	if err := p.resume(ctx); err != nil {
		if ctx.Err() != nil {
			return nil // stopped in the middle of taking up; the next start does it
		}
		return err
	}
	crew := newCrew()
	following := make(chan struct{})
	go func() {
		defer close(following)
		p.followers.keepUp(ctx, p.fault)
	}()
	p.watcher.Run(ctx, func(look intake.Look) { p.look(ctx, crew, look) })
	crew.dismiss()
	<-following
	return p.followers.catchUp(context.WithoutCancel(ctx))
}

// Once works through what now lies in the inboxes and stops. What is still being
// copied, or waits for its attachments, stays there as pending.
func (p *Pipeline) Once(ctx context.Context) error {
	if err := p.resume(ctx); err != nil {
		return err
	}
	crew := newCrew()
	for ctx.Err() == nil {
		look, err := p.watcher.Settle(ctx, 3*p.office.Config.Settle+time.Second)
		if err != nil {
			break
		}
		if p.look(ctx, crew, look) == 0 {
			break
		}
		crew.rest()
	}
	crew.dismiss()
	return errors.Join(ctx.Err(), p.followers.catchUp(context.WithoutCancel(ctx)))
}

// look sets the crew to work on what a look at the inboxes found, and tells how
// many errands that made.
func (p *Pipeline) look(ctx context.Context, crew *crew, look intake.Look) int {
	for _, err := range look.Errs {
		p.fault(err)
	}
	errands := p.reception.errands(look, p.now())
	if err := p.office.Catalogue.Wait(ctx, p.reception.waiting()...); err != nil {
		p.fault(err)
	}
	for _, e := range errands {
		crew.do(ctx, func() { p.take(ctx, e) })
	}
	again := p.due()
	for _, j := range again {
		crew.do(ctx, func() { p.work(ctx, j, p.takeUp) })
	}
	return len(errands) + len(again)
}

func (p *Pipeline) fault(err error) { p.tell(Event{Event: FaultEvent, Reason: err.Error()}) }

// crew is a fixed number of workers. Giving them work blocks while all are busy,
// so that memory stays bounded whatever is dropped.
type crew struct {
	work    chan func()
	pending sync.WaitGroup // work given and not done
	workers sync.WaitGroup
}

func newCrew() *crew {
	c := &crew{work: make(chan func())}
	// Twice the processors: while one form waits for the disk another is printed.
	for range 2 * runtime.GOMAXPROCS(0) {
		c.workers.Go(func() {
			for work := range c.work {
				work()
				c.pending.Done()
			}
		})
	}
	return c
}

// do gives the crew one piece of work, or none any more once ctx has ended.
func (c *crew) do(ctx context.Context, work func()) {
	c.pending.Add(1)
	select {
	case c.work <- work:
	case <-ctx.Done():
		c.pending.Done()
	}
}

// rest waits until everything given is done.
func (c *crew) rest() { c.pending.Wait() }

// dismiss ends the crew after what it has in hand.
func (c *crew) dismiss() {
	close(c.work)
	c.workers.Wait()
}
