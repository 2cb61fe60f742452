//go:build unix

package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"

	"gongwen/samples"
)

// TestStoppableEndsWhatHangsAtASecondSignal: here because nobody reads what it
// prints. The first signal waits for it, and says what a second will do.
func TestStoppableEndsWhatHangsAtASecondSignal(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "roster.yaml"), samples.Roster(), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "gongwen.yaml"), []byte("settle: 0s\nrescan: 100ms\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	unread, full, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer unread.Close()
	defer full.Close()
	if err := errors.Join(full.SetWriteDeadline(time.Now().Add(time.Second)), fill(full)); err != nil {
		t.Fatal(err)
	}
	said := &output{changed: make(chan struct{}, 1)}
	cmd := exec.Command("gongwen", "run", "--json", "-d", dir)
	cmd.Stdout, cmd.Stderr = full, said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	defer func() { _ = cmd.Process.Kill() }()
	said.match(t, regexp.MustCompile(`正在看守`))
	back := filepath.Join(dir, "returned", "区财政局", "空", "退件通知.txt")
	if err := errors.Join(os.MkdirAll(filepath.Join(dir, "inbox", "区财政局"), 0o755), os.WriteFile(filepath.Join(dir, "inbox", "区财政局", "空.yaml"), nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(back); err == nil {
			break // and now it is told of
		}
		if time.Now().After(end) {
			t.Fatal("the form has not come back")
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	said.match(t, regexp.MustCompile(`再按一次 Ctrl-C 立即退出`))
	select {
	case err := <-ended:
		t.Fatalf("it did not hang: %v", err)
	default:
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		exit := (*exec.ExitError)(nil)
		if !errors.As(err, &exit) || !exit.Sys().(syscall.WaitStatus).Signaled() {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(time.Minute):
		t.Error("a second signal does not end it")
	}
}

// fill writes until nothing more goes in.
func fill(pipe io.Writer) error {
	for {
		if _, err := pipe.Write(make([]byte, 1)); errors.Is(err, os.ErrDeadlineExceeded) {
			return nil
		} else if err != nil {
			return err
		}
	}
}
