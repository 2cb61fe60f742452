//go:build linux

package main

import (
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"time"

	"gongwen/cmd/internal/program"
)

// slowSettings lets a file lie still for a while before it is taken, as an office has
// it; many beats, so that a busy machine does not make a slow copy look finished.
const slowSettings = "settle: 2s\nrescan: 200ms\nattachment_wait: 5s\n"

// copyInterval is the time between two pieces of a slow copy.
const copyInterval = 300 * time.Millisecond

func copyFaults() []fault {
	return []fault{
		{name: "forms copied slowly, in pieces", settings: slowSettings, try: slowCopy},
		{name: "copies that stall for longer than a file must lie still", try: stalledCopy},
		{name: "a copy that is finished only after the others", settings: slowSettings, try: unfinishedCopy},
		{name: "a form cut short and written again while being dropped", settings: slowSettings, try: rewritten},
		{name: "gongwen killed in the middle of slow copies", settings: slowSettings, try: killedInCopy},
	}
}

// copying is a form on its way into an inbox by copying: its file is there, but
// not all of it.
type copying struct {
	file *os.File
	rest []byte
}

// beginCopy opens a form's file in the inbox and writes nothing yet. Its
// attachments are there whole.
func (t *trial) beginCopy(f *form) (*copying, error) {
	s, err := t.stage(f)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(t.inbox(s.to), 0o755); err != nil {
		return nil, err
	}
	for _, name := range s.names[1:] {
		if err := os.Rename(filepath.Join(s.dir, name), t.inbox(s.to, name)); err != nil {
			return nil, err
		}
	}
	file, err := os.Create(t.inbox(path.Join(s.to, s.names[0])))
	return &copying{file, f.files[0].data}, errors.Join(err, os.RemoveAll(s.dir))
}

// write copies another n bytes, or what is left.
func (c *copying) write(n int) error {
	n = min(n, len(c.rest))
	_, err := c.file.Write(c.rest[:n])
	c.rest = c.rest[n:]
	return err
}

func (c *copying) finish() error {
	return errors.Join(c.write(len(c.rest)), c.file.Close())
}

func (t *trial) beginCopies(n int) ([]*copying, error) {
	var copies []*copying
	for _, f := range t.take(n) {
		c, err := t.beginCopy(f)
		if err != nil {
			return nil, err
		}
		copies = append(copies, c)
	}
	return copies, nil
}

// writePieces writes some pieces of each copy, a copyInterval apart.
func writePieces(copies []*copying, beats, bytes int) error {
	for range beats {
		for _, c := range copies {
			if err := c.write(bytes); err != nil {
				return err
			}
		}
		time.Sleep(copyInterval)
	}
	return nil
}

func finish(copies ...*copying) error {
	var errs []error
	for _, c := range copies {
		errs = append(errs, c.finish())
	}
	return errors.Join(errs...)
}

func slowCopy(t *trial) (string, error) {
	if err := t.warmUp(5); err != nil {
		return "", err
	}
	copies, err := t.beginCopies(10)
	if err != nil {
		return "", err
	}
	if err := writePieces(copies, 8, 40); err != nil {
		return "", err
	}
	if err := finish(copies...); err != nil {
		return "", err
	}
	return "nothing: each is taken when it has lain still", nil
}

func stalledCopy(t *trial) (string, error) {
	if err := t.warmUp(5); err != nil {
		return "", err
	}
	copies, err := t.beginCopies(5)
	if err != nil {
		return "", err
	}
	if err := writePieces(copies, 1, 200); err != nil {
		return "", err
	}
	time.Sleep(faultTime)
	return "nothing: what is open for writing is not taken", finish(copies...)
}

func unfinishedCopy(t *trial) (string, error) {
	if err := t.start(); err != nil {
		return "", err
	}
	copies, err := t.beginCopies(1)
	if err != nil {
		return "", err
	}
	if err := t.dropSome(10); err != nil {
		return "", err
	}
	// The others pass it by.
	err = program.Eventually("the others are done", func() (bool, error) {
		if err := writePieces(copies, 1, 1); err != nil {
			return false, err
		}
		return t.done() >= 10, nil
	})
	if err != nil {
		return "", err
	}
	return "nothing: it is waited for, the others go on", finish(copies...)
}

func rewritten(t *trial) (string, error) {
	if err := t.warmUp(5); err != nil {
		return "", err
	}
	copies, err := t.beginCopies(10)
	if err != nil {
		return "", err
	}
	wholes := make([][]byte, len(copies))
	for i, c := range copies {
		wholes[i] = c.rest
	}
	if err := writePieces(copies, 2, 100); err != nil {
		return "", err
	}
	for i, c := range copies {
		if err := c.file.Truncate(0); err != nil {
			return "", err
		}
		if _, err := c.file.Seek(0, io.SeekStart); err != nil {
			return "", err
		}
		c.rest = wholes[i]
	}
	if err := writePieces(copies, 2, 100); err != nil {
		return "", err
	}
	return "nothing: the last writing counts", finish(copies...)
}

func killedInCopy(t *trial) (string, error) {
	if err := t.warmUp(5); err != nil {
		return "", err
	}
	copies, err := t.beginCopies(10)
	if err != nil {
		return "", err
	}
	for range 4 {
		if err := writePieces(copies, 2, 30); err != nil {
			return "", err
		}
		t.kill()
		if err := t.start(); err != nil {
			return "", err
		}
	}
	return "nothing: waiting begins anew", finish(copies...)
}
