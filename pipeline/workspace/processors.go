package workspace

import (
	"context"
	"runtime"

	"golang.org/x/sync/semaphore"
)

// Processors is the semaphore of a process for what keeps a processor busy: reading a
// form and printing a document. More at once than there are processors would not be
// quicker, and hold many times the memory.
type Processors struct{ weighted *semaphore.Weighted }

func newProcessors() Processors {
	return Processors{semaphore.NewWeighted(int64(runtime.GOMAXPROCS(0)))}
}

// Acquire waits for a processor, no longer than ctx; release lets the next have it.
func (p Processors) Acquire(ctx context.Context) (release func(), err error) {
	if err := p.weighted.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	return func() { p.weighted.Release(1) }, nil
}

// Processors is shared by all who read and print in this process.
func (w *Workspace) Processors() Processors { return w.once.processors }
