package bag

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/sync/errgroup"

	"gongwen/archive/durable"
	"gongwen/archive/fault"
)

// File is one file of a bag.
type File struct {
	Path   string // inside the bag, with /, such as data/form.xlsx
	Size   int64  // bytes
	SHA256 string // lower-case hex
}

// Tag is one line of bag-info.txt. RFC 8493 2.2.2 has the usual labels.
type Tag struct{ Label, Value string }

// Writer fills a bag in a staging folder, which Finish moves into its place.
//
// The order makes the bag appear whole or not at all, whatever moment the power
// fails: every file is written, then all of them and the folders that name them
// are fsynced, then comes one rename, then the folder that names the bag.
//
// They are fsynced at the same time. One after the other, each would wait for a
// commit of the file system's journal of its own; so one commit serves them all.
type Writer struct {
	staging string
	files   []File // the payload
	tags    []File // all other files
	bytes   int64
	folders map[string]bool // inside staging, to sync
	open    []*durable.File // written and not yet synced
}

// maxOpen is how many files may be open to be synced together.
const maxOpen = 16

// Create starts a bag in a folder that does not exist yet. The folder must be
// on the file system the bag shall end on, or the rename cannot be atomic.
func Create(staging string) (*Writer, error) {
	w := &Writer{staging: staging, folders: map[string]bool{".": true, payload: true}}
	return w, os.MkdirAll(filepath.Join(staging, payload), durable.PrivateFolder)
}

// Add writes a payload file; name is its path below data/, with /.
func (w *Writer) Add(name string, from io.Reader) (File, error) {
	f, err := w.write(path.Join(payload, name), from)
	if err == nil {
		w.files = append(w.files, f)
		w.bytes += f.Size
	}
	return f, err
}

// AddTag writes a tag file of one's own: what goes with the bag and is not of its payload;
// name is its path in the bag, with /, and not below data/.
func (w *Writer) AddTag(name string, text []byte) error {
	f, err := w.write(name, bytes.NewReader(text))
	if err == nil {
		w.tags = append(w.tags, f)
	}
	return err
}

// makeFolder makes a folder in the staging, which Finish syncs.
func (w *Writer) makeFolder(name string) error {
	if w.folders[name] {
		return nil
	}
	if err := os.MkdirAll(filepath.Join(w.staging, filepath.FromSlash(name)), durable.PrivateFolder); err != nil {
		return err
	}
	for ; !w.folders[name]; name = path.Dir(name) {
		w.folders[name] = true
	}
	return nil
}

// write makes a file, which sync makes last. Nobody may edit what is archived, so
// it is read-only from the start.
func (w *Writer) write(name string, from io.Reader) (File, error) {
	if err := w.makeFolder(path.Dir(name)); err != nil {
		return File{}, err
	}
	f, err := durable.OpenFile(filepath.Join(w.staging, filepath.FromSlash(name)), os.O_CREATE|os.O_EXCL, durable.Kept)
	if err != nil {
		return File{}, err
	}
	w.open = append(w.open, f)
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(f, hash), from)
	if err == nil && len(w.open) == maxOpen {
		err = w.sync(nil)
	}
	return File{Path: name, Size: size, SHA256: hex.EncodeToString(hash.Sum(nil))}, err
}

// sync makes what was written last, and the names in some folders of the staging.
func (w *Writer) sync(folders map[string]bool) error {
	var all errgroup.Group
	for _, f := range w.open {
		all.Go(func() error { return errors.Join(f.Sync(), f.Close()) })
	}
	w.open = nil
	for folder := range folders {
		all.Go(func() error { return durable.SyncDir(filepath.Join(w.staging, filepath.FromSlash(folder))) })
	}
	return all.Wait()
}

// Finish writes the manifests and moves the bag to dir, whose parent is made
// when it is missing. When dir exists already the error is fs.ErrExist and the
// staging folder stays, for Discard.
func (w *Writer) Finish(dir string, info []Tag) error {
	info = append(info, Tag{"Payload-Oxum", fmt.Sprintf("%d.%d", w.bytes, len(w.files))})
	for _, tag := range []struct {
		name string
		text []byte
	}{
		{declarationName, []byte(declaration)},
		{infoName, formatInfo(info)},
		{manifestName, formatManifest(w.files)},
	} {
		if err := w.AddTag(tag.name, tag.text); err != nil {
			return err
		}
	}
	if _, err := w.write(tagManifestName, bytes.NewReader(formatManifest(w.tags))); err != nil {
		return err
	}
	if err := w.sync(w.folders); err != nil {
		return err
	}
	if err := durable.MkdirAll(filepath.Dir(dir)); err != nil {
		return err
	}
	if err := fault.At(fault.Staged); err != nil {
		return err
	}
	if err := durable.Rename(w.staging, dir); err != nil {
		return err
	}
	return fault.At(fault.Placed)
}

// Discard removes what was staged. After Finish there is nothing left to remove.
func (w *Writer) Discard() error {
	for _, f := range w.open {
		_ = f.Close() // it goes
	}
	w.open = nil
	return os.RemoveAll(w.staging)
}

// formatInfo writes one line a tag: a value of several lines would need folding
// that few readers undo.
func formatInfo(info []Tag) []byte {
	var b bytes.Buffer
	for _, t := range info {
		fmt.Fprintf(&b, "%s: %s\n", t.Label, strings.Join(strings.Fields(t.Value), " "))
	}
	return b.Bytes()
}
