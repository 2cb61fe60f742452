//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"gongwen/pipeline/status"
	"gongwen/pipeline/workspace"
)

// TestRunMakesTheBackupThatWasMissed, and says so; a disk that is not mounted is told, and
// nothing is written in its place.
func TestRunMakesTheBackupThatWasMissed(t *testing.T) {
	dir, disk := office(t), t.TempDir()
	settings := fmt.Sprintf("settle: 0s\nbackup: {to: %s}\n", disk)
	if err := os.WriteFile(filepath.Join(dir, "gongwen.yaml"), []byte(settings), 0o644); err != nil {
		t.Fatal(err)
	}
	gongwen(t, "run", "--once", "-d", dir)
	gongwen(t, "backup", "-d", dir, "--first")
	word := workspace.Folder(dir).Status()
	missed := time.Now().Add(-50 * time.Hour)
	if err := word.WriteDone(status.Backup, missed); err != nil {
		t.Fatal(err)
	}
	p := startProcess(t, "run", "-d", dir)
	p.said.match(t, regexp.MustCompile(`已备份到 `+regexp.QuoteMeta(disk)))
	p.stop(t)
	if at, err := word.ReadDone(status.Backup); err != nil || time.Since(at) > time.Hour {
		t.Errorf("the last backup was made at %v, %v", at, err)
	}
	if states, err := filepath.Glob(filepath.Join(disk, "states", "*.jsonl")); err != nil || len(states) != 1 {
		t.Errorf("of one day the last state stays, there are %q, %v", states, err)
	}

	if err := os.RemoveAll(disk); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(disk, 0o700); err != nil { // as a place where nothing is mounted
		t.Fatal(err)
	}
	if err := word.WriteDone(status.Backup, missed); err != nil {
		t.Fatal(err)
	}
	p = startProcess(t, "run", "-d", dir)
	p.said.match(t, regexp.MustCompile(`没有备份成，一小时后再试：.*磁盘可能没有挂上`))
	p.stop(t)
	if left, err := os.ReadDir(disk); err != nil || len(left) > 0 {
		t.Errorf("written where no disk is: %v, %v", left, err)
	}
}
