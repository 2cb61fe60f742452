// Package status is what the programs that work in a data folder leave word of for one
// another and for whoever watches over them: how the inboxes are looked at, and when a
// backup and a verification last ended well. Each is a small file in temp/status/, of
// which there is one version, the last. Nothing rests on them: they are not backed up,
// and without them it is only not known.
//
//	intake.json  by gongwen run: Intake
//	backup.json  by gongwen backup, when nothing was amiss: Done
//	verify.json  by gongwen verify, when nothing was found: Done
//	rehearsal.json  by gongwen rehearse, when all was as it should be: Done
package status

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"gongwen/archive/durable"
	"gongwen/templates/bounded"
)

// Folder is where word is left.
type Folder string

// Task is work that ends.
type Task string

const (
	Backup Task = "backup"
	Verify Task = "verify"
	// Rehearsal is a backup that was restored to try it, and was found to be right.
	Rehearsal Task = "rehearsal"
)

// Done is when a task last ended well.
type Done struct {
	At time.Time `json:"at"`
}

// WriteDone leaves word that a task has ended well.
func (f Folder) WriteDone(task Task, at time.Time) error {
	return f.write(string(task), Done{at})
}

// ReadDone is when a task last ended well; zero when that is not known.
func (f Folder) ReadDone(task Task) (time.Time, error) {
	var d Done
	err := f.read(string(task), &d)
	return d.At, err
}

// Intake is the file in which word is left of the inboxes.
func (f Folder) Intake() string { return f.file("intake") }

func (f Folder) file(name string) string { return filepath.Join(string(f), name+".json") }

// WriteIntake leaves word of how the inboxes are looked at.
func (f Folder) WriteIntake(i Intake) error { return f.write("intake", i) }

// ReadIntake is what was last said of the inboxes; zero when that is not known.
func (f Folder) ReadIntake() (i Intake, err error) {
	err = f.read("intake", &i)
	return i, err
}

// write replaces a file, so that whoever reads has the old or the new one whole. It need
// not survive a power cut, and is written often: nothing is flushed to the disk.
func (f Folder) write(name string, what any) error {
	text, err := json.MarshalIndent(what, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(string(f), durable.PrivateFolder); err != nil {
		return err
	}
	part, err := os.CreateTemp(string(f), ".part-*")
	if err != nil {
		return err
	}
	_, err = part.Write(append(text, '\n'))
	if err = errors.Join(err, part.Close()); err == nil {
		err = os.Rename(part.Name(), f.file(name))
	}
	if err != nil {
		return errors.Join(err, os.Remove(part.Name()))
	}
	return nil
}

func (f Folder) read(name string, into any) error {
	text, err := bounded.ReadFile(bounded.Dir(string(f)), name+".json", bounded.Settings)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		return fmt.Errorf("%s：%w", f.file(name), err)
	}
	return nil
}
