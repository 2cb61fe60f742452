package shared

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"

	"gongwen/archive/fault"
)

// names is how many names (hard links) a file has.
func names(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(stat.Nlink)
	}
	return 1
}

// Ours reports whether nobody else can change the contents of a file that has no
// name outside of our folders: who owns a file can open it again through
// /proc/self/fd, and so can whom its mode lets write.
func Ours(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid() && info.Mode().Perm()&0o022 == 0
}

// owned reports whether something belongs to root or to the account the program runs as.
func owned(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && (stat.Uid == 0 || int(stat.Uid) == os.Geteuid())
}

// BeingWritten reports whether a program has the file open for writing: a copy that
// came to a halt for longer than the settle time. The kernel gives a read lease
// only on a file that nobody writes to (fcntl(2)); where it cannot tell, as on
// most network shares and on files of other owners, the answer is no.
func BeingWritten(f *os.File) bool {
	connection, err := f.SyscallConn()
	if err != nil {
		return false
	}
	var leased error
	err = connection.Control(func(fd uintptr) {
		if _, leased = unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_RDLCK); leased == nil {
			_, leased = unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_UNLCK)
		}
	})
	return err == nil && errors.Is(leased, unix.EAGAIN)
}

// openPlain opens what should be a file. A pipe is not waited for.
func openPlain(file string) (*os.File, error) { return openAt(unix.AT_FDCWD, file, file) }

func (f *Folder) openPlain(base string) (file *os.File, err error) {
	err = f.handle(func(dir int) error {
		file, err = openAt(dir, base, f.at(base))
		return err
	})
	return file, err
}

func openAt(dir int, name, path string) (*os.File, error) {
	for {
		fd, err := unix.Openat(dir, name, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.ELOOP), errors.Is(err, unix.ENXIO): // a link, a socket: since it was looked at
			return nil, ErrChanged
		case errors.Is(err, unix.EAGAIN): // somebody has a lease on it
			return nil, ErrBeingWritten
		case err != nil:
			return nil, &fs.PathError{Op: "openat", Path: path, Err: err}
		}
		return os.NewFile(uintptr(fd), path), nil
	}
}

// handle does something with the folder's handle.
func (f *Folder) handle(do func(dir int) error) error {
	connection, err := f.dir.SyscallConn()
	if err != nil {
		return err
	}
	var done error
	err = connection.Control(func(dir uintptr) { done = do(int(dir)) })
	return errors.Join(err, done)
}

// renameAt renames, and unless it may replace, never on something that is there.
func renameAt(fromDir int, from string, toDir int, to string, replace bool) error {
	if err := fault.At(fault.Rename); err != nil {
		return err
	}
	flags := uint(unix.RENAME_NOREPLACE)
	if replace {
		flags = 0
	}
	err := unix.Renameat2(fromDir, from, toDir, to, flags)
	if !replace && (errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS)) {
		// Not to be had on this file system: the next best is to look.
		var stat unix.Stat_t
		if err = unix.Fstatat(toDir, to, &stat, unix.AT_SYMLINK_NOFOLLOW); err == nil {
			err = unix.EEXIST
		} else if errors.Is(err, unix.ENOENT) {
			err = unix.Renameat(fromDir, from, toDir, to)
		}
	}
	if err != nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
	}
	return nil
}

func (f *Folder) moveOut(base, to string) error {
	return f.handle(func(dir int) error { return renameAt(dir, base, unix.AT_FDCWD, to, false) })
}

func (f *Folder) moveIn(from, base string) error {
	return f.handle(func(dir int) error { return renameAt(unix.AT_FDCWD, from, dir, base, false) })
}

func (f *Folder) moveOver(from, base string) error {
	return f.handle(func(dir int) error { return renameAt(unix.AT_FDCWD, from, dir, base, true) })
}

func (f *Folder) renameHere(from, to string) error {
	return f.handle(func(dir int) error { return renameAt(dir, from, dir, to, true) })
}

// renameBack is renameHere that replaces nothing.
func (f *Folder) renameBack(from, to string) error {
	return f.handle(func(dir int) error { return renameAt(dir, from, dir, to, false) })
}

func (f *Folder) removeFolder(base string) error {
	return f.handle(func(dir int) error { return unix.Unlinkat(dir, base, unix.AT_REMOVEDIR) })
}

func (f *Folder) syncNames() error { return f.dir.Sync() }

func crossesFileSystems(err error) bool { return errors.Is(err, unix.EXDEV) }

// give gives a file the group of the folder it goes to, as far as we may.
func (f *Folder) give(file *os.File, mode fs.FileMode) error {
	group, handedOn, err := f.group()
	if err != nil {
		return err
	}
	if mode == folderMode {
		mode |= handedOn
	}
	// Without being in that group we may not: then it keeps ours.
	if err := file.Chown(-1, group); err != nil && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return file.Chmod(mode)
}

// giveFolder does so with a folder just made in the folder in.
func (f *Folder) giveFolder(in *Folder) error { return in.give(f.dir, folderMode) }

// giveAll does so with a file or folder of ours and all that is below it.
func (f *Folder) giveAll(from string) error {
	group, handedOn, err := f.group()
	if err != nil {
		return err
	}
	return filepath.WalkDir(from, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		mode := fileMode
		switch {
		case entry.IsDir():
			mode = folderMode | handedOn
		case !entry.Type().IsRegular():
			return fmt.Errorf("%s：%w", name, ErrIrregular)
		}
		if err := os.Lchown(name, -1, group); err != nil && !errors.Is(err, fs.ErrPermission) {
			return err
		}
		return os.Chmod(name, mode)
	})
}

// group is the group of the folder, and what of its mode folders in it have, too: the
// bit that hands the group on, and whether the group may write. Who may take a folder
// that came back out of his own must be able to take what is in it.
func (f *Folder) group() (group int, handedOn fs.FileMode, err error) {
	info, err := f.dir.Stat()
	if err != nil {
		return 0, 0, err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return -1, 0, nil
	}
	return int(stat.Gid), info.Mode() & (fs.ModeSetgid | 0o020), nil
}
