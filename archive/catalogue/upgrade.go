package catalogue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"gongwen/archive"
	"gongwen/templates/normal"
)

// Versions of the schema that can be read as they are, and upgraded.
const (
	// beforeDegrees is the version whose arrivals have no degree of secrecy. What
	// the degrees of its arrivals are nobody knows.
	beforeDegrees = "3"
	// beforeSecrecy is the version whose records have no column for their degree of
	// secrecy: it stands in the record alone.
	beforeSecrecy = "4"
	// beforeTimes is the version whose facts know the days that forms say by dates
	// from and until, not those that they say by times or by when something was held.
	beforeTimes = "5"
	// beforeAlike is the version whose facts have the look-alikes that forms said
	// (package normal), so that who asks for 长 does not find the record of a ⻓.
	beforeAlike = "6"
	// beforeLosses is the version without a table of losses. Which records are lost it
	// cannot tell: the journal does.
	beforeLosses = "7"
	// beforeSignings is the version whose forms are all signed on paper.
	beforeSignings = "8"
)

// readable reports whether a catalogue of a version can be read.
func readable(version string) bool {
	return slices.Contains([]string{beforeDegrees, beforeSecrecy, beforeTimes, beforeAlike, beforeLosses, beforeSignings, SchemaVersion}, version)
}

// knowsSecrecy reports whether records have a column for their degree of secrecy.
func (c *Catalogue) knowsSecrecy() bool {
	return c.version != beforeDegrees && c.version != beforeSecrecy
}

// knowsDays reports whether facts know all days that archive.Span does.
func (c *Catalogue) knowsDays() bool {
	return c.version == beforeAlike || c.knowsLookAlikes()
}

// knowsLookAlikes reports whether facts know look-alikes as what they look like.
func (c *Catalogue) knowsLookAlikes() bool {
	return c.version == beforeLosses || c.knowsLosses()
}

// knowsLosses reports whether the catalogue has a table of losses.
func (c *Catalogue) knowsLosses() bool {
	return c.version == beforeSignings || c.knowsSignings()
}

// knowsSignings reports whether forms can wait for signatures.
func (c *Catalogue) knowsSignings() bool { return c.version == SchemaVersion }

// arrivalColumns are those of the table, whichever version it has.
func (c *Catalogue) arrivalColumns() string {
	if c.version == beforeDegrees {
		return withoutDegree + `, ''`
	}
	return withoutDegree + `, degree`
}

// secrecyColumn is the column of records that secrecyIn reads.
func (c *Catalogue) secrecyColumn() string {
	if c.knowsSecrecy() {
		return "secrecy"
	}
	return "record"
}

// secrecyIn is the degree of secrecy of a record, from its secrecyColumn.
func (c *Catalogue) secrecyIn(column string) (string, error) {
	if c.knowsSecrecy() {
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
	if c.version != SchemaVersion {
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
	if !c.knowsSecrecy() {
		if _, err := tx.Exec(`ALTER TABLE records ADD COLUMN secrecy TEXT NOT NULL DEFAULT ''`); err != nil {
			return err
		}
		if err := fillSecrecy(tx); err != nil {
			return err
		}
	}
	if !c.knowsDays() {
		if err := fillDays(tx); err != nil {
			return err
		}
	}
	if !c.knowsLookAlikes() {
		if err := fillAlike(tx); err != nil {
			return err
		}
	}
	if !c.knowsLosses() {
		if _, err := tx.Exec(lossTable); err != nil {
			return err
		}
	}
	if err := addSignings(tx); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE meta SET value = '` + SchemaVersion + `' WHERE name = 'schema'`)
	return err
}

// addSignings adds what is needed for forms to wait for signatures. SQLite changes no
// CHECK of a table that others refer to but in the text of the schema itself, as its
// documentation says.
func addSignings(tx *transaction) error {
	for _, text := range []string{
		signingTables,
		`PRAGMA writable_schema = ON`,
		`UPDATE sqlite_master SET sql = replace(sql, "` + formerStages + `", "` + stages + `") WHERE type = 'table' AND name = 'arrivals'`,
		`PRAGMA writable_schema = RESET`,
	} {
		if _, err := tx.Exec(text); err != nil {
			return err
		}
	}
	return nil
}

// fillSecrecy fills in the column from the records themselves. One that cannot be
// read stops it: without its degree it would be shown to everybody.
func fillSecrecy(tx *transaction) error {
	return eachRecord(tx, "record", func(id int64, text []byte) error {
		r, err := archive.ParseRecord(text)
		if err != nil {
			return fmt.Errorf("%w（%w）", ErrRebuild, err)
		}
		if r.Secrecy == "" {
			return nil
		}
		_, err = tx.Exec(`UPDATE records SET secrecy = $2 WHERE id = $1`, id, r.Secrecy)
		return err
	})
}

// fillDays gives facts the days they do not know. They are found by their record
// nowhere else, so the index goes again.
func fillDays(tx *transaction) error {
	if _, err := tx.Exec(`CREATE INDEX facts_by_record ON facts (record)`); err != nil {
		return err
	}
	err := eachRecord(tx, "form", func(id int64, text []byte) error {
		var values map[string]any
		if err := json.Unmarshal(text, &values); err != nil {
			return fmt.Errorf("%w（%w）", ErrRebuild, err)
		}
		first, last := daysOf(values)
		if first == noDay {
			return nil
		}
		_, err := tx.Exec(`UPDATE facts SET first_day = $2, last_day = $3 WHERE record = $1 AND first_day = $4`, id, first, last, noDay)
		return err
	})
	if err != nil {
		return err
	}
	_, err = tx.Exec(`DROP INDEX facts_by_record`)
	return err
}

// fillAlike enters the facts whose words are others since look-alikes are made equal. The
// former ones stay: nobody asks for them. Most records have none, and are not decoded.
func fillAlike(tx *transaction) error {
	return eachRecord(tx, `kind || ':' || form`, func(id int64, text []byte) error {
		kind, form, _ := strings.Cut(string(text), ":")
		if normal.Text(form) == form {
			return nil
		}
		var values map[string]any
		if err := json.Unmarshal([]byte(form), &values); err != nil {
			return fmt.Errorf("%w（%w）", ErrRebuild, err)
		}
		entered := factKeys(kind, archive.EarlierFacts(values))
		isEntered := func(key int64) bool { _, found := slices.BinarySearch(entered, key); return found }
		return insertFacts(tx, id, values, slices.DeleteFunc(factKeys(kind, archive.Facts(values)), isEntered))
	})
}

// eachRecord hands over what a column has of every record.
func eachRecord(tx *transaction, column string, do func(id int64, text []byte) error) error {
	type cell struct {
		id   int64
		text []byte
	}
	cells := list[cell]{
		columns: "id, " + column, from: "records", key: []string{"id"}, page: recordPage,
		scan: func(r row) (c cell, err error) { return c, r.Scan(&c.id, &c.text) },
		at:   func(c cell) []any { return []any{c.id} },
	}
	for c, err := range cells.each(context.Background(), tx) {
		if err == nil {
			err = do(c.id, c.text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
