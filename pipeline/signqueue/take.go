package signqueue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"

	"gongwen/archive/durable"
)

// atOnce is how many requests are done beside each other.
const atOnce = 8

// How often is looked for requests: where the system tells of them, and where it does not.
const (
	told   = time.Second
	untold = 100 * time.Millisecond
)

// Take does requests with do until ctx ends; first those that were taken before the program
// ended last. What it has begun it ends. What goes wrong with the queue itself is told to
// fault. Another program that takes them must end first.
func (q Queue) Take(ctx context.Context, do func(context.Context, Request) Answer, fault func(error)) {
	if err := durable.MkdirAll(q.dir); err != nil {
		fault(err)
		return
	}
	unlock, err := durable.Lock(ctx, q.lock(), time.Hour)
	if err != nil {
		if ctx.Err() == nil {
			fault(err)
		}
		return
	}
	t := &taker{Queue: q, do: do, fault: fault, slots: make(chan struct{}, atOnce)}
	woken, every, deafen := t.listen()
	defer func() {
		deafen()
		t.working.Wait()
		if err := unlock(); err != nil {
			fault(err)
		}
	}()
	t.again(ctx)
	t.sweep(time.Now())
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	swept := time.Now()
	for ctx.Err() == nil {
		t.look(ctx)
		if now := time.Now(); now.Sub(swept) > time.Minute {
			swept = now
			t.sweep(now)
		}
		select {
		case <-ctx.Done():
		case <-ticker.C:
		case <-woken:
		}
	}
}

// taker takes requests.
type taker struct {
	Queue
	do      func(context.Context, Request) Answer
	fault   func(error)
	slots   chan struct{}
	working sync.WaitGroup
}

// listen has itself told by the system of what comes, and gives how often to look besides.
func (t *taker) listen() (woken <-chan struct{}, every time.Duration, deafen func()) {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, untold, func() {}
	}
	deafen = func() { _ = watcher.Close() } // nothing was written to it
	if err := watcher.Add(t.dir); err != nil {
		deafen()
		return nil, untold, func() {}
	}
	wake := make(chan struct{}, 1)
	t.working.Go(func() {
		for range watcher.Errors { // the timer looks, too
		}
	})
	t.working.Go(func() {
		for range watcher.Events {
			select {
			case wake <- struct{}{}:
			default:
			}
		}
	})
	return wake, told, deafen
}

// names are the ids of the files with an ending.
func (t *taker) names(ending string) (ids []string) {
	entries, err := os.ReadDir(t.dir)
	if err != nil {
		t.fault(err)
		return nil
	}
	for _, e := range entries {
		if id := idOf(e.Name(), ending); id != "" {
			ids = append(ids, id)
		}
	}
	return ids[:min(len(ids), most)]
}

// look takes what has come.
func (t *taker) look(ctx context.Context) {
	for _, id := range t.names(asked) {
		select {
		case t.slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		err := os.Rename(t.path(id, asked), t.path(id, taken))
		if err != nil {
			<-t.slots
			if !errors.Is(err, fs.ErrNotExist) { // it was withdrawn
				t.fault(err)
			}
			continue
		}
		t.working.Go(func() {
			defer func() { <-t.slots }()
			t.work(ctx, id, false)
		})
	}
}

// again does what was taken before.
func (t *taker) again(ctx context.Context) {
	for _, id := range t.names(taken) {
		t.work(ctx, id, true)
	}
}

// work does a request that was taken, and answers it. One that was taken before has perhaps
// been done, and does not lapse.
func (t *taker) work(ctx context.Context, id string, before bool) {
	var r Request
	var a Answer
	err := t.read(id, taken, &r)
	switch {
	case err != nil || r.ID != id:
		a.Failed = "交来的读不懂，什么都没有做；请重新办理"
	case !before && time.Now().After(r.Until):
		a.Failed = "交来以后搁得太久，什么都没有做；请重新办理"
	default:
		a = t.safely(context.WithoutCancel(ctx), r)
	}
	text, err := json.MarshalIndent(a, "", "  ")
	if err == nil {
		err = durable.WriteFile(t.path(id, answered), text)
	}
	if err == nil {
		err = remove(t.path(id, taken))
	}
	if err != nil { // it is done again when the program starts the next time, and counts once
		t.fault(err)
	}
}

// safely makes a failure of one request of what would otherwise end the program.
func (t *taker) safely(ctx context.Context, r Request) (a Answer) {
	defer func() {
		if crash := recover(); crash != nil {
			t.fault(fmt.Errorf("程序出错（%v），请把这句话发给程序的开发人员\n%s", crash, debug.Stack()))
			a = Answer{Failed: "程序出错，不知道有没有办好，请查看"}
		}
	}()
	return t.do(ctx, r)
}

// sweep removes what nobody fetches any more, and requests that have lapsed.
func (t *taker) sweep(now time.Time) {
	entries, err := os.ReadDir(t.dir)
	if err != nil {
		t.fault(err)
		return
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || now.Sub(info.ModTime()) < forgiven || e.IsDir() {
			continue
		}
		name := e.Name()
		ours := slices.ContainsFunc([]string{answered, asked}, func(ending string) bool { return idOf(name, ending) != "" })
		if !ours && !strings.HasSuffix(name, ".part") {
			continue
		}
		if err := remove(t.path(name, "")); err != nil {
			t.fault(err)
		}
	}
}
