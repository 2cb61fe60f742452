package audit

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/extract"
	"gongwen/archive/holdings"
	"gongwen/archive/texts"
	"gongwen/index"
	"gongwen/pipeline/release"
	"gongwen/pipeline/spool"
	"gongwen/pipeline/workspace"
)

// VerifyFolder verifies a data folder. It asks for no more of one than it must: what
// is wrong with the settings or the catalogue must not keep the archive from being
// looked at. accessLog is the folder of the reading room's access log, and progress, which
// may be nil, is told after each bag.
//
// An index that is a moment behind is no fault. It is given catchUp to work in what
// was just filed.
func VerifyFolder(ctx context.Context, f workspace.Folder, accessLog string, catchUp time.Duration, progress func(done, total int)) ([]Finding, error) {
	if err := f.Exists(); err != nil {
		return nil, err
	}
	kinds, noKinds := workspace.ReadKinds(f)
	s := Subject{Archive: archive.At(f.Archive()), Index: index.At(f.Index(), kinds), AccessLog: accessLog, Issued: f.Issued(), Kinds: kinds}
	atWork, err := spool.Open(f.Spool())
	if err != nil {
		return nil, err
	}
	s.AtWork = func(arrival string) bool {
		_, err := atWork.Read(arrival)
		return err == nil
	}
	c, err := catalogue.View(f.Catalogue(), 4)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, catalogue.ErrRebuild):
		s.NoCatalogue = err
	case err != nil:
		return nil, err
	default:
		defer c.Close()
		s.Catalogue = c
		if noKinds == nil {
			catchUpIndex(ctx, f, s, catchUp)
		}
	}
	return Verify(ctx, s, progress)
}

// catchUpIndex lets the index catch up. What keeps it from doing so, other than time,
// is found when it is looked at.
func catchUpIndex(ctx context.Context, f workspace.Folder, s Subject, limit time.Duration) {
	store, err := texts.Open(f.Texts())
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	_ = s.Index.Follow(ctx, s.Catalogue, store, nil)
	_ = store.Close()
}

// Rebuilt is what RebuildFolder has made.
type Rebuilt struct {
	Sums catalogue.Sums
	// Lost are the records that were filed and are neither there nor written off.
	Lost []holdings.Loss
	// Unread says which attachments could not be read; nil when there are none. The
	// rest can be searched.
	Unread error
	// AtWork is how many forms the spool has that have not ended, such as those that wait
	// for signatures: neither ledger nor desk knows of them until the program runs again.
	AtWork int
}

// RebuildFolder makes catalogue and index of a data folder anew, see Rebuild, and
// reads the attachments that have not been read yet. The caller holds the folder's
// lock.
func RebuildFolder(ctx context.Context, f workspace.Folder, show Progress) (Rebuilt, error) {
	if _, err := release.Prepare(string(f), time.Now()); err != nil {
		return Rebuilt{}, err
	}
	a, err := archive.Open(f.Archive())
	if err != nil {
		return Rebuilt{}, err
	}
	kinds, err := workspace.ReadKinds(f)
	if err != nil {
		return Rebuilt{}, err
	}
	store, err := texts.Renew(f.Texts())
	if err != nil {
		return Rebuilt{}, err
	}
	defer store.Close()
	searchable := index.At(f.Index(), kinds)
	lost, err := Rebuild(ctx, a, f.Catalogue(), searchable, store, show)
	if err != nil {
		return Rebuilt{}, err
	}
	c, err := catalogue.Open(f.Catalogue())
	if err != nil {
		return Rebuilt{}, err
	}
	defer c.Close()
	read, err := alongChanges(ctx, c, show.Attachments)
	if err != nil {
		return Rebuilt{}, err
	}
	x := extract.New(extract.DefaultLimits)
	defer x.Close()
	made := Rebuilt{Lost: lost, Unread: store.Follow(ctx, c, a, x, read)}
	if err := ctx.Err(); err != nil {
		return made, err
	}
	if err := searchable.Follow(ctx, c, store, nil); err != nil {
		return made, err
	}
	if made.AtWork, err = unfinished(ctx, f, c); err != nil {
		return made, err
	}
	made.Sums, err = c.Sums(ctx)
	return made, err
}

// unfinished counts the forms in the spool that a catalogue made anew does not know.
func unfinished(ctx context.Context, f workspace.Folder, c *catalogue.Catalogue) (n int, err error) {
	keys, err := spool.At(f.Spool()).Keys()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	for _, key := range keys {
		_, known, err := c.Arrival(ctx, key)
		if err != nil {
			return 0, err
		}
		if !known {
			n++
		}
	}
	return n, nil
}

// RenewIndex makes the index anew beside the one in use, which answers until it is
// complete. progress may be nil. Others may read and write meanwhile.
func RenewIndex(ctx context.Context, x *index.Index, c *catalogue.Catalogue, store *texts.Store, progress func(done, total int)) error {
	if err := x.Renew(ctx); err != nil {
		return err
	}
	told, err := alongChanges(ctx, c, progress)
	if err != nil {
		return err
	}
	return x.Follow(ctx, c, store, told)
}

// alongChanges is progress for work that goes along the catalogue's changes and tells
// how far it is by the last of them; nil for nil.
func alongChanges(ctx context.Context, c *catalogue.Catalogue, progress func(done, total int)) (func(seq int64), error) {
	if progress == nil {
		return nil, nil
	}
	total, err := c.LastChange(ctx)
	return func(seq int64) { progress(int(seq), int(total)) }, err
}
