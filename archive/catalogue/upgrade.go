package catalogue

import (
	"errors"
	"io/fs"
	"os"
)

// beforeDegrees is the version whose arrivals have no degree of secrecy. Such a
// catalogue can be read as it is; what its arrivals' degrees are nobody knows.
const beforeDegrees = "3"

// arrivalColumns are those of the table, whichever version it has.
func (c *Catalogue) arrivalColumns() string {
	if c.version == beforeDegrees {
		return withoutDegree + `, ''`
	}
	return withoutDegree + `, degree`
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
	if c.version == beforeDegrees {
		from = c.version
		_, err = c.write.Exec(`BEGIN IMMEDIATE;
			ALTER TABLE arrivals ADD COLUMN degree TEXT NOT NULL DEFAULT '';
			UPDATE meta SET value = '` + schemaVersion + `' WHERE name = 'schema';
			COMMIT`)
	}
	return from, errors.Join(err, c.Close())
}
