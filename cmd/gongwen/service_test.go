package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestServiceLine: the service gets whole paths, and no option that the program would
// refuse when nobody looks.
func TestServiceLine(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(filepath.Dir(dir))
	line, err := serviceLine(filepath.Base(dir), "127.0.0.1:8080", "", []string{"--log-level", "warn"})
	if want := []string{"run", "-d", dir, "--serve", "127.0.0.1:8080", "--log", dir + ".log", "--log-level", "warn"}; err != nil || !slices.Equal(line, want) {
		t.Errorf("%q, %v", line, err)
	}
	for _, c := range []struct {
		dir  string
		more []string
		says string
	}{
		{"", nil, "没有指明数据文件夹"},
		{filepath.Join(dir, "none"), nil, "没有数据文件夹"},
		{dir, []string{"--bogus"}, "不认得"},
		{dir, []string{"word"}, "不能是"},
		{dir, []string{"--once"}, "不能加 --once"},
	} {
		if line, err := serviceLine(c.dir, "127.0.0.1:8080", "", c.more); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q %q: %q, %v", c.dir, c.more, line, err)
		}
	}
}
