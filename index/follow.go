package index

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/texts"
)

// Source is the catalogue as Follow needs it.
type Source interface {
	// ID changes when the catalogue is made anew and counts its changes anew.
	ID() string
	// Changes are the next changes after one, at most limit of them.
	Changes(ctx context.Context, after int64, limit int) ([]catalogue.Change, error)
	// Record is catalogue.ErrUnknown when there is none of that number.
	Record(ctx context.Context, number string) (catalogue.Entry, error)
}

// Texts are the attachments' texts as Follow needs them: package texts.
type Texts interface {
	// ID changes when the store is made anew and counts its readings anew. It is
	// empty when there is none that can be used.
	ID() string
	Of(ctx context.Context, r archive.Record) ([]texts.Attachment, error)
	Readings(ctx context.Context, after int64, limit int) ([]texts.Reading, error)
	LastReading(ctx context.Context) (int64, error)
}

// Follow works in all changes of the catalogue and all readings of attachments
// that the index does not have yet. It costs next to nothing when there are none.
//
// An index that is missing, damaged, outdated or of another catalogue is made
// anew beside the old one, in which searches go on until the new one is complete.
// When ctx ends Follow publishes what it has and returns the ctx's error; the
// next one goes on from there. progress, which may be nil, is called now and
// then with the last change worked in.
func (x *Index) Follow(ctx context.Context, source Source, texts Texts, progress func(seq int64)) error {
	return (&follower{Index: x, source: source, texts: texts, progress: progress}).follow(ctx)
}

// Prepare makes the index of a catalogue that is not in place yet, beside the one
// in use. Once the catalogue is, the first Follow puts its index in place. It is
// stopped and goes on as Follow is.
func (x *Index) Prepare(ctx context.Context, source Source, texts Texts, progress func(seq int64)) error {
	return (&follower{Index: x, source: source, texts: texts, progress: progress, beside: true}).follow(ctx)
}

// follower follows one catalogue.
type follower struct {
	*Index
	source   Source
	texts    Texts
	progress func(seq int64)
	beside   bool // writes the next generation and leaves it there
}

func (f *follower) follow(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		if t, err := f.task(ctx); err != nil || t.done {
			return err
		}
		if err := f.advance(ctx); err != nil {
			return err
		}
	}
}

// task is what is to be done next.
type task struct {
	from   generation // to go on from; without a folder when there is none
	name   string     // under which to publish what comes after it
	behind bool       // there are changes or readings that from does not have
	done   bool       // nothing is to be done
}

// task looks how far the index has come.
func (f *follower) task(ctx context.Context) (t task, err error) {
	t.name = next
	if !f.beside {
		t.name = current
		t.from, err = f.usable(ctx, current)
		if errors.Is(err, errUnusable) {
			t.name = next
		}
	}
	if t.name == next {
		t.from, err = f.usable(ctx, next)
		if errors.Is(err, errUnusable) {
			return task{name: next, behind: true}, nil
		}
	}
	if err != nil {
		return t, err
	}
	t.behind, err = f.behind(ctx, t.from)
	t.done = err == nil && !t.behind && (t.name == current || f.beside)
	return t, err
}

// behind reports whether there are changes or readings that a generation does not have.
func (f *follower) behind(ctx context.Context, g generation) (bool, error) {
	changes, err := f.source.Changes(ctx, g.Seq, 1)
	if err != nil || len(changes) > 0 {
		return true, err
	}
	readings, err := f.texts.Readings(ctx, f.checkpointOf(g).Reading, 1)
	return len(readings) > 0, err
}

// checkpointOf is how far a generation has come; where the attachments are read anew,
// by a store that counts its readings anew, from the first one on.
func (f *follower) checkpointOf(g generation) Checkpoint {
	at := g.Checkpoint
	if id := f.texts.ID(); id != "" && at.Texts != id {
		at.Texts, at.Reading = id, 0
	}
	return at
}

// errUnusable is why an index is made anew; another error is no reason to.
var errUnusable = errors.New("检索索引需要重建")

// errOther is the error for an index that follows another catalogue.
var errOther = errors.New("检索索引属于另一个目录")

// usable is the generation a name stands for, if it is whole and follows the source.
func (f *follower) usable(ctx context.Context, name string) (generation, error) {
	g, err := f.load(name)
	if err == nil && g.Catalogue != f.source.ID() {
		err = errOther
	}
	if err == nil {
		err = f.check(ctx, g, false)
	}
	if errors.Is(err, ErrMissing) || errors.Is(err, ErrDamaged) || errors.Is(err, errOther) {
		return generation{}, fmt.Errorf("%w：%w", errUnusable, err)
	}
	return g, err
}

// A generation is written for so long until it is published; the next one, beside
// the current one, longer.
const (
	publishAfter     = time.Second
	publishNextAfter = 5 * time.Second
)

// advance brings the index forward by as much as is published at a time.
func (f *follower) advance(ctx context.Context) (err error) {
	unlock, err := f.lock(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	// Asked under the lock: another program may have written meanwhile.
	t, err := f.task(ctx)
	if err != nil || t.done {
		return err
	}
	defer f.sweep()
	length := publishAfter
	if t.name == next {
		length = publishNextAfter
	}
	written, complete := t.from, !t.behind
	if t.behind {
		written, complete, err = f.write(ctx, t.from, length)
		if errors.Is(err, ErrDamaged) && t.from.Folder != "" {
			return f.unpublish(t.name) // it was damaged when it was written
		}
		if err != nil {
			return err
		}
	}
	if t.name == next && complete && !f.beside {
		if err := f.publish(current, written); err != nil {
			return err
		}
		return f.unpublish(next)
	}
	return f.publish(t.name, written)
}
