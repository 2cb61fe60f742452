package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestBackupCommandAtWork takes backups while the program files 300 letters, restores
// the last and lets the program go on there: each letter is filed once, the
// ledger balances, and nothing is wrong.
func TestBackupCommandAtWork(t *testing.T) {
	const letters = 300
	dir := filepath.Join(t.TempDir(), "d")
	disk := filepath.Join(t.TempDir(), "disk")
	gongwen(t, "init", dir)
	if err := os.WriteFile(filepath.Join(dir, "gongwen.yaml"), []byte("settle: 0s\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	gongwen(t, "samples", "--kind", "letter", "--count", "300", "--seed", "7", "--out", filepath.Join(dir, "inbox"))
	run := exec.Command("gongwen", "run", "--once", "-d", dir)
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- run.Wait() }()
	t.Cleanup(func() { _ = run.Process.Kill() })
	filed := func() int {
		bags, err := filepath.Glob(filepath.Join(dir, "archive", "2026", "letter", "*"))
		if err != nil {
			t.Fatal(err)
		}
		return len(bags)
	}
	state := "" // the last one taken while there was something to file
	for _, some := range []int{10, letters / 6, letters / 3} {
		for filed() < some {
			select {
			case err := <-ended:
				t.Fatalf("the run ended with %d letters filed: %v", filed(), err)
			case <-time.After(5 * time.Millisecond):
			}
		}
		var now struct {
			State           string
			Bags            int
			Damaged, Unread []string
		}
		if err := json.Unmarshal(gongwen(t, "backup", "-d", dir, "--out", disk, "--json"), &now); err != nil {
			t.Fatal(err)
		}
		if now.Bags < some || len(now.Damaged)+len(now.Unread) > 0 {
			t.Fatalf("%+v after %d letters were filed", now, some)
		}
		if now.Bags < letters {
			state = now.State
		}
	}
	if state == "" {
		t.Fatal("all was filed before the first backup: that proves nothing")
	}
	_ = run.Process.Kill() // may be through
	<-ended

	back := filepath.Join(t.TempDir(), "back")
	gongwen(t, "restore", disk, "--at", state, "--out", back)
	gongwen(t, "verify", "-d", back)
	gongwen(t, "ledger", "-d", back)
	gongwen(t, "run", "--once", "-d", back)
	gongwen(t, "verify", "-d", back)
	var ledger struct{ Received, Filed, Returned, Duplicate, Pending int }
	if err := json.Unmarshal(gongwen(t, "ledger", "-d", back, "--json"), &ledger); err != nil {
		t.Fatal(err)
	}
	if ledger.Filed != letters || ledger.Returned+ledger.Pending > 0 || ledger.Received != ledger.Filed+ledger.Duplicate {
		t.Errorf("received %d, filed %d, returned %d, duplicate %d, pending %d; want %d filed",
			ledger.Received, ledger.Filed, ledger.Returned, ledger.Duplicate, ledger.Pending, letters)
	}
}
