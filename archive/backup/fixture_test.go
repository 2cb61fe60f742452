package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/journal"
	"gongwen/archive/shared"
	"gongwen/templates"
)

// desk is a data folder and a disk to back it up to.
type desk struct {
	*testing.T
	data string
	disk Backup
}

func newDesk(t *testing.T) *desk {
	d := &desk{t, filepath.Join(t.TempDir(), "data"), At(filepath.Join(t.TempDir(), "disk"))}
	d.write("gongwen.yaml", "settle: 1s\n")
	d.write("accounts.json", "{}")
	d.write("inbox/区财政局/介绍信.yaml", "表单种类: 介绍信\n")
	d.write("returned/区财政局/旧表/退件通知.txt", "缺审批意见")
	d.write("issued/区财政局/1号.pdf", "%PDF")
	d.write("catalogue.db", "derived")
	d.write("catalogue.db-wal", "derived")
	d.write("index/store/1.zap", "derived")
	d.write("index.rebuild/store/1.zap", "derived")
	d.write("registers/2026/介绍信台账.xlsx", "derived")
	d.write("registers/定期/月报/2026-05/说明.txt", "as it was")
	d.write("spool/.lock", "")
	d.write("temp/run/half", "temporary")
	d.write("reading/staging/half", "temporary")
	d.write("reading/device.key", "secret")
	d.write("archive/.staging/x/data/half", "")
	d.put(1)
	d.put(2)
	return d
}

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d *desk) at(name string) string { return filepath.Join(d.data, filepath.FromSlash(name)) }

func (d *desk) write(name, text string) {
	d.Helper()
	d.must(os.MkdirAll(filepath.Dir(d.at(name)), 0o750))
	d.must(os.WriteFile(d.at(name), []byte(text), 0o640))
}

// put files the n-th letter and gives its folder.
func (d *desk) put(n int) archive.Record {
	d.Helper()
	a, err := archive.Open(d.at("archive"))
	d.must(err)
	form := filepath.Join(d.TempDir(), "letter.yaml")
	d.must(os.WriteFile(form, []byte("表单种类: 介绍信\n"), 0o640))
	r, err := a.Put(d.Context(), archive.Record{
		Number: fmt.Sprintf("介字〔2026〕%d号", n), Kind: "letter", Year: 2026, Serial: n, Date: templates.NewDate(2026, 5, 11),
		Arrival: fmt.Sprint("a", n), DroppedAs: fmt.Sprintf("区财政局/%d.yaml", n), Submission: fmt.Sprint("p", n), Filed: time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC),
	}, archive.Files{Form: archive.Source{Name: "letter.yaml", Path: form}, Document: []byte(fmt.Sprint("%PDF", n))})
	d.must(err)
	return r
}

func (d *desk) take(keep int) Report {
	d.Helper()
	r, err := Take(d.Context(), d.data, d.disk, Keep{Last: keep}, nil)
	d.must(err)
	return r
}

func (d *desk) state() *State {
	d.Helper()
	s, err := d.disk.State("")
	d.must(err)
	return s
}

// tree is every file below a folder with what it contains.
func tree(t *testing.T, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(root, func(at string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(at)
		rel, _ := filepath.Rel(root, at)
		files[filepath.ToSlash(rel)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// run is a run of Take that can be stopped between its steps.
func (d *desk) run() *run {
	a, err := archive.Open(d.at("archive"))
	d.must(err)
	data, err := shared.Open(d.data)
	d.must(err)
	d.Cleanup(func() { data.Close() })
	inbox, err := shared.OpenInbox(d.at("inbox"))
	d.must(err)
	d.Cleanup(func() { inbox.Close() })
	return &run{ctx: context.Background(), from: d.data, data: data, inbox: inbox, archive: a, to: d.disk, there: map[string]bool{},
		state: newState(time.Time{})}
}

// taken moves an inbox file into the spool, as the program does.
func (d *desk) taken(key, name string) {
	d.Helper()
	d.write("spool/"+key+"/arrival.json", fmt.Sprintf(`{"key": %q, "path": %q, "files": [{"name": "form.yaml", "from": %q}]}`, key, name, name))
	d.must(os.Rename(d.at("inbox/"+name), d.at("spool/"+key+"/form.yaml")))
}

// append adds a line to the journal, and the beginning of another one.
func (d *desk) append(event journal.Type, arrival string) {
	d.Helper()
	j, err := journal.Open(d.at("archive/journal"), time.Now())
	d.must(err)
	d.must(j.Append(journal.Event{Time: time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC), Type: event, Arrival: arrival}))
	d.must(j.Close())
}

// layOut restores the last state as far as it is sound.
func (d *desk) layOut(back string) error {
	damage, err := d.disk.layOut(d.Context(), d.state(), back, func(string) bool { return false }, nil)
	return errors.Join(err, damage.err())
}
