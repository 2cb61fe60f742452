package durable_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongwen/archive/durable"
)

// TestRoom: of a folder that is not there yet the disk is that of what it will lie in.
func TestRoom(t *testing.T) {
	dir := t.TempDir()
	free, _, err := durable.Space(dir)
	if errors.Is(err, errors.ErrUnsupported) { // as everywhere but on Linux and Windows
		if err := durable.Room(dir, 1<<62); err != nil {
			t.Errorf("tells of what cannot be known: %v", err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	later := filepath.Join(dir, "一", "二")
	for name, test := range map[string]struct {
		need  uint64
		fails bool
	}{
		"a little": {1 << 10, false}, "all there is, and nothing to spare": {free, true}, "more than there is": {2 * free, true},
	} {
		err := durable.Room(later, test.need)
		if (err != nil) != test.fails || err != nil && !strings.HasPrefix(err.Error(), later+" 所在的磁盘还剩 ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSize(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"一": "123", "二/三": "4567"} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("一", filepath.Join(dir, "链接")); err != nil {
		t.Fatal(err)
	}
	for place, want := range map[string]uint64{"": 7, "一": 3, "没有": 0} {
		if size := durable.Size(filepath.Join(dir, place)); size != want {
			t.Errorf("%q: %d, want %d", place, size, want)
		}
	}
}
