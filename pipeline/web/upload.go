package web

import (
	"context"
	"errors"

	"golang.org/x/sync/semaphore"
)

// uploads bound what all who hand something in hold at the same time, in bytes: a
// bound on requests would have to count each as the largest there can be.
type uploads struct {
	disk, memory         *semaphore.Weighted
	mostDisk, mostMemory int64
}

func newUploads(disk, memory int64) *uploads {
	return &uploads{semaphore.NewWeighted(disk), semaphore.NewWeighted(memory), disk, memory}
}

const (
	// inMemory is how much of the files handed in is held in memory; the rest goes to
	// files in the program's own temporary folder.
	inMemory = 256 << 10
	// mostFields is how much more package multipart lets fields that are not files take.
	mostFields = 10 << 20
)

// admit waits until there is room for size bytes; leave makes it free again.
func (u *uploads) admit(ctx context.Context, size int64) (leave func(), err error) {
	disk, memory := min(size, u.mostDisk), min(size, inMemory+mostFields, u.mostMemory)
	if err := u.disk.Acquire(ctx, disk); err != nil {
		return nil, err
	}
	if err := u.memory.Acquire(ctx, memory); err != nil {
		u.disk.Release(disk)
		return nil, err
	}
	return func() { u.memory.Release(memory); u.disk.Release(disk) }, nil
}

// inTurn waits for something there is a limit of, but not for long: whoever waits
// had better hear it.
func (v *visit) inTurn(wait func(context.Context) (done func(), err error)) (done func(), err error) {
	ctx, cancel := context.WithTimeout(v.r.Context(), v.s.timeouts.turn)
	defer cancel()
	done, err = wait(ctx)
	if errors.Is(err, context.DeadlineExceeded) && v.r.Context().Err() == nil {
		err = errBusy
	}
	return done, err
}

// admit lets a visit bring what it brings. It leaves room when the visit ends.
func (v *visit) admit(most int64) error {
	if v.session == nil || most <= small {
		return nil
	}
	size := most // where the client does not say
	if v.r.ContentLength >= 0 {
		size = min(v.r.ContentLength, most)
	}
	leave, err := v.inTurn(func(ctx context.Context) (func(), error) { return v.s.uploads.admit(ctx, size) })
	if err == nil {
		v.leave = leave
	}
	return err
}
