package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCodeNamesNoOffice: the program is any office's. The names of the office of the
// samples stand in its data, in the rulebook compiled in, and in tests.
func TestCodeNamesNoOffice(t *testing.T) {
	root, seen := filepath.Join("..", ".."), 0
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			if name != root && strings.HasPrefix(entry.Name(), ".") {
				return fs.SkipDir
			}
			return err
		}
		if filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		seen++
		text, err := os.ReadFile(name)
		for _, district := range []string{"龙凤", "龙政", "大庆", "longfeng"} {
			if strings.Contains(strings.ToLower(string(text)), district) {
				t.Errorf("%s names %s", name, district)
			}
		}
		return err
	})
	if err != nil || seen < 500 {
		t.Fatalf("%d files were looked at: %v", seen, err)
	}
}
