package deadline

import (
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func silent(err error) bool {
	no := (*NoAnswer)(nil)
	return errors.As(err, &no)
}

// TestDoAsksADeadPlaceAFewTimesOnly, and again once it answers; others are not
// concerned.
func TestDoAsksADeadPlaceAFewTimesOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Limit)
		var begun atomic.Int32
		alive := make(chan struct{})
		for range most {
			if err := s.Do("dead", "", func() error { begun.Add(1); <-alive; return nil }); !silent(err) {
				t.Fatal(err)
			}
		}
		at := time.Now()
		for range 100 {
			if err := s.Do("dead", "", func() error { begun.Add(1); return nil }); !silent(err) {
				t.Fatal(err)
			}
		}
		if n := begun.Load(); n != most || time.Since(at) != 0 {
			t.Errorf("%d steps begun in a dead place, %v waited", n, time.Since(at))
		}
		if err := s.Do("other", "", func() error { return nil }); err != nil {
			t.Error("another place:", err)
		}
		close(alive)
		synctest.Wait()
		if err := s.Do("dead", "", func() error { return nil }); err != nil {
			t.Error("alive again:", err)
		}
	})
}

// TestDoNeverRunsTwoOfOneNameAtOnce: a mover that is late is not joined by a second.
func TestDoNeverRunsTwoOfOneNameAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Limit)
		alive := make(chan struct{})
		if err := s.Do("inbox", "one", func() error { <-alive; return nil }); !silent(err) {
			t.Fatal(err)
		}
		again := func() error { return errors.New("begun") }
		if err := s.Do("inbox", "one", again); !silent(err) {
			t.Error("a second mover:", err)
		}
		if err := s.Do("inbox", "two", func() error { return nil }); err != nil {
			t.Error("of another file:", err)
		}
		close(alive)
		synctest.Wait()
		if err := s.Do("inbox", "one", again); err == nil || silent(err) {
			t.Error("after the first:", err)
		}
	})
}

// TestDoLeavesACrashToTheCaller: a late one is nobody's, and does not end the program.
func TestDoLeavesACrashToTheCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Limit)
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the crash was lost")
				}
			}()
			_ = s.Do("inbox", "", func() error { panic("x") })
		}()
		alive := make(chan struct{})
		if err := s.Do("inbox", "", func() error { <-alive; panic("late") }); !silent(err) {
			t.Error(err)
		}
		close(alive)
	})
}
