package durable_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"gongwen/archive/durable"
)

func TestWriteFileReplaces(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.json")
	for _, text := range []string{"first", "2"} {
		if err := durable.WriteFile(file, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(file); string(got) != text || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
	}
	if left, err := os.ReadDir(dir); len(left) != 1 || err != nil {
		t.Error("left behind:", left, err)
	}
}

func TestRenameKeepsWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "staged"), filepath.Join(dir, "there")
	if err := errors.Join(durable.MkdirAll(filepath.Join(from, "new")), durable.MkdirAll(filepath.Join(to, "old"))); err != nil {
		t.Fatal(err)
	}
	if err := durable.Rename(from, to); !errors.Is(err, fs.ErrExist) {
		t.Error("got", err)
	}
	if _, err := os.Stat(filepath.Join(to, "old")); err != nil {
		t.Error(err)
	}
	if err := durable.MkdirAll(filepath.Join(to, "old")); err != nil {
		t.Error("making what is there:", err)
	}
}
