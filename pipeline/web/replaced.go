package web

import (
	"path/filepath"

	"gongwen/archive/catalogue"
	"gongwen/archive/durable"
	"gongwen/pipeline/ours"
)

// replaced is the arrival whose changed form somebody hands in: one of their own unit's
// that waits for signatures or went back; nil where id is empty.
func (r *request) replaced(id string) (*catalogue.Arrival, error) {
	if id == "" {
		return nil, nil
	}
	a, ok, err := r.server.workspace.Catalogue.Arrival(r.Context(), id)
	if err != nil {
		return nil, err
	}
	if !ok || !r.maySeeArrival(a) || !r.handedIn(a) {
		return nil, errNotFound
	}
	if a.Stage != catalogue.Signing && a.State != catalogue.Returned {
		return nil, badRequest("“%s”已经在办理或办好了，不能再换稿。", a.Path)
	}
	return &a, nil
}

// replaces puts a note beside a form that says whose place it takes.
func (f *stagedFolder) replaces(form string, a catalogue.Arrival) error {
	return durable.WriteFile(filepath.Join(f.staged, ours.ReplacingName), ours.Replacing(form, a.ID))
}
