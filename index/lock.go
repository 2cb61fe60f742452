package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"gongwen/archive/durable"
)

// writers let one write at a time in this program, by folder. The pipeline and the
// reading room each follow the archive; one waits for the other as long as it takes,
// which is no error.
var writers sync.Map // of chan struct{} with one place

// lock keeps others from writing until done is called: those in this program
// wait, and another program is waited for a while.
func (x *Index) lock(ctx context.Context) (done func() error, err error) {
	place, _ := writers.LoadOrStore(x.dir, make(chan struct{}, 1))
	one := place.(chan struct{})
	select {
	case one <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	unlock, err := x.lockFile(ctx)
	if err != nil {
		<-one
		return nil, err
	}
	return func() error {
		defer func() { <-one }()
		return unlock()
	}, nil
}

// lockFile keeps other programs from writing until unlock is called.
func (x *Index) lockFile(ctx context.Context) (unlock func() error, err error) {
	if err := os.MkdirAll(x.dir, durable.PrivateFolder); err != nil {
		return nil, err
	}
	unlock, err = durable.Lock(ctx, x.path(lock), x.lockWait)
	if errors.Is(err, durable.ErrLocked) {
		err = fmt.Errorf("%s：%w", x.dir, ErrBusy)
	}
	return unlock, err
}
