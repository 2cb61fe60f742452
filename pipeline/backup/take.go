package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"gongwen/archive"
	"gongwen/archive/bag"
	"gongwen/archive/catalogue"
	"gongwen/archive/durable"
	"gongwen/archive/journal"
	"gongwen/pipeline/office"
	"gongwen/pipeline/spool"
)

// Report is what a run did.
type Report struct {
	State           string // its name
	Bags, Files     int    // in the state
	NewBags         int    // copied this time
	NewFiles        int
	Bytes           int64    // copied this time
	Damaged, Unread []string // bags that are not whole, and files that could not be read: not in the state
	// Underway are forms that have a number and could not be filed for a while. They
	// are in the state, but without the number: restored, they get another.
	Underway []string
}

// Whole tells whether everything is in the state.
func (r Report) Whole() bool { return len(r.Damaged)+len(r.Unread) == 0 }

// ErrBusy is the error while another run writes to the same backup.
var ErrBusy = errors.New("另一个备份正在往这里写，请等它做完")

// Take adds a state of the data folder to the backup. Of the states only the
// newest keep stay (at least one), with the contents they need; bags all stay.
// progress, which may be nil, is told how many bags are in.
//
// A bag that is not whole is not copied: the backup may have it from before. It
// is in the report, as are files that cannot be read.
func Take(ctx context.Context, from office.Folder, to Backup, keep int, progress func(done, total int)) (Report, error) {
	if err := apart(string(from), to.root); err != nil {
		return Report{}, err
	}
	if err := durable.MkdirAll(to.root); err != nil {
		return Report{}, err
	}
	lock := flock.New(to.path(".lock"))
	if held, err := lock.TryLock(); err != nil || !held {
		return Report{}, errors.Join(err, fmt.Errorf("%s：%w", to.root, ErrBusy))
	}
	defer lock.Unlock()
	a, err := archive.Open(from.Archive())
	if err != nil {
		return Report{}, err
	}
	r := &run{ctx: ctx, from: from, archive: a, to: to, progress: progress, new: flusher{root: to.root},
		state: &State{Taken: time.Now().UTC().Truncate(time.Millisecond), Bags: map[string]string{}, Files: map[string]File{}}}
	if err := r.trust(); err != nil {
		return Report{}, err
	}
	if err := r.take(); err != nil {
		return r.report, err
	}
	if err := errors.Join(r.new.flush(), durable.WriteFile(to.path("说明.txt"), []byte(explanation)), to.write(r.state)); err != nil {
		return r.report, err
	}
	r.report.State, r.report.Bags, r.report.Files = r.state.name(), len(r.state.Bags), len(r.state.Files)
	return r.report, to.prune(keep)
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
	from     office.Folder
	archive  *archive.Archive
	to       Backup
	progress func(done, total int)

	before State           // the newest state; what it names is there
	there  map[string]bool // the contents it names

	given    map[catalogue.Series]int // the last serial of each series; nil when the catalogue cannot tell
	numbered []catalogue.Arrival      // had a number then and were not filed

	state  *State
	new    flusher
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

// passedOver are the entries of a data folder that are made from the rest, and
// those that take has a step of its own for.
func passedOver(name string) bool {
	switch name {
	case "inbox", "spool", "returned", "issued", "archive", "registers":
		return true
	}
	return strings.HasPrefix(name, "catalogue.db") || name == "index" || strings.HasPrefix(name, "index.")
}

// take follows the order of the package comment.
func (r *run) take() error {
	entries, err := os.ReadDir(string(r.from))
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
	if err := r.rounds(r.bags, r.both("issued", "returned")); err != nil {
		return err
	}
	known := maps.Clone(r.state.Bags)
	if err := r.files("inbox"); err != nil {
		return err
	}
	if err := r.rounds(r.both("spool"), r.journal, r.numbers, r.both("spool")); err != nil {
		return err
	}
	atWork := r.keys()
	for name := range r.state.Files { // listed afresh: what was carried off since is not there
		if top, _, _ := strings.Cut(name, "/"); top == "issued" || top == "returned" {
			delete(r.state.Files, name)
		}
	}
	if err := r.rounds(r.both("returned", "issued"), r.settle, r.bags); err != nil {
		return err
	}
	filed, err := r.filed(known)
	if err != nil {
		return err
	}
	if err := r.dropEnded(atWork, filed); err != nil {
		return err
	}
	return r.dropMoved(filed)
}

// numbers notes how far every series has come, and what has a number and is not
// filed yet.
func (r *run) numbers() error {
	c, err := catalogue.Open(r.from.Catalogue())
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, catalogue.ErrRebuild) {
		return nil // then nothing is being filed
	}
	if err != nil {
		return err
	}
	defer c.Close()
	r.given = map[catalogue.Series]int{}
	for n, err := range c.Numbers(r.ctx) {
		if err != nil {
			return err
		}
		r.given[catalogue.Series{Kind: n.Kind, Year: n.Year}] = n.Serial // the last is the highest
	}
	for a, err := range c.Arrivals(r.ctx) {
		if err != nil {
			return err
		}
		if a.Stage == catalogue.Numbered {
			r.numbered = append(r.numbered, a)
		}
	}
	return nil
}

// patience is how long a form with a number takes to be filed, unless a fault
// keeps it.
const patience = 10 * time.Second

// settle waits until what had a number is filed: the numbers behind it are there
// already, and without it the series would have a gap.
func (r *run) settle() error {
	if len(r.numbered) == 0 {
		return nil
	}
	c, err := catalogue.Open(r.from.Catalogue())
	if err != nil {
		return err
	}
	defer c.Close()
	for begun := time.Now(); ; {
		r.numbered, err = stillPending(r.ctx, c, r.numbered)
		if err != nil || len(r.numbered) == 0 || time.Since(begun) > patience {
			break
		}
		select {
		case <-r.ctx.Done():
			return r.ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	for _, a := range r.numbered {
		r.report.Underway = append(r.report.Underway, a.Path)
	}
	return err
}

func stillPending(ctx context.Context, c *catalogue.Catalogue, arrivals []catalogue.Arrival) (pending []catalogue.Arrival, err error) {
	for _, a := range arrivals {
		now, _, err := c.Arrival(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		if now.State == catalogue.Pending {
			pending = append(pending, a)
		}
	}
	return pending, nil
}

// filed are the records of the bags that are not among those known. What got its
// number after numbers looked is taken out of the state: numbers before it may
// not be there. Its form is in the state where it was then.
func (r *run) filed(known map[string]string) ([]archive.Record, error) {
	var filed []archive.Record
	for folder := range r.state.Bags {
		if _, old := known[folder]; old {
			continue
		}
		record, err := r.archive.Read(folder)
		if err != nil {
			return nil, err
		}
		if r.given != nil && record.Serial > r.given[catalogue.Series{Kind: record.Kind, Year: record.Year}] {
			delete(r.state.Bags, folder)
			continue
		}
		filed = append(filed, record)
	}
	return filed, nil
}

func (r *run) rounds(steps ...func() error) error {
	for _, step := range steps {
		if err := errors.Join(r.ctx.Err(), step()); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) both(names ...string) func() error {
	return func() error {
		for _, name := range names {
			if err := r.files(name); err != nil {
				return err
			}
		}
		return nil
	}
}

// files copies everything below a path of the data folder.
func (r *run) files(name string) error {
	return filepath.WalkDir(filepath.Join(string(r.from), name), func(at string, entry fs.DirEntry, err error) error {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		rel, relErr := filepath.Rel(string(r.from), at)
		if relErr != nil {
			return relErr
		}
		rel = filepath.ToSlash(rel)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // it has moved on
		}
		if err != nil {
			r.report.Unread = append(r.report.Unread, fmt.Sprintf("%s：%v", rel, err))
			return nil
		}
		if entry.IsDir() || rel == "spool/.lock" {
			return nil
		}
		return r.file(rel, -1)
	})
}

// file copies one file, or its first bytes.
func (r *run) file(rel string, most int64) error {
	at := filepath.Join(string(r.from), filepath.FromSlash(rel))
	info, err := os.Lstat(at)
	if err == nil {
		f := File{Size: info.Size(), Time: info.ModTime().UTC(), Mode: info.Mode().Perm()}
		if old, ok := r.before.Files[rel]; ok && old.Size == f.Size && old.Time.Equal(f.Time) && most < 0 {
			f.SHA256 = old.SHA256
			r.state.Files[rel] = f
			return nil
		}
		if f.Size, f.SHA256, err = r.content(at, most); err == nil {
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
func (r *run) content(at string, most int64) (int64, string, error) {
	part := r.to.path("files", "part")
	if err := os.MkdirAll(filepath.Dir(part), 0o750); err != nil {
		return 0, "", err
	}
	size, sum, err := copyFile(at, part, most)
	if err != nil || r.there[sum] {
		return size, sum, errors.Join(err, removeIfThere(part))
	}
	to := r.to.content(sum)
	if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
		return 0, "", err
	}
	if err := errors.Join(removeIfThere(to), os.Rename(part, to)); err != nil {
		return 0, "", err
	}
	r.there[sum] = true
	r.report.NewFiles++
	r.report.Bytes += size
	return size, sum, r.new.add(to, 0o400)
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
		if err := r.file("archive/journal/"+entry.Name(), most); err != nil {
			return err
		}
	}
	return nil
}

// wholeLines is how much of a file its whole lines take up, -1 when that is all
// of it.
func wholeLines(file string) (int64, error) {
	f, err := os.Open(file)
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
	folders, err := r.archive.Folders()
	if err != nil {
		return err
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
		r.new.forget(to)
		return os.RemoveAll(to)
	}
	r.report.NewBags++
	r.report.Bytes += bytes
	r.state.Bags[folder], err = bag.Seal(to)
	return err
}

// copyBag copies a folder and tells how much that was.
func copyBag(from, to string, new *flusher) (bytes int64, err error) {
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
			return os.MkdirAll(target, 0o750)
		}
		size, _, err := copyFile(at, target, -1)
		bytes += size
		if err != nil {
			return err
		}
		return new.add(target, 0o440)
	})
	return bytes, err
}

// keys are the arrivals that lie in the spool now.
func (r *run) keys() map[string]bool {
	keys := map[string]bool{}
	entries, err := os.ReadDir(r.from.Spool())
	for _, entry := range entries {
		keys[entry.Name()] = true
	}
	if err != nil {
		return nil
	}
	return keys
}

// spooled are the arrivals of the spool in the state, with the names of their
// files there.
func (r *run) spooled() map[string][]string {
	found := map[string][]string{}
	for name := range r.state.Files {
		if rest, in := strings.CutPrefix(name, "spool/"); in {
			key, file, _ := strings.Cut(rest, "/")
			found[key] = append(found[key], file)
		}
	}
	return found
}

// dropEnded takes out of the spool what has left it since it was copied and of
// which the state tells the end.
func (r *run) dropEnded(atWork map[string]bool, filed []archive.Record) error {
	gone := map[string][]string{}
	for key, files := range r.spooled() {
		if atWork != nil && !atWork[key] {
			gone[key] = files
		}
	}
	if len(gone) == 0 {
		return nil
	}
	ended := map[string]bool{}
	for _, record := range filed {
		ended[record.Arrival] = true
	}
	for name, f := range r.state.Files {
		if !strings.HasPrefix(name, "archive/journal/") {
			continue
		}
		text, err := os.ReadFile(r.to.content(f.SHA256))
		if err != nil {
			return err
		}
		for line := range strings.Lines(string(text)) {
			var e journal.Event
			if json.Unmarshal([]byte(line), &e) == nil && (e.Event == journal.Returned || e.Event == journal.Duplicate) {
				ended[e.Arrival] = true
			}
		}
	}
	for key, files := range gone {
		for _, file := range files {
			if ended[key] {
				delete(r.state.Files, "spool/"+key+"/"+file)
			}
		}
	}
	return nil
}

// dropMoved takes out of the inboxes what has left them since they were copied
// and is in the spool or in a bag of the state.
func (r *run) dropMoved(filed []archive.Record) error {
	moved := map[string]map[string]bool{} // path below inbox/: the contents found further on
	add := func(name, sum string) {
		if moved[name] == nil {
			moved[name] = map[string]bool{}
		}
		moved[name][sum] = true
	}
	for key := range r.spooled() {
		f, ok := r.state.Files["spool/"+key+"/"+spool.Manifest]
		if !ok {
			continue
		}
		text, err := os.ReadFile(r.to.content(f.SHA256))
		if err != nil {
			return err
		}
		var a spool.Arrival
		if json.Unmarshal(text, &a) != nil {
			continue
		}
		for _, file := range a.Files {
			add(file.From, r.state.Files["spool/"+key+"/"+file.Name].SHA256)
		}
	}
	for _, record := range filed {
		add(record.DroppedAs, record.Form.SHA256)
		for _, f := range record.Attachments {
			add(path.Join(path.Dir(record.DroppedAs), path.Base(f.Path)), f.SHA256)
		}
	}
	for name, f := range r.state.Files {
		below, in := strings.CutPrefix(name, "inbox/")
		if !in || !moved[below][f.SHA256] {
			continue
		}
		if _, err := os.Lstat(filepath.Join(string(r.from), filepath.FromSlash(name))); errors.Is(err, fs.ErrNotExist) {
			delete(r.state.Files, name)
		}
	}
	return nil
}
