package bounded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrIrregular is the error for what is no plain file, such as a pipe or a device.
var ErrIrregular = errors.New("不是普通文件")

// Open opens a plain file for reading and waits for nobody. Os.Open waits for a
// writer when there is a pipe under the name, it may be for ever; looking first
// would not help, as the pipe may come after the look. So what was opened is
// looked at.
func Open(path string) (*os.File, error) {
	file, err := open(path)
	if err != nil {
		return nil, err
	}
	if _, err := regular(file, path); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

func open(path string) (*os.File, error) { return os.OpenFile(path, os.O_RDONLY|unwaiting, 0) }

func regular(file fs.File, name string) (fs.FileInfo, error) {
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s %w", name, ErrIrregular)
	}
	return info, err
}

// Dir is a folder as a file system, as os.DirFS is, in which opening waits for
// nobody.
func Dir(path string) fs.FS { return folder(path) }

type folder string

func (f folder) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	file, err := open(filepath.Join(string(f), filepath.FromSlash(name)))
	if err != nil { // not the file, which would be no nil as an interface
		return nil, err
	}
	return file, nil
}

// ReadPath is ReadFile of a file by its path. It waits for nobody.
func ReadPath(path string, most int64) ([]byte, error) {
	return ReadFile(Dir(filepath.Dir(path)), filepath.Base(path), most)
}

// In is a root as a file system in which opening waits for nobody. Names may be
// any the system knows, also in the encodings of old programs (GBK), which
// fs.ValidPath refuses.
func In(root *os.Root) fs.FS { return rooted{root} }

type rooted struct{ root *os.Root }

func (r rooted) Open(name string) (fs.File, error) {
	file, err := r.root.OpenFile(name, os.O_RDONLY|unwaiting, 0)
	if err != nil {
		return nil, err
	}
	return file, nil
}
