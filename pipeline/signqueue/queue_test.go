package signqueue

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// attended is a queue whose requests are done.
func attended(t *testing.T, q Queue, do func(context.Context, Request) Answer) (end func()) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		q.Take(ctx, do, func(err error) { t.Error(err) })
	}()
	for begun := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		if taken, err := q.Attended(t.Context()); err != nil || time.Since(begun) > 10*time.Second {
			t.Fatalf("nobody takes requests: %v", err)
		} else if taken {
			break
		}
	}
	end = sync.OnceFunc(func() { stop(); <-ended })
	t.Cleanup(end)
	return end
}

// event is an event of an arrival.
func event(arrival string) map[string]string { return map[string]string{"of": arrival} }

// left are the files of a queue.
func left(t *testing.T, q Queue) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(q.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(q.lock()) {
			names = append(names, e.Name())
		}
	}
	return names
}

// TestAskIsAnswered: many at once, each with its own answer, within a moment, and nothing
// is left over.
func TestAskIsAnswered(t *testing.T) {
	q := At(t.TempDir())
	attended(t, q, func(_ context.Context, r Request) Answer {
		if info, err := os.Stat(q.path(r.ID, taken)); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%v, %v", info, err)
		}
		if r.Arrival == "refused" {
			return Answer{Refused: "不由您签", Forbidden: true}
		}
		return Answer{Done: r.Event}
	})
	var all sync.WaitGroup
	begun := time.Now()
	for i := range 40 {
		all.Go(func() {
			arrival := string(rune('a'+i%26)) + "x"
			a, err := q.Ask(t.Context(), arrival, event(arrival))
			if err != nil || !strings.Contains(string(a.Done), `"of": "`+arrival+`"`) {
				t.Errorf("%+v, %v", a, err)
			}
		})
	}
	all.Wait()
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("40 took %v", took)
	}
	if a, err := q.Ask(t.Context(), "refused", event("")); err != nil || a.Refused == "" || !a.Forbidden {
		t.Errorf("%+v, %v", a, err)
	}
	for begun := time.Now(); len(left(t, q)) > 0; runtime.Gosched() { // whoever answered clears up behind it
		if time.Since(begun) > 10*time.Second {
			t.Fatalf("left over: %v", left(t, q))
		}
	}
	if info, err := os.Stat(q.dir); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("%v, %v", info, err)
	}
}

// TestAskWithNobodyThere says so at once, and leaves nothing that would be done later.
func TestAskWithNobodyThere(t *testing.T) {
	q := At(t.TempDir())
	for range 2 {
		if _, err := q.Ask(t.Context(), "a", event("a")); !errors.Is(err, ErrNobody) {
			t.Fatalf("%v", err)
		}
		if err := os.MkdirAll(q.dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if names := left(t, q); len(names) > 0 {
		t.Errorf("left over: %v", names)
	}
}

// TestAskGivesUp: what was not taken is withdrawn; of what was taken nothing is said but
// that.
func TestAskGivesUp(t *testing.T) {
	q := At(t.TempDir())
	hold := make(chan struct{})
	end := attended(t, q, func(context.Context, Request) Answer { <-hold; return Answer{Done: []byte("{}")} })
	short, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	var all sync.WaitGroup
	var pending, withdrawn atomic.Int32
	for range atOnce + 3 {
		all.Go(func() {
			switch _, err := q.Ask(short, "a", event("a")); {
			case errors.Is(err, ErrPending):
				pending.Add(1)
			case errors.Is(err, context.DeadlineExceeded):
				withdrawn.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if pending.Load() != atOnce || withdrawn.Load() != 3 {
		t.Errorf("%d pending, %d withdrawn", pending.Load(), withdrawn.Load())
	}
	close(hold)
	end()
}

// TestTakeAfterAKill does again what was taken, and not what has lapsed or is no request.
func TestTakeAfterAKill(t *testing.T) {
	q := At(t.TempDir())
	if err := os.MkdirAll(q.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	request := func(id string, until time.Duration, ending string) {
		t.Helper()
		if err := q.write(Request{ID: id, Arrival: id, Event: []byte("{}"), Until: time.Now().Add(until)}); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(q.path(id, asked), q.path(id, ending)); err != nil && ending != asked {
			t.Fatal(err)
		}
	}
	const takenID, lapsedID, badID, otherID = "AAAAAAAAAAAAAAAAAAAAAAAAAA", "BBBBBBBBBBBBBBBBBBBBBBBBBB", "CCCCCCCCCCCCCCCCCCCCCCCCCC", "DDDDDDDDDDDDDDDDDDDDDDDDDD"
	request(takenID, -time.Hour, taken)
	request(lapsedID, -time.Second, asked)
	for name, text := range map[string]string{badID + asked: "{", otherID + asked: `{"id": "` + badID + `"}`, "../evil.json": "{}", "x.json": "{}"} {
		if err := os.WriteFile(filepath.Join(q.dir, filepath.Base(name)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var done []string
	var mu sync.Mutex
	attended(t, q, func(_ context.Context, r Request) Answer {
		mu.Lock()
		defer mu.Unlock()
		done = append(done, r.ID)
		return Answer{Done: r.Event}
	})
	for _, id := range []string{takenID, lapsedID, badID, otherID} {
		var a Answer
		var err error
		for begun := time.Now(); ; time.Sleep(10 * time.Millisecond) {
			if a, err = q.answer(id); !errors.Is(err, fs.ErrNotExist) || time.Since(begun) > 10*time.Second {
				break
			}
		}
		if err != nil || (a.Done != nil) != (id == takenID) || (a.Failed == "") != (id == takenID) {
			t.Errorf("%s: %+v, %v", id, a, err)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if len(done) != 1 || done[0] != takenID {
		t.Errorf("done: %v", done)
	}
}

// TestSweep removes what nobody will fetch, and nothing that is still to be done.
func TestSweep(t *testing.T) {
	q := At(t.TempDir())
	const id = "AAAAAAAAAAAAAAAAAAAAAAAAAA"
	if err := os.MkdirAll(q.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-2 * forgiven)
	for _, name := range []string{id + asked, id + taken, id + answered, id + asked + ".part", ".taker"} {
		if err := errors.Join(os.WriteFile(filepath.Join(q.dir, name), []byte("{}"), 0o600), os.Chtimes(filepath.Join(q.dir, name), old, old)); err != nil {
			t.Fatal(err)
		}
	}
	(&taker{Queue: q, fault: func(err error) { t.Error(err) }}).sweep(time.Now())
	if names := left(t, q); len(names) != 1 || names[0] != id+taken {
		t.Errorf("left: %v", names)
	}
}
