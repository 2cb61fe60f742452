package inbox

import (
	"io/fs"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"
)

// shares is an inbox with folders that may be mounted shares, or unreadable.
type shares struct {
	fstest.MapFS
	devices map[string]uint64 // of folders that are not in the inbox's own file system
	broken  map[string]error  // of folders that cannot be read
}

func (s shares) Stat(name string) (fs.FileInfo, error) {
	info, err := s.MapFS.Stat(name)
	if err != nil {
		return nil, err
	}
	return onDevice{info, s.devices[name]}, nil
}

func (s shares) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := s.broken[name]; err != nil {
		return nil, err
	}
	return s.MapFS.ReadDir(name)
}

type onDevice struct {
	fs.FileInfo
	device uint64
}

func (o onDevice) Sys() any {
	return &syscall.Stat_t{Dev: o.device}
}

// TestLooksTellWhichInboxIsNotLookedAt: when each was, and why one cannot be, until it
// can again.
func TestLooksTellWhichInboxIsNotLookedAt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScanner(0)
		inbox := shares{fstest.MapFS{"财/信.yaml": {}, "民/信.yaml": {}, "水/袋/信.yaml": {}}, map[string]uint64{"民": 7}, map[string]error{}}
		fault := &fs.PathError{Op: "open", Path: "x", Err: syscall.EIO}
		begun := time.Now()
		for i, step := range []struct {
			name   string
			change func()
			open   error
			faults string // of units, by their first words
			late   string // units that were not looked at
		}{
			{"well", func() {}, nil, "", ""},
			{"one is broken", func() { inbox.broken["财"] = fault }, nil, "财:x：磁盘读写出错", "财"},
			{"a folder in one is broken", func() { delete(inbox.broken, "财"); inbox.broken["水/袋"] = fault }, nil, "", ""},
			{"a share is not mounted", func() { delete(inbox.broken, "水/袋"); delete(inbox.devices, "民") }, nil, "民:原来是挂载的共享文件夹", "民"},
			{"nor is it any more a folder", func() { delete(inbox.MapFS, "民/信.yaml") }, nil, "民:原来是挂载的共享文件夹", "民"},
			{"it is mounted again", func() { inbox.MapFS["民/信.yaml"] = &fstest.MapFile{}; inbox.devices["民"] = 8 }, nil, "", ""},
			{"an office takes its own away", func() { delete(inbox.MapFS, "水/袋/信.yaml") }, nil, "", ""},
			{"the folder of all is broken", func() { inbox.broken["."] = fault }, nil, ":x：磁盘读写出错", " 民 财"},
			{"it cannot be opened", func() { delete(inbox.broken, ".") }, fault, ":x：磁盘读写出错", " 民 财"},
			{"well again", func() {}, nil, "", ""},
		} {
			step.change()
			time.Sleep(time.Minute)
			s.Scan(func() (Root, error) { return memory{inbox}, step.open }, start, every)
			now := begun.Add(time.Duration(i+1) * time.Minute)
			var faults, late []string
			for _, look := range s.Looks() {
				if look.Fault != "" {
					words, _, _ := strings.Cut(look.Fault, "，")
					faults = append(faults, look.Unit+":"+words)
				}
				if !look.Looked.Equal(now) {
					late = append(late, look.Unit)
				}
			}
			if strings.Join(faults, " ") != step.faults || strings.Join(late, " ") != step.late {
				t.Errorf("%s: faults %q, not looked at %q, want %q, %q", step.name, faults, late, step.faults, step.late)
			}
		}
	})
}

// TestLooksRememberAShare from an earlier run: the machine may have started without it.
func TestLooksRememberAShare(t *testing.T) {
	w := NewWatcher("", func(string) Options { return Options{} }, nil)
	w.RememberMounted("民")
	inbox := shares{MapFS: fstest.MapFS{"民/信.yaml": {}}, devices: map[string]uint64{}}
	for _, device := range []uint64{0, 7} {
		inbox.devices["民"] = device
		w.scanner.Scan(opened(inbox), start, every)
		looks := w.Looks()
		if len(looks) != 2 || (looks[1].Fault != "") != (device == 0) || !looks[1].Mounted {
			t.Errorf("on device %d: %+v", device, looks)
		}
	}
}
