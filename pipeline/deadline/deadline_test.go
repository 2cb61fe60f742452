package deadline

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func silent(err error) bool {
	no := (*NoAnswer)(nil)
	return errors.As(err, &no)
}

// TestADeadPlaceIsAskedAFewTimesOnly, and again once it answers; others are not
// concerned.
func TestADeadPlaceIsAskedAFewTimesOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Limit)
		alive, begun := make(chan struct{}), 0
		hang := func() error { <-alive; return nil }
		for range most {
			if err := s.Do("dead", "", func() error { begun++; return hang() }); !silent(err) {
				t.Fatal(err)
			}
		}
		at := time.Now()
		for range 100 {
			if err := s.Do("dead", "", func() error { begun++; return nil }); !silent(err) {
				t.Fatal(err)
			}
		}
		if begun != most || time.Since(at) != 0 {
			t.Errorf("%d steps begun in a dead place, %v waited", begun, time.Since(at))
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

// TestTwoOfOneNameNeverRunAtOnce: a mover that is late is not joined by a second.
func TestTwoOfOneNameNeverRunAtOnce(t *testing.T) {
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

// TestACrashIsTheCallers: a late one is nobody's, and does not end the program.
func TestACrashIsTheCallers(t *testing.T) {
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
