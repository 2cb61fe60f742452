package pipeline

import (
	"context"
	"runtime"
	"sync"
)

// crew is a fixed number of workers. Giving them work blocks while all are busy,
// so that memory stays bounded whatever is dropped.
type crew struct {
	work    chan func()
	pending sync.WaitGroup // work given and not done
	workers sync.WaitGroup
}

// hands is how many forms each processor has in hand. Most of the time a form
// waits for the disk, and what several wait for is written together.
const hands = 8

func newCrew() *crew {
	c := &crew{work: make(chan func())}
	for range hands * runtime.GOMAXPROCS(0) {
		c.workers.Go(func() {
			for work := range c.work {
				work()
				c.pending.Done()
			}
		})
	}
	return c
}

// do gives the crew one piece of work. Once ctx has ended none is taken any more,
// and left is called instead.
func (c *crew) do(ctx context.Context, work, left func()) {
	c.pending.Add(1)
	select {
	case c.work <- work:
	case <-ctx.Done():
		left()
		c.pending.Done()
	}
}

// rest waits until everything given is done.
func (c *crew) rest() { c.pending.Wait() }

// dismiss ends the crew after what it has in hand.
func (c *crew) dismiss() {
	close(c.work)
	c.workers.Wait()
}
