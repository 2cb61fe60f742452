package register

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A register that is open is not touched; the new one waits beside it and takes
// its place when it is closed.
func TestRegisterInUse(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "2026")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	read := func(path string) string {
		text, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		return string(text)
	}
	path := write("合同台账.xlsx", "old")
	lock := write("~$合同台账.xlsx", "")

	var used *InUse
	if err := replace(write("part", "new"), path); !errors.As(err, &used) {
		t.Fatalf("got %v", err)
	}
	if read(path) != "old" || read(used.Beside) != "new" {
		t.Errorf("register %q, beside it %q", read(path), read(used.Beside))
	}
	if err := ReplaceWaiting(filepath.Dir(dir)); !errors.As(err, &used) || read(path) != "old" {
		t.Errorf("replaced while open: %v, %q", err, read(path))
	}
	if err := replace(write("part", "newer"), path); !errors.As(err, &used) || read(used.Beside) != "newer" {
		t.Errorf("a newer one does not wait in its place: %v, %q", err, read(used.Beside))
	}
	// What cannot even be put beside it is not in use but unwritten.
	if err := replace(filepath.Join(dir, "none"), path); err == nil || errors.As(err, new(*InUse)) {
		t.Errorf("nothing was put beside it: %v", err)
	}
	if err := os.Remove(lock); err != nil {
		t.Fatal(err)
	}
	if err := ReplaceWaiting(filepath.Dir(dir)); err != nil || read(path) != "newer" || read(used.Beside) != "" {
		t.Errorf("closed: %v, register %q, beside it %q", err, read(path), read(used.Beside))
	}

	// A lock file forgotten by a crash does not last for ever.
	lock = write("~$合同台账.xlsx", "")
	old := time.Now().Add(-25 * time.Hour)
	if err := os.Chtimes(lock, old, old); err != nil {
		t.Fatal(err)
	}
	if err := replace(write("part", "newest"), path); err != nil || read(path) != "newest" {
		t.Errorf("%v, register %q", err, read(path))
	}
}
