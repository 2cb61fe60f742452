package audit

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/holdings"
	"gongwen/index"
)

// rebuildBatch is how many records go into one transaction: what an interrupted
// Rebuild loses at most.
const rebuildBatch = 500

// Progress is told how far a rebuild has come: of the bags, how many are in the
// catalogue, of these, how many in the index, and how many RebuildFolder has read the
// attachments of. Each may be nil.
type Progress struct{ Catalogue, Index, Attachments func(done, total int) }

// Rebuild makes the catalogue at path and the index anew from the archive's bags
// and journal; texts has what was read of attachments. Those that are there, if any, stay in use until the new ones,
// made beside them, are complete. An interrupted Rebuild goes on where it
// stopped.
//
// The numbers given, the ends of arrivals and the voids come out as they were. What the
// journal knows as filed and whose bag is not there stays received and filed, with its
// number given, as a loss: these are returned, without those that were written off. What
// only the catalogue knows that is there, since the journal was lost, too, stays as well.
// What was pending comes back from spool and inbox when the program runs again;
// a number it had taken without filing it, which nobody has seen, goes to the
// next form of its series.
//
// A bag that cannot be read stops it: its number would be given again. The error
// names every such bag.
//
// Nothing else may write to the catalogue meanwhile: the caller holds the lock of
// the data folder.
func Rebuild(ctx context.Context, a *archive.Archive, path string, x *index.Index, texts index.Texts, show Progress) (lost []holdings.Loss, err error) {
	fresh := path + ".rebuild"
	c, err := begin(fresh)
	if err != nil {
		return nil, err
	}
	err = restoreBags(ctx, a, c, show.Catalogue)
	if err == nil {
		lost, err = restoreJournal(ctx, a, c, path)
	}
	if err == nil {
		err = reindex(ctx, c, x, texts, show.Index)
	}
	if err := errors.Join(err, c.Close()); err != nil {
		return nil, err
	}
	if err := catalogue.Replace(path, fresh); err != nil {
		return nil, err
	}
	// From here on the catalogue is the new one, and whoever looks for its index
	// first puts it in place.
	if c, err = catalogue.Open(path); err != nil {
		return nil, err
	}
	return lost, errors.Join(x.Follow(ctx, c, texts, nil), c.Close())
}

// begin opens what an interrupted Rebuild left, or starts anew.
func begin(fresh string) (*catalogue.Catalogue, error) {
	if _, err := catalogue.Upgrade(fresh); err != nil {
		return nil, err
	}
	c, err := catalogue.Open(fresh)
	switch {
	case errors.Is(err, catalogue.ErrRebuild): // of another version, or torn
		if err := catalogue.Remove(fresh); err != nil {
			return nil, err
		}
		return catalogue.Create(fresh)
	case errors.Is(err, fs.ErrNotExist):
		return catalogue.Create(fresh)
	}
	return c, err
}

func reindex(ctx context.Context, c *catalogue.Catalogue, x *index.Index, texts index.Texts, progress func(done, total int)) error {
	told, err := alongChanges(ctx, c, progress)
	if err != nil {
		return err
	}
	return x.Prepare(ctx, c, texts, told)
}

func restoreBags(ctx context.Context, a *archive.Archive, c *catalogue.Catalogue, progress func(done, total int)) error {
	folders, err := a.Folders()
	if err != nil {
		return err
	}
	in := map[string]bool{}
	for e, err := range c.Records(ctx, catalogue.Filter{}) {
		if err != nil {
			return err
		}
		in[e.Folder()] = true
	}
	missing := slices.DeleteFunc(slices.Clone(folders), func(folder string) bool { return in[folder] })
	done := len(folders) - len(missing)
	var unreadable error
	for some := range slices.Chunk(missing, rebuildBatch) {
		var batch []archive.Record
		for _, folder := range some {
			if err := ctx.Err(); err != nil {
				return err
			}
			r, err := a.Read(folder)
			if err == nil && r.Folder() != folder {
				err = fmt.Errorf("%s：内容是 %s，文件夹可能被移动或改名，请改回原处", a.Path(folder), r.Number)
			}
			if err != nil {
				unreadable = errors.Join(unreadable, err)
				continue
			}
			batch = append(batch, r)
		}
		if err := c.Restore(ctx, batch); err != nil {
			return err
		}
		done += len(some)
		if progress != nil {
			progress(done, len(folders))
		}
	}
	if unreadable != nil {
		return fmt.Errorf("有档案读不出，重建暂停。请从备份恢复以下档案后再次运行，已完成的部分不会重做；没有备份的，把损坏的文件夹移到别处，重建后核销：\n%w", unreadable)
	}
	return nil
}
