package index

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"

	"gongwen/archive/catalogue"
	"gongwen/archive/durable"
)

// Source is the catalogue as Follow needs it.
type Source interface {
	// ID changes when the catalogue is made anew and counts its changes anew.
	ID() string
	// Changes are the next changes after one, at most limit of them.
	Changes(ctx context.Context, after int64, limit int) ([]catalogue.Change, error)
}

const (
	// batch is how many records are written at once.
	batch = 500
	// turn is how long the index is held before searches get theirs, which try
	// again every 50 ms.
	turn  = time.Second
	pause = 100 * time.Millisecond
)

// Follow works in all changes of the catalogue the index does not have yet. It
// costs next to nothing when there are none. An index that is missing, damaged,
// outdated or of another catalogue is made anew, unless the one Beside it is of
// this catalogue: then that takes its place. progress, which may be nil, is told
// the last change worked in, now and then.
func (x *Index) Follow(ctx context.Context, source Source, progress func(seq int64)) error {
	for held := false; ; {
		state, err := x.standing(source.ID())
		if err == nil {
			var changes []catalogue.Change
			if changes, err = source.Changes(ctx, state.Seq, 1); err != nil || len(changes) == 0 {
				return err
			}
			if held {
				select {
				case <-ctx.Done():
					return ctx.Err()
				case <-time.After(pause):
				}
			}
			state, err = x.takeTurn(ctx, source, progress)
			held = true
		}
		if errors.Is(err, ErrMissing) || errors.Is(err, ErrDamaged) || errors.Is(err, errOther) {
			if state, err = x.takeBeside(source.ID()); err != nil {
				state = State{Format: formatVersion, Catalogue: source.ID()}
				err = x.create(state)
			}
		}
		if err != nil {
			return err
		}
		x.remember(state)
	}
}

// Beside is the index that is made while this one stays in use: for a catalogue
// that is being made anew. Once that is the catalogue, Follow puts this index in
// place.
func (x *Index) Beside() *Index { return At(x.dir+".rebuild", x.kinds) }

// takeBeside puts the index beside in place, if it is of that catalogue.
func (x *Index) takeBeside(catalogue string) (State, error) {
	beside := x.Beside()
	state, _, err := beside.State()
	if err == nil && state.Catalogue != catalogue {
		err = errOther
	}
	if err != nil {
		return State{}, err
	}
	if err := os.RemoveAll(x.dir); err != nil {
		return State{}, err
	}
	return state, durable.Rename(beside.dir, x.dir)
}

// errOther is the error for an index that follows another catalogue.
var errOther = errors.New("检索索引属于另一个目录")

// standing is how far the index has come, from memory if it can be: others may
// have brought it further, but never back.
func (x *Index) standing(catalogue string) (State, error) {
	x.mu.Lock()
	state := x.state
	x.mu.Unlock()
	if _, err := os.Stat(x.dir); err != nil || state.Catalogue != catalogue {
		state, _, err = x.State()
		if err != nil {
			return State{}, err
		}
	}
	if state.Catalogue != catalogue {
		return State{}, errOther
	}
	x.remember(state)
	return state, nil
}

func (x *Index) remember(state State) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.state = state
}

// takeTurn works in changes for about the time of a turn.
func (x *Index) takeTurn(ctx context.Context, source Source, progress func(seq int64)) (State, error) {
	if err := x.checkSegments(); err != nil {
		return State{}, err
	}
	var reached State
	err := x.use(true, func(opened bleve.Index, state State) error {
		if state.Catalogue != source.ID() {
			return errOther
		}
		for begun := time.Now(); time.Since(begun) < turn; {
			// Asked again under the lock: another program may have followed meanwhile.
			changes, err := source.Changes(ctx, state.Seq, batch)
			if err != nil {
				return err
			}
			if len(changes) == 0 {
				break
			}
			b := opened.NewBatch()
			for _, change := range changes {
				if err := b.IndexAdvanced(newDocument(change.Record, nil, x.kinds)); err != nil {
					return err
				}
			}
			state.Seq = changes[len(changes)-1].Seq
			if err := putState(batchState{b}, state); err != nil {
				return err
			}
			if err := opened.Batch(b); err != nil {
				return err
			}
			if progress != nil {
				progress(state.Seq)
			}
		}
		reached = state
		return merge(ctx, opened)
	})
	return reached, err
}

// batchState lets a batch keep the state as an index does.
type batchState struct{ *bleve.Batch }

func (b batchState) SetInternal(key, value []byte) error {
	b.Batch.SetInternal(key, value)
	return nil
}

// merge joins small segments into larger ones. Bleve does so in the background,
// but a turn is too short for that to be sure to finish, and segments would pile
// up turn by turn.
func merge(ctx context.Context, opened bleve.Index) error {
	inside, err := opened.Advanced()
	if err != nil {
		return err
	}
	plan := mergeplan.DefaultMergePlanOptions
	return inside.(*scorch.Scorch).ForceMerge(ctx, &plan)
}
