package retry

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"gongwen/archive/sqlite"
)

// Reason tells people in one line of Chinese what an error is about. What the
// system says in English is put in the office's words, with what to do about it:
// a form that meets a fault is tried again by itself, so that is all there is to
// do.
func Reason(err error) string {
	var parts []string
	for _, each := range flatten(err) {
		part := strings.Join(strings.Fields(plain(each)), " ")
		if part != "" && !strings.Contains(strings.Join(parts, "；"), part) {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "；")
}

// flatten takes apart what errors.Join put together.
func flatten(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, each := range joined.Unwrap() {
		all = append(all, flatten(each)...)
	}
	return all
}

// faults are the errors of the system that an office can do something about.
var faults = []struct {
	is    func(error) bool
	cause string // in a word
	says  string
}{
	{isErrno(syscall.ENOSPC), "disk-full", "磁盘已满，请腾出空间，之后会自动继续办理"},
	{isErrno(syscall.EDQUOT), "quota", "磁盘配额已用完，请腾出空间，之后会自动继续办理"},
	{isErrno(syscall.EROFS), "read-only", "磁盘是只读的，请检查磁盘，之后会自动继续办理"},
	{isErrno(syscall.EMFILE), "open-files", "同时打开的文件太多，稍后会自动继续办理"},
	{isErrno(syscall.EAGAIN), "in-use", "正被别的程序占用，稍后会自动继续办理"},
	{isErrno(syscall.ENOENT), "missing", "不见了，请检查共享文件夹是否连上、文件是否被移走，之后会自动继续办理"},
	{isErrno(syscall.EIO), "disk-error", "磁盘读写出错，请检查磁盘，之后会自动继续办理"},
	{func(err error) bool { return errors.Is(err, fs.ErrPermission) }, "permission", "没有权限，或正被别的程序打开；请开放权限或关闭文件，之后会自动继续办理"},
	{sqlite.Full, "disk-full", "磁盘已满，请腾出空间，之后会自动继续办理"},
	{sqlite.Failed, "disk-error", "磁盘读写出错，请检查磁盘，之后会自动继续办理"},
}

func isErrno(code syscall.Errno) func(error) bool {
	return func(err error) bool { return errors.Is(err, code) }
}

func plain(err error) string {
	for _, f := range faults {
		if f.is(err) {
			if path := pathOf(err); path != "" {
				return fmt.Sprintf("%s：%s", path, f.says)
			}
			return f.says
		}
	}
	return err.Error()
}

// pathOf is the file an error is about, if it says.
func pathOf(err error) string {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Path
	case errors.As(err, &link):
		return link.New
	}
	return ""
}

// Full reports whether an error is that there is no room on a disk.
func Full(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || sqlite.Full(err)
}
