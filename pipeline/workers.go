package pipeline

import (
	"context"
	"runtime"
	"sync"
)

// workerPool is a fixed number of workers. Giving them work blocks while all are
// busy, so that memory stays bounded whatever is dropped.
type workerPool struct {
	work    chan func()
	pending sync.WaitGroup // work given and not done
	workers sync.WaitGroup
}

// workersPerProcessor is more than one: most of the time a form waits for the disk,
// and what several wait for is written together.
const workersPerProcessor = 8

func newWorkerPool() *workerPool {
	p := &workerPool{work: make(chan func())}
	for range workersPerProcessor * runtime.GOMAXPROCS(0) {
		p.workers.Go(func() {
			for work := range p.work {
				work()
				p.pending.Done()
			}
		})
	}
	return p
}

// Do gives the workers one piece of work. Once ctx has ended none is taken any more,
// and skip is called instead.
func (p *workerPool) Do(ctx context.Context, work, skip func()) {
	p.pending.Add(1)
	select {
	case p.work <- work:
	case <-ctx.Done():
		skip()
		p.pending.Done()
	}
}

// Wait waits until everything given is done.
func (p *workerPool) Wait() { p.pending.Wait() }

// Close ends the workers after what they have in hand.
func (p *workerPool) Close() {
	close(p.work)
	p.workers.Wait()
}
