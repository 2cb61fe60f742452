// Package workspace opens a data folder (数据文件夹): one office with its settings,
// its people, the kinds of form it takes, the rulebooks it is bound by, and its
// archive.
//
// A data folder needs nothing but its people: what else it does not set is taken
// from the program.
//
// What forms are judged by makes up a ruleset: kinds, rulebooks, roster, units,
// calendar. A ruleset never changes. While the program runs an edit makes a new one,
// which takes the place of the current one as a whole (Watch); who began with the old
// one ends with it.
package workspace

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/durable"
	"gongwen/archive/journal"
	"gongwen/archive/texts"
	"gongwen/pipeline/release"
)

// Workspace is an open data folder. What takes time or memory to open, such as the
// ruleset and the search index, is opened on first use and once a process.
type Workspace struct {
	Folder    Folder
	Config    Config
	Archive   *archive.Archive
	Catalogue *catalogue.Catalogue
	Texts     *texts.Store     // nil in a workspace opened for reading, when it cannot be used
	Journal   *journal.Journal // nil in a workspace opened for reading

	// Upgraded is the version of the catalogue that was brought up to this program's
	// on opening; empty when it was so already.
	Upgraded string
	// Prepared is what was done on opening for writing lest an upgrade lose something.
	Prepared release.Prepared

	once   *once
	unlock func() error // nil in a workspace opened for reading
}

// Open opens a data folder for writing. Only one program at a time can.
func Open(folder Folder) (*Workspace, error) {
	unlock, err := folder.Lock()
	if err != nil {
		return nil, err
	}
	w, err := openForWriting(folder)
	if err != nil {
		return nil, errors.Join(err, unlock())
	}
	w.unlock = unlock
	return w, nil
}

func openForWriting(folder Folder) (*Workspace, error) {
	for _, dir := range []string{folder.Inbox(), folder.Returned(), folder.Issued(), folder.Waiting(), folder.Registers()} {
		if err := durable.MkdirShared(dir); err != nil {
			return nil, err
		}
	}
	prepared, err := release.Prepare(string(folder), time.Now())
	if err != nil {
		return nil, err
	}
	if err := createCatalogue(folder); err != nil {
		return nil, err
	}
	upgraded, err := catalogue.Upgrade(folder.Catalogue())
	if err != nil {
		return nil, err
	}
	if err := renewTexts(folder); err != nil {
		return nil, err
	}
	w, err := open(folder, catalogue.Open)
	if err != nil {
		return nil, err
	}
	w.Upgraded, w.Prepared, w.once.prints = upgraded, prepared, true
	if err := w.archiveThere(); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	if w.Journal, err = journal.Open(w.Archive.JournalDir(), time.Now()); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// createCatalogue makes the catalogue of a data folder that is new. Where there
// is an archive but no catalogue, numbers would start again from 1.
func createCatalogue(folder Folder) error {
	if _, err := os.Stat(folder.Catalogue()); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	a, err := archive.Open(folder.Archive())
	if err != nil {
		return err
	}
	bags, err := a.Folders()
	if err != nil {
		return err
	}
	events, err := os.ReadDir(a.JournalDir())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(bags)+len(events) > 0 {
		return fmt.Errorf("%s 不见了，而档案里已有记录。请先运行 gongwen rebuild -d %s", folder.Catalogue(), folder)
	}
	c, err := catalogue.Create(folder.Catalogue())
	if err != nil {
		return err
	}
	return c.Close()
}

// archiveThere refuses to file into an archive that is empty although the catalogue has
// records: where its disk is not mounted, bags and a second journal would come to lie
// below the place where it belongs. Otherwise it makes the folder when it is missing.
func (w *Workspace) archiveThere() error {
	last, err := w.Catalogue.LastChange(context.Background())
	if err != nil {
		return err
	}
	empty, err := w.Archive.Empty()
	if err != nil {
		return err
	}
	if last > 0 && empty {
		return fmt.Errorf("%s 是空的，而目录里已有档案：磁盘可能没有挂上，或文件夹被移走。请先放回原处，或由备份恢复；确实丢失的，运行 gongwen rebuild -d %s，丢失的会列出来，然后接着办理",
			w.Folder.Archive(), w.Folder)
	}
	_, err = archive.Open(w.Folder.Archive())
	return err
}

// renewTexts sees to it that there is a store of attachments' texts that can be
// used. Only the program that holds the lock may throw one away.
func renewTexts(folder Folder) error {
	store, err := texts.Renew(folder.Texts())
	if err != nil {
		return err
	}
	return store.Close()
}

// queries is how many questions to the catalogue, and to the texts of attachments,
// a command that only reads has under way at once.
const queries = 4

// View opens a data folder for reading, beside a program that may be writing.
func View(folder Folder) (*Workspace, error) {
	return open(folder, func(path string) (*catalogue.Catalogue, error) { return catalogue.View(path, queries) })
}

// Look opens a data folder for reading and changes nothing on the disk, not even what every
// reader keeps in order: for whoever examines it. It has no texts.
func Look(folder Folder) (*Workspace, error) {
	return openWith(folder, catalogue.Look, func(Folder, int) (*texts.Store, error) { return nil, nil })
}

func open(folder Folder, openCatalogue func(path string) (*catalogue.Catalogue, error)) (*Workspace, error) {
	return openWith(folder, openCatalogue, openTexts)
}

func openWith(folder Folder, openCatalogue func(path string) (*catalogue.Catalogue, error), openTexts func(Folder, int) (*texts.Store, error)) (*Workspace, error) {
	if err := folder.Exists(); err != nil {
		return nil, err
	}
	if err := release.CheckFolder(string(folder)); err != nil {
		return nil, err
	}
	w := &Workspace{Folder: folder}
	stamp := folder.stamp()
	var err error
	if w.Config, err = ReadConfig(folder); err != nil {
		return nil, err
	}
	kinds, err := ReadKinds(folder)
	if err != nil {
		return nil, err
	}
	if err := w.Config.checkPullNames(folder, kinds); err != nil {
		return nil, err
	}
	w.once = newOnce(folder, w.Config, kinds, stamp)
	w.Archive = archive.At(folder.Archive())
	w.Catalogue, err = openCatalogue(folder.Catalogue())
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%s 还没有目录库。新的数据文件夹请先运行 gongwen run，原有档案的请运行 gongwen rebuild", folder)
	}
	if err != nil {
		return nil, err
	}
	if w.Texts, err = openTexts(folder, queries); err != nil {
		return nil, errors.Join(err, w.Catalogue.Close())
	}
	return w, nil
}

// openTexts is nil for a store that cannot be used: what is searched does without.
func openTexts(folder Folder, queries int) (*texts.Store, error) {
	store, err := texts.View(folder.Texts(), queries)
	if errors.Is(err, texts.ErrUnusable) {
		return nil, nil
	}
	return store, err
}

// Reading is the workspace for those who only read beside what else goes on in this
// program: its questions to the catalogue and to the texts of attachments, so many
// of each at once, wait for each other and for nobody else. The rest it shares. It is
// to be closed before the workspace.
func (w *Workspace) Reading(queries int) (*Workspace, error) {
	own := &Workspace{Folder: w.Folder, Config: w.Config, Archive: w.Archive, once: w.once}
	var err error
	if own.Catalogue, err = catalogue.View(w.Folder.Catalogue(), queries); err != nil {
		return nil, err
	}
	if own.Texts, err = openTexts(w.Folder, queries); err != nil {
		return nil, errors.Join(err, own.Catalogue.Close())
	}
	return own, nil
}

// Close lets go of the data folder.
func (w *Workspace) Close() error {
	err := errors.Join(w.Catalogue.Close(), w.Texts.Close())
	if w.Journal != nil {
		err = errors.Join(err, w.Journal.Close())
	}
	if w.unlock != nil {
		err = errors.Join(err, w.unlock())
	}
	return err
}
