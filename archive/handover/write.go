package handover

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"time"

	"gongwen/archive"
	"gongwen/archive/bag"
	"gongwen/archive/checkpoint"
	"gongwen/archive/durable"
	"gongwen/archive/journal"
)

// Taker is who takes the records over, and what the list is headed with.
type Taker struct {
	Name string // such as 区档案馆
	At   time.Time
}

// Write makes the bag at out, which must not exist, and tells the journal who
// took what. A record that is not whole stops it: what is handed over must be
// what was filed. progress, which may be nil, is called after each record.
func Write(ctx context.Context, o Office, items []Item, to Taker, out string, progress func(done, total int)) error {
	if _, err := os.Lstat(out); err == nil {
		return fmt.Errorf("%s 已经存在，没有改动。请放到一个新的文件夹（%w）", out, fs.ErrExist)
	}
	staging := filepath.Clean(out) + ".part"
	if err := os.RemoveAll(staging); err != nil { // of a run that was interrupted
		return err
	}
	w, err := bag.Create(staging)
	if err != nil {
		return err
	}
	if err := fill(ctx, o, w, items, to, progress); err != nil {
		return errors.Join(err, w.Discard())
	}
	// The journal before the place: nobody can take what it does not know of.
	ready := filepath.Clean(out) + ".ready"
	if err := os.RemoveAll(ready); err != nil {
		return errors.Join(err, w.Discard())
	}
	if err := w.Finish(ready, []bag.Tag{
		{Label: "Source-Organization", Value: o.Name},
		{Label: "External-Description", Value: fmt.Sprintf("移交%s的归档文件%d件，%s至%s", to.Name, len(items), items[0].Reference, items[len(items)-1].Reference)},
		{Label: "Bagging-Date", Value: to.At.Format(time.DateOnly)},
		{Label: "Bag-Software-Agent", Value: "gongwen"},
	}); err != nil {
		return errors.Join(err, w.Discard())
	}
	if err := notify(o, items, to, ready); err != nil {
		return errors.Join(err, os.RemoveAll(ready))
	}
	return durable.Rename(ready, out)
}

func fill(ctx context.Context, o Office, w *bag.Writer, items []Item, to Taker, progress func(done, total int)) error {
	for i := range items {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := items[i].copyTo(o.Archive, w); err != nil {
			return err
		}
		if progress != nil {
			progress(i+1, len(items))
		}
	}
	for _, list := range lists {
		if err := list.write(w, items, to); err != nil {
			return err
		}
	}
	return prove(ctx, o.Signer, w, items)
}

// prove adds what shows, without this program, that the records stand in the journal, and
// by which the journal can be held to what it says now.
func prove(ctx context.Context, s *checkpoint.Signer, w *bag.Writer, items []Item) error {
	if s == nil {
		return nil
	}
	c, err := s.Sign(ctx, checkpoint.Journal)
	if err != nil {
		return err
	}
	for _, i := range items {
		p, err := s.ProveIn(ctx, c, i.Number, i.record.Filed)
		if none := (*checkpoint.NoLine)(nil); errors.As(err, &none) {
			continue // from before the journal knew what was filed
		}
		if err != nil {
			return err
		}
		if err := w.AddTag(path.Join(proofFolder, archive.SafeName(i.Reference)+".tlog-proof"), p.Text()); err != nil {
			return err
		}
	}
	return errors.Join(w.AddTag(path.Join(proofFolder, "journal.txt"), c.Note),
		w.AddTag(path.Join(proofFolder, "vkeys.txt"), []byte(s.Identity.VKey(checkpoint.Journal)+"\n")))
}

// proofFolder holds the journal's checkpoint, its verifier key and a proof of each record.
const proofFolder = "checkpoints"

// copyTo puts the record's bag into the one to hand over, and counts its pages.
func (i *Item) copyTo(a *archive.Archive, w *bag.Writer) error {
	folder := a.Path(i.record.Folder())
	problems, err := bag.Validate(folder)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return fmt.Errorf("%s 的档案不完好（%s），不能移交。请运行 gongwen verify 查明", i.Number, problems[0].Path)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer root.Close()
	documents := []archive.File{i.record.Document}
	for _, f := range i.record.Further {
		documents = append(documents, f.File)
	}
	i.Pages = 0
	for _, d := range documents {
		document, err := root.ReadFile(filepath.FromSlash(d.Path))
		if err != nil {
			return err
		}
		i.Pages += pagesOf(document)
	}
	under := archive.SafeName(i.Reference)
	return fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		f, err := root.Open(filepath.FromSlash(name))
		if err != nil {
			return err
		}
		_, err = w.Add(path.Join(under, name), f)
		return errors.Join(err, f.Close())
	})
}

// page is how a page begins in a PDF (ISO 32000-1, 7.7.3.3), except in one whose
// objects are compressed, which the program does not print.
var page = regexp.MustCompile(`/Type\s*/Page[^s]`)

func pagesOf(document []byte) int { return len(page.FindAll(document, -1)) }

// notify writes to the journal who took what.
func notify(o Office, items []Item, to Taker, dir string) error {
	seal, err := bag.Seal(dir)
	if err != nil {
		return err
	}
	e := journal.Event{Time: to.At, Type: journal.HandedOver, By: to.Name, Seal: seal}
	for _, item := range items {
		e.Numbers = append(e.Numbers, item.Number)
	}
	return o.Journal.Append(e)
}
