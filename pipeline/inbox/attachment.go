package inbox

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/shared"
	"gongwen/pipeline/form"
	"gongwen/pipeline/retry"
	"gongwen/pipeline/spool"
)

// Two forms may name one attachment that lies beside both: one reply of the
// county to two requests. The first of them takes it along; the others, if they
// lay beside it too, get a copy of what the first took.

// attachment is a file that goes with a form: from the inbox, or shared with
// another form that took it.
type attachment struct {
	File
	shared *sharedAttachment
}

// sharedAttachment says where an attachment went that another form took.
type sharedAttachment struct {
	key     string // of the arrival that took it
	n       int    // its place among the arrival's files
	name    string // in the spool
	size    int64
	modTime time.Time
}

// claim marks the files that go with the form of an arrival as in hand, all or
// none; free reports whether it did. Those that another form has taken since the
// look in which they were found become shared.
func (r *tracker) claim(key string, attachments []attachment) (free bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, f := range attachments {
		if f.shared != nil {
			continue
		}
		if s, taken := r.taken[f.Path]; taken && s.size == f.Size && s.modTime.Equal(f.ModTime) {
			attachments[i].shared = &s
		} else if r.busy[f.Path] {
			return false
		}
	}
	for i, f := range attachments {
		if f.shared == nil {
			r.busy[f.Path] = true
			r.taken[f.Path] = sharedAttachment{key, i + 1, spoolName(i+1, f.Name()), f.Size, f.ModTime}
		}
	}
	return true
}

// await lets a form stay until the shared files among its attachments have reached
// the spool.
func (r *tracker) await(t Task, now time.Time, attachments []attachment) {
	shared := map[string]attachment{}
	for _, f := range attachments {
		if f.shared != nil {
			shared[form.NameKey(f.Name())] = f
		}
	}
	r.note(t, now, waitingEntry{shared: shared, due: now.Add(retry.FirstPause / 10)})
}

// errNotYet is the error for a shared attachment whose taker has it not in the
// spool yet.
var errNotYet = errors.New("附件正随另一份表单收取")

// find is where the contents of a shared attachment lie: in the spool while its
// taker is at work, then in the archive. Nowhere, fs.ErrNotExist, when the taker
// went back.
func (i *Inbox) find(ctx context.Context, s *sharedAttachment) (string, error) {
	path := i.Spool.Path(s.key, s.name)
	if info, err := os.Lstat(path); err == nil {
		if !shared.Regular(info) { // then it goes back
			return "", fs.ErrNotExist
		}
		return path, nil
	}
	a, known, err := i.Catalogue.Arrival(ctx, s.key)
	switch {
	case err != nil:
		return "", err
	case !known || a.State == catalogue.Pending:
		return "", errNotYet
	case a.State != catalogue.Filed:
		return "", fs.ErrNotExist
	}
	r, err := i.Catalogue.Record(ctx, a.Number)
	if err != nil {
		return "", err
	}
	if s.n > len(r.Attachments) {
		return "", fs.ErrNotExist
	}
	return i.Archive.Path(r.Folder(), r.Attachments[s.n-1].Path), nil
}

// sharedAreThere reports whether all shared files among the attachments can be had
// now. If not, the form stays, for a moment or until the attachment is dropped
// again.
func (i *Inbox) sharedAreThere(ctx context.Context, t Task, attachments []attachment) bool {
	for _, f := range attachments {
		if f.shared == nil {
			continue
		}
		switch _, err := i.find(ctx, f.shared); {
		case errors.Is(err, errNotYet):
			i.tracker.await(t, i.Now(), attachments)
			i.Wake()
			return false
		case errors.Is(err, fs.ErrNotExist):
			i.leave(t, false, "等候附件："+f.Name())
			return false
		case err != nil:
			i.fail(t, err)
			return false
		}
	}
	return true
}

// CopyShared brings the shared files among the attachments of a taken form into its
// spool folder.
func (i *Inbox) CopyShared(ctx context.Context, t *Taken) error {
	for n, f := range t.attachments {
		if f.shared == nil {
			continue
		}
		var err error
		for range 2 { // the taker may have gone from the spool to the archive
			var from string
			if from, err = i.find(ctx, f.shared); err == nil {
				err = spool.Copy(from, i.Spool.Path(t.Arrival.Key, t.Arrival.Files[n+1].Name))
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
