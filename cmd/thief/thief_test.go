//go:build linux

package main

import (
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	if theThief() { // this is the thief, started by the test
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestThief is the short form. Like the long one it must run as root, and fails
// where it does not: a test of thefts that did not take place proves nothing.
func TestThief(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Fatal(errNotRoot)
	}
	// Not t.TempDir, which no other user may enter.
	dir, err := os.MkdirTemp("", "thief-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	var tables strings.Builder
	c := campaign{time: 6 * time.Second, seed: 1, as: "service,root", attacks: ".", patience: time.Minute, restart: 3 * time.Second, dir: dir}
	if err := c.run(t.Context(), io.MultiWriter(t.Output(), &tables), t.Output()); err != nil {
		t.Fatal(err) // the folder stays, to be looked at
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Error(err)
	}
	for _, line := range []string{"gongwen as service", "gongwen as root", "| in all ", "| " + string(stolen)} {
		if !strings.Contains(tables.String(), line) {
			t.Errorf("the tables do not have %q", line)
		}
	}
}
