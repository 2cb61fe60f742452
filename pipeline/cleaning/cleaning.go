package cleaning

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/shared"
	"gongwen/pipeline/deadline"
	"gongwen/pipeline/workspace"
)

// Cleaner clears a data folder.
type Cleaner struct {
	Workspace *workspace.Workspace // opened for writing, unless Dry
	Now       func() time.Time
	Ask       deadline.Ask // for what is done in the folders of units, which may not answer
	Dry       bool         // only tells what would go
	Alive     func()       // told that it gets on; may be nil

	report Report
}

// Report is what went, or would go, and what stays although it is as old.
type Report struct {
	Dry      bool   `json:"dry_run,omitempty"`
	Issued   Gone   `json:"issued"`
	Returned Gone   `json:"returned"`
	Left     []Left `json:"left"`
}

// Gone is what went from one of the folders.
type Gone struct {
	Days  int      `json:"days"` // the office's limit; 0 for none, so that nothing goes
	Bytes int64    `json:"bytes"`
	Paths []string `json:"paths"` // below the data folder, with /
	// Stamped is how many copies stay because they say that the document is void.
	Stamped int `json:"stamped,omitempty"`
}

// Left is a file or folder that is old enough and stays.
type Left struct {
	Path string `json:"path"` // below the data folder, with /
	Why  string `json:"why"`  // in Chinese
}

func (c *Cleaner) leave(at, why string) { c.report.Left = append(c.report.Left, Left{at, why}) }

// idle is within which time something must have come in.
const idle = 90 * 24 * time.Hour

// Run clears what is due. What keeps it from clearing one unit's folder is an error, and
// keeps it from no other.
func (c *Cleaner) Run(ctx context.Context) (Report, error) {
	limits := c.Workspace.Config.Clean
	c.report = Report{Dry: c.Dry, Left: []Left{}}
	c.report.Issued.Days, c.report.Issued.Paths = limits.Issued, []string{}
	c.report.Returned.Days, c.report.Returned.Paths = limits.Returned, []string{}
	if !c.Dry {
		if err := c.recover(); err != nil {
			return c.report, err
		}
	}
	if !limits.Any() {
		return c.report, nil
	}
	if busy, err := c.busy(ctx); err != nil || !busy {
		if err == nil {
			c.leave("", fmt.Sprintf("最近%d天没有办过件，电脑的日期（%s）可能不对，没有清理。请核对日期", int(idle.Hours()/24), c.Now().Format("2006-01-02")))
		}
		return c.report, err
	}
	var errs []error
	if limits.Issued > 0 {
		errs = append(errs, c.issued(ctx, c.cutoff(limits.Issued)))
	}
	if limits.Returned > 0 {
		errs = append(errs, c.returned(ctx, c.cutoff(limits.Returned)))
	}
	return c.report, errors.Join(errs...)
}

func (c *Cleaner) cutoff(days int) time.Time { return c.Now().AddDate(0, 0, -days) }

// busy reports whether something has come to its end lately.
func (c *Cleaner) busy(ctx context.Context) (bool, error) {
	for _, state := range []catalogue.State{catalogue.Filed, catalogue.Returned, catalogue.Duplicate} {
		for _, err := range c.Workspace.Catalogue.Ended(ctx, state, "", c.Now().Add(-idle)) {
			return err == nil, err
		}
	}
	return false, nil
}

func (c *Cleaner) alive() {
	if c.Alive != nil {
		c.Alive()
	}
}

// in does a step in a folder of units. What a step that is late finds out is nobody's.
func in[T any](c *Cleaner, place, name string, step func() (T, error)) (T, error) {
	c.alive()
	var found T
	err := c.Ask.Do(place, name, func() (err error) {
		found, err = step()
		return err
	})
	if err != nil {
		var none T
		return none, err
	}
	return found, nil
}

// entry is what lies in a folder.
type entry struct {
	name string
	info fs.FileInfo
}

// list lists a folder of units, or one below it; one that is not there has nothing.
func (c *Cleaner) list(top *shared.Folder, place, name string) ([]entry, error) {
	return in(c, path.Join(place, name), "", func() ([]entry, error) {
		listed, err := fs.ReadDir(top.FS(), name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		var all []entry
		for _, e := range listed {
			info, err := e.Info()
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return nil, err
			}
			all = append(all, entry{e.Name(), info})
		}
		return all, err
	})
}

// open opens one of the two folders; nil where it is not there.
func (c *Cleaner) open(dir, place string) (*shared.Folder, error) {
	top, err := in(c, place, "", func() (*shared.Folder, error) { return shared.Open(dir) })
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return top, err
}
