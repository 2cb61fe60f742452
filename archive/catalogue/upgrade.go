package catalogue

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"gongwen/archive"
)

// Versions of the schema that can be read as they are, and upgraded.
const (
	// beforeDegrees is the version whose arrivals have no degree of secrecy. What
	// the degrees of its arrivals are nobody knows.
	beforeDegrees = "3"
	// beforeSecrecy is the version whose records have no column for their degree of
	// secrecy: it stands in the record alone.
	beforeSecrecy = "4"
)

// readable reports whether a catalogue of a version can be read.
func readable(version string) bool {
	return version == schemaVersion || version == beforeSecrecy || version == beforeDegrees
}

// arrivalColumns are those of the table, whichever version it has.
func (c *Catalogue) arrivalColumns() string {
	if c.version == beforeDegrees {
		return withoutDegree + `, ''`
	}
	return withoutDegree + `, degree`
}

// secrecyColumn is the column of records that secrecyIn reads.
func (c *Catalogue) secrecyColumn() string {
	if c.version == schemaVersion {
		return "secrecy"
	}
	return "record"
}

// secrecyIn is the degree of secrecy of a record, from its secrecyColumn.
func (c *Catalogue) secrecyIn(column string) (string, error) {
	if c.version == schemaVersion {
		return column, nil
	}
	r, err := archive.ParseRecord([]byte(column))
	return r.Secrecy, err
}

// Upgrade brings a catalogue that an older program made up to this one's schema,
// in place, and tells from which version; empty when there was nothing to do. Only
// whoever may write calls it. A catalogue that must be rebuilt is left for Open to
// refuse.
func Upgrade(path string) (from string, err error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	c, err := Open(path)
	if errors.Is(err, ErrRebuild) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if c.version != schemaVersion {
		from = c.version
		err = c.change(context.Background(), c.upgrade)
	}
	return from, errors.Join(err, c.Close())
}

func (c *Catalogue) upgrade(tx *transaction) error {
	if c.version == beforeDegrees {
		if _, err := tx.Exec(`ALTER TABLE arrivals ADD COLUMN degree TEXT NOT NULL DEFAULT ''`); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`ALTER TABLE records ADD COLUMN secrecy TEXT NOT NULL DEFAULT ''`); err != nil {
		return err
	}
	if err := fillSecrecy(tx); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE meta SET value = '` + schemaVersion + `' WHERE name = 'schema'`)
	return err
}

// fillSecrecy fills in the column from the records themselves. One that cannot be
// read stops it: without its degree it would be shown to everybody.
func fillSecrecy(tx *transaction) error {
	for after := int64(0); ; {
		degrees, last, err := secretAfter(tx, after)
		if err != nil || last == after {
			return err
		}
		for id, degree := range degrees {
			if _, err := tx.Exec(`UPDATE records SET secrecy = $2 WHERE id = $1`, id, degree); err != nil {
				return err
			}
		}
		after = last
	}
}

// secretAfter are the degrees, by id, of those of the next records after an id
// that have one. Last is the id of the last that was looked at.
func secretAfter(tx *transaction, after int64) (degrees map[int64]string, last int64, err error) {
	rows, err := tx.Query(`SELECT id, record FROM records WHERE id > $1 ORDER BY id LIMIT $2`, after, recordPage)
	if err != nil {
		return nil, after, err
	}
	defer rows.Close()
	degrees, last = map[int64]string{}, after
	for rows.Next() {
		var text []byte
		if err := rows.Scan(&last, &text); err != nil {
			return nil, after, err
		}
		r, err := archive.ParseRecord(text)
		if err != nil {
			return nil, after, fmt.Errorf("%w（%w）", ErrRebuild, err)
		}
		if r.Secrecy != "" {
			degrees[last] = r.Secrecy
		}
	}
	return degrees, last, rows.Err()
}
