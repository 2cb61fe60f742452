package cleaning

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"time"

	"gongwen/archive"
	"gongwen/archive/bag"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/archive/shared"
	"gongwen/pipeline/issue"
	"gongwen/pipeline/spool"
)

// together is how many documents' copies one line of the journal tells of.
const together = 200

// copies are those of one record that may go.
type copies struct {
	number string
	files  []file
}

// issued clears issued/ of copies of documents that were issued before a time.
func (c *Cleaner) issued(ctx context.Context, before time.Time) error {
	top, err := c.open(c.Workspace.Folder.Issued(), "issued")
	if top == nil || err != nil {
		return err
	}
	defer top.Close()
	old, unread := c.oldFiles(top, before)
	if len(old) == 0 {
		return unread
	}
	due, err := c.dueCopies(ctx, top, old, before)
	if err != nil {
		return errors.Join(unread, err)
	}
	for _, at := range slices.Sorted(maps.Keys(old)) {
		c.leave(path.Join("issued", at), "不是程序放在这里的，或者不是这个单位的")
	}
	errs := []error{unread}
	for _, unit := range slices.Sorted(maps.Keys(due)) {
		for some := range slices.Chunk(due[unit], together) {
			if err := errors.Join(ctx.Err(), c.removeCopies(top, unit, some)); err != nil {
				errs = append(errs, err)
				break
			}
		}
	}
	return errors.Join(errs...)
}

// oldFiles are the files in units' folders that nobody has changed since a time, by their
// path below issued/. A document may have been issued long before it was laid out again. The
// error is of the folders that cannot be read; it is no hindrance to the others.
func (c *Cleaner) oldFiles(top *shared.Folder, before time.Time) (map[string]fs.FileInfo, error) {
	old := map[string]fs.FileInfo{}
	units, err := c.list(top, "issued", ".")
	errs := []error{err}
	for _, unit := range units {
		if !unit.info.IsDir() {
			continue
		}
		files, err := c.list(top, "issued", unit.name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		for _, f := range files {
			if f.info.ModTime().Before(before) && !f.info.IsDir() && !shared.IsIgnored(f.name) {
				old[path.Join(unit.name, f.name)] = f.info
			}
		}
	}
	return old, errors.Join(errs...)
}

// dueCopies are the copies that may go, by the unit's folder; it takes out of old all that
// it knows what to say of.
func (c *Cleaner) dueCopies(ctx context.Context, top *shared.Folder, old map[string]fs.FileInfo, before time.Time) (map[string][]copies, error) {
	names := map[string]bool{}
	for at := range old {
		names[path.Base(at)] = true
	}
	due := map[string][]copies{}
	for i, err := range c.Workspace.Catalogue.Issued(ctx, "", time.Time{}) {
		if err != nil {
			return nil, err
		}
		if !names[archive.SafeName(i.Number+".pdf")] {
			continue
		}
		record, err := c.Workspace.Catalogue.Record(ctx, i.Number)
		if errors.Is(err, catalogue.ErrUnknown) {
			continue
		}
		if err != nil {
			return nil, err
		}
		arrival, known, err := c.Workspace.Catalogue.Arrival(ctx, record.Arrival)
		if err != nil {
			return nil, err
		}
		if !known {
			continue
		}
		unit := spool.UnitFolder(arrival.Unit)
		if found := c.copiesOf(top, record, unit, old, i.Ended.Before(before)); len(found.files) > 0 {
			due[unit] = append(due[unit], found)
		}
	}
	return due, nil
}

// copiesOf are the copies of a record that may go, that of the main document last.
func (c *Cleaner) copiesOf(top *shared.Folder, record catalogue.Entry, unit string, old map[string]fs.FileInfo, due bool) copies {
	found := copies{number: record.Number}
	for _, laid := range issue.Copies(record.Record) {
		at := path.Join(unit, laid.Name)
		info := old[at]
		if info == nil {
			continue
		}
		delete(old, at)
		if !due {
			continue
		}
		if record.Voided != nil {
			c.report.Issued.Stamped++
			continue
		}
		f, err := c.see(top, "issued", at, info, 0)
		switch {
		case err != nil:
			c.leave(path.Join("issued", at), fmt.Sprintf("读不了：%v", err))
		case f.sum != laid.File.SHA256:
			c.leave(path.Join("issued", at), "与档案里的不同，有人改动过")
		case !c.archived(record.Record, laid.File):
			c.leave(path.Join("issued", at), "档案里的原件读不出来或者不完好，这一份先留着。请运行 gongwen verify 查明")
		default:
			found.files = append(found.files, f)
		}
	}
	return found
}

// archived reports whether a document is in the archive as it was filed.
func (c *Cleaner) archived(r archive.Record, f archive.File) bool {
	from, err := os.Open(c.Workspace.Archive.Path(r.Folder(), f.Path))
	if err != nil {
		return false
	}
	defer from.Close()
	sum, err := bag.Sum(from)
	return err == nil && sum == f.SHA256
}

// removeCopies removes the copies of some records from a unit's folder.
func (c *Cleaner) removeCopies(top *shared.Folder, unit string, some []copies) error {
	var paths, numbers []string
	var bytes int64
	a := c.newAside()
	for _, each := range some {
		went := false
		for _, f := range each.files {
			at := path.Join(unit, f.name)
			if !c.Dry {
				taken, err := c.take(a, top, "issued", at, f)
				if err != nil {
					return errors.Join(err, c.restore(a))
				}
				if !taken {
					continue
				}
			}
			went, paths, bytes = true, append(paths, path.Join("issued", at)), bytes+f.info.Size()
		}
		if went {
			numbers = append(numbers, each.number)
		}
	}
	switch {
	case c.Dry:
	case len(numbers) == 0:
		return c.restore(a) // only folders
	default:
		line := journal.Event{Time: c.Now(), Type: journal.Cleared, Path: path.Join("issued", unit), Numbers: numbers,
			Reason: fmt.Sprintf("清理：印发满%d天的副本", c.report.Issued.Days)}
		if err := c.Workspace.Journal.Append(line); err != nil {
			return errors.Join(err, c.restore(a))
		}
		if err := a.remove(); err != nil {
			return err
		}
	}
	c.report.Issued.Paths = append(c.report.Issued.Paths, paths...)
	c.report.Issued.Bytes += bytes
	return nil
}
