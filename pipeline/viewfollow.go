package pipeline

import (
	"context"
	"errors"
	"slices"
	"sync"

	"gongwen/archive/register"
	"gongwen/archive/register/view"
	"gongwen/templates"
	"gongwen/templates/tablefile"
)

// viewFollower is the name of the checkpoint of the registers over several kinds (综合台账).
const viewFollower = "views"

// views writes those of whose kinds a record has changed, or that are made otherwise now.
// One that somebody has open waits beside it until the registers find it closed.
func (f followers) views(ctx context.Context) error {
	a := f.watchdog.BeginLong("综合台账", "更新")
	defer a.End()
	book := NewBook(ctx, f.workspace)
	changed := book.Touched()
	after, last, err := f.changedSince(ctx, viewFollower, changed)
	if err != nil {
		return err
	}
	format, older, err := f.olderFormat(ctx, viewFormatFollower, after)
	if err != nil {
		return err
	}
	rewrite, kinds := f.outdatedViews.take(), changed.Kinds()
	files := register.Files{Dir: f.workspace.Folder.Registers(), Formats: []tablefile.Format{tablefile.XLSX},
		Written: func(string, *register.InUse) { a.Alive() }}
	var failed []error // of one view, which keeps no other waiting
	for _, v := range f.workspace.Kinds().Views() {
		if older || rewrite[v.Key] || slices.ContainsFunc(v.Kinds(), func(kind string) bool { return kinds[kind] }) {
			failed = append(failed, book.WriteFiles(ctx, files, []register.Listing{view.Listing(v)}, register.Selection{NotSecret: true}))
		}
	}
	if err := errors.Join(failed...); err != nil {
		f.outdatedViews.add(rewrite)
		return err
	}
	c := f.workspace.Catalogue
	if format < register.Format {
		if err := c.SetCheckpoint(ctx, viewFormatFollower, register.Format); err != nil {
			return err
		}
	}
	if last == after {
		return nil
	}
	return c.SetCheckpoint(ctx, viewFollower, last)
}

// outdatedViews are the views, by key, that have to be written anew although nothing was
// filed.
type outdatedViews struct {
	mu   sync.Mutex
	keys map[string]bool
}

func (o *outdatedViews) add(keys map[string]bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.keys == nil {
		o.keys = map[string]bool{}
	}
	for key := range keys {
		o.keys[key] = true
	}
}

// take gives them away.
func (o *outdatedViews) take() map[string]bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	keys := o.keys
	o.keys = nil
	return keys
}

// viewsOf are the keys of the views that are otherwise now, and of those over kinds that
// are.
func viewsOf(now *templates.Set, views, kinds []string) map[string]bool {
	keys := map[string]bool{}
	for _, key := range views {
		keys[key] = true
	}
	for _, v := range now.Views() {
		if slices.ContainsFunc(v.Kinds(), func(kind string) bool { return slices.Contains(kinds, kind) }) {
			keys[v.Key] = true
		}
	}
	return keys
}
