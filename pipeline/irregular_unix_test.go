//go:build unix

package pipeline

import (
	"encoding/json"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gongwen/pipeline/inbox"
	"gongwen/pipeline/spool"
	"gongwen/pipeline/workspace"
)

// inTime does what must not hang: with a pipe it once did for good.
func inTime(t *testing.T, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); do() }()
	select {
	case <-done:
	case <-time.After(2 * time.Minute):
		t.Fatal("hangs")
	}
}

func pipe(t testing.TB, path string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(path, 0o644); err != nil {
		t.Fatal(err)
	}
}

func socket(t testing.TB, path string) {
	t.Helper()
	short, err := os.MkdirTemp("", "") // the address of a socket is short
	if err != nil {
		t.Fatal(err)
	}
	made := filepath.Join(short, "socket")
	listener, err := net.Listen("unix", made)
	if err != nil {
		t.Fatal(err)
	}
	listener.(*net.UnixListener).SetUnlinkOnClose(false)
	if err := errors.Join(listener.Close(), os.Rename(made, path), os.Remove(short)); err != nil {
		t.Fatal(err)
	}
}

func device(t testing.TB, path string) {
	t.Helper()
	const zero = 1<<8 | 5
	if err := syscall.Mknod(path, syscall.S_IFCHR|0o666, zero); err != nil {
		t.Fatal(err)
	}
}

// TestPipelineGivesBackWhatIsNoFile: pipes, sockets and devices in an inbox, under any
// name and in any part, are refused, and the forms beside them are dealt with.
func TestPipelineGivesBackWhatIsNoFile(t *testing.T) {
	t.Parallel()
	type test struct {
		make           func(t testing.TB, path string)
		file           string // below the unit's inbox
		filed          int
		returned, left int
	}
	tests := map[string]test{
		"a pipe as YAML":                {pipe, "x.yaml", 1, 1, 0},
		"a pipe as workbook":            {pipe, "x.xlsx", 1, 1, 0},
		"a pipe as PDF":                 {pipe, "x.pdf", 1, 1, 0},
		"a pipe as attachment":          {pipe, "信/区财政局介绍信.txt", 0, 2, 0},
		"a pipe in a folder with forms": {pipe, "信/x.json", 1, 1, 0},
		"a socket":                      {socket, "信/x.yaml", 1, 1, 0},
	}
	if os.Geteuid() == 0 {
		tests["a device"] = test{device, "信/x.yaml", 1, 1, 0}
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := dataFolder(t, "attachment_wait: 0s\n")
			letter(t, f, "信", "查阅城建档案")
			path := filepath.Join(f.Inbox(), "区财政局", filepath.FromSlash(test.file))
			if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			test.make(t, path)
			var events []Event
			inTime(t, func() { events = once(t, f) })
			if s := sums(t, f); s.Filed != test.filed || s.Returned != test.returned || s.Pending != 0 {
				t.Errorf("sums %+v, events %+v", s, events)
			}
			if left, err := filepath.Glob(filepath.Join(f.Spool(), "2*")); err != nil || len(left) != 0 {
				t.Errorf("left in the spool: %v, %v", left, err)
			}
		})
	}
}

// TestTakeOfAPipeThatComesAfterTheLook: it has the name of a form that was one when the
// inbox was looked at.
func TestTakeOfAPipeThatComesAfterTheLook(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "attachment_wait: 0s\n")
	pipe(t, filepath.Join(f.Inbox(), "区财政局", "信.yaml"))
	inTime(t, func() {
		at(t, f, func(p *Pipeline) {
			look := inbox.Look{Settled: []inbox.File{{Path: "区财政局/信.yaml", Size: 100, ModTime: time.Now()}}}
			tasks, _ := p.inbox.Tasks(look, mostTasks)
			for _, task := range tasks {
				p.take(t.Context(), task)
			}
		})
		once(t, f) // the next look sees what it is
	})
	if s := sums(t, f); s.Returned != 1 || s.Received != 1 {
		t.Errorf("sums %+v", s)
	}
}

// TestResumeWithAPipeInTheSpool, which is met by every start, and must not stop one.
func TestResumeWithAPipeInTheSpool(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"000.yaml", "001.txt"} {
		t.Run(name, func(t *testing.T) {
			f := dataFolder(t, "attachment_wait: 0s\n")
			spooled(t, f, name)
			var events []Event
			inTime(t, func() { events = once(t, f) })
			if s := sums(t, f); s.Returned != 1 || s.Received != 1 {
				t.Errorf("sums %+v, events %+v", s, events)
			}
			notice, err := os.ReadFile(filepath.Join(f.Returned(), "区财政局", "介绍信", "退件通知.txt"))
			if err != nil || !strings.Contains(string(notice), "是管道，不是文件本身") {
				t.Errorf("notice %s, %v", notice, err)
			}
		})
	}
}

// spooled is a letter as a crash leaves it in the spool, with a pipe in the place
// of one of its files.
func spooled(t testing.TB, f workspace.Folder, irregular string) {
	t.Helper()
	now := time.Now()
	a := spool.Arrival{Key: spool.NewKey(now), Unit: "区财政局", Path: "区财政局/介绍信.yaml", At: now, Files: []spool.File{
		{Name: "000.yaml", From: "区财政局/介绍信.yaml"}, {Name: "001.txt", From: "区财政局/区财政局介绍信.txt"},
	}}
	manifest, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(f.Spool(), a.Key)
	put(t, filepath.Join(dir, spool.Manifest), manifest)
	put(t, filepath.Join(dir, "000.yaml"), example(t, "letter"))
	put(t, filepath.Join(dir, "001.txt"), []byte("兹介绍"))
	if err := os.Remove(filepath.Join(dir, irregular)); err != nil {
		t.Fatal(err)
	}
	pipe(t, filepath.Join(dir, irregular))
}
