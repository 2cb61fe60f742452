//go:build unix

package bounded_test

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"gongwen/templates/bounded"
)

// TestOpenDoesNotWaitForAPipe: nor is a socket or a device read. Whoever opens a pipe
// without a writer as usual waits for ever.
func TestOpenDoesNotWaitForAPipe(t *testing.T) {
	dir := t.TempDir()
	pipe, socket := filepath.Join(dir, "pipe"), filepath.Join(dir, "socket")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if err := os.Symlink(pipe, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for _, file := range []string{pipe, filepath.Join(dir, "link"), dir, "/dev/zero"} {
		if f, err := bounded.Open(file); !errors.Is(err, bounded.ErrIrregular) {
			t.Errorf("%s: %v, %v", file, f, err)
		}
		if _, err := bounded.ReadPath(file, 100); !errors.Is(err, bounded.ErrIrregular) {
			t.Errorf("%s: %v", file, err)
		}
	}
	if _, err := bounded.ReadFile(bounded.In(root), "pipe", 100); !errors.Is(err, bounded.ErrIrregular) {
		t.Error(err)
	}
	if f, err := bounded.Open(socket); err == nil {
		t.Errorf("a socket was opened: %v", f)
	}
	if _, err := bounded.Dir(dir).Open("../" + filepath.Base(dir) + "/pipe"); !errors.Is(err, fs.ErrInvalid) {
		t.Error("out of the folder:", err)
	}
}
