package inbox

import (
	"errors"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"gongwen/pipeline/deadline"
)

// dying is an inbox in which one folder does not answer until it is mended.
type dying struct {
	fstest.MapFS
	dead   string
	mended chan struct{}
}

func (d *dying) Open(name string) (fs.File, error) {
	if name == d.dead {
		<-d.mended
	}
	return d.MapFS.Open(name)
}

// ReadDir, as MapFS has one of its own.
func (d *dying) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == d.dead {
		<-d.mended
	}
	return d.MapFS.ReadDir(name)
}

// TestScanGoesOnBesideAFolderThatDoesNotAnswer: its files are neither here nor
// gone, it is told of once, asked once, and looked at when it answers.
func TestScanGoesOnBesideAFolderThatDoesNotAnswer(t *testing.T) {
	for _, dead := range []string{"财", "财/袋", "."} {
		t.Run(dead, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				woken := 0
				s := NewScanner(func(string) time.Duration { return 0 }, deadline.New(deadline.Limit).Do, func() { woken++ })
				inbox := &dying{MapFS: fstest.MapFS{"财/袋/信.yaml": {}, "民/信.yaml": {}}, mended: make(chan struct{})}
				if got := paths(s.Scan(opened(inbox), start, every)); len(got) != 2 {
					t.Fatalf("settled %v", got)
				}
				inbox.dead = dead
				inbox.MapFS["民/二.yaml"] = &fstest.MapFile{}
				unit, want := "财", []string{"民/二.yaml", "民/信.yaml"}
				if dead == "." {
					unit, want = "", nil
				}
				told := 0
				for n := range 50 { // a minute of looks
					time.Sleep(time.Second)
					began := time.Now()
					look := s.Scan(opened(inbox), start, every)
					if got := paths(look); !slices.Equal(got, want) || !look.Unanswered[unit] {
						t.Fatalf("settled %v, unanswered %v", got, look.Unanswered)
					}
					if took := time.Since(began); n > 0 && took > 0 {
						t.Fatalf("look %d waited %v for it again", n, took)
					}
					for _, err := range look.Errs {
						if no := (*deadline.NoAnswer)(nil); !errors.As(err, &no) {
							t.Error(err)
						}
						told++
					}
				}
				if told != 1 || s.Awaited() {
					t.Errorf("told %d times, awaited %v", told, s.Awaited())
				}
				woken = 0
				close(inbox.mended)
				synctest.Wait()
				if woken != 1 {
					t.Errorf("woken %d times", woken)
				}
				look := s.Scan(opened(inbox), start, every)
				if got := paths(look); !slices.Equal(got, []string{"民/二.yaml", "民/信.yaml", "财/袋/信.yaml"}) || len(look.Unanswered)+len(look.Errs) != 0 {
					t.Errorf("answering again: settled %v, unanswered %v, errors %v", got, look.Unanswered, look.Errs)
				}
			})
		})
	}
}

// TestScanWaitsForASlowFolder, and the others do not: what it says at last is
// taken.
func TestScanWaitsForASlowFolder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewScanner(func(string) time.Duration { return 0 }, deadline.New(deadline.Limit).Do, func() {})
		inbox := &dying{MapFS: fstest.MapFS{"财/信.yaml": {}, "民/信.yaml": {}}, dead: "财", mended: make(chan struct{})}
		look := s.Scan(opened(inbox), start, every)
		if got := paths(look); !slices.Equal(got, []string{"民/信.yaml"}) || !s.Awaited() {
			t.Errorf("settled %v, awaited %v", got, s.Awaited())
		}
		close(inbox.mended)
		synctest.Wait()
		if got := paths(s.Scan(opened(inbox), start, func(string) bool { return false })); len(got) != 2 || s.Awaited() {
			t.Errorf("settled %v, awaited %v", got, s.Awaited())
		}
	})
}

// TestScanRightAfterAnother: what has just answered is not taken for what does
// not, though its step has not quite ended.
func TestScanRightAfterAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		steps := deadline.New(deadline.Limit)
		ask := func(place, name string, step func() error) error {
			return steps.Do(place, name, func() error {
				defer time.Sleep(time.Millisecond)
				return step()
			})
		}
		s := NewScanner(func(string) time.Duration { return 0 }, ask, func() {})
		inbox := &dying{MapFS: fstest.MapFS{"财/信.yaml": {}, "民/信.yaml": {}}}
		for n := range 3 {
			if look := s.Scan(opened(inbox), start, every); len(look.Settled) != 2 || len(look.Errs) > 0 {
				t.Errorf("look %d: settled %v, errors %v", n, paths(look), look.Errs)
			}
		}
		time.Sleep(time.Second) // until all have ended
	})
}

// slow is an inbox in which one folder takes its time, always.
type slow struct {
	fstest.MapFS
	folder string
	takes  time.Duration
}

func (s slow) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == s.folder {
		time.Sleep(s.takes)
	}
	return s.MapFS.ReadDir(name)
}

// TestScanHearsASlowFolderThatAlwaysChanges: it takes longer than a look waits, and
// is due again whenever it has answered. Each answer is heard all the same, and
// followed by a look at what has changed since.
func TestScanHearsASlowFolderThatAlwaysChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewScanner(func(string) time.Duration { return 0 }, deadline.New(deadline.Limit).Do, func() {})
		inbox := slow{fstest.MapFS{"财/信.yaml": {}, "民/信.yaml": {}}, "财", 3 * moment}
		heard := func(file string) (times int) {
			for range 30 {
				if look := s.Scan(opened(inbox), start, every); slices.Contains(paths(look), file) {
					times++
				}
				time.Sleep(moment)
			}
			return times
		}
		if n := heard("财/信.yaml"); n < 5 {
			t.Errorf("heard %d times in half a minute", n)
		}
		time.Sleep(2 * inbox.takes) // until nobody reads it
		synctest.Wait()
		inbox.MapFS["财/二.yaml"] = &fstest.MapFile{}
		if n := heard("财/二.yaml"); n < 5 {
			t.Errorf("what came later: %d times", n)
		}
		time.Sleep(inbox.takes)
	})
}
