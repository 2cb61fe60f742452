package index

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"gongwen/archive/durable"
)

// Checkpoint tells how far a generation has come.
type Checkpoint struct {
	Format    string `json:"format"`    // FormatVersion
	Catalogue string `json:"catalogue"` // ID of the catalogue it follows
	Seq       int64  `json:"seq"`       // its last change worked in
	Texts     string `json:"texts"`     // ID of the store of attachments' texts
	Reading   int64  `json:"reading"`   // its last reading worked in
	Records   int    `json:"records"`   // how many it has
}

// generation is one state of the index: a folder in Bleve's format that nobody
// writes to any more.
type generation struct {
	Checkpoint
	Folder string           `json:"folder"` // below the index
	Files  map[string]stamp `json:"files"`  // all of its files, by path below Folder, with /
}

// stamp reports whether a file is still the one that was written.
type stamp struct {
	Size int64  `json:"size"`
	Time int64  `json:"time"` // of the last change, in ns
	Sum  uint32 `json:"sum"`  // CRC-32C of the contents
}

// The files in the index's folder that name a generation.
const (
	current = "current.json" // the one to search in
	next    = "next.json"    // the one being made beside it, as far as it has come
	lock    = "lock"
)

// errOutdated is the error for an index that another program made, in its format.
var errOutdated = fmt.Errorf("%w（格式不符）", ErrDamaged)

// Outdated reports whether the index is of another format, so that the next Follow makes
// it anew.
func (x *Index) Outdated() bool {
	_, err := x.load(current)
	return errors.Is(err, errOutdated)
}

// load reads which generation a name stands for.
func (x *Index) load(name string) (generation, error) {
	text, err := os.ReadFile(x.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return generation{}, fmt.Errorf("%s：%w", x.dir, ErrMissing)
	}
	if err != nil {
		return generation{}, err
	}
	var g generation
	if err := json.Unmarshal(text, &g); err != nil || g.Folder == "" || !filepath.IsLocal(g.Folder) {
		return generation{}, fmt.Errorf("%s：%w", x.path(name), ErrDamaged)
	}
	if g.Format != FormatVersion {
		return generation{}, fmt.Errorf("%s：%w", x.dir, errOutdated)
	}
	return g, nil
}

// publish makes the name stand for the generation.
func (x *Index) publish(name string, g generation) error {
	text, err := json.MarshalIndent(g, "", " ")
	if err != nil {
		return err
	}
	return durable.WriteFile(x.path(name), append(text, '\n'))
}

// unpublish makes the name stand for nothing.
func (x *Index) unpublish(name string) error {
	err := os.Remove(x.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// check compares the generation's files with their stamps. Size and time of change
// tell what a careless hand or a lost disk write does; only where the time differs
// or thorough is set are the contents read.
func (x *Index) check(ctx context.Context, g generation, thorough bool) error {
	for name, want := range g.Files {
		file := filepath.Join(x.dir, g.Folder, filepath.FromSlash(name))
		info, err := os.Stat(file)
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s 不见了：%w", file, ErrDamaged)
		}
		if err != nil {
			return err
		}
		if info.Size() == want.Size && info.ModTime().UnixNano() == want.Time && !thorough {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		got, err := stampOf(file)
		if err != nil {
			return err
		}
		if got.Size != want.Size || got.Sum != want.Sum {
			return fmt.Errorf("%s 与写入时不同：%w", file, ErrDamaged)
		}
	}
	return nil
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func stampOf(file string) (stamp, error) {
	f, err := os.Open(file)
	if err != nil {
		return stamp{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return stamp{}, err
	}
	sum := crc32.New(castagnoli)
	n, err := io.Copy(sum, f)
	return stamp{n, info.ModTime().UnixNano(), sum.Sum32()}, err
}

// copyOf makes a new folder with the generation's files, to be written to. Segments
// never change once written, so that a second name for each will do; the rest is
// small and copied.
func (x *Index) copyOf(g generation) (folder string, err error) {
	if folder, err = x.newFolder(); err != nil {
		return "", err
	}
	for name := range g.Files {
		from := filepath.Join(x.dir, g.Folder, filepath.FromSlash(name))
		to := filepath.Join(x.dir, folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), durable.PrivateFolder); err != nil {
			return "", err
		}
		if filepath.Ext(name) == segmentExt && os.Link(from, to) == nil {
			continue
		}
		if err := copyFile(from, to); err != nil { // also where a disk has no second names
			return "", err
		}
	}
	return folder, nil
}

// segmentExt is the suffix of Bleve's segments.
const segmentExt = ".zap"

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, durable.Private)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// newFolder makes a folder whose name was not in use before, so that a reader who
// comes late finds it gone and not changed.
func (x *Index) newFolder() (string, error) {
	last := 0
	for _, name := range []string{current, next} {
		if g, err := x.load(name); err == nil {
			n, _ := strconv.Atoi(g.Folder)
			last = max(last, n)
		}
	}
	for {
		last++
		folder := fmt.Sprintf("%09d", last)
		err := os.Mkdir(x.path(folder), durable.PrivateFolder)
		if err == nil || !errors.Is(err, fs.ErrExist) {
			return folder, err
		}
	}
}

// describe makes a generation of a folder that has been written. Files that the
// one it was copied from has with the same size and time are not read again.
func (x *Index) describe(at Checkpoint, folder string, from generation) (generation, error) {
	described := generation{Checkpoint: at, Folder: folder, Files: map[string]stamp{}}
	root := x.path(folder)
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if old, ok := from.Files[name]; ok && old.Size == info.Size() && old.Time == info.ModTime().UnixNano() {
			described.Files[name] = old
			return nil
		}
		described.Files[name], err = stampOf(file)
		return err
	})
	return described, err
}

// sweep removes what nothing names: generations that were replaced, and what an
// interrupted writer left. Only the writer may. What cannot be removed, because
// on Windows a reader has it open, goes another time.
func (x *Index) sweep() {
	keep := map[string]bool{current: true, next: true, lock: true}
	for _, name := range []string{current, next} {
		if g, err := x.load(name); err == nil {
			keep[g.Folder] = true
		}
	}
	entries, _ := os.ReadDir(x.dir)
	for _, entry := range entries {
		if !keep[entry.Name()] {
			_ = os.RemoveAll(x.path(entry.Name()))
		}
	}
}
