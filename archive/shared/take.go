package shared

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"gongwen/archive/durable"
)

// Take moves what lies under name, whatever it is but a folder, to a path in a
// folder of our own, where nothing must lie. It is for SyncDir to make that last.
// When it is not what was looked at, unless that is nil, it stays, and the error
// is ErrChanged.
//
// Between file systems a file is copied, and only then removed. Of what is not
// Regular the copy is a link that leads nowhere and says what it was.
func (f *Folder) Take(name string, looked fs.FileInfo, to string) error {
	dir, base, done, err := f.parent(name)
	if err != nil {
		return err
	}
	defer done()
	there, err := dir.root.Lstat(base)
	if err != nil {
		return err
	}
	if there.IsDir() || !same(looked, there) {
		return dir.about(base, ErrChanged)
	}
	err = dir.rename(dir.moveOut, base, to)
	if crossesFileSystems(err) {
		return dir.copyOut(base, there, to)
	}
	if err != nil {
		return err
	}
	came, err := os.Lstat(to)
	switch {
	case err != nil:
		return err
	case came.IsDir() || !same(there, came):
		return errors.Join(dir.about(base, ErrChanged), dir.putBack(to, base))
	}
	return nil
}

// PutBack moves what was taken, from a path in a folder of our own, to where it
// was, or beside that: nothing is replaced.
func (f *Folder) PutBack(from, name string) error {
	dir, err := f.MkdirAll(path.Dir(name))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.putBack(from, path.Base(name))
}

func (f *Folder) putBack(from, base string) error {
	err := f.moveIn(from, base)
	if errors.Is(err, fs.ErrExist) {
		err = f.moveIn(from, rand.Text()[:10]+path.Ext(base))
	}
	return err
}

// copyOut is Take between file systems.
func (f *Folder) copyOut(base string, looked fs.FileInfo, to string) error {
	if !Regular(looked) {
		target, err := f.root.Readlink(base)
		if err != nil {
			target = What(looked, "")
		}
		if err := os.Symlink(target, to); err != nil {
			return err
		}
		return f.removeSame(base, looked)
	}
	file, err := f.OpenFile(base, looked)
	if err != nil {
		return err
	}
	defer file.Close()
	part, err := Copy(file, filepath.Dir(to))
	if err != nil {
		return f.about(base, err)
	}
	// One that has been exchanged meanwhile was not handed in.
	if there, err := f.root.Lstat(base); err != nil || !same(looked, there) {
		return errors.Join(f.about(base, ErrChanged), os.Remove(part))
	}
	if err := durable.Rename(part, to); err != nil {
		return err
	}
	// What lies there from now on is something new.
	if err := f.removeSame(base, looked); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Copy copies an open file into a folder of our own, for good, under a name
// nobody knows. The error is ErrBeingWritten when somebody wrote to it meanwhile.
func Copy(file *os.File, dir string) (part string, err error) {
	before, err := file.Stat()
	if err != nil {
		return "", err
	}
	if BeingWritten(file) {
		return "", ErrBeingWritten
	}
	part = filepath.Join(dir, hidden())
	out, err := durable.OpenFile(part, os.O_CREATE|os.O_EXCL, durable.Private)
	if err != nil {
		return "", err
	}
	size, err := io.Copy(out, file)
	err = errors.Join(err, out.Sync(), out.Close())
	after, statErr := file.Stat()
	if err = errors.Join(err, statErr); err == nil && (size != before.Size() || !unwritten(before, after) || BeingWritten(file)) {
		err = ErrBeingWritten
	}
	if err != nil {
		return "", errors.Join(err, os.Remove(part))
	}
	return part, nil
}

// hidden is a name that nobody can know beforehand, and that is passed over when
// the inbox is looked through.
func hidden() string { return hiddenBegins + rand.Text() + hiddenEnds }

func isHidden(name string) bool {
	return strings.HasPrefix(name, hiddenBegins) && strings.HasSuffix(name, hiddenEnds)
}

const (
	hiddenBegins = ".gongwen-"
	hiddenEnds   = ".part"
)

// RemoveSame removes a file that has been looked at. Another that lies there now
// stays.
func (f *Folder) RemoveSame(name string, looked fs.FileInfo) error {
	dir, base, done, err := f.parent(name)
	if err != nil {
		return err
	}
	defer done()
	return dir.removeSame(base, looked)
}

// removeSame moves the file out of the way first: then it is the one compared
// that is removed.
func (f *Folder) removeSame(base string, looked fs.FileInfo) error {
	aside := hidden()
	if err := f.root.Rename(base, aside); err != nil {
		return err
	}
	there, err := f.root.Lstat(aside)
	if err == nil && (!same(looked, there) || there.Mode().IsRegular() && !unwritten(looked, there)) {
		err = f.about(base, ErrChanged)
	}
	if err != nil {
		return errors.Join(err, f.renameBack(aside, base))
	}
	return f.root.Remove(aside)
}
