package audit_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/pipeline/audit"
	"gongwen/pipeline/workspace"
)

// inFolder is the office's folder as a data folder.
func (o *office) inFolder() workspace.Folder {
	o.Helper()
	f := workspace.Folder(o.dir)
	o.must(os.WriteFile(f.Config(), []byte("settle: 1s\n"), 0o600))
	return f
}

// TestVerifyFolder: a data folder is looked at whatever is wrong with its settings or
// its catalogue, and an index that is a moment behind is no finding.
func TestVerifyFolder(t *testing.T) {
	o := newOffice(t)
	f := o.inFolder()
	codes := func() (all string) {
		t.Helper()
		findings, err := audit.VerifyFolder(t.Context(), f, o.accessLog(), time.Minute, nil)
		o.must(err)
		for _, f := range findings {
			all += string(f.Code) + " "
		}
		return strings.TrimSpace(all)
	}
	o.file("letter", 2027) // which the index does not have yet
	// One arrival is pending, and the spool of this office is empty.
	if got := codes(); got != "arrival-lost" {
		t.Errorf("of a folder in order: %s", got)
	}
	o.must(os.MkdirAll(filepath.Join(f.Templates(), "broken"), 0o700))
	o.must(os.WriteFile(filepath.Join(f.Templates(), "broken", "kind.yaml"), []byte("{"), 0o600))
	if _, err := workspace.ReadKinds(f); err == nil {
		t.Fatal("a kind of nonsense can be read: that proves nothing")
	}
	if got := codes(); got != "arrival-lost" {
		t.Errorf("with a kind that cannot be read: %s", got)
	}
	o.must(o.catalogue.Close())
	o.must(os.Remove(f.Catalogue()))
	if got := codes(); got != "catalogue-bad" {
		t.Errorf("without a catalogue: %s", got)
	}
	if _, err := audit.VerifyFolder(t.Context(), workspace.Folder(filepath.Join(o.dir, "none")), "", 0, nil); err == nil {
		t.Error("a folder that is not there was verified")
	}
}

// TestRebuildFolder: what was deleted is there again, and each kind of work was
// reported.
func TestRebuildFolder(t *testing.T) {
	o := newOffice(t)
	f := o.inFolder()
	before, err := o.catalogue.Sums(t.Context())
	o.must(err)
	o.must(os.MkdirAll(filepath.Join(f.Spool(), "waits-for-signatures"), 0o700))
	for a, err := range o.catalogue.Arrivals(t.Context()) {
		o.must(err)
		if a.State == catalogue.Filed { // the program was killed before it cleared up
			o.must(os.MkdirAll(filepath.Join(f.Spool(), a.ID), 0o700))
		}
	}
	o.must(o.catalogue.Close())
	o.must(os.Remove(f.Catalogue()))
	o.must(os.RemoveAll(f.Index()))
	told := map[string]int{}
	progress := func(what string) func(done, total int) {
		return func(done, total int) {
			if done > total {
				t.Errorf("%s: %d of %d", what, done, total)
			}
			told[what] = done
		}
	}
	made, err := audit.RebuildFolder(t.Context(), f, audit.Progress{
		Catalogue: progress("catalogue"), Index: progress("index"), Attachments: progress("attachments"),
	})
	o.must(err)
	// What was pending comes back when the program runs again.
	if made.Unread != nil || made.Sums.Filed != before.Filed || made.Sums.Returned != before.Returned || made.Sums.Voided != before.Voided {
		t.Errorf("%+v, before %+v", made, before)
	}
	if len(told) != 3 {
		t.Errorf("not all work was reported: %v", told)
	}
	if made.AtWork != 1 {
		t.Errorf("%d forms are at work, not the one that waits", made.AtWork)
	}
}

// TestRenewIndex: the index is made anew, and has everything.
func TestRenewIndex(t *testing.T) {
	o := newOffice(t)
	told := 0
	o.must(audit.RenewIndex(t.Context(), o.index, o.catalogue, noTexts, func(done, _ int) { told = done }))
	s, err := o.index.Status(t.Context(), o.catalogue)
	if err != nil || s != (index.Status{}) {
		t.Errorf("%+v, %v", s, err)
	}
	if told == 0 {
		t.Error("nothing was told of its progress")
	}
	if got := o.verify(); got != nil {
		t.Error(got)
	}
}
