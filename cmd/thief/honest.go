//go:build linux

package main

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"gongwen/cmd/internal/program"
)

// honestUsers are the people of both units who hand in forms as they should.
type honestUsers struct {
	testbed *testbed

	mu      sync.Mutex
	forms   map[string]*submission // by path below inbox/
	n       int
	slowest time.Duration // of the other unit, from the drop to the end
	from    int64         // how far the log has been read
	since   time.Time     // when the program last began to work, or did a form of the other unit
}

// submission is a form that was handed in.
type submission struct {
	unit    string
	want    string // filed or returned
	dropped time.Time
	ended   string // how it ended, once it has
}

// sorted are the keys of a map in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// drop hands in a form and its attachment as somebody of the unit: in a folder, or
// one file after the other.
func (h *honestUsers) drop(random *rand.Rand, unit string, of user) error {
	h.mu.Lock()
	h.n++
	n := h.n
	h.mu.Unlock()
	id := fmt.Sprintf("诚-%d", n)
	subject := newMark(honestMark)
	if unit == otherUnit {
		subject = h.testbed.secrets.filedMark("a form of " + otherUnit)
	}
	letter, attachment := h.testbed.letters[unit], id+".txt"
	e := &submission{unit: unit, want: "filed"}
	text := letter.with(subject, attachment)
	if random.IntN(10) == 0 {
		e.want, text = "returned", letter.bad(subject, attachment)
	}
	whole := random.IntN(2) == 0
	staged := filepath.Join(h.testbed.top, "staging", id)
	if err := os.Mkdir(staged, 0o770); err != nil {
		return err
	}
	err := errors.Join(os.WriteFile(filepath.Join(staged, id+".yaml"), text, 0o660),
		os.WriteFile(filepath.Join(staged, attachment), []byte("兹介绍"+subject), 0o660),
		of.own(staged), os.Chmod(staged, 0o770))
	if err != nil {
		return err
	}
	inbox := h.testbed.data("inbox", unit)
	name := path.Join(unit, id+".yaml")
	if whole {
		name = path.Join(unit, id, id+".yaml")
	}
	e.dropped = time.Now()
	h.mu.Lock()
	if h.forms == nil {
		h.forms = map[string]*submission{}
	}
	h.forms[name] = e
	h.mu.Unlock()
	if whole {
		return os.Rename(staged, filepath.Join(inbox, id))
	}
	for _, file := range []string{attachment, id + ".yaml"} {
		if err := os.Rename(filepath.Join(staged, file), filepath.Join(inbox, file)); err != nil {
			return err
		}
	}
	return os.Remove(staged)
}

// waitingForm is a secret form of the other unit that lies in its inbox, most of the
// time, because its attachment does not come.
const waitingForm = "等附件.yaml"

// placeWaitingForm puts the secret form into the other unit's inbox, if it is not there.
func (h *honestUsers) placeWaitingForm() error {
	at := h.testbed.data("inbox", otherUnit, waitingForm)
	if _, err := os.Lstat(at); err == nil {
		return nil
	}
	staged := filepath.Join(h.testbed.top, "staging", waitingForm)
	text := h.testbed.letters[otherUnit].with(h.testbed.secrets.filedMark("inbox/"+otherUnit+"/"+waitingForm), "没有来.txt")
	return errors.Join(os.WriteFile(staged, text, 0o660), os.Lchown(staged, int(otherUser), int(otherUser)), os.Rename(staged, at))
}

// maxWaiting is how many forms of a unit wait before its people hand in no more: a
// program that is slowed down and killed all the time, on a machine that does other
// things besides, is to be robbed, not outrun.
const maxWaiting = 20

// waiting is how many forms of a unit have not ended.
func (h *honestUsers) waiting(unit string) (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range h.forms {
		if e.unit == unit && e.ended == "" {
			n++
		}
	}
	return n
}

// readEvents reads the events that the program has printed since it was called last.
func (h *honestUsers) readEvents() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.from = h.testbed.eachLine(h.from, func(line string) {
		e, ok := program.ParseEvent([]byte(line))
		if !ok || e.Type == "pending" || h.forms[e.File] == nil {
			return
		}
		h.forms[e.File].end(e.Type, h)
	})
}

func (e *submission) end(how string, h *honestUsers) {
	if e.ended != "" {
		return
	}
	e.ended = how
	if e.unit == otherUnit {
		h.slowest = max(h.slowest, time.Since(e.dropped))
		h.since = time.Now()
	}
}

// restartClock lets the time begin anew for all that waits.
func (h *honestUsers) restartClock() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.since = time.Now()
}

// overdue are the forms of the other unit that have waited for longer than limit,
// while none was done: killed again and again, the program may leave one for the
// last. That each is done in the end is looked at in the end.
func (h *honestUsers) overdue(limit time.Duration) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var late []string
	for name, e := range h.forms {
		since := h.since
		if e.dropped.After(since) {
			since = e.dropped
		}
		if e.unit == otherUnit && e.ended == "" && time.Since(since) > limit {
			late = append(late, name)
		}
	}
	slices.Sort(late)
	return late
}

// settled reports whether all honest forms have ended.
func (h *honestUsers) settled() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range h.forms {
		if e.ended == "" {
			return false
		}
	}
	return true
}

// compareLedger holds the ledger against what was handed in. What a kill kept the program
// from printing stands there.
func (h *honestUsers) compareLedger(l program.Ledger, report func(kind violation, format string, args ...any)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	state := map[string]string{}
	for _, a := range l.List {
		state[a.Path] = a.State
	}
	for _, name := range sorted(h.forms) {
		e := h.forms[name]
		if state[name] != "" && state[name] != "pending" {
			e.end(state[name], h)
		}
		if report != nil && state[name] != e.want {
			report(honestUnfinished, "%s should be %s, the ledger says %q", name, e.want, state[name])
		}
	}
}

// counts are how many honest forms were handed in for a unit.
func (h *honestUsers) counts(unit string) int {
	n := 0
	for name := range h.forms {
		if strings.HasPrefix(name, unit+"/") {
			n++
		}
	}
	return n
}
