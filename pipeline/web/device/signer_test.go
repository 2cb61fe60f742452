package device

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOpenKeepsTheKey over a restart, and is for nobody else's eyes.
func TestOpenKeepsTheKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "device.key")
	first, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	second, err := Open(path)
	if err != nil || first.sign("a", "b") != second.sign("a", "b") {
		t.Errorf("another key after a restart: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if first.sign("a", "b c") == first.sign("c a", "b") || first.sign("a", "b") == first.sign("b", "a") {
		t.Error("proofs of different browsers are the same")
	}
	if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("a damaged key: %v", err)
	}
}
