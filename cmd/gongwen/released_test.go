package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"gongwen/archive/sqlite"
	"gongwen/pipeline/release"
	"gongwen/samples"
)

// TestReleasedFolders: the data folder of every version that was released is opened by this
// program, which finds nothing wrong with it and goes on in it. A version has its folder
// from the day it is released.
func TestReleasedFolders(t *testing.T) {
	folders, err := filepath.Glob("testdata/released/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	released := map[string]bool{}
	for _, file := range folders {
		version := strings.TrimSuffix(filepath.Base(file), ".txtar")
		released[version] = true
		t.Run(version, func(t *testing.T) { t.Parallel(); opens(t, layOut(t, file)) })
		t.Run(version+" without formats.json", func(t *testing.T) {
			t.Parallel()
			dir := layOut(t, file)
			if err := os.Remove(filepath.Join(dir, release.FileName)); err != nil {
				t.Fatal(err)
			}
			opens(t, dir)
		})
		t.Run(version+" without a catalogue", func(t *testing.T) {
			t.Parallel()
			dir := layOut(t, file)
			if err := sqlite.Remove(filepath.Join(dir, "catalogue.db")); err != nil {
				t.Fatal(err)
			}
			gongwen(t, "rebuild", "-d", dir)
			opens(t, dir)
		})
	}
	parts := strings.SplitN(release.Version, ".", 3)
	if version := strings.Join(parts[:2], "."); !released[version] {
		t.Errorf("testdata/released has no data folder of %s", version)
	}
}

// layOut makes a data folder of a fixture: its catalogue is a dump, its roster that of the
// samples.
func layOut(t *testing.T, file string) string {
	t.Helper()
	fixture, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "d")
	for _, f := range append(fixture.Files, txtar.File{Name: "roster.yaml", Data: samples.Roster()}) {
		at := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(at), 0o700), os.WriteFile(at, f.Data, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	dump := filepath.Join(dir, "catalogue.sql")
	text, err := os.ReadFile(dump)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(filepath.Join(dir, "catalogue.db"), 1, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	// A dump has its tables in the order of their names.
	_, err = db.Exec("PRAGMA foreign_keys = OFF; BEGIN;" + string(text) + "COMMIT")
	if err := errors.Join(err, db.Close(), os.Remove(dump)); err != nil {
		t.Fatal(err)
	}
	return dir
}

func opens(t *testing.T, dir string) {
	t.Helper()
	gongwen(t, "run", "--once", "-d", dir)
	gongwen(t, "verify", "-d", dir)
	var ledger struct{ Received, Filed, Returned, Duplicate, Pending, Voided int }
	if err := json.Unmarshal(gongwen(t, "ledger", "-d", dir, "--json"), &ledger); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(ledger); got != "{3 2 1 0 0 1}" {
		t.Error("the ledger says", got)
	}
	var found struct{ Total int }
	if err := json.Unmarshal(gongwen(t, "search", "-d", dir, "旧档案", "--json"), &found); err != nil || found.Total != 2 {
		t.Errorf("found %d, %v", found.Total, err)
	}
	if out := gongwen(t, "account", "list", "-d", dir); !strings.Contains(string(out), "wang") {
		t.Errorf("accounts: %s", out)
	}
	if w, err := release.Read(dir); err != nil || w.Check(dir) != nil || w.Program == "" {
		t.Error(w, err)
	}
}

// TestAnUpgradeIsToldInOneLine: what will be changed in place is copied, and whoever runs
// the program is told where to.
func TestAnUpgradeIsToldInOneLine(t *testing.T) {
	dir := layOut(t, "testdata/released/1.0.txtar")
	file := filepath.Join(dir, release.FileName)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	older := strings.NewReplacer(`"program": "1.0"`, `"program": "0.9"`, `"accounts": "1"`, `"accounts": "0"`).Replace(string(text))
	if err := os.WriteFile(file, []byte(older), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("gongwen", "run", "--once", "-d", dir).CombinedOutput()
	if err != nil || strings.Count(string(out), "已照原样留在") != 1 {
		t.Errorf("%v\n%s", err, out)
	}
	saved, err := filepath.Glob(filepath.Join(dir, release.Upgrades, "*", "reading", "accounts.yaml"))
	if err != nil || len(saved) != 1 {
		t.Error(saved, err)
	}
}
