//go:build linux

package main

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// harm is a kind of thing that must not happen.
type harm string

const (
	stolen     harm = "secrets in what the thief gets: his inbox, issued, returned"
	recorded   harm = "secrets in a record of his unit, the journal, the index, a message"
	changed    harm = "files outside changed, moved or removed"
	planted    harm = "files or folders made outside"
	read       harm = "secret files opened, folders of secrets listed"
	outright   harm = "files of the program's that the thief can open himself"
	unfaithful harm = "records that are not what was judged and printed"
	undone     harm = "honest forms not done as they should be"
	refused    harm = "honest forms refused in the browser"
	still      harm = "times the program stood still"
	ended      harm = "times the program ended, crashed or would not end"
	sumsWrong  harm = "sums of the ledger that do not hold"
	found      harm = "findings of verify"
)

// harmKinds are all of them, in the order of the table.
var harmKinds = []harm{stolen, recorded, changed, planted, read, outright, unfaithful, undone, refused, still, ended, sumsWrong, found}

// harms are what has been done so far.
type harms struct {
	mu     sync.Mutex
	counts map[harm]int
	lines  []string
	seen   map[string]bool
	tell   func(format string, args ...any)
}

// mostLines is how many harms are told in words.
const mostLines = 60

// add counts a harm; the same one, told in the same words, only once.
func (h *harms) add(kind harm, format string, args ...any) {
	line := fmt.Sprintf("%s: %s", kind, fmt.Sprintf(format, args...))
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.seen[line] {
		return
	}
	if h.seen == nil {
		h.seen, h.counts = map[string]bool{}, map[harm]int{}
	}
	h.seen[line] = true
	h.counts[kind]++
	if len(h.lines) < mostLines {
		h.lines = append(h.lines, time.Now().Format("15:04:05.000 ")+line)
		h.tell("HARM: %s", line)
	}
}

func (h *harms) all() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.lines
}

func (h *harms) count(kind harm) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.counts[kind]
}

func (h *harms) err() error {
	var errs []error
	for _, line := range h.all() {
		errs = append(errs, errors.New(line))
	}
	return errors.Join(errs...)
}
