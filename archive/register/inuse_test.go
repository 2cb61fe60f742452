package register

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gongwen/archive/shared"
)

// A register that is open is not touched; the new one waits beside it and takes
// its place when it is closed.
func TestReplaceLeavesARegisterInUse(t *testing.T) {
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
	const name = "合同台账.xlsx"
	path := write(name, "old")
	lock := write("~$"+name, "")
	folder, err := shared.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	replace := func(text string) error {
		return placed{folder, dir}.replace(t.TempDir(), name, func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		})
	}

	var used *InUse
	if err := replace("new"); !errors.As(err, &used) {
		t.Fatalf("got %v", err)
	}
	if read(path) != "old" || read(used.Beside) != "new" {
		t.Errorf("register %q, beside it %q", read(path), read(used.Beside))
	}
	if err := ReplaceWaiting(filepath.Dir(dir)); !errors.As(err, &used) || read(path) != "old" {
		t.Errorf("replaced while open: %v, %q", err, read(path))
	}
	if err := replace("newer"); !errors.As(err, &used) || read(used.Beside) != "newer" {
		t.Errorf("a newer one does not wait in its place: %v, %q", err, read(used.Beside))
	}
	// What cannot even be put beside it is not in use but unwritten.
	broken := errors.New("broken")
	err = placed{folder, dir}.replace(t.TempDir(), name, func(io.Writer) error { return broken })
	if !errors.Is(err, broken) || errors.As(err, new(*InUse)) {
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
	if err := replace("newest"); err != nil || read(path) != "newest" {
		t.Errorf("%v, register %q", err, read(path))
	}
}

// TestReplaceWritesNothingThroughALink: whoever reads the registers may plant one.
func TestReplaceWritesNothingThroughALink(t *testing.T) {
	dir, secret := t.TempDir(), filepath.Join(t.TempDir(), "accounts.yaml")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	const name = "合同台账.xlsx"
	for _, planted := range []string{name, name + ".part", "合同台账" + waiting + ".xlsx", ".register-0.tmp"} {
		if err := os.Symlink(secret, filepath.Join(dir, planted)); err != nil {
			t.Fatal(err)
		}
	}
	folder, err := shared.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	for _, lock := range []string{"", "~$" + name} { // closed, and open
		if lock != "" {
			if err := os.WriteFile(filepath.Join(dir, lock), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		err := placed{folder, dir}.replace(t.TempDir(), name, func(w io.Writer) error {
			_, err := io.WriteString(w, "register"+lock)
			return err
		})
		if err != nil && !errors.As(err, new(*InUse)) {
			t.Fatal(err)
		}
	}
	for file, want := range map[string]string{
		secret: "secret", filepath.Join(dir, name): "register", filepath.Join(dir, "合同台账"+waiting+".xlsx"): "register~$" + name,
	} {
		if got, err := os.ReadFile(file); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v; want %q", file, got, err, want)
		}
	}
}
