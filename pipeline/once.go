package pipeline

import (
	"cmp"
	"context"
	"errors"
	"time"
)

// ErrStopped is the error of Once when it was told to stop before everything was
// done.
var ErrStopped = errors.New("已按要求停止，余下的表单下次运行时继续办理")

// Once works through what now lies in the inboxes and stops. What is still being
// copied, or waits for its attachments, stays there as pending.
func (p *Pipeline) Once(ctx context.Context) error { return p.attended(ctx, p.once) }

func (p *Pipeline) once(ctx context.Context) error {
	p.rememberMounts()
	defer func() {
		now := p.Intake()
		now.Once = true
		p.writeIntake(now)
	}()
	p.inbox.NothingMore()
	pool := newWorkerPool(p.spare)
	if err := p.resume(ctx, pool); err != nil {
		pool.Close()
		if ctx.Err() != nil {
			return cmp.Or(halted(ctx), ErrStopped)
		}
		return err
	}
	p.drain(ctx, pool)
	if err := p.lookAgainAtUnsigned(ctx); err != nil && ctx.Err() == nil {
		p.complain(err)
	}
	// What lay in the inboxes belongs into the pulls; and those that are filed lie there now.
	for ctx.Err() == nil {
		submitted, err := p.duePulls(ctx)
		if err != nil && ctx.Err() == nil {
			p.complain(err)
		}
		if !submitted {
			break
		}
		p.drain(ctx, pool)
	}
	pool.Close()
	p.awaitSignOffs()
	if err := halted(ctx); err != nil {
		return err
	}
	if ctx.Err() == nil {
		if err := p.clean(ctx); err != nil && ctx.Err() == nil {
			p.complain(err)
		}
	}
	err := p.catchUp(ctx)
	if ctx.Err() != nil {
		err = errors.Join(ErrStopped, err)
	}
	return err
}

// drain works through what lies in the inboxes, until nothing more is found and nothing is
// in hand.
func (p *Pipeline) drain(ctx context.Context, pool *workerPool) {
	for idle := false; ctx.Err() == nil; {
		look, err := p.inbox.Settle(ctx, 3*p.workspace.Config.Settle+time.Second)
		if err != nil {
			break
		}
		found, _ := p.look(ctx, pool, look)
		if found == 0 && idle {
			break
		}
		// Of files in hand nothing can be said; so look again when none is.
		if idle = found == 0; idle {
			pool.Wait()
		}
	}
}
