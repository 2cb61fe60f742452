package signqueue

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"gongwen/archive/durable"
)

// Errors of Ask. Of the last it cannot be told whether the request was or will be done.
var (
	ErrNobody  = errors.New("现在没有程序在办理表单（gongwen run 没有开着），办不了，什么都没有做；请告诉管理员")
	ErrFull    = errors.New("等着办的太多，什么都没有做；请稍后再试")
	ErrLate    = errors.New("办理表单的程序很久没有应答，什么都没有做；请稍后再试")
	ErrPending = errors.New("已经交给办理表单的程序，还没有答复；请稍后查看是否已经办好，不要重复办理")
)

// InVain reports whether an error tells that the program that works the forms did not take
// a request, or has not answered it.
func InVain(err error) bool {
	return errors.Is(err, ErrNobody) || errors.Is(err, ErrFull) || errors.Is(err, ErrLate) || errors.Is(err, ErrPending)
}

// look is how often is looked for an answer, and after how many looks whether there is
// still somebody to give it.
const (
	look          = 15 * time.Millisecond
	looksPerCheck = 40
)

// patience is how long one waits for the program at work: longer than the last signature
// needs to lead a form into the archive.
const patience = 45 * time.Second

// Ask hands an event over, of an arrival or of none, and waits for what comes of it. Where
// nobody takes it in time, or until ctx ends, it is withdrawn, and the error is ErrLate or
// that of ctx, or ErrNobody at once; else the error is ErrPending, or that of the disk.
func (q Queue) Ask(ctx context.Context, arrival string, event any) (Answer, error) {
	if taken, err := q.Attended(ctx); err != nil || !taken {
		return Answer{}, errors.Join(err, when(!taken, ErrNobody))
	}
	text, err := json.Marshal(event)
	if err != nil {
		return Answer{}, err
	}
	id := rand.Text()
	if err := q.write(Request{ID: id, Arrival: arrival, Event: text, Until: time.Now().Add(lapse)}); err != nil {
		return Answer{}, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, patience, ErrLate)
	defer cancel()
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	for looks := 1; ; looks++ {
		a, err := q.answer(id)
		if !errors.Is(err, fs.ErrNotExist) {
			return a, err
		}
		select {
		case <-ctx.Done():
			return q.giveUp(id, context.Cause(ctx))
		case <-ticker.C:
		}
		if looks%looksPerCheck > 0 {
			continue
		}
		if taken, err := q.Attended(ctx); err == nil && !taken { // whoever took them has ended
			if a, err := q.giveUp(id, ErrNobody); !errors.Is(err, ErrPending) {
				return a, err
			}
		}
	}
}

func when(is bool, err error) error {
	if is {
		return err
	}
	return nil
}

// write puts a request into the queue.
func (q Queue) write(r Request) error {
	if err := durable.MkdirAll(q.dir); err != nil {
		return err
	}
	names, err := os.ReadDir(q.dir)
	if err == nil && len(names) > most {
		err = ErrFull
	}
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return durable.WriteFile(q.path(r.ID, asked), text)
}

// answer fetches what came of a request; the error is fs.ErrNotExist as long as nothing
// has.
func (q Queue) answer(id string) (a Answer, err error) {
	if err := q.read(id, answered, &a); err != nil {
		return a, err
	}
	return a, remove(q.path(id, answered))
}

// giveUp withdraws a request that nobody has taken, for a reason.
func (q Queue) giveUp(id string, why error) (Answer, error) {
	err := os.Remove(q.path(id, asked))
	switch {
	case err == nil:
		return Answer{}, why
	case !errors.Is(err, fs.ErrNotExist):
		return Answer{}, err
	}
	if a, err := q.answer(id); !errors.Is(err, fs.ErrNotExist) {
		return a, err
	}
	return Answer{}, ErrPending
}

// Attended reports whether a program takes requests now.
func (q Queue) Attended(ctx context.Context) (bool, error) {
	if _, err := os.Stat(q.dir); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	unlock, err := durable.Lock(ctx, q.lock(), 0)
	if errors.Is(err, durable.ErrLocked) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return false, unlock()
}

// lock is held by who takes requests.
func (q Queue) lock() string { return filepath.Join(q.dir, ".taker") }
