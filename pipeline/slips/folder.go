package slips

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"

	"gongwen/archive/durable"
	"gongwen/archive/shared"
	"gongwen/pipeline/deadline"
)

// Folder is waiting/ of a data folder.
type Folder struct {
	Dir   string // its path
	Stage string // where slips are made before they are moved there
	// Ask does what is asked of a unit's folder, which may not answer: in small steps, so
	// that a folder in which there is much is not taken for one that does not answer.
	Ask deadline.Ask
}

// Units are the folders in it, by the names of the units.
func (f Folder) Units() ([]string, error) {
	dir, err := shared.Open(f.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	entries, err := fs.ReadDir(dir.FS(), ".")
	var units []string
	for _, e := range entries {
		if e.IsDir() && !shared.IsIgnored(e.Name()) {
			units = append(units, e.Name())
		}
	}
	return units, err
}

// Wanted is how a unit's slips are to be.
type Wanted struct {
	Slips []Slip // that are to lie there
	Gone  []Slip // that are not, by their Arrival and File; of forms that wait no more
	Whole bool   // Slips are all there are to be: any other goes
}

// writtenAtOnce is how many slips are written in one step.
const writtenAtOnce = 16

// Update writes those of a unit's slips that are not as wanted, and removes those of ours
// that are not wanted. It ends when ctx does. What was done until then, or until a fault,
// stays done: the next time goes on from there. The error is the first there was.
func (f Folder) Update(ctx context.Context, unit string, w Wanted) (err error) {
	u, err := f.open(unit, len(w.Slips) > 0)
	if u == nil || err != nil {
		return err
	}
	defer u.dir.Close()
	if err := u.look(ctx, w); err != nil {
		return err
	}
	for some := range slices.Chunk(u.outdated(w.Slips), writtenAtOnce) {
		_, stepErr := in(u, func() (none struct{}, err error) { return none, u.write(f.Stage, some) })
		if err = cmp.Or(err, stepErr); stops(ctx, stepErr) {
			return errors.Join(err, ctx.Err())
		}
	}
	for _, p := range u.goes {
		_, stepErr := in(u, func() (none struct{}, err error) { return none, u.remove(p) })
		if err = cmp.Or(err, stepErr); stops(ctx, stepErr) {
			return errors.Join(err, ctx.Err())
		}
	}
	return err
}

// stops reports whether nothing more is to be done in a folder after a step. What cannot be
// done with one slip keeps no other.
func stops(ctx context.Context, err error) bool {
	silent := (*deadline.NoAnswer)(nil)
	return ctx.Err() != nil || errors.As(err, &silent)
}

// open opens a unit's folder; nil where there is none and none is made.
func (f Folder) open(unit string, create bool) (*unitFolder, error) {
	u := &unitFolder{ask: func(step func() error) error { return f.Ask.Do(path.Join("waiting", unit), "待签单", step) }}
	dir, err := in(u, func() (*shared.Folder, error) {
		if err := durable.MkdirShared(f.Dir); err != nil {
			return nil, err
		}
		top, err := shared.Open(f.Dir)
		if err != nil || unit == "" {
			return top, err
		}
		defer top.Close()
		if create {
			return top.MkdirAll(unit)
		}
		return top.Sub(unit)
	})
	if errors.Is(err, fs.ErrNotExist) && !create {
		return nil, nil
	}
	u.dir = dir
	return u, err
}
