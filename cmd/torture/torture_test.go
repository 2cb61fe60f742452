//go:build linux

package main

import (
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongwen/cmd/internal/program"
	"gongwen/samples"
	"gongwen/templates"
)

// TestTorture is the short form: some kills, and some faults of each sort that
// want no root.
func TestTorture(t *testing.T) {
	// Not t.TempDir, which no other user may enter: some faults take another one.
	dir, err := os.MkdirTemp("", "torture-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	a := attack{
		kills: 8, forms: 100, packets: 60, seed: 1, time: 5 * time.Minute, dropped: 200, dir: dir,
		faults: "^(every third write finds the disk full|every third step|issued/ read-only|" +
			"forms copied slowly|forms taken back|forms dropped all at once|the catalogue deleted, at rest|" +
			"the index overwritten in the middle while|a bag's document overwritten|a second run|clock set back|killed at every step while forms are signed)",
	}
	var tables strings.Builder
	err = a.run(t.Context(), io.MultiWriter(t.Output(), &tables), t.Output())
	if err != nil {
		t.Fatal(err) // the folder stays, to be looked at
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Error(err)
	}
	for _, line := range []string{"| returned folders dropped again ", "| in all ", "| lost ", "| a second run "} {
		if !strings.Contains(tables.String(), line) {
			t.Errorf("the tables do not have %q", line)
		}
	}
}

// TestReconciliationNotices does what a program that loses things would do: a
// reconciliation that is always clean proves nothing.
func TestReconciliationNotices(t *testing.T) {
	shipped := filepath.Join(t.TempDir(), "gongwen")
	if err := program.Build(shipped, ""); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 1))
	b, err := newTestbed(t.TempDir(), program.Program{Path: shipped}, random, settings)
	if err != nil {
		t.Fatal(err)
	}
	forms, err := load(b.program, b.root, random, 1, 30)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.dropAll(forms, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := b.program.Must("run", "--once", "-d", b.data()); err != nil {
		t.Fatal(err)
	}
	first := func(pattern string) string {
		t.Helper()
		names, err := filepath.Glob(b.data(pattern))
		if err != nil || len(names) == 0 {
			t.Fatalf("nothing is at %s (%v)", pattern, err)
		}
		return names[0]
	}
	remove := func(pattern string) func() error {
		return func() error { return os.RemoveAll(first(pattern)) }
	}
	tests := []struct {
		name     string
		tampered func() error
		counter  func(*reconciliation) int // nil for clean
	}{
		{"untouched", func() error { return nil }, nil},
		{"a form gone from its bag", remove("archive/2*/*/*/data/*.yaml"), func(r *reconciliation) int { return min(r.Lost, r.VerifyFindings) }},
		{"an attachment gone from its bag", remove("archive/2*/*/*/data/attachments/*"), func(r *reconciliation) int { return r.Lost }},
		{"a return gone", remove("returned/*/*"), func(r *reconciliation) int { return min(r.Lost, r.SumsWrong) }},
		{"an office's copy gone", remove("issued/*/*.pdf"), func(r *reconciliation) int { return r.Lost }},
		{"an office's copy changed", func() error { return os.WriteFile(first("issued/*/*.pdf"), nil, 0o640) },
			func(r *reconciliation) int { return r.NotTheSame }},
		{"a copy nobody has a record of", func() error {
			return os.WriteFile(filepath.Join(filepath.Dir(first("issued/*/*.pdf")), "又一份.pdf"), nil, 0o640)
		}, func(r *reconciliation) int { return r.Doubled }},
		{"a bag there twice", func() error {
			bag := first("archive/2*/*/*")
			return os.CopyFS(bag+"之二", os.DirFS(bag))
		}, func(r *reconciliation) int { return min(r.Doubled, r.NumbersTwice, r.SumsWrong, r.VerifyFindings) }},
		{"a bag gone below others", remove("archive/2*/letter/*1号"), func(r *reconciliation) int { return min(r.Lost, r.Gaps, r.SumsWrong, r.VerifyFindings) }},
		{"a form left lying that was filed", func() error {
			form := first("archive/2*/*/*/data/*.yaml")
			data, err := os.ReadFile(form)
			if err != nil {
				return err
			}
			return os.WriteFile(b.inbox("又来.yaml"), data, 0o640)
		}, func(r *reconciliation) int { return r.Doubled }},
		{"something nobody dropped", func() error { return os.WriteFile(b.inbox("无主.yaml"), []byte("?"), 0o640) },
			func(r *reconciliation) int { return r.NotTheSame }},
		{"a form the ledger has never heard of", func() error {
			b.forms["区财政局/没有收到.yaml"] = true
			return nil
		}, func(r *reconciliation) int { return r.Lost }},
	}
	untouched := filepath.Join(t.TempDir(), "d")
	if err := os.CopyFS(untouched, os.DirFS(b.data())); err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		if err := os.RemoveAll(b.data()); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(b.data(), os.DirFS(untouched)); err != nil {
			t.Fatal(err)
		}
		if err := test.tampered(); err != nil {
			t.Fatal(test.name, err)
		}
		r, err := b.reconcile()
		switch {
		case err != nil:
			t.Errorf("%s: %v", test.name, err)
		case test.counter == nil && !r.isClean():
			t.Errorf("%s: %v", test.name, r.Complaints)
		case test.counter != nil && (r.isClean() || test.counter(r) == 0):
			t.Errorf("%s: not noticed: %+v", test.name, r)
		}
	}
}

// TestKeepingNotices a folder that is gone, and nothing where all is there.
func TestKeepingNotices(t *testing.T) {
	shipped := filepath.Join(t.TempDir(), "gongwen")
	if err := program.Build(shipped, ""); err != nil {
		t.Fatal(err)
	}
	b, err := newTestbed(t.TempDir(), program.Program{Path: shipped}, rand.New(rand.NewPCG(1, 1)), packetSettings)
	if err != nil {
		t.Fatal(err)
	}
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		t.Fatal(err)
	}
	k := keeping{testbed: b, where: map[string]string{}, given: map[string]bool{}}
	n := 0
	for p, err := range samples.Packets(kinds.Named("letter"), 1) {
		if err != nil {
			t.Fatal(err)
		}
		if err := k.drop(p); err != nil {
			t.Fatal(err)
		}
		if n++; n == 20 {
			break
		}
	}
	if _, err := b.program.Must("run", "--once", "-d", b.data()); err != nil {
		t.Fatal(err)
	}
	if err := k.reconcile(); err != nil {
		t.Error(err)
	}
	returned, err := filepath.Glob(b.data("returned", "*", "*"))
	if err != nil || len(returned) == 0 {
		t.Fatalf("nothing was returned (%v)", err)
	}
	if err := os.RemoveAll(returned[0]); err != nil {
		t.Fatal(err)
	}
	if err := k.reconcile(); err == nil || !strings.Contains(err.Error(), "lost: ") {
		t.Errorf("not noticed: %v", err)
	}
}
