package index

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/durable"
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

const (
	// turn is how long an edition is written until it is published, the next one
	// being made beside the current one longer.
	turn     = time.Second
	nextTurn = 5 * time.Second
)

// Follow works in all changes of the catalogue and all readings of attachments
// that the index does not have yet. It costs next to nothing when there are none.
//
// An index that is missing, damaged, outdated or of another catalogue is made
// anew beside the old one, in which searches go on until the new one is complete.
// When ctx ends Follow publishes what it has and returns the ctx's error; the
// next one goes on from there. progress, which may be nil, is told the last
// change worked in, now and then.
func (x *Index) Follow(ctx context.Context, source Source, texts Texts, progress func(seq int64)) error {
	return x.follow(ctx, &writer{Index: x, source: source, texts: texts, progress: progress})
}

// Prepare makes the index of a catalogue that is not in place yet, beside the one
// in use. Once the catalogue is, the first Follow puts its index in place. It is
// stopped and goes on as Follow is.
func (x *Index) Prepare(ctx context.Context, source Source, texts Texts, progress func(seq int64)) error {
	return x.follow(ctx, &writer{Index: x, source: source, texts: texts, progress: progress, beside: true})
}

func (x *Index) follow(ctx context.Context, w *writer) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		if f, err := w.standing(ctx); err != nil || f.done {
			return err
		}
		if err := w.takeTurn(ctx); err != nil {
			return err
		}
	}
}

// following is what is to be done next.
type following struct {
	edition edition // to go on from; without a folder when there is none
	name    string  // under which to publish it
	behind  bool    // there are changes or readings it does not have
	done    bool    // nothing
}

// standing looks where the index stands.
func (w *writer) standing(ctx context.Context) (f following, err error) {
	f.name = next
	if !w.beside {
		f.name = current
		f.edition, err = w.usable(ctx, current)
		if errors.Is(err, errUnusable) {
			f.name = next
		}
	}
	if f.name == next {
		f.edition, err = w.usable(ctx, next)
		if errors.Is(err, errUnusable) {
			return following{name: next, behind: true}, nil
		}
	}
	if err != nil {
		return f, err
	}
	defer func() { f.done = err == nil && !f.behind && (f.name == current || w.beside) }()
	changes, err := w.source.Changes(ctx, f.edition.Seq, 1)
	if err != nil || len(changes) > 0 {
		f.behind = true
		return f, err
	}
	after := f.edition.Reading
	if w.texts.ID() != "" && f.edition.Texts != w.texts.ID() {
		after = 0
	}
	readings, err := w.texts.Readings(ctx, after, 1)
	f.behind = len(readings) > 0
	return f, err
}

// errUnusable is why an index is made anew; another error is no reason to.
var errUnusable = errors.New("检索索引需要重建")

// usable is the edition a name stands for, if it is whole and follows the source.
func (w *writer) usable(ctx context.Context, name string) (edition, error) {
	e, err := w.load(name)
	if err == nil && e.Catalogue != w.source.ID() {
		err = errOther
	}
	if err == nil {
		err = w.check(ctx, e, false)
	}
	if errors.Is(err, ErrMissing) || errors.Is(err, ErrDamaged) || errors.Is(err, errOther) {
		return edition{}, fmt.Errorf("%w：%w", errUnusable, err)
	}
	return e, err
}

// errOther is the error for an index that follows another catalogue.
var errOther = errors.New("检索索引属于另一个目录")

// writer writes one edition.
type writer struct {
	*Index
	source   Source
	texts    Texts
	progress func(seq int64)
	beside   bool // writes the next edition and leaves it there

	batches *batches
	state   State
}

// takeTurn brings the index forward by the work of about a turn, and publishes
// that.
func (w *writer) takeTurn(ctx context.Context) (err error) {
	done, err := w.lock(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	// Asked under the lock: another program may have written meanwhile.
	f, err := w.standing(ctx)
	if err != nil || f.done {
		return err
	}
	defer w.sweep()
	length := turn
	if f.name == next {
		length = nextTurn
	}
	written, complete := f.edition, !f.behind
	if f.behind {
		written, complete, err = w.write(ctx, f.edition, length)
		if errors.Is(err, ErrDamaged) && f.edition.Folder != "" {
			return w.forget(f.name) // it was damaged when it was written
		}
		if err != nil {
			return err
		}
	}
	if f.name == next && complete && !w.beside {
		if err := w.announce(current, written); err != nil {
			return err
		}
		return w.forget(next)
	}
	return w.announce(f.name, written)
}

// write makes the edition that comes after e. complete tells that it has
// everything there is. It works on a copy of the writer: what is left behind where
// Bleve hangs (see hang.go) must not meddle with what comes after it.
func (w writer) write(ctx context.Context, e edition, length time.Duration) (written edition, complete bool, err error) {
	folder := ""
	if e.Folder == "" {
		w.state = State{Format: formatVersion, Catalogue: w.source.ID(), Texts: w.texts.ID()}
		// What is read from here on is told again; what was read before is in the
		// texts from the beginning.
		if w.state.Reading, err = w.texts.LastReading(ctx); err != nil {
			return edition{}, false, err
		}
		folder, err = w.create()
	} else {
		w.state = e.State
		if w.texts.ID() != "" && w.state.Texts != w.texts.ID() {
			w.state.Texts, w.state.Reading = w.texts.ID(), 0
		}
		folder, err = w.copyOf(e)
	}
	if err != nil {
		return edition{}, false, err
	}
	var all bool
	err = w.Index.write(folder, func(opened bleve.Index) error {
		w.batches = newBatches(opened)
		begun := time.Now()
		for !all && time.Since(begun) < length && ctx.Err() == nil {
			var err error
			if all, err = w.workIn(ctx); err != nil && ctx.Err() == nil {
				return errors.Join(err, w.batches.wait())
			}
		}
		if err := w.batches.wait(); err != nil {
			return err
		}
		records, err := opened.DocCount()
		w.state.Records = int(records)
		if err != nil {
			return err
		}
		return merge(context.WithoutCancel(ctx), opened)
	})
	if err != nil {
		return edition{}, false, err
	}
	written, err = w.seal(w.state, folder, e)
	return written, all, err
}

// workIn works in one batch of changes or, when there are none left, of readings.
func (w *writer) workIn(ctx context.Context) (complete bool, err error) {
	changes, err := w.source.Changes(ctx, w.state.Seq, batchRecords)
	if err != nil {
		return false, err
	}
	b := w.batches.next()
	state := w.state
	for _, change := range changes {
		if b.full() {
			break
		}
		if err := w.add(ctx, b, change.Record); err != nil {
			return false, err
		}
		state.Seq = change.Seq
	}
	if len(changes) == 0 {
		readings, err := w.texts.Readings(ctx, state.Reading, batchRecords)
		if err != nil || len(readings) == 0 {
			return len(readings) == 0, err
		}
		for _, reading := range readings {
			if b.full() {
				break
			}
			entry, err := w.source.Record(ctx, reading.Number)
			if err == nil {
				err = w.add(ctx, b, entry.Record)
			}
			if err != nil && !errors.Is(err, catalogue.ErrUnknown) { // of a catalogue before
				return false, err
			}
			state.Reading = reading.Seq
		}
	}
	if err := w.batches.write(b); err != nil {
		return false, err
	}
	w.state = state
	if w.progress != nil {
		w.progress(state.Seq)
	}
	return false, nil
}

// add puts a record with the texts of its attachments into the batch.
func (w *writer) add(ctx context.Context, b *batch, r archive.Record) error {
	size := len(r.Text)
	var attached []Attachment
	if len(r.Attachments) > 0 {
		all, err := w.texts.Of(ctx, r)
		if err != nil {
			return err
		}
		attached = Attached(all)
		for _, a := range attached {
			size += len(a.Text)
		}
	}
	return b.add(newDocument(r, attached, w.kinds), size)
}

// Attached are attachments as they are indexed.
func Attached(all []texts.Attachment) []Attachment {
	var attached []Attachment
	for _, a := range all {
		attached = append(attached, Attachment{Name: a.Name(), Text: a.Text})
	}
	return attached
}

// create makes an empty index in a new folder.
func (x *Index) create() (folder string, err error) {
	if folder, err = x.newFolder(); err != nil {
		return "", err
	}
	err = x.attend(folder, func(w *writing) error {
		made, err := bleve.NewUsing(x.path(folder), bleve.NewIndexMapping(), bleve.Config.DefaultIndexType, bleve.Config.DefaultKVStore,
			map[string]any{"asyncErrorCallbackName": callback})
		if err == nil {
			w.opens(made)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	_, err = durable.Tighten(x.path(folder)) // Bleve lets everybody write its index_meta.json
	return folder, err
}

// smallest is how many records a segment has at least to be merged only with
// others of its size. A turn under load brings some hundred; were they taken for
// small, as Bleve does below 2000, each turn would write all of those before it
// again.
const smallest = 200

// merge joins small segments into larger ones. Bleve does so in the background,
// but a turn is too short for that to be sure to finish, and segments would pile
// up turn by turn.
func merge(ctx context.Context, opened bleve.Index) error {
	inside, err := opened.Advanced()
	if err != nil {
		return err
	}
	plan := mergeplan.DefaultMergePlanOptions
	plan.FloorSegmentSize = smallest
	return inside.(*scorch.Scorch).ForceMerge(ctx, &plan)
}
