//go:build !windows

package workspace_test

import (
	"os"
	"path/filepath"
	"testing"

	"gongwen/pipeline/workspace"
)

// TestInRegisters: what lies among the registers is known however it is named, whatever is a
// link, and before it is there.
func TestInRegisters(t *testing.T) {
	dir := workspace.Real(t.TempDir())
	at := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	for _, name := range []string{"data", "disk/registers", "disk/registers/定期", "share/财务", "plain/registers/2026", "elsewhere"} {
		if err := os.MkdirAll(at(name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"data/registers": "disk/registers", "name": "data", "disk/registers/定期/月报": "share/财务", "in": "plain/registers/2026", "plainly": "plain"} {
		if err := os.Symlink(at(to), at(link)); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	for _, test := range []struct {
		folder, dir string
		want        bool
	}{
		{"plain", "plain/registers", true}, {"plain", "plain/registers/取数/三月", true}, {"plain", at("plain/registers/2026"), true}, {"plain", "in", true},
		{"plainly", "plain/registers/没有", true}, {"plain", "plainly/registers/没有", true}, {"plain", "plain/registers/../registers", true},
		{"plain", "plain", false}, {"plain", "elsewhere", false}, {"plain", "plain/registers-2", false}, {"plain", "plain/registers/../issued", false}, {"plain", "没有/registers", false},
		{"data", "data/registers", true}, {"data", "disk/registers/没有", true}, {"name", "data/registers/2026", true}, {"data", "name/registers", true},
		{"data", "data/registers/定期/月报", true}, // what is shared is the name
		{"data", "share/财务", false}, {"data", "disk", false},
	} {
		if got := workspace.Folder(test.folder).InRegisters(test.dir); got != test.want {
			t.Errorf("%s in the registers of %s: %v", test.dir, test.folder, got)
		}
	}
}
