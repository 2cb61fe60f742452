package pipeline

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/archive/lifecycle"
	"gongwen/pipeline/workspace"
)

// running is a pipeline that watches its inboxes.
type running struct {
	t         *testing.T
	mu        sync.Mutex
	events    []Event
	told      chan struct{}
	workspace *workspace.Workspace
}

// run watches the inboxes until the test is over.
func run(t *testing.T, f workspace.Folder) *running {
	t.Helper()
	o, err := workspace.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	r := &running{t: t, told: make(chan struct{}, 1), workspace: o}
	p, err := New(o, func(e Event) {
		r.mu.Lock()
		r.events = append(r.events, e)
		r.mu.Unlock()
		select {
		case r.told <- struct{}{}:
		default:
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- p.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-done, o.Close()); err != nil {
			t.Error(err)
		}
	})
	return r
}

// until waits for an event that is as told, and returns it.
func (r *running) until(what string, is func(Event) bool) Event {
	r.t.Helper()
	timeout := time.After(time.Minute)
	for {
		r.mu.Lock()
		for _, e := range r.events {
			if is(e) {
				r.mu.Unlock()
				return e
			}
		}
		r.mu.Unlock()
		select {
		case <-r.told:
		case <-timeout:
			r.t.Fatalf("no event: %s; events %+v", what, r.events)
		}
	}
}

func (r *running) filed(file string) Event {
	r.t.Helper()
	return r.until(file+" is filed", func(e Event) bool { return e.Type == "filed" && e.File == file })
}

func (r *running) pending(file, because string) {
	r.t.Helper()
	r.until(file+" is pending: "+because, func(e Event) bool {
		return e.Type == "pending" && e.File == file && strings.Contains(e.Reason, because)
	})
}

// TestTakeWaitsForACopyThatStalls: longer than the settle time nothing is
// written, but the file is still open.
func TestTakeWaitsForACopyThatStalls(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "rescan: 100ms\n")
	r := run(t, f)
	text := example(t, "letter")
	put(t, filepath.Join(f.Inbox(), "区财政局", "区财政局介绍信.txt"), []byte("兹介绍"))
	copying, err := os.Create(filepath.Join(f.Inbox(), "区财政局", "介绍信.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := copying.Write(text[:len(text)/2]); err != nil {
		t.Fatal(err)
	}
	r.pending("区财政局/介绍信.yaml", "还在写入")
	if _, err := copying.Write(text[len(text)/2:]); err != nil {
		t.Fatal(err)
	}
	if err := copying.Close(); err != nil {
		t.Fatal(err)
	}
	r.filed("区财政局/介绍信.yaml")
}

// TestFetchWaitsForWhoeverHasTheFormOpen also when it was moved already.
func TestFetchWaitsForWhoeverHasTheFormOpen(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	letter(t, f, "信", "查阅城建档案")
	at(t, f, func(p *Pipeline) {
		look, err := p.inbox.Settle(t.Context(), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		task := firstTask(p, look)
		j := received(t, p, task)
		writing, err := os.OpenFile(filepath.Join(f.Inbox(), task.Path), os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		p.drive(t.Context(), j)
		if _, err := writing.WriteString("例外理由: 补写\n"); err != nil {
			t.Fatal(err)
		}
		if err := writing.Close(); err != nil {
			t.Fatal(err)
		}
		p.now = func() time.Time { return time.Now().Add(time.Hour) }
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	checkArchive(t, f, 1)
	o, err := workspace.View(f)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	text, err := os.ReadFile(o.Archive.Path("2026/letter/龙政办介字〔2026〕1号", "data/介绍信.yaml"))
	if err != nil || !strings.Contains(string(text), "补写") {
		t.Errorf("what was written last is not in the archive: %v\n%s", err, text)
	}
}

// TestFinishVoidCutShort at whatever step it was, though other forms were
// filed meanwhile: it is told once, counts, and the office's copy is stamped.
func TestFinishVoidCutShort(t *testing.T) {
	t.Parallel()
	const number = "龙政办介字〔2026〕1号"
	for _, steps := range []int{1, 2, 3} { // the note, the journal, the catalogue
		t.Run(fmt.Sprint(steps), func(t *testing.T) {
			f := dataFolder(t, "")
			letter(t, f, "信", "查阅城建档案")
			once(t, f)
			at(t, f, func(p *Pipeline) {
				v := lifecycle.Note{Number: number, Reason: "开错", At: time.Now()}
				note, err := json.Marshal(v)
				if err != nil {
					t.Fatal(err)
				}
				put(t, p.workspace.Folder.Voiding(), note)
				if steps > 1 {
					if err := p.workspace.Journal.Append(journal.Event{Time: v.At, Type: journal.Voided, Number: number, Reason: v.Reason}); err != nil {
						t.Fatal(err)
					}
				}
				if steps > 2 {
					if err := p.workspace.Catalogue.Void(t.Context(), number, v.Reason, v.At); err != nil {
						t.Fatal(err)
					}
				}
			})
			letter(t, f, "又一封", "查阅水务档案")
			once(t, f)
			once(t, f)
			if s := sums(t, f); s.Voided != 1 || s.Filed != 2 {
				t.Errorf("sums %+v", s)
			}
			at(t, f, func(p *Pipeline) {
				told := 0
				for e, err := range journal.All(p.workspace.Archive.JournalDir()) {
					if err != nil {
						t.Fatal(err)
					}
					if e.Type == journal.Voided {
						told++
					}
				}
				if told != 1 {
					t.Errorf("the journal tells it %d times", told)
				}
				issued, err := os.ReadFile(filepath.Join(f.Issued(), "区财政局", number+".pdf"))
				kept, err2 := os.ReadFile(p.workspace.Archive.Path("2026/letter/"+number, "data/"+number+".pdf"))
				if err := errors.Join(err, err2); err != nil || bytes.Equal(issued, kept) {
					t.Errorf("the office's copy is not stamped, %v", err)
				}
				if _, err := os.Stat(p.workspace.Folder.Voiding()); !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("the note is still there, %v", err)
				}
			})
		})
	}
}

// TestPipelineFilesOddNames: whatever a file is called, it is filed, and comes back
// under its own name when it is not.
func TestPipelineFilesOddNames(t *testing.T) {
	t.Parallel()
	names := []string{
		strings.Repeat("介绍信", 27) + ".yaml", // 248 bytes, of 255 that Linux takes
		"介绍信\n第二行.yaml",
		" 前后有空格 .yaml",
		"..介绍信...yaml",
		"-rf.yaml",
		"介绍信%00\t.yaml",
		"café NFC.yaml",
		"cafe\u0301 NFD.yaml",
		"介绍信：《a|b》?*\"<>.yaml",
		"CON.yaml",
		"\u202egnp.yaml",        // turns the reading direction
		"\xb9\xab\xce\xc4.yaml", // GBK
	}
	f := dataFolder(t, "")
	deep := filepath.Join(strings.Split(strings.Repeat("很深的文件夹/", 9), "/")...)
	for i, name := range names {
		dir := filepath.Join(f.Inbox(), "区财政局", fmt.Sprintf("信 %d ", i), deep)
		text := strings.Replace(string(example(t, "letter")), "核对2026年度市级转移支付资金下达情况", fmt.Sprintf("查阅第%d号档案", i), 1)
		put(t, filepath.Join(dir, name), []byte(text))
		put(t, filepath.Join(dir, "区财政局介绍信.txt"), []byte("兹介绍"))
		bad := strings.Replace(text, "有效期至: 2026-05-20", "有效期至: 2026-05-01", 1)
		put(t, filepath.Join(f.Inbox(), "区民政局", fmt.Sprint("退", i), name), []byte(bad))
		put(t, filepath.Join(f.Inbox(), "区民政局", fmt.Sprint("退", i), "区财政局介绍信.txt"), []byte("兹介绍"))
	}
	for _, e := range once(t, f) {
		if e.Type != "filed" && e.Type != "returned" {
			t.Errorf("%s %q: %s", e.Type, e.File, e.Reason)
		}
	}
	if s := sums(t, f); s.Filed != len(names) || s.Returned != len(names) || s.Received != 2*len(names) {
		t.Errorf("sums %+v, want %d each", s, len(names))
	}
	back, err := filepath.Glob(filepath.Join(f.Returned(), "区民政局", "*", "*.yaml"))
	if err != nil || len(back) != len(names) {
		t.Errorf("%d forms came back, want %d: %v", len(back), len(names), err)
	}
	for _, file := range back {
		found := false
		for _, name := range names {
			found = found || filepath.Base(file) == name
		}
		if !found {
			t.Errorf("%q is not the name of a form", file)
		}
	}
}

// TestPipelineLeavesDebrisWhereItIs: what programs leave beside people's files is
// neither taken nor told of, and goes with nobody.
func TestPipelineLeavesDebrisWhereItIs(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	letter(t, f, "信", "查阅城建档案")
	debris := []string{"~$介绍信.xlsx", ".~介绍信.xlsx", ".~lock.介绍信.xlsx#", "介绍信.tmp", "3A7F21.tmp", "介绍信.yaml.part", "x.crdownload",
		".DS_Store", "._介绍信.yaml", "Thumbs.db", "desktop.ini", "@eaDir/介绍信.yaml", ".@__thumb/介绍信.yaml", "#recycle/介绍信.yaml",
		"$RECYCLE.BIN/介绍信.yaml", "System Volume Information/x.yaml", ".介绍信.yaml.swp", "介绍信.yaml~", ".nfs00000001", ".smbdelete1", ".fuse_hidden0001",
		"~WRD0001.tmp", "et.~tmp", ".git/config.yaml", ".Trash-1000/介绍信.yaml", ".TemporaryItems/a.yaml", ".Spotlight-V100/a.yaml", "lost+found/a.yaml"}
	for _, name := range debris {
		put(t, filepath.Join(f.Inbox(), "区财政局", name), []byte("x"))
	}
	events := once(t, f)
	if len(events) != 1 || events[0].Type != "filed" {
		t.Errorf("events %+v", events)
	}
	if s := sums(t, f); s.Received != 1 {
		t.Errorf("sums %+v", s)
	}
	for _, name := range debris {
		if _, err := os.Stat(filepath.Join(f.Inbox(), "区财政局", name)); err != nil {
			t.Error(err)
		}
	}
}

// TestPostponeUntilAFaultPassesByItself: while the office's copy cannot be laid out the
// form is pending, with the reason; when it can be again, nobody has to do anything.
func TestPostponeUntilAFaultPassesByItself(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "rescan: 100ms\n")
	r := run(t, f)
	if err := os.Remove(f.Issued()); err != nil {
		t.Fatal(err)
	}
	put(t, f.Issued(), []byte("in the way"))
	letter(t, f, "信", "查阅城建档案")
	r.pending("区财政局/信/介绍信.yaml", "issued")
	if err := os.Remove(f.Issued()); err != nil {
		t.Fatal(err)
	}
	r.filed("区财政局/信/介绍信.yaml")
}

// TestRunGoesOnWhileTheCatalogueIsSound, though SQLite takes a disk that failed to read
// for a damaged file.
func TestRunGoesOnWhileTheCatalogueIsSound(t *testing.T) {
	t.Parallel()
	o, err := workspace.Open(dataFolder(t, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	p, err := New(o, func(Event) {})
	if err != nil {
		t.Fatal(err)
	}
	p.halt = func(err error) { t.Errorf("the run was ended: %v", err) }
	p.fault(fmt.Errorf("a moment: %w", catalogue.ErrRebuild))
	p.complain(fmt.Errorf("a moment: %w", catalogue.ErrRebuild))
}

// TestRunEndsOnADamagedCatalogue with the next step, and after that everything
// is filed.
func TestRunEndsOnADamagedCatalogue(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	for i := range 30 {
		letter(t, f, fmt.Sprint("信", i), fmt.Sprintf("查阅%d号档案", i))
	}
	once(t, f)
	damage, err := os.OpenFile(f.Catalogue(), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := damage.Stat()
	if err != nil {
		t.Fatal(err)
	}
	for at := int64(8192); at < info.Size(); at += 4096 { // all but the schema
		if _, err := damage.WriteAt([]byte(strings.Repeat("damaged!", 512)), at); err != nil {
			t.Fatal(err)
		}
	}
	if err := damage.Close(); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		letter(t, f, fmt.Sprint("又", i), fmt.Sprintf("查阅%d号图纸", i))
	}
	o, err := workspace.Open(f)
	if err == nil {
		var p *Pipeline
		if p, err = New(o, func(Event) {}); err == nil {
			err = p.Run(t.Context())
		}
		o.Close()
	}
	if !errors.Is(err, catalogue.ErrRebuild) {
		t.Fatalf("the run ended with %v", err)
	}
	rebuild(t, f)
	once(t, f)
	if s := sums(t, f); s.Filed != 33 || s.Received != 33 {
		t.Errorf("sums %+v", s)
	}
}
