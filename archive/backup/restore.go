package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"gongwen/archive/bag"
	"gongwen/archive/durable"
	"gongwen/templates/bounded"
)

// Damaged is the error for a backup of which parts are not as they were written.
type Damaged struct {
	Bags  []string // folders below archive/
	Files []string // paths below the data folder
}

func (d *Damaged) Error() string {
	return fmt.Sprintf("备份里有 %d 件档案、%d 个文件不完好", len(d.Bags), len(d.Files))
}

func (d *Damaged) err() error {
	if len(d.Bags)+len(d.Files) == 0 {
		return nil
	}
	slices.Sort(d.Files)
	return d
}

// Check reads everything a state names and compares it with its hashes, and the seals of
// bags with those that its journal tells. What is wrong is a *Damaged; what is not there
// at all, Missing tells.
func (b Backup) Check(ctx context.Context, s *State, progress func(done, total int)) error {
	found := &Damaged{}
	told, err := b.toldAtLeast(s)
	if err != nil {
		return err
	}
	filed := map[string]string{} // seals by folder
	for _, f := range told {
		filed[f.Folder()] = f.Seal
	}
	err = each(ctx, s, progress, func(folder, sum string) error {
		if found.bag(b.path("archive", folder), folder, sum) && filed[folder] != "" && filed[folder] != sum {
			found.Bags = append(found.Bags, folder)
		}
		return nil
	}, func(name string, f File) error {
		in, err := bounded.Open(b.content(f.SHA256))
		if err == nil {
			var sum string
			sum, err = bag.Sum(in)
			err = errors.Join(err, in.Close())
			if err == nil && sum != f.SHA256 {
				err = errors.New("changed")
			}
		}
		if err != nil {
			found.Files = append(found.Files, name)
		}
		return nil
	})
	return errors.Join(err, found.err())
}

// layOut lays a state out as a data folder at to, which must not exist. All that
// is laid out is on the disk when it returns. Catalogue, index and registers are
// not in a backup: they are to be made anew. private tells by its path below the data
// folder, with /, a file that nobody but the program may read.
//
// What is damaged is left out, the rest is laid out all the same; the damage is told
// apart from what kept it from working.
func (b Backup) layOut(ctx context.Context, s *State, to string, private func(name string) bool, progress func(done, total int)) (*Damaged, error) {
	if _, err := os.Lstat(to); err == nil {
		return &Damaged{}, fmt.Errorf("%s：%w", to, fs.ErrExist)
	}
	if err := durable.MkdirShared(to); err != nil {
		return &Damaged{}, err
	}
	new := durable.Batch{Root: to}
	found := &Damaged{}
	err := layOutFolders(s, to)
	if err != nil {
		return found, err
	}
	err = each(ctx, s, progress, func(folder, sum string) error {
		target := filepath.Join(to, "archive", filepath.FromSlash(folder))
		_, err := copyBag(b.path("archive", folder), target, &new)
		var missed *unread
		if err != nil && !errors.As(err, &missed) {
			return err
		}
		if found.bag(target, folder, sum) {
			return nil
		}
		new.Forget(target)
		return os.RemoveAll(target)
	}, func(name string, f File) error {
		target := filepath.Join(to, filepath.FromSlash(name))
		mode, makeFolder := f.Mode.Perm()&durable.SharedFolder, durable.MkdirShared
		if private(name) {
			mode, makeFolder = mode&durable.PrivateFolder, durable.MkdirAll
		}
		if err := makeFolder(filepath.Dir(target)); err != nil {
			return err
		}
		_, sum, err := copyFile(b.content(f.SHA256), target, -1)
		var missed *unread
		if err != nil && !errors.As(err, &missed) {
			return err
		}
		if err != nil || sum != f.SHA256 {
			found.Files = append(found.Files, name)
			return removeIfThere(target)
		}
		return errors.Join(os.Chtimes(target, f.Time, f.Time), new.Add(target, mode|durable.Kept))
	})
	return found, errors.Join(err, new.Flush(), finishFolders(s, to))
}

// bag reports whether a bag is whole and the one the state means, and notes it
// when not.
func (d *Damaged) bag(dir, folder, want string) bool {
	problems, err := bag.Validate(dir)
	if err == nil && len(problems) == 0 {
		var sum string
		if sum, err = bag.Seal(dir); err == nil && sum == want {
			return true
		}
	}
	d.Bags = append(d.Bags, folder)
	return false
}

// each goes through a state, bags first.
func each(ctx context.Context, s *State, progress func(done, total int), bag func(folder, sum string) error, file func(name string, f File) error) error {
	done, total := 0, len(s.Bags)+len(s.Files)
	step := func(err error) error {
		if done++; progress != nil {
			progress(done, total)
		}
		return errors.Join(ctx.Err(), err)
	}
	for _, folder := range slices.Sorted(maps.Keys(s.Bags)) {
		if err := step(bag(folder, s.Bags[folder])); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Files)) {
		if err := step(file(name, s.Files[name])); err != nil {
			return err
		}
	}
	return nil
}
