// Package sqlite opens the program's SQLite files the way all of them need:
// several programs on one file, and a commit that lasts.
package sqlite

import (
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"modernc.org/sqlite" // also the driver of that name
	sqlite3 "modernc.org/sqlite/lib"

	"gongwen/archive/durable"
)

// Open opens an SQLite file that exists, or makes it, with a cache of so many
// bytes for each connection.
//
// Write-ahead logging lets readers read while one writes. FULL makes a commit
// last before it returns: a number given out must not be given again after a
// power cut. The busy timeout is for other programs on the same file, such as
// the reading room.
//
// A writer's cache should hold the upper pages of all indexes, and those in which
// a large transaction puts its rows. A checkpoint writes every page once that was
// changed since the last, so with 4000 pages (16 MB of log) a page that changes
// often is not written for each change.
func Open(path string, connections, cache int) (*sql.DB, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := create(absolute); err != nil {
		return nil, err
	}
	return connect(absolute, connections, "_txlock=immediate"+
		"&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"+
		"&_pragma=cache_size(-"+strconv.Itoa(cache>>10)+")&_pragma=wal_autocheckpoint(4000)")
}

// Look opens an SQLite file that exists for reading, and changes nothing on the disk: for
// whoever examines a data folder that may be ill, or not theirs to write to. Beside a
// program that has it open its locks are taken, which stand in the -shm file. Where there
// is no log beside it nobody has it open, and the file is read as it lies there.
func Look(path string, connections int) (*sql.DB, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(absolute); err != nil {
		return nil, err
	}
	how := "mode=ro&_pragma=busy_timeout(10000)&_pragma=query_only(1)"
	if _, err := os.Stat(Logs(absolute)[0]); errors.Is(err, fs.ErrNotExist) {
		how += "&immutable=1"
	}
	return connect(absolute, connections, how)
}

func connect(absolute string, connections int, how string) (*sql.DB, error) {
	name := filepath.ToSlash(absolute)
	if !strings.HasPrefix(name, "/") { // a Windows drive: file:///C:/…
		name = "/" + name
	}
	dsn := url.URL{Scheme: "file", Path: name, RawQuery: how}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// create makes an empty file, which is a database, when there is none: SQLite would
// make it readable for everybody. The files beside it get the mode that it has.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, durable.Private)
	if err != nil {
		return err
	}
	return f.Close()
}

// Damaged tells by an error a file that is not the database it should be, or lacks
// a table it should have, from one that cannot be reached just now.
func Damaged(err error) bool { return Corrupt(err) || hasCode(err, sqlite3.SQLITE_ERROR) }

// Corrupt tells by an error a file whose pages are damaged.
func Corrupt(err error) bool { return hasCode(err, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) }

// Full tells by an error a disk on which there is no room left.
func Full(err error) bool { return hasCode(err, sqlite3.SQLITE_FULL) }

// Failed tells by an error a disk that does not read or write.
func Failed(err error) bool { return hasCode(err, sqlite3.SQLITE_IOERR) }

func hasCode(err error, codes ...int) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && slices.Contains(codes, e.Code()&0xff) // the rest of the code is detail
}

// Remove deletes a database, if there is one.
func Remove(path string) error {
	for _, file := range append([]string{path}, Logs(path)...) {
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Logs are the files that SQLite keeps beside a database in use.
func Logs(path string) []string { return []string{path + "-wal", path + "-shm"} }
