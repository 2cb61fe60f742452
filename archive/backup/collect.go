package backup

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"gongwen/archive/bag"
	"gongwen/archive/durable"
	"gongwen/archive/register"
	"gongwen/archive/shared"
	"gongwen/templates/bounded"
)

// passedOver are the entries of a data folder that are made from the rest or last
// no longer than a run, and those that take has a step of its own for.
func passedOver(name string) bool {
	switch name {
	case "inbox", "spool", "returned", "issued", "waiting", "archive", "registers", "temp", "upgrades":
		return true
	}
	return strings.HasPrefix(name, "catalogue.db") || strings.HasPrefix(name, "texts.db") || name == "index" || strings.HasPrefix(name, "index.")
}

// settings copies what is not part of a form's way.
func (r *run) settings() error {
	entries, err := os.ReadDir(r.from)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !passedOver(entry.Name()) {
			if err := r.files(entry.Name()); err != nil {
				return err
			}
		}
	}
	// Of the registers only those that tell what was so on a day, and cannot be made anew.
	return r.files(path.Join("registers", register.Pulls))
}

// handedOut copies what the office was given, listed afresh: what was carried off
// since the first round is not in the state.
func (r *run) handedOut() error {
	maps.DeleteFunc(r.state.Files, func(name string, _ File) bool {
		top, _, _ := strings.Cut(name, "/")
		return top == "issued" || top == "returned"
	})
	return r.files("returned", "issued")
}

// files copies everything below folders of the data folder.
func (r *run) files(names ...string) error {
	for _, name := range names {
		if err := r.below(name); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) below(name string) error {
	return r.walk(name, func(rel string, entry fs.DirEntry, err error) error {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil // it has moved on
		}
		if err != nil {
			r.report.Unread = append(r.report.Unread, fmt.Sprintf("%s：%v", rel, err))
			return nil
		}
		if strings.HasPrefix(rel, "spool/.") || rel == "reading/staging" { // the lock, and what is just being made or handed in
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.IsDir() || rel == "reading/first-password" { // which is in the accounts, too, hashed, and no copy is to have it plain
			return nil
		}
		return r.file(rel, -1)
	})
}

// walk goes through a folder of the data folder.
func (r *run) walk(name string, each fs.WalkDirFunc) error {
	if name != "inbox" {
		return fs.WalkDir(r.data.FS(), name, each)
	}
	if r.inbox == nil {
		return nil
	}
	return fs.WalkDir(r.inbox.FS(), ".", func(rel string, entry fs.DirEntry, err error) error {
		return each(path.Join(name, rel), entry, err)
	})
}

// at is where to look for what lies at a path below the data folder.
func (r *run) at(rel string) (*shared.Folder, string) {
	if below, in := strings.CutPrefix(rel, "inbox/"); in && r.inbox != nil {
		return r.inbox, below
	}
	return r.data, rel
}

// file copies one file, or its first bytes.
func (r *run) file(rel string, most int64) error {
	from, name := r.at(rel)
	info, err := from.Lstat(name)
	if err == nil {
		f := File{Size: info.Size(), Time: info.ModTime().UTC(), Mode: info.Mode().Perm()}
		whole := most < 0 || most == f.Size
		if old, ok := r.before.Files[rel]; ok && whole && old.Size == f.Size && old.Time.Equal(f.Time) && r.has(old.SHA256) {
			f.SHA256 = old.SHA256
			r.state.Files[rel] = f
			return nil
		}
		if f.Size, f.SHA256, err = r.content(rel, info, most); err == nil {
			r.state.Files[rel] = f
			return nil
		}
	}
	var missed *unread
	switch {
	case errors.Is(err, fs.ErrNotExist): // it has moved on
		return nil
	case errors.As(err, &missed):
		r.report.Unread = append(r.report.Unread, fmt.Sprintf("%s：%v", rel, missed))
		return nil
	}
	return err
}

// content puts what a file contains into the backup.
func (r *run) content(rel string, looked fs.FileInfo, most int64) (int64, string, error) {
	part := r.to.path("files", "part")
	if err := os.MkdirAll(filepath.Dir(part), durable.PrivateFolder); err != nil {
		return 0, "", err
	}
	from, name := r.at(rel)
	in, err := from.OpenLinked(name, looked)
	if err != nil {
		return 0, "", &unread{err}
	}
	defer in.Close()
	size, sum, err := copyOpen(in, part, most)
	if err != nil || r.has(sum) {
		return size, sum, errors.Join(err, removeIfThere(part))
	}
	to := r.to.content(sum)
	if err := os.MkdirAll(filepath.Dir(to), durable.PrivateFolder); err != nil {
		return 0, "", err
	}
	if err := errors.Join(removeIfThere(to), os.Rename(part, to)); err != nil {
		return 0, "", err
	}
	r.there[sum] = true
	r.report.NewFiles++
	r.report.Bytes += size
	return size, sum, r.new.Add(to, durable.Kept)
}

// has reports whether the backup has a content: an earlier state says so, and
// nobody has taken it away since.
func (r *run) has(sum string) bool {
	_, err := os.Lstat(r.to.content(sum))
	return r.there[sum] && err == nil
}

func removeIfThere(file string) error {
	if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// journal copies the journal up to the end of its last line. What stands there
// stays as it is, so a second look never finds less.
func (r *run) journal() error {
	dir := r.archive.JournalDir()
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, entry := range entries {
		most := int64(-1)
		if path.Ext(entry.Name()) == ".jsonl" {
			if most, err = wholeLines(filepath.Join(dir, entry.Name())); err != nil {
				return err
			}
		}
		if err := r.file(path.Join(journalFolder, entry.Name()), most); err != nil {
			return err
		}
	}
	return nil
}

// wholeLines is how much of a file its whole lines take up, in bytes.
func wholeLines(file string) (int64, error) {
	f, err := bounded.Open(file)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	end, last := info.Size(), make([]byte, 1)
	for ; end > 0; end-- {
		if _, err := f.ReadAt(last, end-1); err != nil {
			return 0, err
		}
		if last[0] == '\n' {
			break
		}
	}
	return end, nil
}

// bags copies those that are not there yet.
func (r *run) bags() error {
	folders, strays, err := r.archive.Survey()
	if err != nil {
		return err
	}
	r.found = folders
	for _, stray := range strays {
		if info, err := os.Lstat(r.archive.Path(stray)); err == nil && !info.Mode().IsRegular() {
			r.report.Unread = append(r.report.Unread, fmt.Sprintf("archive/%s：是%s，不是档案文件夹本身，其中的没有备份", stray, shared.What(info, "")))
		}
	}
	for i, folder := range folders {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		if _, done := r.state.Bags[folder]; !done && !slices.Contains(r.report.Damaged, folder) {
			if err := r.bag(folder); err != nil {
				return err
			}
		}
		if r.progress != nil {
			r.progress(i+1, len(folders))
		}
	}
	return nil
}

func (r *run) bag(folder string) error {
	to := r.to.path("archive", folder)
	if sum, ok := r.before.Bags[folder]; ok {
		if _, err := os.Lstat(to); err == nil {
			r.state.Bags[folder] = sum
			return nil
		}
	}
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	bytes, err := copyBag(r.archive.Path(folder), to, &r.new)
	var missed *unread
	if err != nil && !errors.As(err, &missed) {
		return err
	}
	problems, checkErr := bag.Validate(to)
	if err != nil || checkErr != nil || len(problems) > 0 {
		r.report.Damaged = append(r.report.Damaged, folder)
		r.new.Forget(to)
		return os.RemoveAll(to)
	}
	r.report.NewBags++
	r.report.Bytes += bytes
	r.state.Bags[folder], err = bag.Seal(to)
	return err
}

// copyBag copies a folder and tells how much that was.
func copyBag(from, to string, new *durable.Batch) (bytes int64, err error) {
	err = filepath.WalkDir(from, func(at string, entry fs.DirEntry, err error) error {
		if err != nil {
			return &unread{err}
		}
		rel, err := filepath.Rel(from, at)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if entry.IsDir() {
			return os.MkdirAll(target, durable.PrivateFolder)
		}
		size, _, err := copyFile(at, target, -1)
		bytes += size
		if err != nil {
			return err
		}
		return new.Add(target, durable.Kept)
	})
	return bytes, err
}
