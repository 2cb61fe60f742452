package shared

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"

	"gongwen/archive/durable"
)

// What is put into a shared folder can be read by the group the folder has, and
// changed by nobody but us.
const (
	fileMode   = durable.Shared
	folderMode = durable.SharedFolder
)

// Place moves a file or folder, from a path in a folder of our own, to a name
// here, for good. What has that name is never replaced: the error is then
// fs.ErrExist.
func (f *Folder) Place(from, name string) error { return f.place(from, name, false) }

// Replace is Place for a file that takes the place of another.
func (f *Folder) Replace(from, name string) error { return f.place(from, name, true) }

func (f *Folder) place(from, name string, replace bool) error {
	dir, base, done, err := f.parent(name)
	if err != nil {
		return err
	}
	defer done()
	if err := dir.move(from, base, replace); err != nil {
		return err
	}
	return dir.sync()
}

// move is place without the lasting, of a name in the folder itself.
func (f *Folder) move(from, base string, replace bool) error {
	if err := f.giveAll(from); err != nil {
		return err
	}
	move := f.moveIn
	if replace {
		move = f.moveOver
		if err := f.clear(base); err != nil {
			return err
		}
	}
	err := f.rename(move, from, base)
	if crossesFileSystems(err) {
		return f.copyIn(from, base, replace)
	}
	return err
}

// clear moves a folder out of the way of a file: somebody may have put it there to
// keep the file from coming.
func (f *Folder) clear(base string) error {
	there, err := f.root.Lstat(base)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil || !there.IsDir():
		return err
	}
	return f.renameBack(base, rand.Text()[:10]+path.Ext(base))
}

// WriteFile makes a file here, for good, or nothing; a file of that name is
// replaced. It is made in stage first, see Stage.
func (f *Folder) WriteFile(stage, name string, write func(io.Writer) error) error {
	part, err := Stage(stage, write)
	if err != nil {
		return err
	}
	if err := f.Replace(part, name); err != nil {
		return errors.Join(err, removeIfThere(part))
	}
	return nil
}

// WriteFiles is WriteFile of several at once, by their names in the folder itself: a disk
// makes them last together in not much more time than one of them. Those that can be made
// are, whatever the error.
func (f *Folder) WriteFiles(stage string, files map[string][]byte) error {
	var all sync.WaitGroup
	errs := make(chan error, len(files)+1)
	for name, data := range files {
		all.Go(func() { errs <- f.writeOne(stage, name, data) })
	}
	all.Wait()
	errs <- f.sync()
	close(errs)
	var err error
	for e := range errs {
		err = errors.Join(err, e)
	}
	return err
}

// writeOne is for one of them; its name does not last yet.
func (f *Folder) writeOne(stage, name string, data []byte) error {
	if err := single(name); err != nil {
		return f.about(name, err)
	}
	part, err := Stage(stage, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
	if err != nil {
		return err
	}
	if err := f.move(part, name, true); err != nil {
		return errors.Join(err, removeIfThere(part))
	}
	return nil
}

// Stage makes a file that is to be placed somewhere, for good, in a folder of our
// own, or among the system's temporary files if that is "".
func Stage(dir string, write func(io.Writer) error) (part string, err error) {
	if dir == "" {
		dir = os.TempDir()
	}
	if err := os.MkdirAll(dir, durable.PrivateFolder); err != nil {
		return "", err
	}
	part = filepath.Join(dir, hidden())
	out, err := durable.OpenFile(part, os.O_CREATE|os.O_EXCL, durable.Private)
	if err != nil {
		return "", err
	}
	err = write(out)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return "", errors.Join(err, removeIfThere(part))
	}
	return part, nil
}

func removeIfThere(file string) error {
	if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Rename gives a file here another name, for good; a file of that name is
// replaced.
func (f *Folder) Rename(from, to string) error {
	for _, name := range []string{from, to} {
		if err := single(name); err != nil {
			return f.about(name, err)
		}
	}
	if err := f.renameHere(from, to); err != nil {
		return err
	}
	return f.sync()
}

// writeHere makes a file under a name nobody knows and then gives it its own.
func (f *Folder) writeHere(name string, replace bool, write func(io.Writer) error) error {
	part := hidden()
	file, err := f.root.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, durable.Private)
	if err != nil {
		return err
	}
	out := durable.Of(file)
	err = write(out)
	made, statErr := file.Stat()
	if err = errors.Join(err, statErr, f.give(file, fileMode), out.Sync(), out.Close()); err == nil {
		if replace {
			err = f.renameHere(part, name)
		} else {
			err = f.renameBack(part, name)
		}
	}
	if err != nil {
		return errors.Join(err, f.root.Remove(part))
	}
	if there, err := f.root.Lstat(name); err != nil || !same(made, there) {
		return f.about(name, ErrChanged)
	}
	return f.sync()
}

// copyIn is Place between file systems. What has come whole is taken away where it
// was, and nothing before that: a full disk would else leave half of it in neither.
func (f *Folder) copyIn(from, name string, replace bool) error {
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	if info.IsDir() {
		err = f.copyFolder(from, name)
	} else {
		err = f.copyFile(from, name, replace)
	}
	if err != nil {
		return err
	}
	return os.RemoveAll(from)
}

func (f *Folder) copyFile(from, name string, replace bool) error {
	return f.writeHere(name, replace, func(out io.Writer) error {
		in, err := os.Open(from)
		if err != nil {
			return err
		}
		defer in.Close()
		_, err = io.Copy(out, in)
		return err
	})
}

// copyFolder fills a folder under a name nobody knows, so that it appears whole.
func (f *Folder) copyFolder(from, name string) error {
	part := hidden()
	sub, err := f.step(part, true)
	if err != nil {
		return err
	}
	if err = sub.copyAll(from); err == nil {
		err = f.renameBack(part, name)
	}
	if err == nil {
		err = f.confirm(name, sub)
	}
	if err = errors.Join(err, sub.Close()); err != nil {
		return errors.Join(err, f.root.RemoveAll(part))
	}
	return f.sync()
}

func (f *Folder) copyAll(from string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		at := filepath.Join(from, entry.Name())
		if entry.IsDir() {
			err = f.copyFolder(at, entry.Name())
		} else {
			err = f.copyFile(at, entry.Name(), false)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Sweep removes what placings that were cut short left in the folder. Nobody else may be
// placing anything there.
func (f *Folder) Sweep() error {
	entries, err := fs.ReadDir(f.FS(), ".")
	for _, entry := range entries {
		if isHidden(entry.Name()) {
			err = errors.Join(err, f.root.RemoveAll(entry.Name()))
		}
	}
	return err
}
