package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/holdings"
	"gongwen/archive/journal"
	"gongwen/templates"
)

// putLetters files n letters straight into an archive, several at a time: an
// office's way of filing them would take the test too long.
func putLetters(t *testing.T, dir string, n int) {
	t.Helper()
	a, err := archive.Open(filepath.Join(dir, "archive"))
	if err != nil {
		t.Fatal(err)
	}
	form := filepath.Join(t.TempDir(), "letter.yaml")
	if err := os.WriteFile(form, []byte("表单种类: 介绍信\n"), 0o640); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)
	told, err := journal.Open(a.JournalDir(), at)
	if err != nil {
		t.Fatal(err)
	}
	var group errgroup.Group
	group.SetLimit(32)
	for i := 1; i <= n; i++ {
		group.Go(func() error {
			r, err := a.Put(t.Context(), archive.Record{
				Number: fmt.Sprintf("龙政办介字〔2026〕%d号", i), Kind: "letter", Title: "介绍信", Year: 2026, Serial: i,
				Subject: "核对转移支付资金", Date: templates.NewDate(2026, 5, 11), Unit: "区财政局", Text: fmt.Sprintf("兹介绍第%d人", i),
				Values:  templates.Values{"issue_date": templates.NewDate(2026, 5, 11)},
				Arrival: fmt.Sprintf("arrival-%d", i), DroppedAs: "区财政局/letter.yaml", Submission: fmt.Sprintf("packet-%d", i),
				Arrived: at, Filed: at,
			}, archive.Files{Form: archive.Source{Name: "letter.yaml", Path: form}, Document: []byte("%PDF-1.4")})
			if err != nil {
				return err
			}
			seal, err := a.Seal(r.Folder())
			return errors.Join(err, told.Append(holdings.Event(r, seal, at)))
		})
	}
	if err := errors.Join(group.Wait(), told.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestRebuildKilled kills a rebuild half way through the bags and half way
// through the index. Each time the old catalogue and index still answer, and the
// next rebuild goes on where this one was.
func TestRebuildKilled(t *testing.T) {
	const letters = 800 // more than one batch
	dir := filepath.Join(t.TempDir(), "d")
	gongwen(t, "init", dir)
	putLetters(t, dir, letters)
	gongwen(t, "rebuild", "-d", dir)
	before := gongwen(t, "search", "-d", dir, "兹介绍第1", "--json", "--limit", "5000")

	fresh := filepath.Join(dir, "catalogue.db.rebuild")
	restored := func(open func(string) (*catalogue.Catalogue, error)) (id string, records int, err error) {
		c, err := open(fresh)
		if err != nil {
			return "", 0, err
		}
		sums, err := c.Sums(context.Background())
		return c.ID(), sums.Filed, errors.Join(err, c.Close())
	}
	id, reached := "", 0
	for _, half := range []func() bool{
		// Looked at without a lock, which the rebuild may be in need of: until it is there that fails.
		func() bool { _, n, err := restored(catalogue.Look); return err == nil && n > 0 },
		func() bool { // the index can only be asked between its batches; its files can be seen
			generations, err := filepath.Glob(filepath.Join(dir, "index", "*", "store"))
			return err == nil && len(generations) > 1
		},
	} {
		cmd := exec.Command("gongwen", "rebuild", "-d", dir)
		var said bytes.Buffer
		cmd.Stderr = &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		for !half() {
			select {
			case err := <-ended:
				t.Fatalf("the rebuild was over before it could be killed: %v\n%s", err, &said)
			case <-time.After(time.Millisecond):
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		<-ended
		now, n, err := restored(catalogue.Open)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 || (id != "" && now != id) || n < reached {
			t.Errorf("after the kill %d letters are in %s; before, %d in %s", n, now, reached, id)
		}
		id, reached = now, n
		if after := gongwen(t, "search", "-d", dir, "兹介绍第1", "--json", "--limit", "5000"); !bytes.Equal(after, before) {
			t.Error("the old index answers otherwise than before")
		}
		gongwen(t, "verify", "-d", dir)
	}
	gongwen(t, "rebuild", "-d", dir)
	c, err := catalogue.Open(filepath.Join(dir, "catalogue.db"))
	if err != nil {
		t.Fatal(err)
	}
	sums, err := c.Sums(t.Context())
	if err := errors.Join(err, c.Close()); err != nil {
		t.Fatal(err)
	}
	if c.ID() != id || sums.Filed != letters {
		t.Errorf("%d letters in %s, want %d in %s, which was begun first", sums.Filed, c.ID(), letters, id)
	}
	if after := gongwen(t, "search", "-d", dir, "兹介绍第1", "--json", "--limit", "5000"); !bytes.Equal(after, before) {
		t.Error("the new index answers otherwise than the old one")
	}
	gongwen(t, "verify", "-d", dir)
	if left, err := filepath.Glob(filepath.Join(dir, "*.rebuild*")); err != nil || len(left) > 0 {
		t.Error("left behind:", left, err)
	}
}
