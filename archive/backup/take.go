package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/durable"
	"gongwen/archive/shared"
)

// Report is what a run did.
type Report struct {
	State           string // its name
	Bags, Files     int    // in the state
	NewBags         int    // copied this time
	NewFiles        int
	Bytes           int64    // copied this time
	Forgotten       int      // states that were not to be kept
	Damaged, Unread []string // bags that are not whole, and files that could not be read: not in the state
	// Lost are records that were filed, and are not in the data folder or not as they
	// were filed. Where the backup has one from before it is in the state.
	Lost []LostRecord
	// InFlight are forms that have a number and could not be filed for a while. They
	// are in the state, but without the number: restored, they get another.
	InFlight []string
}

// Whole reports whether everything is in the state.
func (r Report) Whole() bool { return len(r.Damaged)+len(r.Unread)+len(r.Lost) == 0 }

// LostRecord is a record that was filed and could not be copied.
type LostRecord struct {
	Number string
	Folder string // where its bag belongs, below archive/; empty where nobody knows
	Kept   bool   // the backup has it from before
	Advice string // what to do
}

// ErrBusy is the error while another run writes to the same backup.
var ErrBusy = errors.New("另一个备份正在往这里写，请等它做完")

// Take adds a state of the data folder to the backup. Of the states only those of keep
// stay, with the contents they need; bags all stay.
// progress, which may be nil, is called with how many bags are in.
//
// A bag that is not whole is not copied: the backup may have it from before. It
// is in the report, as are files that cannot be read.
func Take(ctx context.Context, from string, to Backup, keep Keep, progress func(done, total int)) (Report, error) {
	if err := apart(from, to.root); err != nil {
		return Report{}, err
	}
	if err := errors.Join(durable.MkdirAll(to.root), durable.Close(to.root)); err != nil {
		return Report{}, err
	}
	unlock, err := durable.Lock(ctx, to.path(".lock"), 0)
	if errors.Is(err, durable.ErrLocked) {
		err = fmt.Errorf("%s：%w", to.root, ErrBusy)
	}
	if err != nil {
		return Report{}, err
	}
	defer unlock()
	data, err := shared.Open(from) // in parts of it others write while it is read
	if err != nil {
		return Report{}, err
	}
	defer data.Close()
	inbox, err := shared.OpenInbox(filepath.Join(from, "inbox"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Report{}, err
	}
	if inbox != nil {
		defer inbox.Close()
	}
	r := &run{ctx: ctx, from: from, data: data, inbox: inbox, archive: archive.At(filepath.Join(from, "archive")), to: to, progress: progress, new: durable.Batch{Root: to.root},
		state: newState(time.Now().UTC().Truncate(time.Millisecond))}
	if err := r.trust(); err != nil {
		return Report{}, err
	}
	if err := r.take(); err != nil {
		return r.report, err
	}
	whole := r.report.Whole()
	r.state.Whole = &whole
	if err := errors.Join(r.new.Flush(), durable.WriteFile(to.path("说明.txt"), []byte(explanation)), to.write(r.state)); err != nil {
		return r.report, err
	}
	slices.Sort(r.report.Unread) // some were tried twice
	r.report.Unread = slices.Compact(r.report.Unread)
	r.report.State, r.report.Bags, r.report.Files = r.state.Name(), len(r.state.Bags), len(r.state.Files)
	r.report.Forgotten, err = to.prune(keep)
	return r.report, err
}

const explanation = `这是公文数据文件夹的备份。

archive 里是全部档案，每件一个文件夹，不用程序也能打开和核对：
进入某一件的文件夹，运行 sha256sum -c manifest-sha256.txt。
files 和 states 是其余文件（设置、收件、退件、流水），由程序恢复。

恢复：gongwen restore 本文件夹 --out 新的数据文件夹
核对：gongwen restore 本文件夹 --check

请不要在这里修改、删除任何东西。再次备份只复制新的内容。
`

// apart refuses a backup inside the data folder, and the other way round: each
// run would copy the last one.
func apart(data, backup string) error {
	for _, pair := range [][2]string{{data, backup}, {backup, data}} {
		outer, err := filepath.Abs(pair[0])
		if err != nil {
			return err
		}
		inner, err := filepath.Abs(pair[1])
		if err != nil {
			return err
		}
		if rel, err := filepath.Rel(outer, inner); err == nil && filepath.IsLocal(rel) {
			return fmt.Errorf("备份不能放在数据文件夹里面，也不能包着它：%s，%s。请放到另一块磁盘上", data, backup)
		}
	}
	return nil
}

// run is one run of Take.
type run struct {
	ctx      context.Context
	from     string         // path of the data folder
	data     *shared.Folder // the same
	inbox    *shared.Folder // of it, where the administrator's links to shares count; nil when it is not there
	archive  *archive.Archive
	to       Backup
	progress func(done, total int)

	before State           // the newest state; what it names is there
	there  map[string]bool // the contents it names

	given    map[catalogue.Series]int // the last serial of each series; nil when the catalogue cannot tell
	numbered []catalogue.Arrival      // had a number then and were not filed
	places   []catalogue.Place        // of all records before the journal was copied
	found    []string                 // the bags in the data folder

	state  *State
	new    durable.Batch
	report Report
}

// trust reads the newest state. What lies in the backup beyond it was left by a
// run that did not come to its end and is copied again.
func (r *run) trust() error {
	r.there = map[string]bool{}
	names, err := r.to.States()
	if err != nil || len(names) == 0 {
		return err
	}
	before, err := r.to.State(names[len(names)-1])
	if err != nil {
		return fmt.Errorf("%w。请把这个文件移到别处后再备份；全部内容会重新核对", err)
	}
	r.before = *before
	for _, f := range before.Files {
		r.there[f.SHA256] = true
	}
	return nil
}

// take follows the order of the package comment.
func (r *run) take() error {
	var known map[string]string // the bags of the first round
	var atWork map[string]bool  // what lay in the spool when it was last copied
	copied := func(names ...string) func() error {
		return func() error { return r.files(names...) }
	}
	for _, step := range []func() error{
		r.settings, r.bags, copied("issued", "returned"),
		func() error { known = maps.Clone(r.state.Bags); return nil },
		r.inboxes, copied("spool"), r.listed, r.journal, r.numbers, copied("spool"),
		func() error { atWork = r.keys(); return nil },
		r.handedOut, r.settle, r.bags,
	} {
		if err := errors.Join(r.ctx.Err(), step()); err != nil {
			return err
		}
	}
	filed, err := r.filed(known)
	if err != nil {
		return err
	}
	if err := r.dropEnded(atWork, filed); err != nil {
		return err
	}
	r.dropFolders()
	return errors.Join(r.dropMoved(filed), r.holdings())
}
