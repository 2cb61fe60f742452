package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"strings"

	"modernc.org/sqlite" // also the driver of that name
	sqlite3 "modernc.org/sqlite/lib"
)

// connect opens an SQLite file that exists, or makes it.
//
// Write-ahead logging lets readers read while one writes. FULL makes a commit
// last before it returns: a number given out must not be given again after a
// power cut. The busy timeout is for other programs on the same file, such as
// the reading room.
func connect(path string, connections int) (*sql.DB, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	name := filepath.ToSlash(absolute)
	if !strings.HasPrefix(name, "/") { // a Windows drive: file:///C:/…
		name = "/" + name
	}
	dsn := url.URL{Scheme: "file", Path: name, RawQuery: "_txlock=immediate" +
		"&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"}
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

// Files are the files an SQLite catalogue at path can consist of, the one with
// the data first.
func Files(path string) []string { return []string{path, path + "-wal", path + "-shm"} }

// flush brings everything into the one file, so that it can be renamed alone.
func (c *Catalogue) flush() error {
	var busy, frames, moved int
	if err := c.write.QueryRow(`PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return errors.New("目录数据库正被另一个程序使用")
	}
	return nil
}
