package web

import (
	"crypto/rand"
	"errors"
	"io"
	"mime/multipart"
	"os"
	"path"
	"path/filepath"

	"gongwen/archive/durable"
	"gongwen/archive/shared"
	"gongwen/pipeline/deadline"
)

// stagedFolder is what was handed in, on its way into the inbox. It is written where
// nobody else can write, so that what is judged is what goes in, and appears in the
// inbox whole.
type stagedFolder struct {
	staged            string
	inbox, unit, name string // where it goes
}

// handedInPrefix is what a folder's name begins with.
const handedInPrefix = "网上送交-"

// stage writes the files of a request where they are judged.
func (s *Server) stage(unit string, files []*multipart.FileHeader, names []string) (_ *stagedFolder, err error) {
	name := handedInPrefix + s.now().Format("20060102-150405") + "-" + rand.Text()[:6]
	f := &stagedFolder{staged: filepath.Join(s.staging(), name), inbox: s.workspace.Folder.Inbox(), unit: unit, name: name}
	if err := durable.MkdirAll(s.staging()); err != nil {
		return nil, err
	}
	if err := durable.Mkdir(f.staged); err != nil {
		return nil, err
	}
	for i, file := range files {
		if err := writeUpload(filepath.Join(f.staged, names[i]), file); err != nil {
			f.discard()
			return nil, err
		}
	}
	return f, durable.SyncDir(f.staged)
}

func writeUpload(path string, from *multipart.FileHeader) error {
	in, err := from.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := durable.OpenFile(path, os.O_CREATE|os.O_EXCL, durable.Private)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// drop puts the folder into the inbox, which may be on another machine. If that does
// not answer, nobody knows whether the folder has come; it comes whole or not at all.
func (r *request) drop(f *stagedFolder) error {
	err := r.server.steps.Do(path.Join("inbox", f.unit), f.name, f.drop)
	if dead := (*deadline.NoAnswer)(nil); errors.As(err, &dead) {
		return errNotDropped
	}
	return err
}

func (f *stagedFolder) drop() error {
	inbox, err := shared.OpenInbox(f.inbox)
	if err != nil {
		return err
	}
	defer inbox.Close()
	unit, err := inbox.MkdirAll(f.unit)
	if err != nil {
		return err
	}
	defer unit.Close()
	return unit.Place(f.staged, f.name)
}

// discard removes what was not dropped. What a power cut leaves is swept when the
// reading room opens.
func (f *stagedFolder) discard() { _ = os.RemoveAll(f.staged) }

// sweepStaged removes what an earlier run of the program did not get to drop.
func (s *Server) sweepStaged() error { return os.RemoveAll(s.staging()) }

// staging is where what is handed in is judged.
func (s *Server) staging() string { return filepath.Join(s.workspace.Folder.Reading(), "staging") }
