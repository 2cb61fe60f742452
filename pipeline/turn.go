package pipeline

import (
	"context"
	"runtime"
)

// Turns are had by as many at a time as there are processors. Reading and printing
// need one: more at once would not be quicker and hold many times the memory. A
// program has one of these, for the pipeline and the reading room together.
type Turns chan struct{}

// NewTurns makes those of a program.
func NewTurns() Turns { return make(Turns, runtime.GOMAXPROCS(0)) }

// Take waits for a turn, no longer than ctx; done lets the next have it.
func (t Turns) Take(ctx context.Context) (done func(), err error) {
	select {
	case t <- struct{}{}:
		return func() { <-t }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// take waits for a turn.
func (t Turns) take() (done func()) {
	t <- struct{}{}
	return func() { <-t }
}

// Turns are those that the pipeline reads and prints in.
func (p *Pipeline) Turns() Turns { return p.turn }
