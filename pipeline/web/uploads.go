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
	disk, memory       *semaphore.Weighted
	maxDisk, maxMemory int64

	mu       sync.Mutex
	accounts map[string]*semaphore.Weighted // by account
}

func newUploads(disk, memory int64) *uploads {
	return &uploads{disk: semaphore.NewWeighted(disk), memory: semaphore.NewWeighted(memory), maxDisk: disk, maxMemory: memory,
		accounts: map[string]*semaphore.Weighted{}}
}

const (
	// inMemory is how much of the files handed in is held in memory; the rest goes to
	// files in the program's own temporary folder.
	inMemory = 256 << 10
	// maxFields is how much more package multipart lets fields that are not files take.
	maxFields = 10 << 20
)

// admit waits until no other upload of the account is under way and there is room for
// size bytes; release gives both back.
func (u *uploads) admit(ctx context.Context, account string, size int64) (release func(), err error) {
	disk, memory := min(size, u.maxDisk), min(size, inMemory+maxFields, u.maxMemory)
	own := u.ofAccount(account)
	held := 0
	needs := []struct {
		of *semaphore.Weighted
		n  int64
	}{{own, 1}, {u.disk, disk}, {u.memory, memory}}
	release = func() {
		for _, need := range needs[:held] {
			need.of.Release(need.n)
		}
	}
	for _, need := range needs {
		if err := need.of.Acquire(ctx, need.n); err != nil {
			release()
			return nil, err
		}
		held++
	}
	return release, nil
}

func (u *uploads) ofAccount(account string) *semaphore.Weighted {
	u.mu.Lock()
	defer u.mu.Unlock()
	own := u.accounts[account]
	if own == nil {
		own = semaphore.NewWeighted(1)
		u.accounts[account] = own // for good: there are no more than accounts
	}
	return own
}

// awaitSlot waits for something there is a limit of, but not for long: then the client
// is told to come again.
func (r *request) awaitSlot(wait func(context.Context) (done func(), err error)) (done func(), err error) {
	ctx, cancel := context.WithTimeout(r.Context(), r.server.timeouts.slot)
	defer cancel()
	done, err = wait(ctx)
	if errors.Is(err, context.DeadlineExceeded) && r.Context().Err() == nil {
		err = errBusy
	}
	return done, err
}

// reserveUpload waits until there is room for what the request brings, which is given
// back when the request ends.
func (r *request) reserveUpload(most int64) error {
	if r.session == nil || most <= small {
		return nil
	}
	size := most // where the client does not say
	if r.ContentLength >= 0 {
		size = min(r.ContentLength, most)
	}
	release, err := r.awaitSlot(func(ctx context.Context) (func(), error) { return r.server.uploads.admit(ctx, r.account.Name, size) })
	if err == nil {
		r.release = release
	}
	return err
}
