//go:build linux

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"gongwen/cmd/internal/harness"
	"gongwen/cmd/internal/program"
)

func (b *testbed) ledger() (program.Ledger, error) {
	l, err := b.gongwen.Ledger(b.data())
	if l.Exit != "" {
		b.violations.add(sumsBroken, "%s", l.Exit)
	}
	return l, err
}

// finish lets the thief go, has the program finish what is left, and looks at
// everything once more.
func (b *testbed) finish() error {
	did, err := b.thief.stop()
	if err != nil {
		return err
	}
	b.statistics = did
	for _, name := range did.Opened {
		b.violations.add(programFileReadable, "%s", strings.TrimPrefix(name, b.top))
	}
	b.mounts.clear()
	b.inspect()
	if err := b.removeLeftovers(); err != nil {
		return err
	}
	// What the thief's leavings kept pending is taken up at once after a restart.
	if err := b.restart(false); err != nil {
		return err
	}
	if err := b.drain(); err != nil {
		b.violations.add(honestUnfinished, "%v", err)
		b.dump()
	} else if err := b.submitsAgain(); err != nil {
		b.violations.add(programStalled, "%v", err)
	}
	b.stop()
	b.inspect()
	l, err := b.ledger()
	if err != nil {
		return err
	}
	b.honest.compareLedger(l, b.violations.add)
	for _, line := range l.Wrong() {
		b.violations.add(sumsBroken, "%s", line)
	}
	b.ledgerAtEnd = l
	return errors.Join(b.inspectRecords(), b.inspectMessages(), b.verify())
}

// removeLeftovers removes what the thief has left lying, as he might himself: what is no
// file in issued and returned, and all that is in his inbox but honest people's.
func (b *testbed) removeLeftovers() error {
	for _, dir := range []string{"issued", "returned"} {
		entries, err := os.ReadDir(b.data(dir, thiefUnit))
		if err != nil {
			return err
		}
		for _, entry := range entries {
			if path := b.data(dir, thiefUnit, entry.Name()); entry.Type()&^os.ModeDir != 0 || dir == "issued" && entry.IsDir() {
				if err := os.RemoveAll(path); err != nil {
					return err
				}
			}
		}
	}
	entries, err := os.ReadDir(b.data("inbox", thiefUnit))
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), "诚-") {
			err = errors.Join(err, os.RemoveAll(b.data("inbox", thiefUnit, entry.Name())))
		}
	}
	return errors.Join(err, os.RemoveAll(b.data("inbox", otherUnit, waitingForm)))
}

// drain waits until nothing is left in the inboxes and in the spool.
func (b *testbed) drain() error {
	var left []string
	err := program.Within(b.patience, "everything is done", func() (bool, error) {
		b.honest.readEvents()
		left = nil
		if !b.proc.Alive() {
			b.countExit()
			return false, fmt.Errorf("gongwen ended, see %s", b.log())
		}
		for _, dir := range []string{b.data("inbox"), b.data("spool")} {
			err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
				if err == nil && !entry.IsDir() && entry.Name() != ".lock" && entry.Name() != ".taker" {
					left = append(left, strings.TrimPrefix(path, b.data()))
				}
				return ignoreGone(err)
			})
			if err != nil {
				return false, err
			}
		}
		return len(left) == 0, nil
	})
	if err != nil && len(left) > 0 {
		err = fmt.Errorf("%w (left: %q)", err, left[:min(len(left), 8)])
	}
	return err
}

// submitsAgain hands in one more form of the other unit.
func (b *testbed) submitsAgain() error {
	l, err := b.ledger()
	if err != nil {
		return err
	}
	b.honest.compareLedger(l, nil)
	if err := b.honest.drop(b.random, otherUnit, otherUser); err != nil {
		return err
	}
	began := time.Now()
	err = b.settle()
	b.lastTook = time.Since(began)
	return err
}

// words are what the thief exchanges one for the other: his mark and the case.
var words = regexp.MustCompile(thiefMark + `[A-Z2-7]{14}[甲乙]案`)

// inspectRecords looks through the records: the thief's unit's for secrets, and all
// of them for forms that say something else than what was judged (record.json) and
// printed.
func (b *testbed) inspectRecords() error {
	bags, err := filepath.Glob(b.data("archive", "2*", "*", "*"))
	if err != nil {
		return err
	}
	for _, bag := range bags {
		b.bags++
		text, err := os.ReadFile(filepath.Join(bag, "data", "record.json"))
		if err != nil {
			b.violations.add(recordAltered, "%s: %v", bag, err)
			continue
		}
		r, err := program.ParseRecord(text)
		if err != nil {
			return fmt.Errorf("%s: %w", bag, err)
		}
		if strings.HasPrefix(r.DroppedAs, otherUnit+"/") {
			if m := thiefMarks.Find(text); m != nil {
				b.violations.add(outsideCreated, "%s: the thief's words in a record of %s", r.Number, otherUnit)
			}
			continue
		}
		err = filepath.WalkDir(bag, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				if err == nil && !entry.IsDir() {
					b.violations.add(recordAltered, "%s: %s is no file", r.Number, path)
				}
				return err
			}
			data, err := os.ReadFile(path)
			for _, where := range b.secrets.in(data, true) {
				b.violations.add(secretRecorded, "%s, dropped as %s, from %s", strings.TrimPrefix(path, b.data()), r.DroppedAs, where)
			}
			return err
		})
		if err != nil {
			return err
		}
		if judged := words.Find(text); judged != nil {
			if err := b.compareRecord(bag, r, string(judged)); err != nil {
				return err
			}
		}
	}
	return nil
}

// compareRecord compares the form in a bag and its document with what was judged.
func (b *testbed) compareRecord(bag string, r program.Record, judged string) error {
	form, err := os.ReadFile(filepath.Join(bag, "data", filepath.Base(r.DroppedAs)))
	if err != nil {
		return err
	}
	b.compared++
	if kept := words.Find(form); string(kept) != judged {
		b.violations.add(recordAltered, "%s, dropped as %s: judged %s, kept %s", r.Number, r.DroppedAs, judged, kept)
	}
	text, err := exec.Command("pdftotext", filepath.Join(bag, r.Document.Path), "-").Output()
	if err != nil {
		return fmt.Errorf("pdftotext: %w: run .ci/setup tools", err)
	}
	flat := strings.Join(strings.Fields(string(text)), "")
	if printed := words.FindString(flat); printed != judged {
		b.violations.add(recordAltered, "%s, dropped as %s: judged %s, printed %s", r.Number, r.DroppedAs, judged, printed)
	}
	return nil
}

// inspectMessages looks for secrets in all that the program says and keeps beside
// records. What stands in records of the other unit may stand in the catalogue and
// the index.
func (b *testbed) inspectMessages() error {
	names := []string{b.log()}
	for _, pattern := range []string{"catalogue.db*", "texts.db*", "archive/journal/*", "registers/*/*"} {
		some, err := filepath.Glob(b.data(pattern))
		if err != nil {
			return err
		}
		names = append(names, some...)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, where := range b.secrets.in(text, false) {
			b.violations.add(secretRecorded, "%s from %s", strings.TrimPrefix(name, b.top), where)
		}
		if name == b.log() && (strings.Contains(string(text), "panic: ") || strings.Contains(string(text), "fatal error: ")) {
			b.violations.add(programExited, "it crashed, see %s", b.log())
		}
	}
	return nil
}

func (b *testbed) verify() error {
	wrong, err := b.gongwen.Verify(b.data())
	for _, line := range wrong {
		b.violations.add(verifyFinding, "%s", line)
	}
	return err
}

// print prints the statistics.
func (b *testbed) print(w io.Writer, as string) {
	tries := 0
	if b.statistics != nil {
		rows := [][]string{{"gongwen as " + as + ": attack", "tries", "done"}}
		for _, a := range attacks {
			tries += b.statistics.Tried[a.name]
			rows = append(rows, []string{a.name, itoa(b.statistics.Tried[a.name]), itoa(b.statistics.Done[a.name])})
		}
		mounted := itoa(b.mounts.done)
		if b.mounts.err != nil {
			mounted = "not permitted: " + b.mounts.err.Error()
		}
		rows = append(rows, []string{"a file system mounted over a folder and unmounted, by the harness", mounted, mounted})
		harness.Table(w, append(rows, []string{"in all", itoa(tries), ""}))
		rows = [][]string{{"at the moment", "tries"}}
		for _, m := range moments {
			rows = append(rows, []string{m.name, itoa(b.statistics.Moments[m.name])})
		}
		harness.Table(w, rows)
	}
	protected, _ := os.ReadFile("/proc/sys/fs/protected_hardlinks")
	harness.Table(w, [][]string{
		{"meanwhile", "number"},
		{"honest forms dropped by " + thiefUnit, itoa(b.honest.counts(thiefUnit))}, {"honest forms dropped by " + otherUnit, itoa(b.honest.counts(otherUnit))},
		{"forms handed in with the browser", itoa(b.browser.n)},
		{"longest that a form of " + otherUnit + " took", b.honest.slowest.Round(time.Millisecond).String()},
		{"the last one, when the thief had gone", b.lastTook.Round(time.Millisecond).String()},
		{"program stopped for milliseconds", itoa(b.pauses)}, {"started so that system calls come late", itoa(b.delayedStarts)}, {"killed", itoa(b.kills)}, {"stopped in good order", itoa(b.stops)},
		{"ledger: received", itoa(b.ledgerAtEnd.Received)}, {"filed", itoa(b.ledgerAtEnd.Filed)}, {"returned", itoa(b.ledgerAtEnd.Returned)},
		{"duplicate", itoa(b.ledgerAtEnd.Duplicate)}, {"pending", itoa(b.ledgerAtEnd.Pending)},
		{"records looked through", itoa(b.bags)}, {"records of the thief's held against their documents", itoa(b.compared)},
		{"fs.protected_hardlinks", strings.TrimSpace(string(protected))},
	})
	rows := [][]string{{"harm", fmt.Sprintf("in %d tries", tries)}}
	for _, kind := range violationKinds {
		rows = append(rows, []string{string(kind), itoa(b.violations.count(kind))})
	}
	harness.Table(w, rows)
}
