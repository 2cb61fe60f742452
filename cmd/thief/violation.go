//go:build linux

package main

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// violation is a kind of thing that must not happen.
type violation string

const (
	secretStolen        violation = "secrets in what the thief gets: his inbox, issued, returned"
	secretRecorded      violation = "secrets in a record of his unit, the journal, the index, a message"
	outsideChanged      violation = "files outside changed, moved or removed"
	outsideCreated      violation = "files or folders made outside"
	secretRead          violation = "secret files opened, folders of secrets listed"
	programFileReadable violation = "files of the program's that the thief can open himself"
	recordAltered       violation = "records that are not what was judged and printed"
	honestUnfinished    violation = "honest forms not done as they should be"
	honestRefused       violation = "honest forms refused in the browser"
	programStalled      violation = "times the program stood still"
	programExited       violation = "times the program ended, crashed or would not end"
	sumsBroken          violation = "sums of the ledger that do not hold"
	verifyFinding       violation = "findings of verify"
)

// violationKinds are all of them, in the order of the table.
var violationKinds = []violation{secretStolen, secretRecorded, outsideChanged, outsideCreated, secretRead, programFileReadable,
	recordAltered, honestUnfinished, honestRefused, programStalled, programExited, sumsBroken, verifyFinding}

// violations are what has been done so far.
type violations struct {
	mu     sync.Mutex
	counts map[violation]int
	lines  []string
	seen   map[string]bool
	notify func(format string, args ...any)
}

// maxLines is how many violations are described.
const maxLines = 60

// add counts a violation; the same one, described in the same words, only once.
func (v *violations) add(kind violation, format string, args ...any) {
	line := fmt.Sprintf("%s: %s", kind, fmt.Sprintf(format, args...))
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.seen[line] {
		return
	}
	if v.seen == nil {
		v.seen, v.counts = map[string]bool{}, map[violation]int{}
	}
	v.seen[line] = true
	v.counts[kind]++
	if len(v.lines) < maxLines {
		v.lines = append(v.lines, time.Now().Format("15:04:05.000 ")+line)
		v.notify("HARM: %s", line)
	}
}

func (v *violations) all() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.lines
}

func (v *violations) count(kind violation) int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.counts[kind]
}

func (v *violations) err() error {
	var errs []error
	for _, line := range v.all() {
		errs = append(errs, errors.New(line))
	}
	return errors.Join(errs...)
}
