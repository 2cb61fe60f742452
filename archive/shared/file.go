package shared

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

var (
	// ErrIrregular is the error for what is not to be opened, see Regular.
	ErrIrregular = errors.New("不是普通文件，而是链接、管道、设备等")
	// ErrBeingWritten is the error for a file to which somebody is writing.
	ErrBeingWritten = errors.New("还在写入，等写完再办")
)

// Regular reports whether something may be opened: a regular file that has no other
// name.
func Regular(info fs.FileInfo) bool { return info.Mode().IsRegular() && names(info) <= 1 }

// What says what a thing is that is not to be opened, for people to read; of a
// link also where it points to.
func What(info fs.FileInfo, target string) string {
	const most = 200 // characters: a target may have thousands
	switch mode := info.Mode(); {
	case mode&fs.ModeSymlink != 0:
		if shown := []rune(target); len(shown) > most {
			target = string(shown[:most]) + "……"
		}
		return fmt.Sprintf("链接（指向 %s）", target)
	case mode.IsDir():
		return "文件夹"
	case mode&fs.ModeNamedPipe != 0:
		return "管道"
	case mode&fs.ModeSocket != 0:
		return "套接字"
	case mode&fs.ModeDevice != 0:
		return "设备文件"
	case mode.IsRegular():
		return "硬链接（同一个文件另有名称）"
	}
	return "特殊文件"
}

// What is What of something in the folder.
func (f *Folder) What(name string, info fs.FileInfo) string {
	target, _ := f.Readlink(name) // only a link has one
	return What(info, target)
}

// same reports whether a thing is the one that was looked at; nothing looked at is
// anything.
func same(looked, now fs.FileInfo) bool {
	return looked == nil || os.SameFile(looked, now) && looked.Mode().Type() == now.Mode().Type()
}

// unwritten reports whether a file looks as it did.
func unwritten(before, after fs.FileInfo) bool {
	return before.Size() == after.Size() && before.ModTime().Equal(after.ModTime())
}

// OpenFile opens a file for reading. It is ErrIrregular when it is not Regular,
// and ErrChanged when it is not the one looked at, unless that is nil.
func (f *Folder) OpenFile(name string, looked fs.FileInfo) (*os.File, error) {
	return f.open(name, looked, Regular)
}

// OpenLinked is OpenFile for what nobody is shown who could not read it before: a
// file may have other names, as all have in a folder of which somebody keeps a copy
// made of hard links.
func (f *Folder) OpenLinked(name string, looked fs.FileInfo) (*os.File, error) {
	return f.open(name, looked, func(info fs.FileInfo) bool { return info.Mode().IsRegular() })
}

func (f *Folder) open(name string, looked fs.FileInfo, regular func(fs.FileInfo) bool) (*os.File, error) {
	dir, base, done, err := f.parent(name)
	if err != nil {
		return nil, err
	}
	defer done()
	file, err := open(looked, regular,
		func() (fs.FileInfo, error) { return dir.root.Lstat(base) },
		func() (*os.File, error) { return dir.openPlain(base) })
	if err != nil {
		return nil, f.about(name, err)
	}
	return file, nil
}

// OpenPrivate opens a file for reading in a folder of our own, into which things
// were moved out of a shared one. It is ErrIrregular when it is not Regular.
func OpenPrivate(file string) (*os.File, error) {
	opened, err := open(nil, Regular,
		func() (fs.FileInfo, error) { return os.Lstat(file) },
		func() (*os.File, error) { return openPlain(file) })
	if err != nil {
		return nil, fmt.Errorf("%s：%w", file, err)
	}
	return opened, nil
}

// open looks before it opens something, because opening a device may have
// effects, and afterwards, because it may have been exchanged.
func open(looked fs.FileInfo, regular func(fs.FileInfo) bool, look func() (fs.FileInfo, error), openIt func() (*os.File, error)) (*os.File, error) {
	there, err := look()
	switch {
	case err != nil:
		return nil, err
	case !same(looked, there):
		return nil, ErrChanged
	case !regular(there):
		return nil, ErrIrregular
	}
	file, err := openIt()
	if err != nil {
		return nil, err
	}
	opened, err := file.Stat()
	switch {
	case err != nil:
	case !same(there, opened):
		err = ErrChanged
	case !regular(opened):
		err = ErrIrregular
	default:
		return file, nil
	}
	return nil, errors.Join(err, file.Close())
}

// FS is the folder as a file system: for looking through it. Links are listed and
// never followed, and Stat tells of the link itself; but see OpenInbox.
func (f *Folder) FS() FS { return FS{f} }

// FS is what a Folder is as a file system.
type FS struct{ folder *Folder }

// Open opens a file, see Folder.OpenFile.
func (s FS) Open(name string) (fs.File, error) { return s.folder.OpenFile(name, nil) }

// Stat is Folder.Lstat.
func (s FS) Stat(name string) (fs.FileInfo, error) { return s.folder.Lstat(name) }

// ReadDir lists a folder by name.
func (s FS) ReadDir(name string) ([]fs.DirEntry, error) {
	from := s.folder
	if name != "." {
		sub, err := from.Sub(name)
		if err != nil {
			return nil, err
		}
		defer sub.Close()
		from = sub
	}
	// Anew, for a handle goes on where it has stopped reading.
	dir, err := from.root.Open(".")
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	entries, err := dir.ReadDir(-1)
	for i, entry := range entries {
		if entry.Type()&fs.ModeSymlink != 0 && from.LinkOf(entry.Name()) != "" {
			entries[i] = linkEntry{entry, from}
		}
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}
