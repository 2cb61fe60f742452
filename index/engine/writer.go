package engine

import (
	"context"
	"errors"
	"runtime"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	"golang.org/x/sync/errgroup"

	"gongwen/archive/durable"
)

// Create makes an index without documents in an empty folder.
func Create(dir string) error {
	err := watch(dir, grace, func(w *watched) error {
		made, err := bleve.NewUsing(dir, bleve.NewIndexMapping(), bleve.Config.DefaultIndexType, bleve.Config.DefaultKVStore,
			map[string]any{"asyncErrorCallbackName": callback})
		if err == nil {
			w.opens(made)
		}
		return err
	})
	if err != nil {
		return err
	}
	_, err = durable.Tighten(dir) // Bleve lets everybody write its index_meta.json
	return err
}

// Write opens the index in dir, calls fn to write to it, and puts what it wrote on
// the disk. Nobody else may write there, and nobody read.
//
// Where Bleve hangs, fn is left behind: it may still be running when Write returns.
func Write(dir string, fn func(*Writer) error) error { return write(dir, grace, fn) }

func write(dir string, grace time.Duration, fn func(*Writer) error) error {
	return watch(dir, grace, func(watched *watched) error {
		opened, err := open(dir, false)
		if err != nil {
			return err
		}
		watched.opens(opened)
		w := &Writer{opened: opened, watched: watched}
		if err := w.recall(); err != nil {
			return err
		}
		w.reset()
		err = fn(w)
		return errors.Join(err, w.wait())
	})
}

// Writer writes batches of documents, several at a time, each on a processor.
type Writer struct {
	watched *watched
	opened  bleve.Index
	common  *common
	group   *errgroup.Group
	numbers map[string]bool // being written
}

// Batch is documents to write at once.
type Batch struct {
	batch   *bleve.Batch
	most    int
	numbers []string
	texts   []*field
	size    int // bytes of text
}

// NewBatch has room for most documents, or fewer when they are large.
func (w *Writer) NewBatch(most int) *Batch { return &Batch{batch: w.opened.NewBatch(), most: most} }

// Add puts a document into the batch.
func (b *Batch) Add(d Document) error {
	b.numbers = append(b.numbers, d.Number)
	for _, part := range d.Parts {
		b.size += len(part)
	}
	text := d.text()
	b.texts = append(b.texts, text)
	return b.batch.IndexAdvanced(d.bleve(text))
}

// batchSize is how many bytes of text a batch has at most, and one document more.
const batchSize = 8 << 20

// Full tells that the batch is to be written.
func (b *Batch) Full() bool { return len(b.numbers) >= b.most || b.size >= batchSize }

func (w *Writer) reset() {
	w.group = new(errgroup.Group)
	w.group.SetLimit(runtime.GOMAXPROCS(0))
	w.numbers = map[string]bool{}
}

// Write begins to write a batch. A document that is being written already has to
// be done first, or the older of the two could come last.
func (w *Writer) Write(b *Batch) error {
	for _, number := range b.numbers {
		if w.numbers[number] {
			if err := w.wait(); err != nil {
				return err
			}
			break
		}
	}
	for _, number := range b.numbers {
		w.numbers[number] = true
	}
	if err := w.keepPlaces(b); err != nil {
		return err
	}
	w.group.Go(func() error {
		err := guard(w.watched.dir, func() error { return w.opened.Batch(b.batch) })
		if errors.Is(err, ErrDamaged) {
			go w.watched.fail(err) // it may have broken off with a lock in its hands
		}
		if err == nil {
			for _, text := range b.texts {
				text.release()
			}
		}
		return err
	})
	return nil
}

// wait waits until all batches are on the disk.
func (w *Writer) wait() error {
	defer w.reset()
	return w.group.Wait()
}

// Finish waits until all batches are on the disk, counts the documents there are,
// and joins small segments into larger ones. Bleve does so in the background, but
// may be closed before that is finished, and segments would pile up.
func (w *Writer) Finish(ctx context.Context) (documents int, err error) {
	if err := w.wait(); err != nil {
		return 0, err
	}
	count, err := w.opened.DocCount()
	if err != nil {
		return 0, err
	}
	inside, err := w.opened.Advanced()
	if err != nil {
		return 0, err
	}
	plan := mergeplan.DefaultMergePlanOptions
	plan.FloorSegmentSize = smallest
	return int(count), inside.(*scorch.Scorch).ForceMerge(ctx, &plan)
}

// smallest is how many documents a segment has at least to be merged only with
// others of its size. Under load, some hundred are written at a time; were they
// taken for small, as Bleve does below 2000, each time would write all of those
// before it again.
const smallest = 200
