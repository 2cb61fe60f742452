package spool

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"gongwen/archive/bag"
	"gongwen/archive/durable"
	"gongwen/archive/fault"
	"gongwen/archive/shared"
)

// Fetch moves the arrival's files out of the inbox: step 3. Called again after
// a crash it moves those still missing. A file that has gone from the inbox
// meanwhile, or been exchanged, is no error here; Submission finds it missing.
func (s *Spool) Fetch(inbox string, a Arrival) error {
	from, openErr := shared.OpenInbox(inbox)
	if openErr == nil {
		defer from.Close()
	}
	moved := false
	for _, f := range a.Files {
		to := s.Path(a.Key, f.Name)
		there, err := os.Lstat(to)
		switch {
		case err == nil && !there.IsDir():
			if openErr == nil && !f.Copy {
				if err := removeCopied(from, f, to); err != nil {
					return err
				}
			}
			continue
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return err
		case openErr != nil: // not fs.ErrNotExist: no file has vanished
			return fmt.Errorf("收件文件夹打不开（%v），请检查 %s，恢复后会自动继续办理", openErr, inbox)
		case err == nil: // it came in the place of a file, and then the program was stopped
			if err := from.PutBack(to, f.From); err != nil {
				return err
			}
			continue
		}
		take := from.Take
		if f.Copy {
			take = takeCopy(from)
		}
		if err := take(f.From, f.Seen, to); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		moved = true
	}
	if moved {
		if err := durable.SyncDir(s.Path(a.Key)); err != nil {
			return err
		}
	}
	return fault.At(fault.Fetched)
}

// takeCopy takes a copy of a file and leaves the file.
func takeCopy(inbox *shared.Folder) func(name string, looked fs.FileInfo, to string) error {
	return func(name string, looked fs.FileInfo, to string) error {
		file, err := inbox.OpenFile(name, looked)
		if err != nil {
			return err
		}
		defer file.Close()
		return copyTo(file, to)
	}
}

// removeCopied ends a move between file systems that broke off after the copy:
// the same contents still lie in the inbox.
func removeCopied(inbox *shared.Folder, f File, to string) error {
	file, err := inbox.OpenFile(f.From, nil)
	if err != nil {
		return nil // gone, as it should be; and what cannot be read is not the same for all we know
	}
	defer file.Close()
	was, err := bag.Sum(file)
	if err != nil {
		return err
	}
	if is, err := sum(to); errors.Is(err, shared.ErrIrregular) || err == nil && is != was {
		return nil // something else was dropped under that name: a new arrival
	} else if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if err := inbox.RemoveSame(f.From, info); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Own makes the arrival's files ours, so that they stay as they are judged. Nobody
// else has a name for them here; but whoever had one open, or owns it, could go on
// changing it: of such a file we keep a copy instead. Like all in the spool they are
// then closed to others. It may be called again after a crash. A file that somebody is
// still writing to is shared.ErrBeingWritten. One we may not read goes back into the
// inbox, see PutBack, which may not answer: so it is for the caller to ask. Submission
// then finds it missing.
func (s *Spool) Own(a Arrival, putBack func(File) error) error {
	for _, f := range a.Files {
		err := own(s.Path(a.Key, f.Name))
		if errors.Is(err, fs.ErrPermission) {
			err = putBack(f)
		}
		if err != nil {
			return fmt.Errorf("“%s”：%w", path.Base(f.From), err)
		}
	}
	return nil
}

// PutBack moves a file of an arrival into the inbox, to where it was or beside that.
func (s *Spool) PutBack(inbox, key string, f File) error {
	to, err := shared.OpenInbox(inbox)
	if err != nil {
		return err
	}
	return errors.Join(to.PutBack(s.Path(key, f.Name), f.From), to.Close())
}

func own(path string) error {
	file, err := shared.OpenPrivate(path)
	switch {
	case errors.Is(err, shared.ErrIrregular), errors.Is(err, fs.ErrNotExist):
		return nil // Submission tells
	case err != nil:
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	switch {
	case err != nil:
		return err
	case shared.BeingWritten(file):
		return shared.ErrBeingWritten
	case shared.Ours(info):
		return durable.Narrow(file, info) // it keeps the mode that it was dropped with
	}
	return copyTo(file, path)
}

// Copy copies a file within folders of our own; the copy is there whole, for good,
// or not at all. What is not regular is shared.ErrIrregular.
func Copy(from, to string) error {
	file, err := shared.OpenPrivate(from)
	if err != nil {
		return err
	}
	defer file.Close()
	return copyTo(file, to)
}

func copyTo(file *os.File, to string) error {
	part, err := shared.Copy(file, filepath.Dir(to))
	if err != nil {
		return err
	}
	return durable.Rename(part, to)
}
