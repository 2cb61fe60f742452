package web

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/semaphore"
)

// uploads bound what all who hand something in hold at the same time, in bytes: a
// bound on requests would have to count each as the largest there can be. Of each
// account one is received at a time, or somebody who sends slowly and often would
// hold all of it.
type uploads struct {
	disk, memory         *semaphore.Weighted
	mostDisk, mostMemory int64

	mu    sync.Mutex
	turns map[string]*semaphore.Weighted // by account
}

func newUploads(disk, memory int64) *uploads {
	return &uploads{disk: semaphore.NewWeighted(disk), memory: semaphore.NewWeighted(memory), mostDisk: disk, mostMemory: memory,
		turns: map[string]*semaphore.Weighted{}}
}

const (
	// inMemory is how much of the files handed in is held in memory; the rest goes to
	// files in the program's own temporary folder.
	inMemory = 256 << 10
	// mostFields is how much more package multipart lets fields that are not files take.
	mostFields = 10 << 20
)

// admit waits for the account's turn, and until there is room for size bytes; leave
// ends the one and makes the other free again.
func (u *uploads) admit(ctx context.Context, account string, size int64) (leave func(), err error) {
	disk, memory := min(size, u.mostDisk), min(size, inMemory+mostFields, u.mostMemory)
	turn := u.turnOf(account)
	held := 0
	needs := []struct {
		of *semaphore.Weighted
		n  int64
	}{{turn, 1}, {u.disk, disk}, {u.memory, memory}}
	leave = func() {
		for _, need := range needs[:held] {
			need.of.Release(need.n)
		}
	}
	for _, need := range needs {
		if err := need.of.Acquire(ctx, need.n); err != nil {
			leave()
			return nil, err
		}
		held++
	}
	return leave, nil
}

func (u *uploads) turnOf(account string) *semaphore.Weighted {
	u.mu.Lock()
	defer u.mu.Unlock()
	turn := u.turns[account]
	if turn == nil {
		turn = semaphore.NewWeighted(1)
		u.turns[account] = turn // for good: there are no more than accounts
	}
	return turn
}

// awaitSlot waits for something there is a limit of, but not for long: whoever waits
// had better hear it.
func (r *request) awaitSlot(wait func(context.Context) (done func(), err error)) (done func(), err error) {
	ctx, cancel := context.WithTimeout(r.Context(), r.server.timeouts.slot)
	defer cancel()
	done, err = wait(ctx)
	if errors.Is(err, context.DeadlineExceeded) && r.Context().Err() == nil {
		err = errBusy
	}
	return done, err
}

// reserveUpload lets a visit bring what it brings. It leaves room when the visit ends.
func (r *request) reserveUpload(most int64) error {
	if r.session == nil || most <= small {
		return nil
	}
	size := most // where the client does not say
	if r.ContentLength >= 0 {
		size = min(r.ContentLength, most)
	}
	leave, err := r.awaitSlot(func(ctx context.Context) (func(), error) { return r.server.uploads.admit(ctx, r.account.Name, size) })
	if err == nil {
		r.release = leave
	}
	return err
}
