package pipeline

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"golang.org/x/text/unicode/norm"

	"gongwen/archive/catalogue"
	"gongwen/archive/shared"
	"gongwen/pipeline/inbox"
	"gongwen/pipeline/spool"
)

// Two forms may name one attachment that lies beside both: one reply of the
// county to two requests. The first of them takes it along; the others, if they
// lay beside it too, get a copy of what the first took.

// gift says where an attachment went.
type gift struct {
	key     string // of the arrival that took it
	n       int    // its place among the arrival's files
	name    string // in the spool
	size    int64
	modTime time.Time
}

// piece is a file that goes with a form: from the inbox, or as a gift.
type piece struct {
	inbox.File
	gift *gift
}

// claim marks the files that go with the form of an arrival as in hand, all or
// none; free tells whether it did. Those that another form has taken since the
// look in which they were found become gifts.
func (r *reception) claim(key string, pieces []piece) (free bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, f := range pieces {
		if f.gift != nil {
			continue
		}
		if g, given := r.given[f.Path]; given && g.size == f.Size && g.modTime.Equal(f.ModTime) {
			pieces[i].gift = &g
		} else if r.busy[f.Path] {
			return false
		}
	}
	for i, f := range pieces {
		if f.gift == nil {
			r.busy[f.Path] = true
			r.given[f.Path] = gift{key, i + 1, spoolName(i+1, f.Name()), f.Size, f.ModTime}
		}
	}
	return true
}

// await lets a form stay until the gifts among its files have reached the spool.
func (r *reception) await(e errand, now time.Time, pieces []piece) {
	gifts := map[string]piece{}
	for _, f := range pieces {
		if f.gift != nil {
			gifts[norm.NFC.String(f.Name())] = f
		}
	}
	r.note(e, now, leaving{gifts: gifts, due: now.Add(firstPause / 10)})
}

// errNotYet is the error for a gift whose taker has it not in the spool yet.
var errNotYet = errors.New("附件正随另一份表单收取")

// find is where the contents of a gift lie: in the spool while its taker is at
// work, then in the archive. Nowhere, fs.ErrNotExist, when the taker went back.
func (p *Pipeline) find(ctx context.Context, g *gift) (string, error) {
	path := p.spool.Path(g.key, g.name)
	if info, err := os.Lstat(path); err == nil {
		if !shared.Regular(info) { // then it goes back
			return "", fs.ErrNotExist
		}
		return path, nil
	}
	a, known, err := p.office.Catalogue.Arrival(ctx, g.key)
	switch {
	case err != nil:
		return "", err
	case !known || a.State == catalogue.Pending:
		return "", errNotYet
	case a.State != catalogue.Filed:
		return "", fs.ErrNotExist
	}
	r, err := p.office.Catalogue.Record(ctx, a.Number)
	if err != nil {
		return "", err
	}
	if g.n > len(r.Attachments) {
		return "", fs.ErrNotExist
	}
	return p.office.Archive.Path(r.Folder(), r.Attachments[g.n-1].Path), nil
}

// giftsAreThere tells whether all gifts among the files can be had now. If not,
// the form stays, for a moment or until the attachment is dropped again.
func (p *Pipeline) giftsAreThere(ctx context.Context, e errand, pieces []piece) bool {
	for _, f := range pieces {
		if f.gift == nil {
			continue
		}
		switch _, err := p.find(ctx, f.gift); {
		case errors.Is(err, errNotYet):
			p.reception.await(e, p.now(), pieces)
			p.watcher.Wake()
			return false
		case errors.Is(err, fs.ErrNotExist):
			p.leave(e, false, "等候附件："+f.Name())
			return false
		case err != nil:
			p.fail(e, err)
			return false
		}
	}
	return true
}

// copyGifts brings the gifts among the files of an arrival into its spool folder.
func (p *Pipeline) copyGifts(ctx context.Context, a spool.Arrival, pieces []piece) error {
	for i, f := range pieces {
		if f.gift == nil {
			continue
		}
		var err error
		for range 2 { // the taker may have gone from the spool to the archive
			var from string
			if from, err = p.find(ctx, f.gift); err == nil {
				err = spool.Copy(from, p.spool.Path(a.Key, a.Files[i+1].Name))
			}
			if !errors.Is(err, fs.ErrNotExist) {
				break
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}
