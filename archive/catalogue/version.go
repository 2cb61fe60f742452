package catalogue

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"gongwen/archive/durable"
	"gongwen/archive/sqlite"
)

// VersionOf is the version of the schema of the catalogue at path, whether this program
// can read it or not. The error is fs.ErrNotExist where there is none, and ErrRebuild for
// a file that does not say.
func VersionOf(path string) (version string, err error) {
	if _, err := os.Stat(path); err != nil {
		return "", err
	}
	db, err := sqlite.Open(path, 1, 1<<20)
	if err != nil {
		return "", err
	}
	err = db.QueryRow(`SELECT value FROM meta WHERE name = 'schema'`).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) || sqlite.Damaged(err) {
		err = fmt.Errorf("%s：%w（%w）", path, ErrRebuild, err)
	}
	return version, errors.Join(err, db.Close())
}

// Copy writes the catalogue at path to a new file, as it is at one moment: what still
// lies in its log is in the copy. The file is on the disk when it returns.
func Copy(path, to string) error {
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("%s：%w", to, fs.ErrExist)
	}
	db, err := sqlite.Open(path, 1, 1<<20)
	if err != nil {
		return err
	}
	_, err = db.Exec(`VACUUM INTO $1`, to)
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	return errors.Join(os.Chmod(to, durable.Private), durable.SyncFile(to))
}
