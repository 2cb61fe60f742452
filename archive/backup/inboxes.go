package backup

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gongwen/archive/durable"
)

// inboxes copies the inboxes, and notes their folders: an office finds them again after a
// restore, with the modes the administrator gave them, also those in which nothing lies. One
// that was a link to a share comes back as a folder: what is restored must not come to lie
// among what the units have in the share now.
func (r *run) inboxes() error {
	err := r.walk("inbox", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return r.ctx.Err() // files that cannot be read are told where they are copied
		}
		from, at := r.at(name)
		if info, err := from.Lstat(at); err == nil {
			f := Folder{Mode: info.Mode() & (fs.ModePerm | fs.ModeSetgid)}
			if strings.Count(name, "/") == 1 {
				f.Link = from.LinkOf(at)
			}
			r.state.Folders[name] = f
		}
		return nil
	})
	return errors.Join(err, r.files("inbox"))
}

// dropFolders takes out of the state the folders of packets that have been taken since.
func (r *run) dropFolders() {
	for name := range r.state.Folders {
		if strings.Count(name, "/") < 2 {
			continue
		}
		from, at := r.at(name)
		if _, err := from.Lstat(at); errors.Is(err, fs.ErrNotExist) {
			delete(r.state.Folders, name)
		}
	}
}

// layOutFolders makes the folders of a state. Their modes come last: one may forbid to
// write into it.
func layOutFolders(s *State, to string) error {
	for name := range s.Folders {
		if err := durable.MkdirShared(filepath.Join(to, filepath.FromSlash(name))); err != nil {
			return err
		}
	}
	return nil
}

// finishFolders gives the folders of a state their modes. What everybody may write to
// nobody had set up so on purpose.
func finishFolders(s *State, to string) error {
	for name, f := range s.Folders {
		if err := os.Chmod(filepath.Join(to, filepath.FromSlash(name)), f.Mode&(0o775|fs.ModeSetgid)|0o700); err != nil {
			return err
		}
	}
	return nil
}
