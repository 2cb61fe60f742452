package moving

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"gongwen/archive/register"
	"gongwen/archive/shared"
)

// content is a file or folder that goes along.
type content struct {
	name string // below the data folder, with /
	at   string
	info fs.FileInfo
}

// leftOut tells by its path what does not go along: what is made anew, what is temporary,
// and locks.
func leftOut(name string, dir bool) bool {
	top, below, _ := strings.Cut(name, "/")
	switch {
	case top == "temp", top == "waiting", top == "index", strings.HasPrefix(top, "index."), top == FileName, top == "upgrades":
		return true
	case strings.HasPrefix(top, "catalogue.db"), strings.HasPrefix(top, "texts.db"):
		return true
	case top == "spool" && strings.HasPrefix(below, "."), name == "archive/.staging", name == "reading/staging":
		return true
	case !dir && (path.Base(name) == ".lock" || path.Base(name) == "accounts.yaml.lock"):
		return true
	case top == "registers":
		kept, _, _ := strings.Cut(below, "/")
		return below != "" && kept != register.Pulls
	}
	return false
}

// contents lists what goes along, folders before what is in them. A folder right in the
// data folder may be a link, to a larger disk; an inbox may be one, to a share: that comes
// as a folder, and links tells of it. Any other link, and what is neither file nor folder,
// is an error: nothing stays behind unnoticed.
func contents(folder string) (all []content, links []string, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, nil, err
	}
	for _, entry := range entries {
		top := filepath.Join(folder, entry.Name())
		info, err := os.Stat(top)
		if err != nil {
			return nil, nil, err
		}
		if leftOut(entry.Name(), info.IsDir()) {
			continue
		}
		if !info.IsDir() {
			all = append(all, content{entry.Name(), top, info})
			continue
		}
		real, err := filepath.EvalSymlinks(top)
		if err != nil {
			return nil, nil, err
		}
		err = filepath.WalkDir(real, func(at string, entry fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil // taken out of an inbox, or what was issued fetched
			}
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(real, at)
			if err != nil {
				return err
			}
			name := path.Join(filepath.Base(top), filepath.ToSlash(rel))
			if leftOut(name, entry.IsDir()) {
				if entry.IsDir() {
					return fs.SkipDir
				}
				return nil
			}
			info, err := entry.Info()
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return nil
			case err != nil:
				return err
			case info.IsDir() || info.Mode().IsRegular():
				all = append(all, content{name, at, info})
				return nil
			case info.Mode()&fs.ModeSymlink != 0 && path.Dir(name) == "inbox":
				links = append(links, name)
				all = append(all, content{name, "", nil})
				return nil
			}
			return fmt.Errorf("%s 是%s，带不走。请把它换成文件或文件夹本身，或者移到数据文件夹外面，再打包", at, shared.What(info, ""))
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return all, links, nil
}
