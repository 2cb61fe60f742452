package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/delegation"
	"gongwen/pipeline/roster"
)

// The roster of a ruleset has the delegations that were set in advance (package
// delegation) beside those of the office's own file, so that rules, desk and commands see
// one roster. They are read from the catalogue; the program that sets one takes it over at
// once, any other within followDelegations.

// followDelegations is how soon a delegation counts that another program has set.
const followDelegations = 2 * time.Second

// delegated is what a ruleset has of delegations.
type delegated struct {
	own    *roster.Roster // without them
	all    []delegation.Delegation
	events int // that they were worked out of
}

// Delegations are those that were set in advance, in the order in which they were.
func (r *Ruleset) Delegations() []delegation.Delegation { return r.delegated.all }

// ListedDelegations are those of the office's own roster file.
func (r *Ruleset) ListedDelegations() []roster.Delegation { return r.ownRoster().Delegations() }

// with is the ruleset with the delegations of a catalogue; itself where it has them.
func (r *Ruleset) with(ctx context.Context, c *catalogue.Catalogue) (*Ruleset, error) {
	if r.delegated.own != nil {
		n, err := c.CountDelegations(ctx)
		if err != nil || n == r.delegated.events {
			return r, err
		}
	}
	events, err := c.Delegations(ctx)
	if err != nil {
		return r, err
	}
	texts := make([]json.RawMessage, len(events))
	for i, e := range events {
		texts[i] = e.Event
	}
	all, err := delegation.Of(texts)
	if err != nil {
		return r, err
	}
	next := *r
	next.delegated = delegated{own: r.ownRoster(), all: all, events: len(events)}
	next.Roster = next.delegated.own
	if len(all) > 0 {
		next.Roster = next.delegated.own.Delegating(delegation.Rows(all)...)
	}
	return &next, nil
}

// ownRoster is the roster as the office's own file has it.
func (r *Ruleset) ownRoster() *roster.Roster {
	if r.delegated.own != nil {
		return r.delegated.own
	}
	return r.Roster
}

// withFolder is the ruleset with the delegations of a data folder, which may have no
// catalogue, or one that has to be rebuilt: then nobody has set any that is known.
func (r *Ruleset) withFolder(folder Folder) (*Ruleset, error) {
	c, err := catalogue.View(folder.Catalogue(), 1)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, catalogue.ErrRebuild) {
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	next, err := r.with(context.Background(), c)
	return next, errors.Join(err, c.Close())
}

// TakeOverDelegations gives the current ruleset the delegations that there are now. Ruleset
// must have been called before. The change has no rulesets where there are no others.
func (w *Workspace) TakeOverDelegations(ctx context.Context) (Change, error) {
	w.once.taking.Lock()
	defer w.once.taking.Unlock()
	before := w.once.current.Load()
	after, err := before.with(ctx, w.Catalogue)
	if err != nil || after == before {
		return Change{}, err
	}
	w.once.current.Store(after)
	return Change{Text: time.Now().Format("2006-01-02 15:04") + " 起按新设定的代理办理", Before: before, After: after}, nil
}

// followDelegations takes over what other programs set until ctx ends.
func (w *Workspace) followDelegations(ctx context.Context, notify func(Change)) {
	ticker := time.NewTicker(followDelegations)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		// A catalogue that cannot be asked is told of by whoever works with it.
		if change, err := w.TakeOverDelegations(ctx); err == nil && change.After != nil {
			notify(change)
		}
	}
}
