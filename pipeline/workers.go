package pipeline

import (
	"context"
	"runtime"
	"sync"
)

// workerPool is a fixed number of workers. Giving them work blocks while all are
// busy, so that memory stays bounded whatever is dropped.
//
// One of several also does what can wait, while there is no other work: what has just
// come then finds a worker at once, and at most one processor's time taken.
type workerPool struct {
	work    chan func()
	pending sync.WaitGroup // work given and not done
	workers sync.WaitGroup
}

// workersPerProcessor is more than one: most of the time a form waits for the disk,
// and what several wait for is written together.
const workersPerProcessor = 8

// sparePerProcessor is how many of them also do what can wait.
const sparePerProcessor = 2

// newWorkerPool makes workers, of which those for every processor take from spare what
// can wait. Whoever gives it waits for it.
func newWorkerPool(spare <-chan func()) *workerPool {
	p := &workerPool{work: make(chan func())}
	for i := range workersPerProcessor * runtime.GOMAXPROCS(0) {
		can := spare
		if i%workersPerProcessor >= sparePerProcessor {
			can = nil
		}
		p.workers.Go(func() { p.run(can) })
	}
	return p
}

// run is what a worker does until there is no more work.
func (p *workerPool) run(spare <-chan func()) {
	for {
		var work func()
		more := true
		select {
		case work, more = <-p.work:
		default:
			select {
			case work, more = <-p.work:
			case wait := <-spare:
				wait()
				continue
			}
		}
		if !more {
			return
		}
		work()
		p.pending.Done()
	}
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
