package release

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/durable"
	"gongwen/templates/bounded"
)

// Upgrades is the folder, in a data folder, of what was copied before upgrades. In no
// backup: a backup has the same from the day before.
const Upgrades = "upgrades"

// kept is how many of these copies stay.
const kept = 3

// Prepared is what Prepare has done.
type Prepared struct {
	From  string // the version that wrote the folder; empty where that is not known
	Saved string // the folder the copies went to; empty when nothing is to be changed in place
}

// Prepare makes a data folder ready to be written to by this program: what is in an older
// format and will be changed where it stands is copied first, then the folder says that it
// is written in the formats of this program. After that a program that does not know them
// refuses it, so it comes before the first change. The caller holds the folder's lock.
//
// A *Newer is the error for a folder that this program must not touch.
func Prepare(folder string, now time.Time) (p Prepared, err error) {
	is, err := Read(folder)
	if err != nil {
		return p, err
	}
	if err := is.Check(folder); err != nil {
		return p, err
	}
	p.From = is.Program
	next := current(now)
	places, err := changing(folder, is, next)
	if err != nil {
		return p, err
	}
	if len(places) > 0 {
		if p.Saved, err = save(folder, places, now); err != nil {
			return p, fmt.Errorf("升级以前要先留一份，没有留成，什么也没有改动：%w", err)
		}
	}
	if maps.Equal(is.Formats, next.Formats) {
		return p, nil
	}
	return p, next.write(folder)
}

// changing are the places of what is in an older version and is there. What the catalogue
// is, it says itself.
func changing(folder string, is, next Written) (places []string, err error) {
	has := maps.Clone(is.Formats)
	version, err := catalogue.VersionOf(filepath.Join(folder, "catalogue.db"))
	switch {
	case err == nil:
		if has == nil {
			has = map[string]string{}
		}
		has[catalogueKey] = version
	case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, catalogue.ErrRebuild):
		return nil, err
	default:
		delete(has, catalogueKey) // then it is made anew, and what is damaged is of no use
	}
	for _, f := range Formats() {
		if has[f.Key] == "" || has[f.Key] == next.Formats[f.Key] {
			continue
		}
		if f.Key == catalogueKey && compareVersions(has[f.Key], f.Writes) > 0 {
			return nil, &Newer{folder, is.Program, f, has[f.Key]}
		}
		for _, place := range f.inPlace {
			if _, err := os.Lstat(filepath.Join(folder, filepath.FromSlash(place))); err == nil {
				places = append(places, place)
			}
		}
	}
	return places, nil
}

// save copies places of a data folder. A copy that was cut off is begun anew; a second
// one, after the program was cut off later, does no harm.
func save(folder string, places []string, now time.Time) (string, error) {
	dir := filepath.Join(folder, Upgrades)
	if err := errors.Join(durable.MkdirAll(dir), durable.Close(dir)); err != nil {
		return "", err
	}
	name := now.UTC().Format("20060102T150405.000Z") + "-before-" + Version
	part, to := filepath.Join(dir, "part"), filepath.Join(dir, name)
	if err := os.RemoveAll(part); err != nil {
		return "", err
	}
	var need uint64
	for _, place := range places {
		need += durable.Size(filepath.Join(folder, filepath.FromSlash(place)))
	}
	if err := durable.Room(dir, need); err != nil {
		return "", err
	}
	for _, place := range append(slices.Clone(places), FileName) {
		from, target := filepath.Join(folder, filepath.FromSlash(place)), filepath.Join(part, filepath.FromSlash(place))
		if err := durable.MkdirAll(filepath.Dir(target)); err != nil {
			return "", err
		}
		var err error
		if place == "catalogue.db" {
			err = catalogue.Copy(from, target)
		} else {
			err = copyTree(from, target)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	if err := durable.WriteFile(filepath.Join(part, "说明.txt"), []byte(explanation)); err != nil {
		return "", err
	}
	if err := durable.Rename(part, to); err != nil {
		return "", err
	}
	return to, forget(dir)
}

const explanation = `升级时要就地改动的，升级以前照原样留在这里，供升级不成时取回。

取回：停下程序，装回原来的那一版，把这里的 catalogue.db 等放回数据文件夹的同一位置
（catalogue.db-wal、catalogue.db-shm 要删去），formats.json 也放回；这里没有 formats.json 的，
把数据文件夹里的删去。升级以后办过件的，不要取回：编号会重复。
只留最近几次，程序自己清理。
`

// copyTree copies a file, or a folder with all regular files in it, durably.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(at string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, at)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case entry.IsDir():
			return durable.MkdirAll(target)
		case !entry.Type().IsRegular() || entry.Name() == ".lock":
			return nil
		}
		in, err := bounded.Open(at)
		if err != nil {
			return err
		}
		defer in.Close()
		out, err := durable.OpenFile(target, os.O_CREATE|os.O_EXCL, durable.Private)
		if err != nil {
			return err
		}
		_, err = io.Copy(out, in)
		return errors.Join(err, out.Sync(), out.Close(), durable.SyncDir(filepath.Dir(target)))
	})
}

// forget removes all copies but the last few.
func forget(dir string) error {
	entries, err := os.ReadDir(dir) // sorted, and so by time
	if err != nil {
		return err
	}
	var names []string
	for _, entry := range entries {
		if strings.Contains(entry.Name(), "-before-") {
			names = append(names, entry.Name())
		}
	}
	for _, name := range names[:max(0, len(names)-kept)] {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, name)))
	}
	return err
}
