package index

import (
	"context"
	"errors"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/texts"
	"gongwen/index/engine"
)

// write makes the generation that comes after another. complete tells that it has
// everything there is.
func (f *follower) write(ctx context.Context, from generation, length time.Duration) (_ generation, complete bool, err error) {
	w := &writing{follower: f}
	folder := ""
	if from.Folder == "" {
		w.at = Checkpoint{Format: FormatVersion, Catalogue: f.source.ID(), Texts: f.texts.ID()}
		// What is read from here on is reported again; what was read before is in the
		// texts from the beginning.
		if w.at.Reading, err = f.texts.LastReading(ctx); err != nil {
			return generation{}, false, err
		}
		if folder, err = f.newFolder(); err == nil {
			err = engine.Create(f.path(folder))
		}
	} else {
		w.at = f.checkpointOf(from)
		folder, err = f.copyOf(from)
	}
	if err != nil {
		return generation{}, false, err
	}
	err = engine.Write(f.path(folder), func(to *engine.Writer) error { return w.writeFor(ctx, to, length) })
	if err != nil {
		return generation{}, false, err // w may still be in use where Bleve hangs
	}
	written, err := f.describe(w.at, folder, from)
	return written, w.complete, err
}

// writing is one generation being written.
type writing struct {
	*follower
	to       *engine.Writer
	at       Checkpoint // how far it has come
	complete bool       // has everything there is
}

// writeFor works in batches for about so long, or until there are none left.
func (w *writing) writeFor(ctx context.Context, to *engine.Writer, length time.Duration) (err error) {
	w.to = to
	begun := time.Now()
	for !w.complete && time.Since(begun) < length && ctx.Err() == nil {
		if w.complete, err = w.workIn(ctx); err != nil && ctx.Err() == nil {
			return err
		}
	}
	w.at.Records, err = to.Finish(context.WithoutCancel(ctx))
	return err
}

// workIn works in one batch of changes or, when there are none left, of readings.
func (w *writing) workIn(ctx context.Context) (complete bool, err error) {
	changes, err := w.source.Changes(ctx, w.at.Seq, w.batchRecords)
	if err != nil {
		return false, err
	}
	b := w.to.NewBatch(w.batchRecords)
	at := w.at
	for _, change := range changes {
		if b.Full() {
			break
		}
		if err := w.add(ctx, b, change.Record); err != nil {
			return false, err
		}
		at.Seq = change.Seq
	}
	if len(changes) == 0 {
		readings, err := w.texts.Readings(ctx, at.Reading, w.batchRecords)
		if err != nil || len(readings) == 0 {
			return err == nil, err
		}
		for _, reading := range readings {
			if b.Full() {
				break
			}
			entry, err := w.source.Record(ctx, reading.Number)
			if err == nil {
				err = w.add(ctx, b, entry.Record)
			}
			if err != nil && !errors.Is(err, catalogue.ErrUnknown) { // of a catalogue before
				return false, err
			}
			at.Reading = reading.Seq
		}
	}
	if err := w.to.Write(b); err != nil {
		return false, err
	}
	w.at = at
	if w.progress != nil {
		w.progress(at.Seq)
	}
	return false, nil
}

// add puts a record with the texts of its attachments into the batch.
func (w *writing) add(ctx context.Context, b *engine.Batch, r archive.Record) error {
	var attachments []texts.Attachment
	if len(r.Attachments) > 0 {
		var err error
		if attachments, err = w.texts.Of(ctx, r); err != nil {
			return err
		}
	}
	return b.Add(newDocument(r, attachments, w.kinds))
}
