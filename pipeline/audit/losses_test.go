package audit_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/archive/lifecycle"
	"gongwen/pipeline/audit"
)

// ledger is the ledger, and which numbers it says are lost, on its lines and besides.
func (o *office) ledger() (l catalogue.Ledger, lines, lost string) {
	o.Helper()
	l, open, err := audit.Ledger(o.Context(), o.archive, o.catalogue)
	o.must(err)
	var numbers, named []string
	for _, line := range l.List {
		if line.Lost {
			numbers = append(numbers, line.Number)
		}
	}
	for _, loss := range open {
		named = append(named, loss.Number)
	}
	return l, strings.Join(numbers, " "), strings.Join(named, " ")
}

// TestRebuildKeepsWhatIsLost: after a rebuild the ledger is as it was, and names what is
// lost, until that is written off or there again.
func TestRebuildKeepsWhatIsLost(t *testing.T) {
	const gone = "letter〔2026〕2号" // which is void
	for _, without := range []string{"", "journal", "catalogue"} {
		t.Run("without "+without, func(t *testing.T) {
			o := newOffice(t)
			before, _, _ := o.ledger()
			bag, kept := o.at("2026/letter/"+gone), filepath.Join(o.dir, "kept")
			o.must(os.Rename(bag, kept))
			if _, lines, lost := o.ledger(); lines != gone || lost != gone {
				t.Errorf("before the rebuild: %q, %q", lines, lost)
			}
			o.must(o.catalogue.Close())
			switch without {
			case "journal":
				o.must(os.RemoveAll(o.at("journal")))
			case "catalogue":
				o.must(os.Remove(o.cataloguePath()))
			}
			if lost := o.rebuilt(); !slices.Equal(lost, []string{gone}) {
				t.Errorf("rebuild names %q", lost)
			}
			after, lines, lost := o.ledger()
			before.Received, before.Pending = before.Received-before.Pending, 0 // what is pending comes back from the spool
			if after.Sums != before.Sums || after.Lost != 1 || lines != gone || lost != gone {
				t.Errorf("after: %+v, before: %+v, lost %q, %q", after.Sums, before.Sums, lines, lost)
			}
			if without == "journal" {
				return
			}
			o.writeOff(gone)
			if after, _, lost := o.ledger(); lost != "" || after.WrittenOff != 1 || after.Lost != 0 || after.Sums != before.Sums {
				t.Errorf("written off: %+v, lost %q", after, lost)
			}
			o.must(os.Rename(kept, bag))
			_, err := o.writingOff().Withdraw(t.Context(), gone, "在库房找到", "林知远")
			o.must(err)
			o.rebuild()
			if after, _, lost := o.ledger(); lost != "" || after.WrittenOff != 0 || after.Sums != before.Sums {
				t.Errorf("found: %+v, lost %q", after, lost)
			}
			if got := o.verify(); got != nil {
				t.Errorf("found: %q", got)
			}
		})
	}
}

// TestLedgerKnowsWhatOnlyTheJournalTells: what a catalogue of before does not know was
// received and filed all the same.
func TestLedgerKnowsWhatOnlyTheJournalTells(t *testing.T) {
	o := newOffice(t)
	before, _, _ := o.ledger()
	o.must(o.journal.Append(journal.Event{Time: morning, Type: journal.Filed, Arrival: "x", Number: "letter〔2025〕1号", FormKind: "letter", Year: 2025, Serial: 1, Seal: "s"}))
	l, lines, lost := o.ledger()
	if !l.Holds() || l.Filed != before.Filed+1 || l.Received != before.Received+1 || lines != "letter〔2025〕1号" || lost != lines {
		t.Errorf("%+v, %q, %q", l.Sums, lines, lost)
	}
	o.writeOff("letter〔2025〕1号")
	if l, _, lost := o.ledger(); !l.Holds() || lost != "" || l.WrittenOff != 1 {
		t.Errorf("written off: %+v, lost %q", l, lost)
	}
	if got := o.verify(); got != nil {
		t.Errorf("written off: %q", got)
	}
}

// TestWriteOffIsRefused where nothing is lost, or nobody says why and who.
func TestWriteOffIsRefused(t *testing.T) {
	o := newOffice(t)
	o.must(os.RemoveAll(o.at("2026/letter/letter〔2026〕1号")))
	w := o.writingOff()
	for _, test := range []struct {
		number, reason, by string
		want               error
	}{
		{"letter〔2026〕1号", " ", "林知远", lifecycle.ErrUnnamed},
		{"letter〔2026〕1号", "水毁", "", lifecycle.ErrUnnamed},
		{"letter〔2026〕3号", "水毁", "林知远", lifecycle.ErrThere},
		{"letter〔2026〕33号", "水毁", "林知远", catalogue.ErrUnknown},
		{"letter[2026]1号", "水毁", "林知远", nil},
		{"letter〔2026〕1号", "又一次", "别人", nil},
	} {
		if _, err := w.WriteOff(t.Context(), test.number, test.reason, test.by); !errors.Is(err, test.want) {
			t.Errorf("%+v: %v", test, err)
		}
	}
	written := 0
	for e, err := range journal.All(o.archive.JournalDir()) {
		o.must(err)
		if e.Type == journal.WrittenOff {
			written++
		}
	}
	if l, _, err := o.catalogue.Loss(t.Context(), "letter〔2026〕1号"); err != nil || written != 1 || l.WrittenOff == nil || l.WrittenOff.By != "林知远" {
		t.Errorf("%d events, %+v, %v", written, l.WrittenOff, err)
	}
	if _, err := w.Withdraw(t.Context(), "letter〔2026〕3号", "找到", "林知远"); !errors.Is(err, lifecycle.ErrNotWrittenOff) {
		t.Error(err)
	}
}
