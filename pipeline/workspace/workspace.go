// Package workspace opens a data folder (数据文件夹): one office with its settings,
// its people, the kinds of form it takes, the rulebooks it is bound by, and its
// archive.
//
// A data folder needs nothing but its people: what else it does not set is taken
// from the program.
package workspace

import (
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
	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/rules/wording"
	"gongwen/templates"
	"gongwen/templates/bounded"
	"gongwen/templates/font"
)

// Law is what forms are judged by: kinds, rulebooks and people. It can be had
// without a data folder.
type Law struct {
	Kinds      *templates.Set
	Regulation *rules.Regulation
	Roster     *roster.Roster // empty without a data folder; rules about people then return the form
	Units      *roster.Units  // by all their spellings
	Office     string         // who issues documents and is asked when something is not clear
	Wording    *wording.Text  // the regulation's own words; nil when the office has not loaded them
}

// ReadLaw reads the kinds, the rulebooks and the roster of a data folder; with
// an empty folder, those compiled into the program.
func ReadLaw(folder Folder) (*Law, error) {
	kinds, err := ReadKinds(folder)
	if err != nil {
		return nil, err
	}
	return readLaw(folder, kinds)
}

// ReadKinds reads the kinds of form of a data folder; with an empty folder, those
// compiled into the program.
func ReadKinds(folder Folder) (*templates.Set, error) {
	if folder == "" {
		return templates.Load(templates.Builtin())
	}
	return templates.Load(templates.Builtin(), bounded.Dir(folder.Templates()))
}

func readLaw(folder Folder, kinds *templates.Set) (*Law, error) {
	law := &Law{Kinds: kinds, Roster: roster.New(nil)}
	config, err := ReadConfig(folder)
	if err != nil {
		return nil, err
	}
	law.Office = config.Office
	if folder == "" {
		if law.Regulation, err = rules.Load(kinds, rules.Builtin()); err != nil {
			return nil, err
		}
		law.Units, err = law.Roster.Units(config.Government, config.Units)
		return law, err
	}
	if law.Regulation, err = rules.Load(kinds, rules.Builtin(), bounded.Dir(folder.Rules())); err != nil {
		return nil, err
	}
	if law.Roster, law.Units, err = readRoster(folder, config); err != nil {
		return nil, err
	}
	law.Wording, err = wording.Load(bounded.Dir(string(folder)))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return law, err
}

func readRoster(folder Folder, config Config) (*roster.Roster, *roster.Units, error) {
	people, err := roster.Load(bounded.Dir(string(folder)))
	if err != nil {
		return nil, nil, err
	}
	units, err := people.Units(config.Government, config.Units)
	if err != nil {
		err = fmt.Errorf("%s 的 units 有误：%w", folder.Config(), err)
	}
	return people, units, err
}

// Office is an open data folder.
type Office struct {
	Folder    Folder
	Config    Config
	Kinds     *templates.Set
	Archive   *archive.Archive
	Catalogue *catalogue.Catalogue
	Texts     *texts.Store     // nil in an office opened for reading, when it cannot be used
	Journal   *journal.Journal // nil in an office opened for reading

	// Upgraded is the version of the catalogue that was brought up to this program's
	// on opening; empty when it was so already.
	Upgraded string

	unlock func() error // nil in an office opened for reading
}

// Open opens a data folder for writing. Only one program at a time can.
func Open(folder Folder) (*Office, error) {
	unlock, err := folder.Lock()
	if err != nil {
		return nil, err
	}
	o, err := openForWriting(folder)
	if err != nil {
		return nil, errors.Join(err, unlock())
	}
	o.unlock = unlock
	return o, nil
}

func openForWriting(folder Folder) (*Office, error) {
	for _, dir := range []string{folder.Inbox(), folder.Returned(), folder.Issued(), folder.Registers()} {
		if err := durable.MkdirShared(dir); err != nil {
			return nil, err
		}
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
	o, err := open(folder, catalogue.Open)
	if err != nil {
		return nil, err
	}
	o.Upgraded = upgraded
	if o.Journal, err = journal.Open(o.Archive.JournalDir(), time.Now()); err != nil {
		return nil, errors.Join(err, o.Close())
	}
	return o, nil
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
func View(folder Folder) (*Office, error) {
	return open(folder, func(path string) (*catalogue.Catalogue, error) { return catalogue.View(path, queries) })
}

func open(folder Folder, openCatalogue func(path string) (*catalogue.Catalogue, error)) (*Office, error) {
	if err := folder.Exists(); err != nil {
		return nil, err
	}
	o := &Office{Folder: folder}
	var err error
	if o.Config, err = ReadConfig(folder); err != nil {
		return nil, err
	}
	if o.Kinds, err = ReadKinds(folder); err != nil {
		return nil, err
	}
	if o.Archive, err = archive.Open(folder.Archive()); err != nil {
		return nil, err
	}
	o.Catalogue, err = openCatalogue(folder.Catalogue())
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%s 还没有目录库。新的数据文件夹请先运行 gongwen run，原有档案的请运行 gongwen rebuild", folder)
	}
	if err != nil {
		return nil, err
	}
	if o.Texts, err = openTexts(folder, queries); err != nil {
		return nil, errors.Join(err, o.Catalogue.Close())
	}
	return o, nil
}

// openTexts is nil for a store that cannot be used: what is searched does without.
func openTexts(folder Folder, queries int) (*texts.Store, error) {
	store, err := texts.View(folder.Texts(), queries)
	if errors.Is(err, texts.ErrUnusable) {
		return nil, nil
	}
	return store, err
}

// Reading is the office for those who only read beside what else goes on in this
// program: its questions to the catalogue and to the texts of attachments, so many
// of each at once, wait for each other and for nobody else. It is to be closed
// before the office.
func (o *Office) Reading(queries int) (*Office, error) {
	own := &Office{Folder: o.Folder, Config: o.Config, Kinds: o.Kinds, Archive: o.Archive}
	var err error
	if own.Catalogue, err = catalogue.View(o.Folder.Catalogue(), queries); err != nil {
		return nil, err
	}
	if own.Texts, err = openTexts(o.Folder, queries); err != nil {
		return nil, errors.Join(err, own.Catalogue.Close())
	}
	return own, nil
}

// Law reads what the office's forms are judged by. Searching and listing do
// without it: hundreds of rules take a moment to read.
func (o *Office) Law() (*Law, error) { return readLaw(o.Folder, o.Kinds) }

// Units reads how the office's units are spelt, which Law knows, too.
func (o *Office) Units() (*roster.Units, error) {
	_, units, err := readRoster(o.Folder, o.Config)
	return units, err
}

// Fonts finds the fonts the office prints with.
func (o *Office) Fonts() (*font.Fonts, error) {
	return font.Find(o.Config.Fonts)
}

// Close lets go of the data folder.
func (o *Office) Close() error {
	err := errors.Join(o.Catalogue.Close(), o.Texts.Close())
	if o.Journal != nil {
		err = errors.Join(err, o.Journal.Close())
	}
	if o.unlock != nil {
		err = errors.Join(err, o.unlock())
	}
	return err
}
