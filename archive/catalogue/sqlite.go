package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"modernc.org/sqlite" // also the driver of that name
	sqlite3 "modernc.org/sqlite/lib"

	"gongwen/archive/durable"
)

// connect opens an SQLite file that exists, or makes it.
//
// Write-ahead logging lets readers read while one writes. FULL makes a commit
// last before it returns: a number given out must not be given again after a
// power cut. The busy timeout is for other programs on the same file, such as
// the reading room.
//
// The writer's cache holds the upper pages of all indexes, and those in which a
// transaction of many forms puts their facts. A checkpoint writes every page
// once that was changed since the last, so with 4000 pages (16 MB of log) a page
// that changes often is not written for each change.
func connect(path string, connections, cache int) (*sql.DB, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	name := filepath.ToSlash(absolute)
	if !strings.HasPrefix(name, "/") { // a Windows drive: file:///C:/…
		name = "/" + name
	}
	dsn := url.URL{Scheme: "file", Path: name, RawQuery: "_txlock=immediate" +
		"&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)" +
		"&_pragma=cache_size(-" + strconv.Itoa(cache>>10) + ")&_pragma=wal_autocheckpoint(4000)"}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// damaged tells a file that is no catalogue from one that cannot be reached
// just now.
func damaged(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code() & 0xff { // the rest of the code is detail
	case sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return true
	}
	return false
}

// explain makes an error that tells of a damaged database one of ErrRebuild,
// wherever the damage is met.
func explain(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) || errors.Is(err, ErrRebuild) {
		return err
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("目录数据库已损坏，%w（%w）", ErrRebuild, err)
	}
	return err
}

// Damage asks the database itself whether its pages are sound. It reads the
// whole file. The answer is empty when they are.
func (c *Catalogue) Damage(ctx context.Context) (string, error) {
	var answer string
	if err := c.read.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&answer); err != nil {
		return "", err
	}
	if answer == "ok" {
		return "", nil
	}
	return answer, nil
}

// Remove deletes a catalogue, if there is one.
func Remove(path string) error {
	for _, file := range append([]string{path}, logs(path)...) {
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// logs are the files that SQLite keeps beside a database in use.
func logs(path string) []string { return []string{path + "-wal", path + "-shm"} }

// Replace puts the catalogue at fresh, which must be closed, in the place of the
// one at path. Whatever moment the power fails, path is one of the two, whole,
// or missing; and a missing one is not taken for an empty one, see Create.
func Replace(path, fresh string) error {
	for _, log := range logs(fresh) {
		if _, err := os.Lstat(log); err == nil {
			return fmt.Errorf("%s 还在使用中", fresh)
		}
	}
	old := path + ".old"
	if err := durable.Rename(path, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// A log is found by its name and would be played into the new file. So it goes
	// before that one comes, but not before its own file has gone.
	if err := Remove(path); err != nil {
		return err
	}
	if err := durable.Rename(fresh, path); err != nil {
		return err
	}
	return Remove(old)
}
