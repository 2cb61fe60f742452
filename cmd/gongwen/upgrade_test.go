package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gongwen/archive/sqlite"
)

// TestChangeTellsOfAnUpgrade: what an older program kept can be read as it is, and
// whoever writes to it says in one line, once, what that changed.
func TestChangeTellsOfAnUpgrade(t *testing.T) {
	for _, version := range []string{"3", "4", "5", "6", "7", "8"} {
		t.Run(version, func(t *testing.T) { upgradeIsTold(t, version) })
	}
}

func upgradeIsTold(t *testing.T, version string) {
	data := filepath.Join(t.TempDir(), "data")
	gongwen(t, "init", data)
	text, err := os.ReadFile("../../archive/catalogue/testdata/version" + version + ".sql")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(data, "catalogue.db")
	if err := sqlite.Remove(file); err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(file, 1, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(string(text))
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	// The records of the fixtures have no bags, which the ledger tells, and some journal.
	if err := os.WriteFile(filepath.Join(data, "archive", "journal", "2026.jsonl"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	lost := map[bool]int{true: 1}[version != "3"]
	for _, test := range []struct {
		args       []string
		told, exit int
	}{
		{[]string{"ledger", "-d", data}, 0, lost},
		{[]string{"run", "-d", data, "--once"}, 1, 0},
		{[]string{"ledger", "-d", data}, 0, lost},
		{[]string{"run", "-d", data, "--once"}, 0, 0},
	} {
		command := exec.Command("gongwen", test.args...)
		out, err := command.CombinedOutput()
		// What is upgraded is kept as it was.
		if strings.Count(string(out), "已照原样留在") != test.told {
			t.Errorf("gongwen %v:\n%s", test.args, out)
		}
		if command.ProcessState.ExitCode() != test.exit || strings.Count(string(out), "目录数据库已由第"+version+"版升级") != test.told {
			t.Errorf("gongwen %v: %v\n%s", test.args, err, out)
		}
	}
}
