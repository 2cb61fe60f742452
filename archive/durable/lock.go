package durable

import (
	"context"
	"errors"
	"time"

	"github.com/gofrs/flock"
)

// ErrLocked is the error of Lock for what somebody else holds.
var ErrLocked = errors.New("locked by another program")

// Lock takes a lock that one holder at a time can have, in this program or in
// another one on this machine, and waits so long for it, or not at all; then the
// error is ErrLocked. The lock lasts until unlock is called or the program ends,
// however it ends: a crash leaves nothing behind that would have to be cleared.
//
// It is an advisory lock (flock, LockFileEx) on a file that is made for it, in a
// folder that exists, and stays. Only those who ask for the lock are kept out.
func Lock(ctx context.Context, path string, wait time.Duration) (unlock func() error, err error) {
	lock := flock.New(path)
	for until := time.Now().Add(wait); ; {
		held, err := lock.TryLock()
		if err != nil {
			return nil, errors.Join(err, lock.Close())
		}
		if held {
			return lock.Unlock, nil
		}
		if !time.Now().Before(until) {
			return nil, errors.Join(ErrLocked, lock.Close())
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), lock.Close())
		case <-time.After(20 * time.Millisecond):
		}
	}
}
