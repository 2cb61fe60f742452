package pipeline

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/extract"
	"gongwen/archive/register"
	"gongwen/index"
	"gongwen/pipeline/retry"
	"gongwen/pipeline/watchdog"
	"gongwen/pipeline/workspace"
)

// followers are what is derived from the catalogue's changes: the search index,
// the registers, and the texts of attachments, which the index follows too. Each
// has its own checkpoint, so that it goes on where it stopped, and filing never
// waits for it.
type followers struct {
	workspace  *workspace.Workspace
	searchable *index.Index
	extractor  *extract.Extractor
	watchdog   *watchdog.Watchdog
	outdated   *outdated
	each       []*follower
	// tell says what was done that nobody asked for; nil for nobody to be told.
	tell func(text string)

	outdatedViews *outdatedViews
}

func newFollowers(o *workspace.Workspace, w *watchdog.Watchdog) followers {
	f := followers{workspace: o, watchdog: w, searchable: o.Index(), extractor: extract.New(extract.DefaultLimits), outdated: &outdated{}, outdatedViews: &outdatedViews{}}
	// A record can be found about a second after it was filed.
	indexing := &follower{woken: make(chan struct{}, 1), pause: 500 * time.Millisecond, rest: 1, do: f.index}
	f.each = []*follower{
		indexing,
		// Registers are written anew each time, whole.
		{woken: make(chan struct{}, 1), pause: 3 * time.Second, rest: 10, do: f.registers},
		// So are those over several kinds, of all years.
		{woken: make(chan struct{}, 1), pause: 5 * time.Second, rest: 20, do: f.views},
		// Reading an attachment can take a minute.
		{woken: make(chan struct{}, 1), pause: time.Second, nice: true, do: func(ctx context.Context) error {
			return f.attachments(ctx, func(int64) { indexing.wake() })
		}},
	}
	return f
}

// follower is one of them.
type follower struct {
	woken chan struct{} // one slot: any number of filings make one catching up
	// pause gathers the filings of a moment into one catching up.
	pause time.Duration
	// rest, times as long as the last catching up took, is the least between two:
	// so that what costs more the more there is never takes a large part of the
	// machine from the filing.
	rest int
	nice bool // works only when the machine has nothing else to do
	// again is how soon it is done again though nothing has changed; 0 for never.
	again time.Duration
	do    func(context.Context) error
}

func (f *follower) wake() {
	select {
	case f.woken <- struct{}{}:
	default:
	}
}

// keepUp catches up after changes until ctx ends. What goes wrong is told and
// tried again, after a while or with the next change.
func (f *follower) keepUp(ctx context.Context, fault func(error)) {
	if f.nice {
		runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
		makeNice()
	}
	var again <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-f.woken:
		case <-again:
		}
		if !sleep(ctx, f.pause) {
			return
		}
		begun := time.Now()
		again = nil
		if f.again > 0 {
			again = time.After(f.again)
		}
		if err := f.do(ctx); err != nil && ctx.Err() == nil {
			fault(err)
			again = time.After(10 * retry.FirstPause)
		}
		if !sleep(ctx, time.Duration(f.rest)*time.Since(begun)) {
			return
		}
	}
}

// sleep reports whether the time is over, and not ctx.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// wake tells that there are changes.
func (f followers) wake() {
	for _, each := range f.each {
		each.wake()
	}
}

// keepUp follows the catalogue until ctx ends.
func (f followers) keepUp(ctx context.Context, fault func(error)) {
	f.wake() // for what was left undone
	var all sync.WaitGroup
	for _, each := range f.each {
		all.Go(func() { each.keepUp(ctx, fault) })
	}
	all.Wait()
}

// catchUp brings the index and the registers up to the last change. A register
// that somebody has open is told of; the new one waits beside it.
func (f followers) catchUp(ctx context.Context, tell func(error)) error {
	var both errgroup.Group
	both.Go(func() error { return f.index(ctx) })
	both.Go(func() error {
		views, err := f.views(ctx), f.registers(ctx)
		if used := (*register.InUse)(nil); errors.As(err, &used) {
			tell(err)
			err = nil
		}
		return errors.Join(views, err)
	})
	return both.Wait()
}

func (f followers) index(ctx context.Context) error {
	a := f.watchdog.BeginLong("检索索引", "更新")
	defer a.End()
	return f.searchable.Follow(ctx, f.workspace.Catalogue, f.workspace.Texts, func(int64) { a.Alive() })
}

// attachments reads those of what was filed since the last time. The index can
// catch up with what progress tells.
func (f followers) attachments(ctx context.Context, progress func(seq int64)) error {
	a := f.watchdog.BeginLong("附件", "读取文字")
	defer a.End()
	o := f.workspace
	return o.Texts.Follow(ctx, o.Catalogue, o.Archive, f.extractor, func(seq int64) {
		a.Alive()
		if progress != nil {
			progress(seq)
		}
	})
}

// registerFollower is the name of the registers' checkpoint.
const registerFollower = "registers"

// registers writes those that have changed. One that somebody has open is tried
// again, as it lies, until it is closed: that is the error, an *register.InUse.
func (f followers) registers(ctx context.Context) error {
	a := f.watchdog.BeginLong("台账", "更新")
	defer a.End()
	c := f.workspace.Catalogue
	book := NewBook(ctx, f.workspace)
	changed := book.Touched()
	after, last, err := f.changedSince(ctx, registerFollower, changed)
	if err != nil {
		return err
	}
	series, err := changed.Series(ctx)
	if err != nil {
		return err
	}
	touched := map[catalogue.Series]bool{}
	rewrite := f.outdated.take()
	var older []catalogue.Series
	format, is, err := f.olderFormat(ctx, formatFollower, after)
	if err == nil && is {
		older, err = c.Series(ctx)
	}
	if err != nil {
		return err
	}
	secret := 0
	book.Withheld = func(archive.Record) { secret++ }
	for _, series := range slices.Concat(series, rewrite, older) {
		if f.workspace.Kinds().Named(series.Kind) != nil { // else the register stays as it is
			touched[series] = true
		}
	}
	var failed []error // of one register, which keeps no other waiting
	for series := range touched {
		a.Alive()
		err := book.Write(ctx, f.workspace.Folder.Registers(), series)
		if used := (*register.InUse)(nil); err != nil && !errors.As(err, &used) {
			failed = append(failed, err)
		}
	}
	if len(failed) > 0 {
		f.outdated.add(rewrite)
		return errors.Join(failed...)
	}
	if err := f.registersWritten(ctx, format, len(older), secret); err != nil {
		return err
	}
	if last != after {
		if err := c.SetCheckpoint(ctx, registerFollower, last); err != nil {
			return err
		}
	}
	return register.ReplaceWaiting(f.workspace.Folder.Registers())
}

// changedSince tells changed of all that was filed or made void since a follower's
// checkpoint. It gives that and the last change, with which the checkpoint is to be set.
func (f followers) changedSince(ctx context.Context, follower string, changed *register.Touched) (after, last int64, err error) {
	c := f.workspace.Catalogue
	if after, err = c.Checkpoint(ctx, follower); err != nil {
		return 0, 0, err
	}
	for last = after; ; {
		changes, err := c.Changes(ctx, last, 1000)
		if err != nil {
			return 0, 0, err
		}
		if len(changes) == 0 {
			return after, last, nil
		}
		entries := make([]catalogue.Entry, len(changes))
		for i, change := range changes {
			entries[i] = change.Entry
		}
		if err := changed.Add(ctx, entries...); err != nil {
			return 0, 0, err
		}
		last = changes[len(changes)-1].Seq
	}
}
