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

func (s *scene) ledger() (program.Ledger, error) {
	l, err := s.gongwen.Ledger(s.data())
	if l.Exit != "" {
		s.harms.add(sumsWrong, "%s", l.Exit)
	}
	return l, err
}

// end lets the thief go, has the program finish what is left, and looks at
// everything once more.
func (s *scene) end() error {
	did, err := s.thief.stop()
	if err != nil {
		return err
	}
	s.did = did
	for _, name := range did.Opened {
		s.harms.add(outright, "%s", strings.TrimPrefix(name, s.top))
	}
	s.mounts.clear()
	s.look()
	if err := s.sweep(); err != nil {
		return err
	}
	// What the thief's leavings kept pending is taken up at once after a restart.
	if err := s.restart(false); err != nil {
		return err
	}
	if err := s.drain(); err != nil {
		s.harms.add(undone, "%v", err)
		s.dump()
	} else if err := s.works(); err != nil {
		s.harms.add(still, "%v", err)
	}
	s.stop()
	s.look()
	l, err := s.ledger()
	if err != nil {
		return err
	}
	s.honest.compare(l, s.harms.add)
	for _, line := range l.Wrong() {
		s.harms.add(sumsWrong, "%s", line)
	}
	s.book = l
	return errors.Join(s.records(), s.messages(), s.verify())
}

// sweep removes what the thief has left lying, as he might himself: what is no
// file in issued and returned, and all that is in his inbox but honest people's.
func (s *scene) sweep() error {
	for _, dir := range []string{"issued", "returned"} {
		entries, err := os.ReadDir(s.data(dir, thiefUnit))
		if err != nil {
			return err
		}
		for _, entry := range entries {
			if path := s.data(dir, thiefUnit, entry.Name()); entry.Type()&^os.ModeDir != 0 || dir == "issued" && entry.IsDir() {
				if err := os.RemoveAll(path); err != nil {
					return err
				}
			}
		}
	}
	entries, err := os.ReadDir(s.data("inbox", thiefUnit))
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), "诚-") {
			err = errors.Join(err, os.RemoveAll(s.data("inbox", thiefUnit, entry.Name())))
		}
	}
	return errors.Join(err, os.RemoveAll(s.data("inbox", otherUnit, waitingForm)))
}

// drain waits until nothing is left in the inboxes and in the spool.
func (s *scene) drain() error {
	var left []string
	err := program.Within(s.patience, "everything is done", func() (bool, error) {
		s.honest.listen()
		left = nil
		if !s.proc.Alive() {
			s.noteEnd()
			return false, fmt.Errorf("gongwen ended, see %s", s.log())
		}
		for _, dir := range []string{s.data("inbox"), s.data("spool")} {
			err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
				if err == nil && !entry.IsDir() && entry.Name() != ".lock" {
					left = append(left, strings.TrimPrefix(path, s.data()))
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

// works hands in one more form of the other unit.
func (s *scene) works() error {
	l, err := s.ledger()
	if err != nil {
		return err
	}
	s.honest.compare(l, nil)
	if err := s.honest.drop(s.random, otherUnit, otherUser); err != nil {
		return err
	}
	began := time.Now()
	err = s.settle()
	s.last = time.Since(began)
	return err
}

// words are what the thief exchanges one for the other: his mark and the case.
var words = regexp.MustCompile(thiefMark + `[A-Z2-7]{14}[甲乙]案`)

// records looks through the records: the thief's unit's for secrets, and all of them
// for forms that say something else than what was judged (record.json) and printed.
func (s *scene) records() error {
	bags, err := filepath.Glob(s.data("archive", "2*", "*", "*"))
	if err != nil {
		return err
	}
	for _, bag := range bags {
		s.bags++
		text, err := os.ReadFile(filepath.Join(bag, "data", "record.json"))
		if err != nil {
			s.harms.add(unfaithful, "%s: %v", bag, err)
			continue
		}
		r, err := program.ParseRecord(text)
		if err != nil {
			return fmt.Errorf("%s: %w", bag, err)
		}
		if strings.HasPrefix(r.DroppedAs, otherUnit+"/") {
			if m := thiefMarks.Find(text); m != nil {
				s.harms.add(planted, "%s: the thief's words in a record of %s", r.Number, otherUnit)
			}
			continue
		}
		err = filepath.WalkDir(bag, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				if err == nil && !entry.IsDir() {
					s.harms.add(unfaithful, "%s: %s is no file", r.Number, path)
				}
				return err
			}
			data, err := os.ReadFile(path)
			for _, where := range s.secrets.in(data, true) {
				s.harms.add(recorded, "%s, dropped as %s, from %s", strings.TrimPrefix(path, s.data()), r.DroppedAs, where)
			}
			return err
		})
		if err != nil {
			return err
		}
		if judged := words.Find(text); judged != nil {
			if err := s.faithful(bag, r, string(judged)); err != nil {
				return err
			}
		}
	}
	return nil
}

// faithful compares the form in a bag and its document with what was judged.
func (s *scene) faithful(bag string, r program.Record, judged string) error {
	form, err := os.ReadFile(filepath.Join(bag, "data", filepath.Base(r.DroppedAs)))
	if err != nil {
		return err
	}
	s.compared++
	if kept := words.Find(form); string(kept) != judged {
		s.harms.add(unfaithful, "%s, dropped as %s: judged %s, kept %s", r.Number, r.DroppedAs, judged, kept)
	}
	text, err := exec.Command("pdftotext", filepath.Join(bag, r.Document.Path), "-").Output()
	if err != nil {
		return fmt.Errorf("pdftotext: %w: run .ci/setup tools", err)
	}
	flat := strings.Join(strings.Fields(string(text)), "")
	if printed := words.FindString(flat); printed != judged {
		s.harms.add(unfaithful, "%s, dropped as %s: judged %s, printed %s", r.Number, r.DroppedAs, judged, printed)
	}
	return nil
}

// messages looks for secrets in all that the program says and keeps beside records.
// What stands in records of the other unit may stand in the catalogue and the index.
func (s *scene) messages() error {
	names := []string{s.log()}
	for _, pattern := range []string{"catalogue.db*", "texts.db*", "archive/journal/*", "registers/*/*"} {
		some, err := filepath.Glob(s.data(pattern))
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
		for _, where := range s.secrets.in(text, false) {
			s.harms.add(recorded, "%s from %s", strings.TrimPrefix(name, s.top), where)
		}
		if name == s.log() && (strings.Contains(string(text), "panic: ") || strings.Contains(string(text), "fatal error: ")) {
			s.harms.add(ended, "it crashed, see %s", s.log())
		}
	}
	return nil
}

func (s *scene) verify() error {
	wrong, err := s.gongwen.Verify(s.data())
	for _, line := range wrong {
		s.harms.add(found, "%s", line)
	}
	return err
}

// print prints the sums.
func (s *scene) print(w io.Writer, as string) {
	tries := 0
	if s.did != nil {
		rows := [][]string{{"gongwen as " + as + ": attack", "tries", "done"}}
		for _, a := range attacks {
			tries += s.did.Tried[a.name]
			rows = append(rows, []string{a.name, itoa(s.did.Tried[a.name]), itoa(s.did.Done[a.name])})
		}
		mounted := itoa(s.mounts.done)
		if s.mounts.err != nil {
			mounted = "not permitted: " + s.mounts.err.Error()
		}
		rows = append(rows, []string{"a file system mounted over a folder and unmounted, by the harness", mounted, mounted})
		harness.Table(w, append(rows, []string{"in all", itoa(tries), ""}))
		rows = [][]string{{"at the moment", "tries"}}
		for _, m := range moments {
			rows = append(rows, []string{m.name, itoa(s.did.Moments[m.name])})
		}
		harness.Table(w, rows)
	}
	protected, _ := os.ReadFile("/proc/sys/fs/protected_hardlinks")
	harness.Table(w, [][]string{
		{"meanwhile", "number"},
		{"honest forms dropped by " + thiefUnit, itoa(s.honest.counts(thiefUnit))}, {"honest forms dropped by " + otherUnit, itoa(s.honest.counts(otherUnit))},
		{"forms handed in with the browser", itoa(s.browser.n)},
		{"longest that a form of " + otherUnit + " took", s.honest.slowest.Round(time.Millisecond).String()},
		{"the last one, when the thief had gone", s.last.Round(time.Millisecond).String()},
		{"program stopped for milliseconds", itoa(s.stutters)}, {"started so that system calls come late", itoa(s.slow)}, {"killed", itoa(s.kills)}, {"stopped in good order", itoa(s.stops)},
		{"ledger: received", itoa(s.book.Received)}, {"filed", itoa(s.book.Filed)}, {"returned", itoa(s.book.Returned)},
		{"duplicate", itoa(s.book.Duplicate)}, {"pending", itoa(s.book.Pending)},
		{"records looked through", itoa(s.bags)}, {"records of the thief's held against their documents", itoa(s.compared)},
		{"fs.protected_hardlinks", strings.TrimSpace(string(protected))},
	})
	rows := [][]string{{"harm", fmt.Sprintf("in %d tries", tries)}}
	for _, kind := range harmKinds {
		rows = append(rows, []string{string(kind), itoa(s.harms.count(kind))})
	}
	harness.Table(w, rows)
}
