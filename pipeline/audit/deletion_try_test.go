package audit_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/pipeline/audit"
	"gongwen/pipeline/workspace"
)

var pairsTried = flag.Int("pairs", 60, "how many pairs of files or folders TestDeletionIsTold deletes")

// forgotten reports whether nothing in the data folder tells any more, once it is rebuilt,
// what was received besides the records that are there: the catalogue and a year of the
// journal are both gone, which verify tells as long as it is not rebuilt. Records that are
// gone with them are named as long as issued/ has their copies. Of the rest a backup tells,
// or what else is kept elsewhere.
func forgotten(names []string) bool {
	isJournal := func(name string) bool { return name == "archive" || strings.HasPrefix(name, "archive/journal") }
	return slices.Contains(names, "catalogue.db") && slices.ContainsFunc(names, isJournal)
}

// try deletes things in a copy of the data folder and holds what is said against what was
// filed.
func (truth *filed) try(t *testing.T, r *row, names []string) {
	t.Helper()
	f := workspace.Folder(filepath.Join(t.TempDir(), "data"))
	defer os.RemoveAll(string(f))
	if err := os.CopyFS(string(f), os.DirFS(string(truth.folder))); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if err := os.RemoveAll(filepath.Join(string(f), filepath.FromSlash(name))); err != nil {
			t.Fatal(err)
		}
	}
	what := strings.Join(names, " + ")
	r.tried++
	found, told, findings := truth.look(t, f)
	for _, finding := range findings {
		r.codes[string(finding.Code)] = true
		if finding.Code == audit.BagLost && truth.bags[finding.Number] == "" {
			t.Errorf("%s: verify names %s, which nobody filed", what, finding.Number)
		}
	}
	for _, number := range truth.numbers {
		switch {
		case !found[number] && !told[number]:
			t.Errorf("%s: %s is neither found nor named; %+v", what, number, findings)
		case found[number] && told[number] && named(findings, audit.BagLost, number):
			t.Errorf("%s: %s is found, and said to be lost", what, number)
		}
	}
	r.found += len(found)
	r.told += len(told)
	// That a record is void, or an arrival went back, is told by catalogue and journal.
	if len(findings) == 0 && !voidTold(t, f, truth.numbers[0]) {
		t.Errorf("%s: a void is forgotten without a word", what)
	}
	truth.rebuild(t, f, r, names)
}

func named(findings []audit.Finding, code audit.Code, number string) bool {
	return slices.ContainsFunc(findings, func(f audit.Finding) bool { return f.Code == code && f.Number == number })
}

// rebuild makes catalogue and index of a damaged copy anew: nothing is forgotten by that.
func (truth *filed) rebuild(t *testing.T, f workspace.Folder, r *row, names []string) {
	t.Helper()
	what := "rebuilt without " + strings.Join(names, " + ")
	made, err := audit.RebuildFolder(t.Context(), f, audit.Progress{})
	if err != nil {
		if !strings.Contains(err.Error(), "重建暂停") {
			t.Errorf("%s: %v", what, err)
		}
		r.stopped++
		return
	}
	found, told, findings := truth.look(t, f)
	c, err := catalogue.View(f.Catalogue(), 1)
	if err != nil {
		t.Fatal(what, err)
	}
	defer c.Close()
	l, lost, err := audit.Ledger(t.Context(), archive.At(f.Archive()), c)
	if err != nil {
		t.Fatal(what, err)
	}
	inLedger, byRebuild := lostNumbers(lost), lostNumbers(made.Lost)
	for _, number := range truth.numbers {
		whole := found[number]
		if whole || told[number] {
			r.rebuilt++
		} else {
			t.Errorf("%s: %s is neither found nor named; %+v", what, number, findings)
		}
		_, err := os.Stat(filepath.Join(string(f), filepath.FromSlash(truth.bags[number])))
		if gone := err != nil; !forgotten(names) && (gone != inLedger[number] || gone != byRebuild[number]) {
			t.Errorf("%s: the bag of %s is gone: %t; the ledger says lost: %t, the rebuild %t", what, number, gone, inLedger[number], byRebuild[number])
		}
	}
	if !l.Holds() {
		t.Errorf("%s: %+v", what, l.Sums)
	}
	if !forgotten(names) && (l.Filed != len(truth.numbers) || l.Returned+l.Duplicate != truth.ended || l.Voided != len(truth.void)) {
		t.Errorf("%s: %+v", what, l.Sums)
	}
}
