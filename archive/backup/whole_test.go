package backup

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gongwen/archive/holdings"
	"gongwen/archive/journal"
)

// TestRestoreWhole: a data folder appears whole or not at all, and what a backup does
// not have is made before it does.
func TestRestoreWhole(t *testing.T) {
	d := newDesk(t)
	d.take(9)
	out := filepath.Join(t.TempDir(), "back")
	gone := func(names ...string) {
		t.Helper()
		for _, name := range names {
			if _, err := os.Lstat(name); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("%s is there (%v)", name, err)
			}
		}
	}
	rebuilt := func(part string) error {
		gone(out)
		return os.WriteFile(filepath.Join(part, "catalogue.db"), []byte("made anew"), 0o600)
	}
	restore := func(partial bool, rebuild func(string) error) (*Damaged, error) {
		return d.disk.RestoreWhole(t.Context(), d.state(), out, partial, func(string) bool { return false }, rebuild, nil)
	}
	failed := errors.New("the disk is full")
	if _, err := restore(false, func(string) error { return failed }); !errors.Is(err, failed) {
		t.Error(err)
	}
	gone(out)
	d.must(errors.Join(os.MkdirAll(out+".part", 0o700), os.WriteFile(filepath.Join(out+".part", "half"), nil, 0o600)))
	if left, err := restore(false, rebuilt); err != nil || left != nil {
		t.Fatal(left, err)
	}
	gone(out+".part", filepath.Join(out, "half"))
	if text, err := os.ReadFile(filepath.Join(out, "catalogue.db")); string(text) != "made anew" {
		t.Error(string(text), err)
	}
	if _, err := restore(false, rebuilt); err == nil {
		t.Error("it was restored over what was there")
	}

	// Of a damaged backup nothing is restored unless that is asked for.
	d.must(os.RemoveAll(out))
	pdf := d.disk.path("archive/2026/letter/介字〔2026〕1号/data/介字〔2026〕1号.pdf")
	d.must(errors.Join(os.Chmod(pdf, 0o640), os.WriteFile(pdf, []byte("forged"), 0o640)))
	var damaged *Damaged
	if left, err := restore(false, rebuilt); !errors.As(err, &damaged) || left != nil {
		t.Error(left, err)
	}
	gone(out, out+".part")
	left, err := restore(true, rebuilt)
	if err != nil || left == nil || len(left.Bags) != 1 {
		t.Fatal(left, err)
	}
	if _, err := os.Stat(filepath.Join(out, "archive/2026/letter/介字〔2026〕2号")); err != nil {
		t.Error(err)
	}
}

// TestRestoreWholeTellsWhatWasFiledMeanwhile: a bag that came into the state after the
// journal had been copied gets its line; one from before, which a cut journal no longer
// tells of, gets none.
func TestRestoreWholeTellsWhatWasFiledMeanwhile(t *testing.T) {
	d := filedDesk(t)
	d.take(9)
	s := d.state()
	filed := time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)
	for taken, want := range map[time.Time]bool{filed.Add(-time.Second): true, filed.Add(time.Hour): false} {
		s.Taken = taken
		out := filepath.Join(t.TempDir(), "back")
		if left, err := d.disk.RestoreWhole(t.Context(), s, out, false, func(string) bool { return false }, func(string) error { return nil }, nil); err != nil || left != nil {
			t.Fatal(left, err)
		}
		told, err := holdings.Read(filepath.Join(out, "archive", "journal"))
		d.must(err)
		f := told["介字〔2026〕3号"]
		if (f != nil) != want || want && (f.Seal != s.Bags[bagOf(3)] || f.Arrival != "a3") || len(told) < 2 {
			t.Errorf("taken %s: %+v", taken, f)
		}
		for _, err := range journal.All(filepath.Join(out, "archive", "journal")) {
			d.must(err)
		}
	}
}
