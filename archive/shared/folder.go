package shared

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"gongwen/archive/fault"
)

// Folder is an open folder. It stays the same one, whatever is put under its name.
type Folder struct {
	root *os.Root
	dir  *os.File // the same, for what os.Root does not do

	links bool // those of the administrator's in it are followed, see OpenInbox

	// rename does a move: a field, so that tests need no second file system.
	rename func(move func(from, to string) error, from, to string) error
}

// Errors of what is not there any more: each is fs.ErrNotExist, too.
var (
	// ErrChanged is the error for a name under which something else lies than what
	// was looked at.
	ErrChanged error = gone("看过之后被换成了别的")
	// ErrNotFolder is the error for a link or a file where a folder should be.
	ErrNotFolder error = gone("不是文件夹本身，而是链接或文件。请换成真正的文件夹")
)

type gone string

func (g gone) Error() string        { return string(g) }
func (g gone) Is(target error) bool { return target == fs.ErrNotExist }

// Open opens a folder of the data folder.
func Open(dir string) (*Folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	f, err := keep(root)
	if err == nil {
		f.rename = func(move func(from, to string) error, from, to string) error { return move(from, to) }
	}
	return f, err
}

func keep(root *os.Root) (*Folder, error) {
	dir, err := root.Open(".")
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return &Folder{root: root, dir: dir}, nil
}

// Close lets go of the folder.
func (f *Folder) Close() error { return errors.Join(f.dir.Close(), f.root.Close()) }

// at is where a name in the folder lies, for people to read.
func (f *Folder) at(name string) string {
	return filepath.Join(f.root.Name(), filepath.FromSlash(name))
}

// about says in an error where it happened.
func (f *Folder) about(name string, err error) error {
	return fmt.Errorf("%s：%w", f.at(name), err)
}

// Sub opens a folder below, whose name may have several steps, parted by /. Each
// of them must be a folder, and no link.
func (f *Folder) Sub(name string) (*Folder, error) { return f.descend(name, false) }

// MkdirAll opens a folder below, like Sub, and makes what is missing of it, for
// good.
func (f *Folder) MkdirAll(name string) (*Folder, error) { return f.descend(name, true) }

func (f *Folder) descend(name string, create bool) (*Folder, error) {
	name = path.Clean(name)
	sub := f
	for step := range strings.SplitSeq(name, "/") {
		next, err := sub.step(step, create)
		if sub != f {
			err = errors.Join(err, sub.Close())
		}
		if err != nil {
			return nil, err
		}
		sub = next
	}
	return sub, nil
}

// step opens a folder that lies in this one.
func (f *Folder) step(name string, create bool) (*Folder, error) {
	if err := single(name); err != nil {
		return nil, f.about(name, err)
	}
	if f.links {
		if info, err := f.root.Lstat(name); err == nil && f.isLink(info) {
			return f.openLink(name)
		}
	}
	// The root follows a link to elsewhere in this folder; so what it has opened is
	// compared with what lies there.
	root, err := f.root.OpenRoot(name)
	made := false
	if create && errors.Is(err, fs.ErrNotExist) {
		if made, err = f.mkdir(name); err == nil {
			root, err = f.root.OpenRoot(name)
		}
	}
	if err != nil {
		if info, lookErr := f.root.Lstat(name); lookErr == nil && !info.IsDir() {
			err = f.about(name, ErrNotFolder)
		}
		return nil, err
	}
	sub, err := keep(root)
	if err != nil {
		return nil, err
	}
	sub.rename = f.rename
	if err := f.confirm(name, sub); err != nil {
		return nil, errors.Join(err, sub.Close())
	}
	if made {
		if err := errors.Join(sub.giveFolder(f), f.sync()); err != nil {
			return nil, errors.Join(err, sub.Close())
		}
	}
	return sub, nil
}

// mkdir makes a folder, and reports whether it did: one that is there will do.
func (f *Folder) mkdir(name string) (made bool, err error) {
	if err := fault.At(fault.Mkdir); err != nil {
		return false, err
	}
	err = f.root.Mkdir(name, folderMode)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	return err == nil, err
}

// confirm reports that sub is the folder that lies under name.
func (f *Folder) confirm(name string, sub *Folder) error {
	there, err := f.root.Lstat(name)
	if err != nil {
		return err
	}
	opened, err := sub.dir.Stat()
	switch {
	case err != nil:
		return err
	case !there.IsDir():
		return f.about(name, ErrNotFolder)
	case !os.SameFile(there, opened):
		return f.about(name, ErrChanged)
	}
	return nil
}

// single reports that a name has one step, which leads nowhere else. Also names in
// the encodings of old programs (GBK) do, which fs.ValidPath refuses.
func single(name string) error {
	if !filepath.IsLocal(name) || strings.ContainsAny(name, `/`+string(filepath.Separator)) {
		return fs.ErrInvalid
	}
	return nil
}

// parent opens the folder in which a name lies.
func (f *Folder) parent(name string) (dir *Folder, base string, done func(), err error) {
	folder, base := path.Split(name)
	if err := single(base); err != nil {
		return nil, "", nil, f.about(name, err)
	}
	if folder == "" {
		return f, base, func() {}, nil
	}
	dir, err = f.Sub(folder)
	return dir, base, func() { _ = dir.Close() }, err
}

// Lstat tells of a file or folder. Of a link it tells of the link itself, but for those
// that OpenInbox follows.
func (f *Folder) Lstat(name string) (fs.FileInfo, error) {
	if name == "." {
		return f.dir.Stat()
	}
	dir, base, done, err := f.parent(name)
	if err != nil {
		return nil, err
	}
	defer done()
	info, err := dir.root.Lstat(base)
	if err == nil && dir.isLink(info) {
		return dir.statLink(base)
	}
	return info, err
}

// Readlink is what a link points to.
func (f *Folder) Readlink(name string) (string, error) {
	dir, base, done, err := f.parent(name)
	if err != nil {
		return "", err
	}
	defer done()
	return dir.root.Readlink(base)
}

// Remove removes a file, a link, or an empty folder.
func (f *Folder) Remove(name string) error {
	dir, base, done, err := f.parent(name)
	if err != nil {
		return err
	}
	defer done()
	return dir.root.Remove(base)
}

// RemoveEmpty removes a folder, if it is one and empty.
func (f *Folder) RemoveEmpty(name string) error {
	dir, base, done, err := f.parent(name)
	if err != nil {
		return err
	}
	defer done()
	return dir.removeFolder(base)
}

// sync makes the names in the folder last.
func (f *Folder) sync() error {
	if err := fault.At(fault.Sync); err != nil {
		return err
	}
	return f.syncNames()
}
