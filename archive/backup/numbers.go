package backup

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"strings"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
)

// listed notes which records the catalogue has. Their bags are in the archive by then,
// and their lines in the journal. A catalogue that is gone or damaged keeps nothing from
// being copied: then the journal alone tells what was filed.
func (r *run) listed() error {
	return r.withCatalogue(func(c *catalogue.Catalogue) (err error) {
		r.places, err = c.Places(r.ctx)
		return err
	})
}

// withCatalogue does something with the catalogue, as far as there is one.
func (r *run) withCatalogue(do func(*catalogue.Catalogue) error) error {
	c, err := catalogue.View(filepath.Join(r.from, "catalogue.db"), 1)
	if err == nil {
		err = errors.Join(do(c), c.Close())
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, catalogue.ErrRebuild) {
		return nil // then nothing is being filed
	}
	return err
}

// numbers notes how far every series has come, and what has a number and is not
// filed yet.
func (r *run) numbers() error {
	return r.withCatalogue(func(c *catalogue.Catalogue) error {
		given := map[catalogue.Series]int{}
		for n, err := range c.Numbers(r.ctx) {
			if err != nil {
				return err
			}
			given[catalogue.Series{Kind: n.Kind, Year: n.Year}] = n.Serial // the last is the highest
		}
		for a, err := range c.Unfinished(r.ctx) {
			if err != nil {
				return err
			}
			if a.Stage == catalogue.Numbered {
				r.numbered = append(r.numbered, a)
			}
		}
		r.given = given
		return nil
	})
}

// patience is how long a form with a number takes to be filed, unless a fault
// keeps it.
const patience = 10 * time.Second

// settle waits until what had a number is filed: the numbers behind it are there
// already, and without it the series would have a gap.
func (r *run) settle() error {
	if len(r.numbered) == 0 {
		return nil
	}
	c, err := catalogue.View(filepath.Join(r.from, "catalogue.db"), 1)
	if err != nil {
		return err
	}
	defer c.Close()
	for begun := time.Now(); ; {
		r.numbered, err = stillPending(r.ctx, c, r.numbered)
		if err != nil || len(r.numbered) == 0 || time.Since(begun) > patience {
			break
		}
		select {
		case <-r.ctx.Done():
			return r.ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	for _, a := range r.numbered {
		r.report.InFlight = append(r.report.InFlight, a.Path)
	}
	return err
}

func stillPending(ctx context.Context, c *catalogue.Catalogue, arrivals []catalogue.Arrival) (pending []catalogue.Arrival, err error) {
	for _, a := range arrivals {
		now, _, err := c.Arrival(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		if now.State == catalogue.Pending {
			pending = append(pending, a)
		}
	}
	return pending, nil
}

// filed are the records of the bags that are not among those known. What got its
// number after numbers looked is taken out of the state: numbers before it may
// not be there. Its form is in the state where it was then; the office's copy is not, since
// its number will be another's.
func (r *run) filed(known map[string]string) ([]archive.Record, error) {
	var filed []archive.Record
	dropped := map[string]bool{} // the office's copies of what is taken out
	for folder := range r.state.Bags {
		if _, old := known[folder]; old {
			continue
		}
		record, err := r.archive.Read(folder)
		if err != nil {
			return nil, err
		}
		if r.given != nil && record.Serial > r.given[catalogue.Series{Kind: record.Kind, Year: record.Year}] {
			delete(r.state.Bags, folder)
			dropped[archive.SafeName(record.Number)+".pdf"] = true
			continue
		}
		filed = append(filed, record)
	}
	maps.DeleteFunc(r.state.Files, func(name string, _ File) bool {
		return strings.HasPrefix(name, "issued/") && dropped[path.Base(name)]
	})
	return filed, nil
}
