package main

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestKilledAtRandomMoments kills the program again and again while it works
// through letters, and then lets it finish: each letter is filed once, under a
// number of its own, without a gap.
func TestKilledAtRandomMoments(t *testing.T) {
	const letters, kills = 60, 12
	dir := filepath.Join(t.TempDir(), "d")
	gongwen(t, "init", dir)
	if err := os.WriteFile(filepath.Join(dir, "gongwen.yaml"), []byte("settle: 0s\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	gongwen(t, "samples", "--kind", "letter", "--count", "60", "--seed", "5", "--out", filepath.Join(dir, "inbox"))

	random := rand.New(rand.NewPCG(1, 2))
	for range kills {
		cmd := exec.Command("gongwen", "run", "-d", dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// The time from start to filing is a few hundred milliseconds, so most of
		// these fall while forms are being worked on.
		timer := time.AfterFunc(time.Duration(100+random.IntN(600))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		timer.Stop()
	}
	gongwen(t, "run", "--once", "-d", dir)
	gongwen(t, "verify", "-d", dir)

	var ledger struct {
		Received, Filed, Returned, Duplicate, Pending int
		List                                          []struct{ Number string }
	}
	if err := json.Unmarshal(gongwen(t, "ledger", "-d", dir, "--json"), &ledger); err != nil {
		t.Fatal(err)
	}
	if ledger.Received != letters || ledger.Filed != letters {
		t.Errorf("received %d, filed %d, returned %d, duplicate %d, pending %d; want %d filed",
			ledger.Received, ledger.Filed, ledger.Returned, ledger.Duplicate, ledger.Pending, letters)
	}
	given := map[string]bool{}
	for _, a := range ledger.List {
		given[a.Number] = true
	}
	if len(given) != letters {
		t.Errorf("%d different numbers, want %d", len(given), letters)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "issued", "*", "*.pdf")); err != nil || len(left) != letters {
		t.Errorf("%d copies issued, want %d (%v)", len(left), letters, err)
	}
}

func gongwen(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("gongwen", args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("gongwen %v: %v\n%s%s", args, err, out, stderr.String())
	}
	return out
}
