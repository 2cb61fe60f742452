package catalogue

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"sync"

	"gongwen/archive/sqlite"
)

// Damage asks the database itself whether its pages are sound. It reads the
// whole file. The answer is empty when they are.
func (c *Catalogue) Damage(ctx context.Context) (string, error) {
	return c.check(ctx, `PRAGMA integrity_check(1)`)
}

// Unsound is Damage in a fraction of the time: that indexes agree with their tables is left
// out.
func (c *Catalogue) Unsound(ctx context.Context) (string, error) {
	return c.check(ctx, `PRAGMA quick_check(1)`)
}

func (c *Catalogue) check(ctx context.Context, pragma string) (string, error) {
	var answer string
	err := c.read.QueryRowContext(ctx, pragma).Scan(&answer)
	if err != nil || answer == "ok" {
		return "", err
	}
	return answer, nil
}

// IsDamaged tells whether it is the file that is damaged, after an error that is
// ErrRebuild. SQLite gives the same error for a disk that fails to read, be it for a
// moment only (SQLITE_IOERR_CORRUPTFS becomes SQLITE_CORRUPT). But then nobody else can
// read the file either. It is read through, which takes a while.
func (c *Catalogue) IsDamaged(ctx context.Context) bool {
	if err := c.probe.read(c.path); err != nil {
		return errors.Is(err, fs.ErrNotExist) // gone altogether
	}
	damage, err := c.Damage(ctx)
	return (damage != "" || sqlite.Corrupt(err)) && c.probe.read(c.path) == nil
}

// probe reads a database's file beside SQLite. It stays open as long as the catalogue:
// closing a file takes away the locks that the process has on it, also those that
// SQLite relies on (https://sqlite.org/howtocorrupt.html, 2.2).
type probe struct {
	mu   sync.Mutex
	file *os.File
}

func (p *probe) read(path string) (err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.file == nil {
		if p.file, err = os.Open(path); err != nil {
			return err
		}
	}
	_, err = io.Copy(io.Discard, io.NewSectionReader(p.file, 0, math.MaxInt64))
	return err
}

func (p *probe) close() error {
	if p.file == nil {
		return nil
	}
	return p.file.Close()
}
