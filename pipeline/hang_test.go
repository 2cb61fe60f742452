package pipeline

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/deadline"
	"gongwen/pipeline/inbox"
	"gongwen/pipeline/watchdog"
	"gongwen/pipeline/workspace"
)

// happened are the events of a run, for those who wait for one.
type happened struct {
	mu     sync.Mutex
	events []Event
	more   chan struct{}
}

func (h *happened) tell(e Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.events = append(h.events, e)
	close(h.more)
	h.more = make(chan struct{})
}

// await waits for an event.
func (h *happened) await(t *testing.T, what string, is func(Event) bool) {
	t.Helper()
	for end := time.After(2 * time.Minute); ; {
		h.mu.Lock()
		for _, e := range h.events {
			if is(e) {
				h.mu.Unlock()
				return
			}
		}
		more := h.more
		h.mu.Unlock()
		select {
		case <-more:
		case <-end:
			t.Fatalf("%s did not happen: %+v", what, h.events)
		}
	}
}

func (h *happened) count(is func(Event) bool) (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range h.events {
		if is(e) {
			n++
		}
	}
	return n
}

func state(event, unit string) func(Event) bool {
	return func(e Event) bool { return e.Type == event && strings.HasPrefix(e.File, unit+"/") }
}

func says(words string) func(Event) bool {
	return func(e Event) bool { return strings.Contains(e.Reason, words) }
}

// atWork runs a pipeline and gives what ends it and waits until all of it has.
func atWork(t *testing.T, f workspace.Folder, prepare func(*Pipeline)) (p *Pipeline, h *happened, stop func() error, ended <-chan struct{}) {
	t.Helper()
	o, err := workspace.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	h = &happened{more: make(chan struct{})}
	if p, err = New(o, h.tell); err != nil {
		t.Fatal(err)
	}
	prepare(p)
	ctx, cancel := context.WithCancel(t.Context())
	p.halt = func(error) { cancel() }
	told, done := make(chan error, 1), make(chan struct{})
	go func() {
		told <- p.watchdog.Run(ctx, func() error {
			defer close(done)
			return p.run(ctx)
		}, func(line string) { p.notify(Event{Type: FaultEvent, Reason: line}) })
	}()
	t.Cleanup(func() {
		cancel()
		<-done
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	})
	return p, h, func() error { cancel(); return <-told }, done
}

// gate holds up what passes it while it is shut.
type gate struct{ open chan struct{} }

// deaden makes every step in a place hang, from the first of a certain name on,
// until the gate is opened.
func deaden(p *Pipeline, place string, from func(name string) bool) gate {
	return deadenFor(p, 200*time.Millisecond, place, from)
}

// deadenFor is deaden where a step is given up after a limit.
func deadenFor(p *Pipeline, limit time.Duration, place string, from func(name string) bool) gate {
	dead := gate{make(chan struct{})}
	steps := deadline.New(limit)
	var mu sync.Mutex
	hangs := false
	p.ask = func(at, name string, step func() error) error {
		return steps.Do(at, name, func() error {
			mu.Lock()
			hangs = hangs || at == place && from(name)
			wait := hangs && at == place
			mu.Unlock()
			if wait {
				<-dead.open
			}
			return step()
		})
	}
	p.issuer.Ask, p.returner.Ask = p.ask, p.ask
	config := p.inbox.Config
	config.Ask = p.ask
	p.inbox = inbox.New(config)
	return dead
}

// TestRunGoesOnBesideAFolderThatDoesNotAnswer: whatever is asked of it when it dies,
// the forms of others are filed, what lies in it is told of or pending, and when it is
// mended it goes on.
func TestRunGoesOnBesideAFolderThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	const finance, civil = "区财政局", "区民政局"
	begins := func(with string) func(string) bool {
		return func(name string) bool { return strings.HasPrefix(name, with) }
	}
	for what, test := range map[string]struct {
		place string
		from  func(name string) bool
		ends  string // how the form of the unit ends, after all
	}{
		"reading the folder": {"inbox/" + finance, begins(""), "filed"},
		"reading a form":     {"inbox/" + finance, begins("read "), "filed"},
		"a last look":        {"inbox/" + finance, begins("touch "), "filed"},
		"moving it away":     {"inbox/" + finance, begins("2"), "filed"}, // the key of an arrival
		"laying out":         {"issued/" + finance, begins(""), "filed"},
		"giving back":        {"returned/" + finance, begins(""), "returned"},
		"looking at a link":  {"inbox/" + finance, begins("what "), "returned"},
	} {
		t.Run(what, func(t *testing.T) {
			f := dataFolder(t, "attachment_wait: 0s\nrescan: 100ms\n")
			switch {
			case what == "looking at a link":
				put(t, path.Join(f.Inbox(), finance, "空.txt"), nil)
				if err := os.Symlink("空.txt", path.Join(f.Inbox(), finance, "链接.yaml")); err != nil {
					t.Fatal(err)
				}
			case test.ends == "filed":
				letter(t, f, "信", "查阅城建档案")
			default:
				letter(t, f, "信", "待定")
			}
			text := strings.NewReplacer("区财政局", civil, "核对2026年度市级转移支付资金下达情况", "查阅婚姻档案").Replace(string(example(t, "letter")))
			var dead gate
			_, h, stop, _ := atWork(t, f, func(p *Pipeline) { dead = deaden(p, test.place, test.from) })
			dies := says(test.place + " 没有回应")
			h.await(t, "the hang is told", dies)
			put(t, path.Join(f.Inbox(), civil, "介绍信.yaml"), []byte(text))
			h.await(t, "the other's form is dealt with", func(e Event) bool {
				return strings.HasPrefix(e.File, civil+"/") && e.Type != string(catalogue.Pending)
			})
			if n := h.count(state(test.ends, finance)); n > 0 {
				t.Errorf("%s while the folder hung", test.ends)
			}
			close(dead.open)
			h.await(t, "it goes on", state(test.ends, finance))
			for _, event := range []string{FaultEvent, string(catalogue.Pending)} {
				if n := h.count(func(e Event) bool { return e.Type == event && dies(e) }); n > 1 {
					t.Errorf("%s told %d times", event, n)
				}
			}
			if err := stop(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestHangingWorkerIsToldOf once, is seen from outside, and is well again
// when it goes on. The others work meanwhile.
func TestHangingWorkerIsToldOf(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "attachment_wait: 0s\n")
	letter(t, f, "信", "查阅城建档案")
	open, stuck := make(chan struct{}), sync.Once{}
	p, h, stop, _ := atWork(t, f, func(p *Pipeline) {
		p.watchdog.Limit = 100 * time.Millisecond
		now := p.issuer.Now
		p.issuer.Now = func() time.Time {
			stuck.Do(func() { <-open })
			return now()
		}
	})
	h.await(t, "the hang is told", says("“区财政局/信/介绍信.yaml”的“印制归档”一步从"))
	if since := p.Hanging(); len(since) != 1 || time.Since(since[0]) < p.watchdog.Limit {
		t.Errorf("hanging %v", since)
	}
	put(t, path.Join(f.Inbox(), "区民政局", "空.yaml"), nil)
	h.await(t, "another form goes back", state("returned", "区民政局"))
	close(open)
	h.await(t, "it is filed", state("filed", "区财政局"))
	h.await(t, "that it goes on is told", says("“区财政局/信/介绍信.yaml”的“印制归档”一步已恢复"))
	if err := stop(); err != nil {
		t.Error(err)
	}
	if since := p.Hanging(); len(since) != 0 {
		t.Errorf("still hanging %v", since)
	}
}

// TestRunStopsWithoutWaitingForWhatHangs, and says what that is. The next run does the
// rest.
func TestRunStopsWithoutWaitingForWhatHangs(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "attachment_wait: 0s\n")
	letter(t, f, "信", "查阅城建档案")
	open, stuck := make(chan struct{}), make(chan struct{})
	_, h, stop, ended := atWork(t, f, func(p *Pipeline) {
		p.watchdog.Patience = 200 * time.Millisecond
		var once sync.Once
		now := p.issuer.Now
		p.issuer.Now = func() time.Time {
			once.Do(func() { close(stuck); <-open })
			return now()
		}
	})
	<-stuck
	err := stop()
	if hung := (*watchdog.Hung)(nil); !errors.As(err, &hung) || !strings.Contains(err.Error(), "“区财政局/信/介绍信.yaml”的“印制归档”一步") {
		t.Errorf("stopped: %v", err)
	}
	select {
	case <-ended:
		t.Error("nothing hung")
	default:
	}
	close(open)
	h.await(t, "it is filed", state("filed", "区财政局"))
}

// TestVoidIsEndedWhenTheFolderAnswers: until then its note stays, so that no copy
// that looks valid is forgotten.
func TestVoidIsEndedWhenTheFolderAnswers(t *testing.T) {
	t.Parallel()
	const place = "issued/区财政局"
	f := dataFolder(t, "attachment_wait: 0s\n")
	letter(t, f, "信", "查阅城建档案")
	var dies atomic.Bool
	var dead gate
	p, h, stop, _ := atWork(t, f, func(p *Pipeline) {
		dead = deaden(p, place, func(string) bool { return dies.Load() })
	})
	h.await(t, "it is filed", state("filed", "区财政局"))
	number := ""
	h.count(func(e Event) bool { number += e.Number; return false })
	issued := filepath.Join(f.Issued(), "区财政局", number+".pdf")
	before, err := os.ReadFile(issued)
	if err != nil {
		t.Fatal(err)
	}
	dies.Store(true)
	silent := (*deadline.NoAnswer)(nil)
	if stamped, err := p.Void(t.Context(), number, "开错"); !errors.As(err, &silent) || stamped != "" {
		t.Errorf("void: %q, %v", stamped, err)
	}
	if _, err := os.Stat(p.workspace.Folder.Voiding()); err != nil {
		t.Error(err)
	}
	close(dead.open)
	for end := time.Now().Add(2 * time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(p.workspace.Folder.Voiding()); errors.Is(err, fs.ErrNotExist) {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the void was not ended")
		}
	}
	after, err := os.ReadFile(issued)
	if err != nil || bytes.Equal(before, after) {
		t.Errorf("the copy is not stamped: %v", err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}
