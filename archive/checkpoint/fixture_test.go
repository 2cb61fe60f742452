package checkpoint_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongwen/archive/checkpoint"
	"gongwen/archive/journal"
)

var morning = time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)

// office is a data folder with a journal, and its key beside it.
type office struct {
	testing.TB
	checkpoint.Place
	lines  int              // of the journal
	beside checkpoint.Given // what lies beside the folder, where the key is said to be elsewhere
}

func newOffice(t testing.TB) *office {
	t.Helper()
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	o := &office{TB: t, Place: checkpoint.Place{
		Folder: data, VKeys: filepath.Join(data, "vkeys.txt"), Key: filepath.Join(dir, "data.key"),
		Journal: filepath.Join(data, "archive", "journal"), Trail: filepath.Join(data, "reading"),
	}}
	o.must(os.MkdirAll(o.Journal, 0o700))
	return o
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func number(n int) string { return fmt.Sprintf("龙政办介字〔2026〕%d号", n) }

func filed(n int) journal.Event {
	seal := sha256.Sum256([]byte(number(n)))
	return journal.Event{Time: morning.Add(time.Duration(n) * time.Second), Type: journal.Filed, Arrival: fmt.Sprint("arrival-", n),
		Number: number(n), FormKind: "letter", Year: 2026, Serial: n, Seal: hex.EncodeToString(seal[:])}
}

// file adds so many records to the journal, the first of them number 1. It writes the
// lines that the journal would, without the fsync of each.
func (o *office) file(some int) {
	o.Helper()
	f, err := os.OpenFile(o.file2026(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	o.must(err)
	w := bufio.NewWriter(f)
	prev := o.lastHash()
	for range some {
		o.lines++
		e := filed(o.lines)
		e.Prev = prev
		prev = writeLine(o, w, e)
	}
	o.must(errors.Join(w.Flush(), f.Close()))
}

// lastHash is what the next line carries.
func (o *office) lastHash() string {
	o.Helper()
	text, err := os.ReadFile(o.file2026())
	o.must(err)
	if len(text) == 0 {
		return ""
	}
	text = text[:len(text)-1]
	sum := sha256.Sum256(text[bytes.LastIndexByte(text, '\n')+1:])
	return hex.EncodeToString(sum[:])
}

// writeLine writes a line of the journal and gives its hash.
func writeLine(t testing.TB, w io.Writer, e journal.Event) string {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(e)
	if _, writeErr := w.Write(b.Bytes()); err != nil || writeErr != nil {
		t.Fatal(err, writeErr)
	}
	sum := sha256.Sum256(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	return hex.EncodeToString(sum[:])
}

// signer makes the keys where there are none and opens them.
func (o *office) signer() *checkpoint.Signer {
	o.Helper()
	_, err := o.Ensure(context.Background())
	o.must(err)
	s, err := o.Open()
	o.must(err)
	return s
}

func (o *office) sign(s *checkpoint.Signer) checkpoint.Checkpoint {
	o.Helper()
	c, err := s.Sign(context.Background(), checkpoint.Journal)
	o.must(err)
	return c
}

func (o *office) file2026() string { return filepath.Join(o.Journal, "2026.jsonl") }

// rewrite is the attack: it changes one line of the journal, from 1, and computes the
// hashes of all later ones again.
func (o *office) rewrite(n int, change func(*journal.Event)) {
	o.Helper()
	text, err := os.ReadFile(o.file2026())
	o.must(err)
	var forged bytes.Buffer
	prev := ""
	at := 0
	for line := range strings.Lines(string(text)) {
		at++
		var e journal.Event
		o.must(json.Unmarshal([]byte(line), &e))
		if at == n {
			change(&e)
		}
		e.Prev = prev
		prev = writeLine(o, &forged, e)
	}
	o.must(os.WriteFile(o.file2026(), forged.Bytes(), 0o600))
	for _, err := range journal.All(o.Journal) { // or the attack proves nothing
		o.must(err)
	}
}

// cut takes the last lines off the journal.
func (o *office) cut(some int) {
	o.Helper()
	text, err := os.ReadFile(o.file2026())
	o.must(err)
	lines := bytes.SplitAfter(text, []byte("\n"))
	o.must(os.WriteFile(o.file2026(), bytes.Join(lines[:len(lines)-1-some], nil), 0o600))
	o.lines -= some
}

// kept are the checkpoints beside the key.
func (o *office) kept() [][]byte {
	o.Helper()
	all, err := checkpoint.ReadFile(o.Kept())
	o.must(err)
	return all
}

// verify gives the findings, each with its log, and what was said of it.
func (o *office) verify(given ...checkpoint.Given) (found, messages []string) {
	o.Helper()
	r, err := o.Verify(context.Background(), given)
	o.must(err)
	for _, f := range r.Findings {
		found = append(found, fmt.Sprintf("%d %s", f.Fault, f.Log))
		messages = append(messages, f.Message)
	}
	return found, messages
}

func given(c checkpoint.Checkpoint) checkpoint.Given {
	return checkpoint.Given{Name: "kept.txt", All: checkpoint.Split(c.Note)}
}

// says holds an error against the beginning of what it should say.
func says(t testing.TB, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}

func isKeyless(err error) bool {
	var keyless *checkpoint.Keyless
	return errors.As(err, &keyless)
}
