package inbox

import (
	"context"
	"path"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/shared"
	"gongwen/pipeline/deadline"
	"gongwen/pipeline/form"
	"gongwen/pipeline/spool"
)

// Config is what an Inbox works with.
type Config struct {
	Dir   string                    // in which every unit has its inbox
	Watch func(unit string) Options // how each is watched
	// AttachmentWait is how long a form waits for its attachments, and a stray file
	// for its form.
	AttachmentWait time.Duration

	Ask       deadline.Ask // for what is done in Dir, which may not answer
	Spool     *spool.Spool
	Catalogue *catalogue.Catalogue
	// Read reads a form that has been loaded.
	Read func(name string, data []byte) (*form.Form, []form.Finding, error)
	// InOrder reports whether a form that was read without mistakes, and dropped by a
	// unit, would be accepted if all its attachments came with it.
	InOrder func(ctx context.Context, f *form.Form, unit string) (bool, error)
	Now     func() time.Time
	// Passed is told of a file, below Dir, that was removed because it is ours.
	Passed func(file string)
	// Pending is told of a file that stays in the inbox, below Dir, and why.
	Pending func(file, reason string)
}

// Inbox is the inboxes of all units. It says what there is to do about what lies in
// them, and takes it from there into the spool.
type Inbox struct {
	Config
	*Watcher
	tracker *tracker
}

// New opens nothing yet: every look does.
func New(c Config) *Inbox {
	return &Inbox{Config: c, Watcher: NewWatcher(c.Dir, c.Watch, c.Ask), tracker: newTracker(c.AttachmentWait)}
}

// Tasks says what there is to do about the files of one look, at most limit tasks.
// More tells that there was more to do. Each is to be given to Take, or to Skip.
func (i *Inbox) Tasks(look Look, limit int) (tasks []Task, more bool) {
	return i.tracker.tasks(look, i.Now(), limit)
}

// Skip lets a task be that was not begun.
func (i *Inbox) Skip(t Task) { i.tracker.done(t.Path) }

// NextTry is when the first of the files that could not be taken is to be tried
// again; zero when there is none.
func (i *Inbox) NextTry() time.Time { return i.tracker.nextTry(i.Now()) }

// EnterWaiting brings the ledger up to what waits in the inboxes.
func (i *Inbox) EnterWaiting(ctx context.Context) error {
	waiting, changed := i.tracker.ledger()
	if !changed {
		return nil
	}
	err := i.Catalogue.Wait(ctx, waiting...)
	if err != nil {
		i.tracker.markChanged()
	}
	return err
}

// Remember takes up from an earlier run that a file was waiting.
func (i *Inbox) Remember(a catalogue.Arrival) { i.tracker.remember(a) }

// Hold takes files in hand: nobody else is to look at them until they are let go of.
func (i *Inbox) Hold(files ...string) { i.tracker.hold(files...) }

// Moved lets go of files that have left the inbox, or of which a copy was taken.
func (i *Inbox) Moved(files ...string) {
	i.tracker.moved(files...)
	i.Wake() // others may have waited for them
}

// NothingMore tells that nothing more will come: what could be an attachment does not
// wait for a form that is still being copied.
func (i *Inbox) NothingMore() { i.tracker.brief = 0 }

// Release lets go of files that may still lie there, or lie there again.
func (i *Inbox) Release(files ...string) { i.tracker.done(files...) }

// in does a step in the inbox about a file, which may not answer.
func (i *Inbox) in(file File, name string, step func(inbox *shared.Folder) error) error {
	return i.Ask.Do(Place(file.Unit()), name+" "+file.Path, func() error {
		inbox, err := shared.OpenInbox(i.Dir)
		if err != nil {
			return err
		}
		defer inbox.Close()
		return step(inbox)
	})
}

// Place is a unit's inbox below the data folder, the name by which it is asked.
func Place(unit string) string { return path.Join("inbox", unit) }
