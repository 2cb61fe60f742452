package pipeline

import (
	"context"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/pipeline/office"
	"gongwen/pipeline/register"
)

// followers are what is derived from the catalogue's changes: the search index
// and the registers. Each has its own checkpoint, so that it goes on where it
// stopped, and filing never waits for it.
type followers struct {
	office     *office.Office
	searchable *index.Index
	woken      chan struct{} // one slot: any number of filings make one catching up
}

func newFollowers(o *office.Office) followers {
	return followers{o, index.At(o.Folder.Index(), o.Kinds), make(chan struct{}, 1)}
}

const (
	// indexPause gathers the filings of a moment into one batch; a record can be
	// found about a second after it was filed.
	indexPause = 500 * time.Millisecond
	// registerPause keeps registers, which are written anew each time, from being
	// written for every single form.
	registerPause = 3 * time.Second
)

// wake tells that there are changes.
func (f followers) wake() {
	select {
	case f.woken <- struct{}{}:
	default:
	}
}

// keepUp follows the catalogue until ctx ends. What goes wrong is told and tried
// again with the next change, or after a while.
func (f followers) keepUp(ctx context.Context, fault func(error)) {
	var registers <-chan time.Time
	var again <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-f.woken:
			again = time.After(indexPause)
			if registers == nil {
				registers = time.After(registerPause)
			}
		case <-again:
			again = nil
			if err := f.searchable.Follow(ctx, f.office.Catalogue, nil); err != nil && ctx.Err() == nil {
				fault(err)
				again = time.After(firstPause * 10)
			}
		case <-registers:
			registers = nil
			if err := f.registers(ctx); err != nil && ctx.Err() == nil {
				fault(err)
				registers = time.After(firstPause * 10)
			}
		}
	}
}

// catchUp brings the index and the registers up to the last change.
func (f followers) catchUp(ctx context.Context) error {
	if err := f.searchable.Follow(ctx, f.office.Catalogue, nil); err != nil {
		return err
	}
	return f.registers(ctx)
}

// registerFollower is the name of the registers' checkpoint.
const registerFollower = "registers"

func (f followers) registers(ctx context.Context) error {
	c := f.office.Catalogue
	after, err := c.Checkpoint(ctx, registerFollower)
	if err != nil {
		return err
	}
	touched := map[catalogue.Series]bool{}
	last := after
	for {
		changes, err := c.Changes(ctx, last, 1000)
		if err != nil {
			return err
		}
		if len(changes) == 0 {
			break
		}
		for _, change := range changes {
			touched[catalogue.Series{Kind: change.Kind, Year: change.Year}] = true
		}
		last = changes[len(changes)-1].Seq
	}
	book := register.Book{Kinds: f.office.Kinds, Archive: f.office.Archive, Catalogue: c}
	for series := range touched {
		if _, err := book.Write(ctx, f.office.Folder.Registers(), series); err != nil {
			return err
		}
	}
	if last == after {
		return nil
	}
	return c.SetCheckpoint(ctx, registerFollower, last)
}
