package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestUploadsInBytes: what is handed in waits for room, as many bytes as it says,
// and hears it when there is none for long.
func TestUploadsInBytes(t *testing.T) {
	u := newUploads(100<<20, 30<<20)
	var leaves []func()
	admit := func(ctx context.Context, size int64) error {
		leave, err := u.admit(ctx, fmt.Sprint("of ", len(leaves)), size)
		if err == nil {
			leaves = append(leaves, leave)
		}
		return err
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for i, tt := range []struct {
		size int64
		full bool
	}{
		{50 << 20, false}, {60 << 20, true}, // the disk
		{40 << 20, false}, {1 << 20, false}, {9 << 20, true}, // the memory: two of ten, and one
		{8 << 20, false}, {1 << 10, false},
	} {
		ctx := t.Context() // which ends with the test
		if tt.full {
			ctx = gone
		}
		if err := admit(ctx, tt.size); (err != nil) != tt.full {
			t.Errorf("%d: %d bytes: %v", i, tt.size, err)
		}
	}
	for _, leave := range leaves {
		leave()
	}
	if err := admit(t.Context(), 1<<40); err != nil {
		t.Errorf("more than there is ever room for: %v", err)
	}
}

// TestAdmitOneUploadOfAnAccount: who sends slowly and often holds up himself.
func TestAdmitOneUploadOfAnAccount(t *testing.T) {
	u := newUploads(100<<20, 30<<20)
	leave, err := u.admit(t.Context(), "caizheng", 1<<10)
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := u.admit(gone, "caizheng", 1<<10); err == nil {
		t.Error("a second one beside the first")
	}
	other, err := u.admit(t.Context(), "jiaoyu", u.maxDisk-1<<10)
	if err != nil {
		t.Error("another account's:", err)
	}
	other()
	leave()
	leave, err = u.admit(t.Context(), "caizheng", u.maxDisk)
	if err != nil {
		t.Error("the second after the first:", err)
	}
	leave()
}

// TestAwaitSlotWhileBusy: a form waits for its turn to be read, and an upload for
// room; neither waits for ever, and both leave what they took.
func TestAwaitSlotWhileBusy(t *testing.T) {
	r := theRoom(t)
	s := r.server
	patience := s.timeouts.slot
	defer func() { s.timeouts.slot = patience }()
	s.timeouts.slot = time.Millisecond
	c := r.as(t, "caizheng")
	hand := func(want int) {
		t.Helper()
		w := c.upload("区财政局", map[string][]byte{"a.yaml": []byte("表单种类: 介绍信\n")})
		if w.Code != want {
			t.Errorf("got %d, want %d", w.Code, want)
		}
		if want == http.StatusServiceUnavailable && (w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "送交的人太多")) {
			t.Errorf("%v %s", w.Header(), w.Body)
		}
	}
	var done []func()
	for range runtime.GOMAXPROCS(0) {
		d, err := s.workspace.Processors().Acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		done = append(done, d)
	}
	hand(http.StatusServiceUnavailable)
	for _, d := range done {
		d()
	}
	s.timeouts.slot = time.Minute
	hand(http.StatusUnprocessableEntity)
	leave, err := s.uploads.admit(t.Context(), "dangan", s.uploads.maxDisk)
	if err != nil {
		t.Fatal(err)
	}
	s.timeouts.slot = time.Millisecond
	hand(http.StatusServiceUnavailable)
	leave()
	s.timeouts.slot = time.Minute
	hand(http.StatusUnprocessableEntity)
	if !s.uploads.disk.TryAcquire(s.uploads.maxDisk) || !s.uploads.memory.TryAcquire(s.uploads.maxMemory) {
		t.Fatal("a request kept its room")
	}
	s.uploads.disk.Release(s.uploads.maxDisk)
	s.uploads.memory.Release(s.uploads.maxMemory)
}

// TestCleanUpLeavesNothingOfAnUpload in the temporary folder, be it accepted or not:
// the disk would fill.
func TestCleanUpLeavesNothingOfAnUpload(t *testing.T) {
	r := theRoom(t)
	dir := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, dir)
	}
	c := r.as(t, "caizheng")
	big := bytes.Repeat([]byte("附件"), inMemory)
	for _, unit := range []string{"区财政局", "区教育局"} {
		for token, want := range map[string]int{c.token: http.StatusUnprocessableEntity, "forged": http.StatusForbidden} {
			sent := *c
			sent.token = token
			if w := sent.upload(unit, map[string][]byte{"a.bin": big, "b.bin": big}); w.Code != want {
				t.Errorf("%s: %d, want %d", unit, w.Code, want)
			}
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("%d files stay: %v", len(left), err)
	}
}
