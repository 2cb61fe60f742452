package web

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHistoryOfARecord names the line of the journal that tells of its filing by the hash
// of that line in the file, and how it was signed.
func TestHistoryOfARecord(t *testing.T) {
	r := theRoom(t)
	body := r.as(t, "caizheng").get(recordURL(r.own.Number, "history")).Body.String()
	files, err := filepath.Glob(filepath.Join(r.workspace.Archive.JournalDir(), "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if !strings.Contains(line, r.own.Arrival) {
				continue
			}
			found++
			sum := sha256.Sum256([]byte(strings.TrimSuffix(line, "\n")))
			if !strings.Contains(body, hex.EncodeToString(sum[:])) {
				t.Errorf("the page has no hash of %s", line)
			}
		}
	}
	if found == 0 {
		t.Error("the journal has no line of the record")
	}
	for _, want := range []string{"归档", "书面签批，经办人填报", r.own.Form.SHA256, r.own.Document.SHA256} {
		if !strings.Contains(body, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if w := r.as(t, "caizheng").get(recordURL(r.foreign.Number, "history")); w.Code != 404 {
		t.Errorf("of another unit's record: %d", w.Code)
	}
}
