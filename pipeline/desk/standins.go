package desk

import (
	"context"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/workspace"
)

// StandIn is a leave on file today by which somebody acts for another: a ground like a
// delegation, which nobody had to set.
type StandIn struct {
	Principal, Delegate string
	Number              string // of the leave
}

// StandIns are those of a time, in the order of the roster.
func StandIns(ctx context.Context, w *workspace.Workspace, r *workspace.Ruleset, now time.Time) (all []StandIn, err error) {
	p := NewPeople(ctx, w, r, now)
	for _, kind := range r.Kinds.All() {
		if !kind.Approved() {
			continue
		}
		f := p.form(catalogue.TurnGroup{Kind: kind.Key, Dated: p.day.ISO()})
		_, _, names := r.Roster.Listed(p.day)
		for _, name := range names {
			leaves, err := p.signers.Leaves(f, name)
			if err != nil {
				return nil, err
			}
			for _, l := range leaves {
				if l.StandIn != "" {
					all = append(all, StandIn{name, l.StandIn, l.Number})
				}
			}
		}
		return all, nil // which kind it is does not matter
	}
	return nil, nil
}
