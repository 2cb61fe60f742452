package texts

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"

	"gongwen/archive/extract"
	"gongwen/archive/sqlite"
)

// version is the version of the tables and of what package extract reads. A
// store of another version is made anew.
//
//	1  2026-11  first
//	2  2026-11  texts are packed so that one can be read from its beginning on, and
//	            quickly (pack.go); those of version 1 are read as they are
var version = "2/" + strconv.Itoa(extract.Version)

// former is the version before, which is brought up to this one where it stands.
var former = "1/" + strconv.Itoa(extract.Version)

const schema = `
CREATE TABLE meta (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
);
CREATE TABLE texts (
	sha256 TEXT PRIMARY KEY,
	state  TEXT NOT NULL,
	reason TEXT NOT NULL,
	text   BLOB NOT NULL
);
CREATE TABLE attachments (
	number TEXT    NOT NULL,
	place  INTEGER NOT NULL,
	path   TEXT    NOT NULL,
	sha256 TEXT    NOT NULL,
	PRIMARY KEY (number, place)
);
CREATE TABLE begun (
	sha256 TEXT PRIMARY KEY,
	tries  INTEGER NOT NULL
);
CREATE TABLE readings (
	seq    INTEGER PRIMARY KEY,
	number TEXT NOT NULL UNIQUE
);
`

// Version is the version of the stores that this program makes: that of the tables, and
// after the stroke that of what package extract reads.
func Version() string { return version }

// Store is an open file of texts. Its methods may be called from many goroutines
// at once, and by several programs; only one of them may Follow.
//
// A nil Store stands for one that cannot be used: it has no text, and no ID.
type Store struct {
	db      *sql.DB
	id      string
	retried atomic.Bool // what an earlier program left unread
}

// ErrUnusable is the error of Open for a store that is damaged or of another
// version.
var ErrUnusable = errors.New("附件文字库不能用，由程序重新读取附件后恢复")

// Open opens the store at path, and makes it when it is missing.
func Open(path string) (*Store, error) { return View(path, 4) }

// View is Open for those who only read, with so many queries under way at once:
// who wants another one waits for these, and not for those of other Views.
func View(path string, queries int) (*Store, error) {
	db, err := sqlite.Open(path, queries, 2<<20)
	if err != nil {
		return nil, err
	}
	s := &Store{db: db}
	if err := s.prepare(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s：%w", path, err), db.Close())
	}
	return s, nil
}

// Renew is Open for the program that follows: where there is a store that cannot
// be used it makes a new one.
func Renew(path string) (*Store, error) {
	s, err := Open(path)
	if !errors.Is(err, ErrUnusable) {
		return s, err
	}
	if err := sqlite.Remove(path); err != nil {
		return nil, err
	}
	return Open(path)
}

func (s *Store) prepare() error {
	var tables int
	err := s.db.QueryRow(`SELECT COUNT(*) FROM sqlite_master`).Scan(&tables)
	if err == nil && tables == 0 {
		err = s.create()
	}
	var found string
	if err == nil {
		err = errors.Join(
			s.db.QueryRow(`SELECT value FROM meta WHERE name = 'version'`).Scan(&found),
			s.db.QueryRow(`SELECT value FROM meta WHERE name = 'id'`).Scan(&s.id))
	}
	if err == nil && found == former {
		_, err = s.db.Exec(`UPDATE meta SET value = $1 WHERE name = 'version' AND value = $2`, version, former)
		found = version
	}
	switch {
	case err == nil && found != version:
		return fmt.Errorf("%w（版本是 %s，本程序用 %s）", ErrUnusable, found, version)
	case errors.Is(err, sql.ErrNoRows) || sqlite.Damaged(err):
		return fmt.Errorf("%w（%w）", ErrUnusable, err)
	}
	return err
}

// create makes the tables, unless another program has just done so.
func (s *Store) create() error {
	tx, err := s.db.Begin() // which lets one program in at a time
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var tables int
	if err := tx.QueryRow(`SELECT COUNT(*) FROM sqlite_master`).Scan(&tables); err != nil || tables > 0 {
		return err
	}
	if _, err := tx.Exec(schema); err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO meta (name, value) VALUES ('version', $1), ('id', $2), ('catalogue', ''), ('seq', '0')`, version, rand.Text())
	if err != nil {
		return err
	}
	return tx.Commit()
}

// Close ends the use of the store.
func (s *Store) Close() error {
	if s == nil {
		return nil
	}
	return s.db.Close()
}

// ID names this making of the store. A new one has another, and counts its
// readings anew.
func (s *Store) ID() string {
	if s == nil {
		return ""
	}
	return s.id
}

// Reading says that the attachments of a record have been read.
type Reading struct {
	Seq    int64
	Number string
}

// Readings are the next readings after one, at most limit of them.
func (s *Store) Readings(ctx context.Context, after int64, limit int) (readings []Reading, err error) {
	if s == nil {
		return nil, nil
	}
	rows, err := s.db.QueryContext(ctx, `SELECT seq, number FROM readings WHERE seq > $1 ORDER BY seq LIMIT $2`, after, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r Reading
		if err := rows.Scan(&r.Seq, &r.Number); err != nil {
			return nil, err
		}
		readings = append(readings, r)
	}
	return readings, rows.Err()
}

// LastReading is the Seq of the newest reading, 0 when there is none.
func (s *Store) LastReading(ctx context.Context) (seq int64, err error) {
	if s == nil {
		return 0, nil
	}
	err = s.db.QueryRowContext(ctx, `SELECT COALESCE(MAX(seq), 0) FROM readings`).Scan(&seq)
	return seq, err
}

// Counts are how many attachments are in each state. Those of records that
// Follow has not come to yet are not among them.
func (s *Store) Counts(ctx context.Context) (map[extract.State]int, error) {
	if s == nil {
		return map[extract.State]int{}, nil
	}
	rows, err := s.db.QueryContext(ctx, `SELECT COALESCE(t.state, 'unread'), COUNT(*) FROM attachments a LEFT JOIN texts t ON t.sha256 = a.sha256 GROUP BY 1`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	counts := map[extract.State]int{}
	for rows.Next() {
		var state extract.State
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			return nil, err
		}
		counts[state] = n
	}
	return counts, rows.Err()
}

// All are the attachments of all records, by number and place, without their
// texts. Those of records that Follow has not come to yet are not among them.
func (s *Store) All(ctx context.Context) (all []Attachment, err error) {
	if s == nil {
		return nil, nil
	}
	rows, err := s.db.QueryContext(ctx, `SELECT a.number, a.path, COALESCE(t.state, 'unread'), COALESCE(t.reason, '')
		FROM attachments a LEFT JOIN texts t ON t.sha256 = a.sha256 ORDER BY a.number, a.place`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var a Attachment
		if err := rows.Scan(&a.Number, &a.Path, &a.State, &a.Reason); err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// position is how far Follow has come in the catalogue of that ID.
func (s *Store) position(ctx context.Context, catalogue string) (seq int64, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT CAST(s.value AS INTEGER) FROM meta s JOIN meta c ON c.name = 'catalogue' AND c.value = $1 WHERE s.name = 'seq'`, catalogue).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return seq, err
}

// known reports whether a file has been read.
func (s *Store) known(ctx context.Context, sha256 string) (bool, error) {
	var one int
	err := s.db.QueryRowContext(ctx, `SELECT 1 FROM texts WHERE sha256 = $1`, sha256).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// begin notes that a file, or engine, is being read, and tells how often it has been begun
// without coming to an end, this time included.
func (s *Store) begin(ctx context.Context, sha256 string) (try int, err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	err = tx.QueryRowContext(ctx, `INSERT INTO begun (sha256, tries) VALUES ($1, 1)
		ON CONFLICT (sha256) DO UPDATE SET tries = begun.tries + 1 RETURNING tries`, sha256).Scan(&try)
	if err != nil {
		return 0, err
	}
	return try, tx.Commit()
}

// end notes that a reading came to an end, if only to try it another time.
func (s *Store) end(ctx context.Context, sha256 string) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM begun WHERE sha256 = $1`, sha256)
	return err
}

// put keeps what was read.
func (s *Store) put(ctx context.Context, sha256 string, r extract.Result) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO texts (sha256, state, reason, text) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		sha256, r.State, r.Reason, pack(r.Text))
	return err
}

// advance notes records that have been passed, and how far that is. In those
// that are read each attachment has its text.
func (s *Store) advance(ctx context.Context, catalogue string, seq int64, passed []passed) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, p := range passed {
		for place, file := range p.record.Attachments {
			if _, err := tx.ExecContext(ctx, `INSERT INTO attachments (number, place, path, sha256) VALUES ($1, $2, $3, $4)
				ON CONFLICT (number, place) DO UPDATE SET path = excluded.path, sha256 = excluded.sha256`, p.record.Number, place, file.Path, file.SHA256); err != nil {
				return err
			}
		}
		if !p.read {
			continue
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO readings (seq, number) SELECT COALESCE(MAX(seq), 0) + 1, $1 FROM readings WHERE true
			ON CONFLICT (number) DO NOTHING`, p.record.Number); err != nil {
			return err
		}
	}
	for name, value := range map[string]string{"catalogue": catalogue, "seq": strconv.FormatInt(seq, 10)} {
		if _, err := tx.ExecContext(ctx, `UPDATE meta SET value = $2 WHERE name = $1`, name, value); err != nil {
			return err
		}
	}
	return tx.Commit()
}
