package catalogue

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"gongwen/archive/durable"
	"gongwen/archive/sqlite"
)

// Catalogue is an open catalogue. Its methods may be called from many
// goroutines at once, also from within the loop over what another one yields: no
// query is open while the caller's code runs.
type Catalogue struct {
	path    string
	probe   probe
	id      string
	version string // of its schema
	// SQLite lets one writer in at a time. One connection makes writers queue up
	// here, in order, rather than there, by chance. Nil in one opened by View.
	write *prepared
	read  *prepared
	group durable.Group[change]

	superseded superseded
}

// readers is how many queries of the program that writes can be under way at
// once.
const readers = 8

// ErrRebuild is the error of Open for a catalogue that cannot be used but can
// be rebuilt from the archive.
var ErrRebuild = errors.New("目录数据库需要重建，请停止程序后运行 gongwen rebuild")

// Create makes an empty catalogue. It fails when the file exists.
//
// Only an empty archive can have an empty catalogue: beside a full one, series
// would start again from 1. Whoever finds no catalogue rebuilds it.
func Create(path string) (*Catalogue, error) {
	if _, err := os.Lstat(path); err == nil {
		return nil, fmt.Errorf("%s：%w", path, fs.ErrExist)
	}
	c, err := open(path, readers)
	if err != nil {
		return nil, err
	}
	c.id, c.version = rand.Text(), SchemaVersion
	err = c.change(context.Background(), func(tx *transaction) error {
		for _, text := range append([]string{schema}, upkeep...) {
			if _, err := tx.Exec(text); err != nil {
				return err
			}
		}
		_, err := tx.Exec(`INSERT INTO meta (name, value) VALUES ('schema', $1), ('id', $2)`, SchemaVersion, c.id)
		return err
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s：%w", path, err), c.Close())
	}
	return c, nil
}

// Open opens a catalogue. A missing one is fs.ErrNotExist; a damaged one, or one
// of another version, is ErrRebuild.
func Open(path string) (*Catalogue, error) { return openOld(path, readers) }

// View opens a catalogue only to read, with so many queries under way at once. A
// reader who wants another one then waits, and takes nothing from the program that
// writes, or from those with a View of their own. The errors are those of Open.
func View(path string, queries int) (*Catalogue, error) {
	c, err := openOld(path, queries)
	if err != nil {
		return nil, err
	}
	err = c.write.Close()
	c.write = nil
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// Look is View without the least change to the disk: an old catalogue stays without the
// indexes that make it quick. The errors are those of Open.
func Look(path string) (*Catalogue, error) {
	read, err := sqlite.Look(path, 1)
	if err != nil {
		return nil, err
	}
	c := &Catalogue{path: path, read: prepare(read)}
	if err := c.identify(); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// Outdated reports whether an older program made the catalogue, which Upgrade has not been
// called for yet.
func (c *Catalogue) Outdated() bool { return c.version != SchemaVersion }

func openOld(path string, queries int) (*Catalogue, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	c, err := open(path, queries)
	if err != nil {
		return nil, err
	}
	if err := c.identify(); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	for _, text := range upkeep {
		// Without it all answers are the same, only slower: a full disk or a folder
		// that cannot be written to is no reason not to give them.
		_, _ = c.write.Exec(text)
	}
	return c, nil
}

// identify reads which catalogue it is, and of which version.
func (c *Catalogue) identify() (err error) {
	if err = c.read.QueryRow(`SELECT value FROM meta WHERE name = 'schema'`).Scan(&c.version); err == nil {
		err = c.read.QueryRow(`SELECT value FROM meta WHERE name = 'id'`).Scan(&c.id)
	}
	switch {
	case err == nil && !readable(c.version):
		err = fmt.Errorf("%w（版本是 %s，本程序用 %s）", ErrRebuild, c.version, SchemaVersion)
	case errors.Is(err, sql.ErrNoRows) || sqlite.Damaged(err):
		err = fmt.Errorf("%w（%w）", ErrRebuild, err)
	}
	if err != nil {
		return fmt.Errorf("%s：%w", c.path, err)
	}
	return nil
}

func open(path string, queries int) (*Catalogue, error) {
	write, err := sqlite.Open(path, 1, 32<<20)
	if err != nil {
		return nil, err
	}
	read, err := sqlite.Open(path, queries, 2<<20)
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	return &Catalogue{path: path, write: prepare(write), read: prepare(read)}, nil
}

// Close ends the use of the catalogue.
func (c *Catalogue) Close() error {
	err := c.read.Close()
	if c.write != nil {
		err = errors.Join(err, c.write.Close())
	}
	return errors.Join(err, c.probe.close())
}

// ID names this making of the catalogue. A rebuilt one has another, and counts
// its changes anew.
func (c *Catalogue) ID() string { return c.id }

// change is something to be done to the catalogue, wholly or not at all.
type change func(tx *transaction) error

// together is how many changes share a transaction at most.
const together = 64

// change runs fn in a durable transaction: all of it happens, or nothing. Most of
// what a transaction costs is the fsync at its end, so those that are asked for
// while one is under way share the next. Once begun a change is finished,
// whatever becomes of ctx: interrupting one would interrupt the others.
func (c *Catalogue) change(ctx context.Context, fn change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if c.write == nil {
		return errors.New("目录只为阅览打开，不能改动")
	}
	return explain(c.group.Do(fn, together, c.run))
}

// run makes changes in one transaction. When one of them fails, it alone is
// undone.
func (c *Catalogue) run(changes []change) []error {
	errs := make([]error, len(changes))
	all := func(err error) []error {
		for i := range errs {
			errs[i] = errors.Join(errs[i], err)
		}
		return errs
	}
	tx, err := c.write.begin()
	if err != nil {
		return all(err)
	}
	defer func() { _ = tx.Rollback() }() // if one of them panics; else it is over by then
	if len(changes) == 1 {               // nobody else to be kept from harm
		if err := changes[0](tx); err != nil {
			return all(errors.Join(err, tx.Rollback()))
		}
		return all(tx.Commit())
	}
	for i, change := range changes {
		if _, err := tx.Exec(`SAVEPOINT one`); err != nil {
			return all(errors.Join(err, tx.Rollback()))
		}
		if errs[i] = change(tx); errs[i] != nil {
			if _, err := tx.Exec(`ROLLBACK TO SAVEPOINT one`); err != nil {
				return all(errors.Join(err, tx.Rollback()))
			}
		}
		if _, err := tx.Exec(`RELEASE SAVEPOINT one`); err != nil {
			return all(errors.Join(err, tx.Rollback()))
		}
	}
	return all(tx.Commit())
}

const timeText = "2006-01-02T15:04:05.000Z"

func formatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeText)
}

// parseTime reads a time back into the office's zone, which its text does not have.
func parseTime(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(timeText, s)
	return t.Local(), err
}
