//go:build linux

package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"gongwen/cmd/internal/program"
)

// reconciliation is what has become of everything that was dropped.
type reconciliation struct {
	Forms                                 int // dropped
	Files                                 int // dropped, attachments and all
	Received                              int // ledger entries; an attachment without a form is one too
	Filed, Returned, Duplicate, Pending   int
	Lost, Doubled, NumbersTwice, Gaps     int
	VerifyFindings, SumsWrong, NotTheSame int
	Complaints                            []string // a line for each thing that is wrong
}

// isClean reports whether all is as it must be.
func (r *reconciliation) isClean() bool { return len(r.Complaints) == 0 }

func (r *reconciliation) complain(counter *int, format string, args ...any) {
	*counter++
	r.Complaints = append(r.Complaints, fmt.Sprintf(format, args...))
}

// add sums up the reconciliations of several testbeds.
func (r *reconciliation) add(o reconciliation) {
	r.Forms += o.Forms
	r.Files += o.Files
	r.Received += o.Received
	r.Filed += o.Filed
	r.Returned += o.Returned
	r.Duplicate += o.Duplicate
	r.Pending += o.Pending
	r.Lost += o.Lost
	r.Doubled += o.Doubled
	r.NumbersTwice += o.NumbersTwice
	r.Gaps += o.Gaps
	r.VerifyFindings += o.VerifyFindings
	r.SumsWrong += o.SumsWrong
	r.NotTheSame += o.NotTheSame
	r.Complaints = append(r.Complaints, o.Complaints...)
}

// reconcile compares what was dropped with what is there, by the files on disk and
// by what the ledger and verify say. It takes nothing from the program's own
// code: contents are counted by their hash, so that a form is lost when its
// bytes are in no place and doubled when they are in two.
//
// Nothing may be on its way meanwhile.
func (b *testbed) reconcile() (*reconciliation, error) {
	r := &reconciliation{Forms: len(b.forms)}
	found := map[string]int{}
	places := map[string][]string{}
	find := func(name string) error {
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		key := sum(data)
		found[key]++
		places[key] = append(places[key], name)
		return nil
	}
	if err := b.reconcileArchive(r, find); err != nil {
		return nil, err
	}
	returns, err := filepath.Glob(b.data("returned", "*", "*"))
	if err != nil {
		return nil, err
	}
	for _, dir := range returns {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			if name := entry.Name(); !strings.HasPrefix(name, "退件通知.") && !strings.HasPrefix(name, "批注-") {
				if err := find(filepath.Join(dir, name)); err != nil {
					return nil, err
				}
			}
		}
	}
	waiting, err := b.inInbox()
	if err != nil {
		return nil, err
	}
	for _, name := range waiting {
		if err := find(b.inbox(name)); err != nil {
			return nil, err
		}
	}

	for _, key := range slices.Sorted(maps.Keys(b.dropped)) {
		want, got := b.dropped[key], found[key]
		r.Files += want
		for range want - got {
			r.complain(&r.Lost, "lost: the content %.12s was dropped %d times and is found %d times %q", key, want, got, places[key])
		}
		for range got - want {
			r.complain(&r.Doubled, "doubled: the content %.12s was dropped %d times and is found %d times %q", key, want, got, places[key])
		}
	}
	for _, key := range slices.Sorted(maps.Keys(found)) {
		if b.dropped[key] == 0 {
			r.complain(&r.NotTheSame, "nobody dropped the content %.12s of %q", key, places[key])
		}
	}
	return r, cmp.Or(b.reconcileLedger(r, len(returns)), b.reconcileVerify(r))
}

// reconcileArchive reads the bags: their numbers, what was handed in, and whether
// the office's copy is the document.
func (b *testbed) reconcileArchive(r *reconciliation, find func(string) error) error {
	issued := map[string][]string{}
	copies, err := filepath.Glob(b.data("issued", "*", "*.pdf"))
	if err != nil {
		return err
	}
	for _, name := range copies {
		issued[filepath.Base(name)] = append(issued[filepath.Base(name)], name)
	}
	voided, err := b.voided()
	if err != nil {
		return err
	}
	bags, err := filepath.Glob(b.data("archive", "2*", "*", "*", "data"))
	if err != nil {
		return err
	}
	numbers, submissions, arrivals := map[string]string{}, map[string]string{}, map[string]string{}
	highest, serials := map[string]int{}, map[string]map[int]bool{}
	once := func(seen map[string]string, counter *int, what, key, bag string) {
		if other, twice := seen[key]; twice {
			r.complain(counter, "%s %s is in %s and in %s", what, key, other, bag)
		}
		seen[key] = bag
	}
	for _, bag := range bags {
		text, err := os.ReadFile(filepath.Join(bag, "record.json"))
		if err != nil {
			return err
		}
		rec, err := program.ParseRecord(text)
		if err != nil {
			return fmt.Errorf("%s: %w", bag, err)
		}
		once(numbers, &r.NumbersTwice, "the number", rec.Number, bag)
		once(submissions, &r.Doubled, "the submission", rec.Submission, bag)
		once(arrivals, &r.Doubled, "the arrival", rec.Arrival, bag)
		series := fmt.Sprintf("%s %d", rec.Kind, rec.Year)
		if serials[series] == nil {
			serials[series] = map[int]bool{}
		}
		if serials[series][rec.Serial] {
			r.complain(&r.NumbersTwice, "serial %d of %s is there twice", rec.Serial, series)
		}
		serials[series][rec.Serial] = true
		highest[series] = max(highest[series], rec.Serial)

		printed := map[string]bool{path.Base(rec.Document.Path): true} // by name, whether a copy is laid out
		for _, name := range []string{"signoffs.json", "签批稿.pdf"} {    // of what was signed at the desk
			if _, err := os.Stat(filepath.Join(bag, name)); err == nil {
				printed[name] = false
			}
		}
		for _, f := range rec.Further {
			printed[path.Base(f.Path)] = f.Issued
		}
		err = filepath.WalkDir(bag, func(name string, entry fs.DirEntry, err error) error {
			_, ours := printed[filepath.Base(name)]
			ours = filepath.Dir(name) == bag && (ours || filepath.Base(name) == "record.json")
			if err != nil || entry.IsDir() || ours {
				return err
			}
			return find(name)
		})
		if err != nil {
			return err
		}
		for document, isIssued := range printed {
			if !isIssued {
				continue
			}
			if err := r.reconcileCopy(issued[document], filepath.Join(bag, document), voided[rec.Number]); err != nil {
				return err
			}
			delete(issued, document)
		}
	}
	for name, laid := range issued {
		r.complain(&r.Doubled, "%q is laid out without a record (%s)", laid, name)
	}
	for _, series := range slices.Sorted(maps.Keys(highest)) {
		for serial := 1; serial < highest[series]; serial++ {
			if !serials[series][serial] {
				r.complain(&r.Gaps, "gap: nobody has number %d of %s", serial, series)
			}
		}
	}
	r.Filed = len(bags)
	return nil
}

// reconcileCopy holds the office's copies of a document against that in the archive.
func (r *reconciliation) reconcileCopy(laid []string, document string, voided bool) error {
	if len(laid) != 1 {
		r.complain(&r.Lost, "%s is laid out %d times: %q", filepath.Base(document), len(laid), laid)
		return nil
	}
	theirs, err := os.ReadFile(laid[0])
	ours, err2 := os.ReadFile(document)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	switch same := bytes.Equal(theirs, ours); {
	case !same && !voided:
		r.complain(&r.NotTheSame, "%s is not as in the archive", laid[0])
	case same && voided:
		r.complain(&r.NotTheSame, "%s is void and not stamped", laid[0])
	}
	return nil
}

// voided are the numbers that the journal says are void.
func (b *testbed) voided() (map[string]bool, error) {
	voided := map[string]bool{}
	names, err := filepath.Glob(b.data("archive", "journal", "*.jsonl"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		for line := range bytes.Lines(text) {
			var event struct{ Event, Number string }
			if json.Unmarshal(line, &event) == nil && event.Event == "voided" { // a torn line is verify's concern
				voided[event.Number] = true
			}
		}
	}
	return voided, nil
}

// reconcileLedger compares the ledger with what was dropped and what is on disk.
func (b *testbed) reconcileLedger(r *reconciliation, returns int) error {
	l, err := b.program.Ledger(b.data())
	if err != nil {
		return err
	}
	for _, line := range l.Wrong() {
		r.complain(&r.SumsWrong, "%s", line)
	}
	r.Received, r.Returned, r.Duplicate, r.Pending = l.Received, l.Returned, l.Duplicate, l.Pending
	if l.Filed != r.Filed {
		r.complain(&r.SumsWrong, "the ledger has %d filed, the archive %d bags", l.Filed, r.Filed)
	}
	if l.Returned+l.Duplicate != returns {
		r.complain(&r.SumsWrong, "the ledger has %d returned and %d duplicate, returned/ %d folders", l.Returned, l.Duplicate, returns)
	}
	lines := map[string]int{}
	for _, a := range l.List {
		lines[a.Path]++
		switch {
		case lines[a.Path] > 1:
			r.complain(&r.Doubled, "the ledger has %s %d times", a.Path, lines[a.Path])
		case !b.forms[a.Path] && !b.others[a.Path]:
			r.complain(&r.NotTheSame, "the ledger has %s, which nobody dropped", a.Path)
		}
	}
	for _, form := range slices.Sorted(maps.Keys(b.forms)) {
		if lines[form] == 0 {
			r.complain(&r.Lost, "the ledger does not know %s", form)
		}
	}
	return nil
}

func (b *testbed) reconcileVerify(r *reconciliation) error {
	wrong, err := b.program.Verify(b.data())
	for _, line := range wrong {
		r.complain(&r.VerifyFindings, "verify: %s", line)
	}
	return err
}
