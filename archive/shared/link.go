package shared

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// OpenInbox opens the folder of the inboxes. In it, and nowhere below, a link of the
// administrator's to a folder is that folder: the inbox of a unit may lie on a share.
//
// A link is his if he alone can have made it: it belongs to root or to the account the
// program runs as, and lies in a folder that nobody else can write to. What a unit puts
// into its own inbox never counts. Where it leads is looked at step by step: as long as
// somebody else could exchange one of the folders on the way, or a link among them, for
// another, the inbox is told of and not opened. Nor is it when it leads into the data
// folder, or around it.
func OpenInbox(dir string) (*Folder, error) {
	f, err := Open(dir)
	if err == nil {
		f.links = true
	}
	return f, err
}

// isLink reports whether a name in this folder is a link that stands for a folder.
func (f *Folder) isLink(info fs.FileInfo) bool {
	if !f.links || info.Mode()&fs.ModeSymlink == 0 || !owned(info) {
		return false
	}
	here, err := f.dir.Stat()
	return err == nil && closed(here)
}

// LinkOf is where an administrator's link in this folder leads; empty for what is none.
func (f *Folder) LinkOf(name string) string {
	info, err := f.root.Lstat(name)
	if err != nil || !f.isLink(info) {
		return ""
	}
	to, _ := f.root.Readlink(name)
	return to
}

// behind is the folder that an administrator's link leads to.
func (f *Folder) behind(name string) (dir string, err error) {
	inbox, err := filepath.Abs(f.root.Name())
	if err == nil {
		inbox, err = filepath.EvalSymlinks(inbox)
	}
	if err == nil {
		dir, err = administered(filepath.Join(inbox, name))
	}
	if err == nil && (inside(dir, filepath.Dir(inbox)) || inside(filepath.Dir(inbox), dir)) {
		err = errors.New("指向数据文件夹里面，或它的上层")
	}
	if err != nil {
		// Never fs.ErrNotExist: a share that is not mounted is no folder that was taken away.
		to, _ := f.root.Readlink(name)
		return "", fmt.Errorf("%s 是管理员设的链接，指向 %s，现在不能用：%v", f.at(name), to, err)
	}
	return dir, nil
}

func inside(path, folder string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && filepath.IsLocal(rel)
}

// mostLinks bounds how many links are followed on one way, as the kernel does.
const mostLinks = 40

// administered follows a path to the folder it leads to, and makes sure that nobody but
// root and this account can make it lead elsewhere.
func administered(path string) (string, error) {
	at, rest := string(filepath.Separator), strings.Split(filepath.Clean(path), string(filepath.Separator))[1:]
	for links := 0; len(rest) > 0; {
		step := rest[0]
		rest = rest[1:]
		above, err := os.Lstat(at)
		if err != nil {
			return "", err
		}
		next := filepath.Join(at, step)
		info, err := os.Lstat(next)
		if err != nil {
			return "", err
		}
		sticky := above.Mode()&fs.ModeSticky != 0 && owned(above) && owned(info)
		if !closed(above) && !sticky {
			return "", fmt.Errorf("%s 别的用户能改动（%s），可以把里面的文件夹换掉，请收回他们的权限", at, above.Mode().Perm())
		}
		switch {
		case info.IsDir():
			at = next
		case info.Mode()&fs.ModeSymlink == 0:
			return "", fmt.Errorf("%s 不是文件夹", next)
		case !owned(info):
			return "", fmt.Errorf("链接 %s 是别的用户的", next)
		default:
			if links++; links > mostLinks {
				return "", errors.New("链接太多，或互相指")
			}
			to, err := os.Readlink(next)
			if err != nil {
				return "", err
			}
			if !filepath.IsAbs(to) {
				to = filepath.Join(at, to)
			}
			at = string(filepath.Separator)
			rest = append(strings.Split(filepath.Clean(to), at)[1:], rest...)
		}
	}
	return at, nil
}

// closed reports whether only root and this account can put anything into a folder.
func closed(folder fs.FileInfo) bool { return owned(folder) && folder.Mode().Perm()&0o022 == 0 }

// openLink opens the folder that an administrator's link stands for.
func (f *Folder) openLink(name string) (*Folder, error) {
	dir, err := f.behind(name)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("%s 打不开：%v", f.at(name), err)
	}
	sub, err := keep(root)
	if err != nil {
		return nil, err
	}
	sub.rename = f.rename
	there, err := os.Lstat(dir)
	if err == nil {
		var opened fs.FileInfo
		if opened, err = sub.dir.Stat(); err == nil && !os.SameFile(there, opened) {
			err = f.about(name, ErrChanged)
		}
	}
	if err != nil {
		return nil, errors.Join(err, sub.Close())
	}
	return sub, nil
}

// statLink tells of the folder that an administrator's link stands for.
func (f *Folder) statLink(name string) (fs.FileInfo, error) {
	dir, err := f.behind(name)
	if err != nil {
		return nil, err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return nil, fmt.Errorf("%s：%v", f.at(name), err)
	}
	return linked{info, name}, nil
}

// linked is a folder under the name of the link that stands for it.
type linked struct {
	fs.FileInfo
	name string
}

func (l linked) Name() string { return l.name }

// linkEntry lists such a folder. That it cannot be opened is told by whoever opens it.
type linkEntry struct {
	fs.DirEntry
	folder *Folder
}

func (l linkEntry) IsDir() bool                { return true }
func (l linkEntry) Type() fs.FileMode          { return fs.ModeDir }
func (l linkEntry) Info() (fs.FileInfo, error) { return l.folder.statLink(l.Name()) }
