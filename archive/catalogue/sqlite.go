package catalogue

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"gongwen/archive/durable"
	"gongwen/archive/sqlite"
)

// explain makes an error that tells of a damaged database one of ErrRebuild,
// wherever the damage is met.
func explain(err error) error {
	if sqlite.Corrupt(err) && !errors.Is(err, ErrRebuild) {
		return fmt.Errorf("目录数据库已损坏，%w（%w）", ErrRebuild, err)
	}
	return err
}

// elements is a table of one column, value: those of a JSON array that is given as
// a parameter. So a list of any length is one statement.
func elements(parameter string) string { return "json_each(" + parameter + ")" }

// Remove deletes a catalogue, if there is one.
func Remove(path string) error { return sqlite.Remove(path) }

// Replace puts the catalogue at fresh, which must be closed, in the place of the
// one at path. Whatever moment the power fails, path is one of the two, whole,
// or missing; and a missing one is not taken for an empty one, see Create.
func Replace(path, fresh string) error {
	for _, log := range sqlite.Logs(fresh) {
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
