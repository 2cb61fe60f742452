package workspace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"gongwen/archive/durable"
	"gongwen/archive/moving"
	"gongwen/pipeline/release"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules/wording"
	"gongwen/pipeline/status"
)

// Folder is the path of a data folder; its methods are the places in it.
//
//	gongwen.yaml  roster.xlsx|yaml  calendar.yaml  synonyms.yaml  rules/  templates/  reconcile/
//	                                                     the office's own settings
//	regulation.yaml                                      the regulation's own words
//	vkeys.txt                                            what checkpoints are checked with
//	formats.json  moved.json                             who wrote it, and where it came from or went
//	inbox/<unit>/…  returned/<unit>/…  issued/<unit>/…  waiting/<unit>/…
//	                                                     what the office sees
//	archive/…  registers/<year>/*.xlsx                   what is kept
//	spool/  catalogue.db  texts.db  index/  temp/        the program's own
//	upgrades/                                            what was copied before upgrades
type Folder string

func (f Folder) at(name ...string) string {
	return filepath.Join(append([]string{string(f)}, name...)...)
}

func (f Folder) Config() string    { return f.at(ConfigName) }
func (f Folder) Inbox() string     { return f.at("inbox") }
func (f Folder) Returned() string  { return f.at("returned") }
func (f Folder) Issued() string    { return f.at("issued") }
func (f Folder) Waiting() string   { return f.at("waiting") }
func (f Folder) Archive() string   { return f.at("archive") }
func (f Folder) Registers() string { return f.at("registers") }
func (f Folder) Forms() string     { return f.at("forms") }
func (f Folder) Spool() string     { return f.at("spool") }

// Reading is what the reading room keeps: its accounts, its trail.
func (f Folder) Reading() string { return f.at("reading") }

// Accounts is the file with the accounts of the reading room.
func (f Folder) Accounts() string { return f.at("reading", "accounts.yaml") }

// Voiding and Delegating are the notes of a void and of a delegation that are under way.
func (f Folder) Voiding() string    { return f.at(voidingName) }
func (f Folder) Delegating() string { return f.at(delegatingName) }

// Aside is what a clearing of issued/ and returned/ has taken away and not yet removed.
func (f Folder) Aside() string { return f.at("spool", ".cleaning") }

// Staging is where files are made that go into the folders others may write to.
func (f Folder) Staging() string { return f.at("spool", ".staging") }

// Status is where programs leave word of how they get on.
func (f Folder) Status() status.Folder { return status.Folder(f.at("temp", "status")) }

func (f Folder) Catalogue() string { return f.at("catalogue.db") }
func (f Folder) Index() string     { return f.at("index") }
func (f Folder) Texts() string     { return f.at("texts.db") }
func (f Folder) Rules() string     { return f.at("rules") }
func (f Folder) Templates() string { return f.at("templates") }
func (f Folder) Mappings() string  { return f.at("reconcile") }
func (f Folder) Wording() string   { return f.at(wording.Name) }

// Temporary is for what a program needs while it runs, by its purpose.
func (f Folder) Temporary(purpose string) string { return f.at("temp", purpose) }

func (f Folder) Roster() string { return f.at(roster.WorkbookName) }

// Exists tells a data folder from a mistyped name.
func (f Folder) Exists() error {
	info, err := os.Stat(string(f))
	if err == nil && info.IsDir() {
		return nil
	}
	return fmt.Errorf("没有数据文件夹 %s，请核对名称，或运行 gongwen init %s 新建", f, f)
}

// ErrBusy is wrapped by the error of Lock when another program has the folder.
var ErrBusy = errors.New("数据文件夹正由另一个 gongwen 使用，请先停下那一个")

// Lock keeps every other program from writing to the data folder until unlock
// is called or this program ends. The error is a *release.Newer for a folder that a newer
// program wrote, and a *moving.Away for one that the office has left.
func (f Folder) Lock() (unlock func() error, err error) {
	unlock, err = f.LockMoved()
	if err != nil {
		return nil, err
	}
	if err := moving.Check(string(f)); err != nil {
		return nil, errors.Join(err, unlock())
	}
	return unlock, nil
}

// LockMoved is Lock also of a folder that the office has left.
func (f Folder) LockMoved() (unlock func() error, err error) {
	if err := f.Exists(); err != nil {
		return nil, err
	}
	if err := release.CheckFolder(string(f)); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(f.Spool(), durable.PrivateFolder); err != nil {
		return nil, err
	}
	unlock, err = durable.Lock(context.Background(), f.at("spool", ".lock"), 0)
	if errors.Is(err, durable.ErrLocked) {
		return nil, fmt.Errorf("%s：%w", f, ErrBusy)
	}
	if err != nil {
		return nil, fmt.Errorf("%s 锁不住：%w", f, err)
	}
	return unlock, nil
}
