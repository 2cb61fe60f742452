package pipeline

import (
	"context"
	"errors"
	"io/fs"

	"gongwen/templates"
)

// Forms that wait for signatures lie still: nobody works on them. What is asked of whom
// can change all the same, as the roster, the rules or the kinds are edited, and from one
// day to the next, as posts and delegations begin and end. Then all are looked at again,
// one by one, beside the other work; the catalogue remembers by what they were looked at
// last, so that it is done once, also over a restart, and not at every start.

// lookAtUnsigned has all forms looked at again that wait for signatures.
func (p *Pipeline) lookAtUnsigned(ctx context.Context) error {
	p.unsignedLooks.Add(1)
	if err := p.workspace.Catalogue.SetUnsignedLook(ctx, ""); err != nil {
		return err
	}
	p.lookingAgain.wake()
	return nil
}

// lookAgainAtUnsigned looks at them, where something is otherwise than at the last look.
func (p *Pipeline) lookAgainAtUnsigned(ctx context.Context) error {
	asked := p.unsignedLooks.Load()
	by := templates.Today(p.now()).ISO() + " " + p.workspace.Sources()
	last, err := p.workspace.Catalogue.UnsignedLook(ctx)
	if err != nil || last == by {
		return err
	}
	activity := p.watchdog.BeginLong("待签的表单", "核对")
	defer activity.End()
	for u, err := range p.workspace.Catalogue.AllUnsigned(ctx) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		activity.Alive()
		if err := p.lookAgainAt(ctx, u.Arrival); err != nil {
			p.complain(err) // of no concern to the others
		}
	}
	if p.unsignedLooks.Load() != asked {
		p.lookingAgain.wake()
		return nil
	}
	return p.workspace.Catalogue.SetUnsignedLook(ctx, by)
}

// lookAgainAt is for one of them. What met a fault is taken up again anyway.
func (p *Pipeline) lookAgainAt(ctx context.Context, key string) error {
	if p.postponed.Has(key) {
		return nil
	}
	a, err := p.spool.Read(key)
	if errors.Is(err, fs.ErrNotExist) && !p.spool.Has(key) {
		if at, _, err := p.workspace.Catalogue.Unsigned(ctx, key); err != nil || at.Arrival == "" {
			return err // it has ended meanwhile
		}
	}
	if err != nil {
		return err
	}
	p.drive(ctx, job{arrival: a, unsigned: true})
	return nil
}
