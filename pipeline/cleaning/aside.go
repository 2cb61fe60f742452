package cleaning

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"gongwen/archive/bag"
	"gongwen/archive/durable"
	"gongwen/archive/shared"
)

// aside is where a run puts what is to go: a folder of our own, in which it lies below the
// path that it had in the data folder.
type aside struct {
	root string // spool/.cleaning
	name string
}

const gone = "gone-"

func (c *Cleaner) newAside() aside { return aside{c.Workspace.Folder.Aside(), rand.Text()[:10]} }

// at is where something lies by its path below the data folder.
func (a aside) at(name string) string {
	return filepath.Join(a.root, a.name, filepath.FromSlash(name))
}

// take moves a file aside and reports whether it is what was seen: by its SHA-256. What is
// not is put back.
func (c *Cleaner) take(a aside, top *shared.Folder, place, name string, seen file) (bool, error) {
	to := a.at(path.Join(place, name))
	if err := durable.MkdirAll(filepath.Dir(to)); err != nil {
		return false, err
	}
	_, err := in(c, path.Join(place, path.Dir(name)), path.Base(name), func() (struct{}, error) {
		return struct{}{}, top.Take(name, seen.info, to)
	})
	if errors.Is(err, fs.ErrNotExist) { // taken away, or exchanged
		return false, nil
	}
	if err != nil {
		return false, err
	}
	sum, _, err := hashOf(func() (*os.File, error) { return shared.OpenPrivate(to) }, 0)
	if err == nil && sum == seen.sum {
		return true, nil
	}
	return false, errors.Join(err, putBack(top, to, name))
}

// putBack puts a file where it was, or beside what lies there now. Those who could read it
// can again.
func putBack(top *shared.Folder, from, name string) error {
	dir, err := top.MkdirAll(path.Dir(name))
	if err != nil {
		return err
	}
	err = dir.Place(from, path.Base(name))
	if err = errors.Join(err, dir.Close()); errors.Is(err, fs.ErrExist) {
		return top.PutBack(from, name)
	}
	return err
}

// remove removes what lies aside, for good.
func (a aside) remove() error {
	to := filepath.Join(a.root, gone+a.name)
	if err := os.Rename(filepath.Join(a.root, a.name), to); err != nil {
		return err
	}
	return os.RemoveAll(to)
}

// restore puts back all that lies aside.
func (c *Cleaner) restore(a aside) error {
	for place, dir := range c.places() {
		from := a.at(place)
		if _, err := os.Lstat(from); err != nil {
			continue
		}
		top, err := shared.Open(dir)
		if err != nil {
			return err
		}
		err = filepath.WalkDir(from, func(at string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			rel, err := filepath.Rel(from, at)
			if err != nil {
				return err
			}
			return putBack(top, at, filepath.ToSlash(rel))
		})
		if err = errors.Join(err, top.Close()); err != nil {
			return fmt.Errorf("清理时移开的文件放不回 %s，还在 %s：%w", place, from, err)
		}
	}
	return os.RemoveAll(filepath.Join(a.root, a.name)) // no file is left in it
}

// places are the folders that are cleared, by their names in the data folder.
func (c *Cleaner) places() map[string]string {
	return map[string]string{"issued": c.Workspace.Folder.Issued(), "returned": c.Workspace.Folder.Returned()}
}

// recover ends what an earlier run left in the middle, see the package.
func (c *Cleaner) recover() error {
	left, err := os.ReadDir(c.Workspace.Folder.Aside())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var errs []error
	for _, each := range left {
		if strings.HasPrefix(each.Name(), gone) {
			errs = append(errs, os.RemoveAll(filepath.Join(c.Workspace.Folder.Aside(), each.Name())))
		} else {
			errs = append(errs, c.restore(aside{c.Workspace.Folder.Aside(), each.Name()}))
		}
	}
	return errors.Join(append(errs, err)...)
}

// file is a file as it was seen.
type file struct {
	name string
	info fs.FileInfo
	sum  string // SHA-256 in hex
	data []byte // as far as it was asked for
}

// see reads a file in a folder of units. Of one that is no larger than most, in bytes, the
// contents are kept.
func (c *Cleaner) see(top *shared.Folder, place, name string, info fs.FileInfo, most int64) (file, error) {
	return in(c, path.Join(place, path.Dir(name)), path.Base(name), func() (file, error) {
		if info.Size() > most {
			most = 0
		}
		sum, data, err := hashOf(func() (*os.File, error) { return top.OpenFile(name, info) }, most)
		return file{path.Base(name), info, sum, data}, err
	})
}

// hashOf is the SHA-256 of a file in hex, and up to so many bytes of what is in it.
func hashOf(open func() (*os.File, error), most int64) (sum string, data []byte, err error) {
	from, err := open()
	if err != nil {
		return "", nil, err
	}
	defer from.Close()
	var kept bytes.Buffer
	sum, err = bag.Sum(io.MultiReader(io.TeeReader(io.LimitReader(from, most), &kept), from))
	return sum, kept.Bytes(), err
}
