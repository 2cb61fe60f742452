package index

import (
	"runtime"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	"golang.org/x/sync/errgroup"
)

// batchRecords is how many records are written at once, unless they come to more
// than batchSize bytes of text. The more, the less is written twice; the memory
// is some hundred MB for all that is under way.
var batchRecords = 1000 // tests make it smaller

const batchSize = 8 << 20

// batch is documents to write at once.
type batch struct {
	*bleve.Batch
	numbers []string
	size    int // bytes of text
}

func (b *batch) add(d *document.Document, size int) error {
	b.numbers = append(b.numbers, d.ID())
	b.size += size
	return b.IndexAdvanced(d)
}

func (b *batch) full() bool { return len(b.numbers) >= batchRecords || b.size >= batchSize }

// batches writes several batches at a time, each on a processor.
type batches struct {
	opened  bleve.Index
	group   *errgroup.Group
	numbers map[string]bool // being written
}

func newBatches(opened bleve.Index) *batches {
	b := &batches{opened: opened}
	b.reset()
	return b
}

func (b *batches) reset() {
	b.group = new(errgroup.Group)
	b.group.SetLimit(runtime.GOMAXPROCS(0))
	b.numbers = map[string]bool{}
}

func (b *batches) next() *batch { return &batch{Batch: b.opened.NewBatch()} }

// write begins to write a batch. A record that is being written already has to
// be done first, or the older of the two could come last.
func (b *batches) write(next *batch) error {
	for _, number := range next.numbers {
		if b.numbers[number] {
			if err := b.wait(); err != nil {
				return err
			}
			break
		}
	}
	for _, number := range next.numbers {
		b.numbers[number] = true
	}
	b.group.Go(func() error { return b.opened.Batch(next.Batch) })
	return nil
}

// wait is until all batches are on the disk.
func (b *batches) wait() error {
	defer b.reset()
	return b.group.Wait()
}
