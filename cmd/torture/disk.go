//go:build linux

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"gongwen/cmd/internal/program"
)

// smallDisk holds a data folder and a few hundred records.
const smallDisk = 48 << 20

// mountSmall mounts a small disk in memory, which wants root or sudo.
func mountSmall(dir string) (unmount func() error, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	options := fmt.Sprintf("size=%d,mode=755,uid=%d", smallDisk, os.Geteuid())
	if err := asRoot("mount", "-t", "tmpfs", "-o", options, "tmpfs", dir); err != nil {
		return nil, err
	}
	return func() error { return asRoot("umount", dir) }, nil
}

func asRoot(line ...string) error {
	if os.Geteuid() != 0 {
		line = append([]string{"sudo", "-n"}, line...)
	}
	if out, err := exec.Command(line[0], line[1:]...).CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w: %s", line, err, out)
	}
	return nil
}

// otherUser is a user whom the modes of files keep out: nobody, when the harness
// is root, whom they do not.
func otherUser() *syscall.Credential {
	if os.Geteuid() != 0 {
		return nil
	}
	return &syscall.Credential{Uid: 65534, Gid: 65534}
}

func diskFaults() []fault {
	all := []fault{
		{name: "disk full", ownDisk: true, try: func(t *trial) (string, error) { return t.fillDisk(0) }},
		{name: "disk full in the middle of work", ownDisk: true, try: func(t *trial) (string, error) {
			return t.fillDisk(100<<10 + t.random.Int64N(600<<10))
		}},
	}
	for _, each := range []struct{ operation, err, text string }{
		{"write", "ENOSPC", "every third write finds the disk full"},
		{"write", "EIO", "every third write fails"},
		{"open", "EACCES", "every third file to be written cannot be opened"},
		{"sync", "EIO", "every third flush fails"},
		{"rename", "EIO", "every third rename fails"},
		{"mkdir", "EIO", "every third new folder fails"},
		{"*", "EIO", "every third step of any sort fails"},
	} {
		all = append(all, fault{name: each.text, try: func(t *trial) (string, error) {
			return t.failWrites(each.operation + "%3=" + each.err)
		}})
	}
	for _, each := range []struct{ call, err, text string }{
		{"pwrite64", "EIO", "the database's disk gives errors on writing"},
		{"pwrite64", "ENOSPC", "the database's disk is full"},
		{"pread64", "EIO", "the database's disk gives errors on reading"},
		{"fsync,fdatasync", "EIO", "the disk gives errors on flushing"},
		{"openat", "EMFILE", "no file can be opened any more"},
		{"unlinkat", "EROFS", "nothing can be deleted"},
		{"getdents64", "EIO", "no folder can be listed"},
	} {
		all = append(all, fault{name: each.text, try: func(t *trial) (string, error) {
			return t.failCalls(each.call, each.err)
		}})
	}
	for _, folder := range []string{"inbox", "spool", "archive", "issued", "returned", "registers", "index", "."} {
		name := folder + "/ read-only"
		if folder == "." {
			name = "the whole data folder read-only"
		}
		all = append(all, fault{name: name, otherUser: true, try: func(t *trial) (string, error) { return t.readOnly(folder) }})
	}
	return all
}

// fillDisk fills the disk but for some bytes while forms are handed in, and then
// makes room.
func (t *trial) fillDisk(but int64) (string, error) {
	if err := t.warmUp(10); err != nil {
		return "", err
	}
	var ready []staged
	for _, f := range t.take(30) {
		s, err := t.stage(f)
		if err != nil {
			return "", err
		}
		ready = append(ready, s)
	}
	ballast := filepath.Join(t.root, "ballast")
	if err := fill(ballast, but); err != nil {
		return "", err
	}
	from := t.logSize()
	for _, s := range ready {
		if _, err := t.handIn(s); err != nil {
			return "", err
		}
	}
	seen, err := t.waitFor(from, trouble)
	if err != nil {
		return "", err
	}
	time.Sleep(time.Second) // for the others to meet it too
	if _, err := t.outcome(from); err != nil {
		return seen, err
	}
	return seen, os.Remove(ballast)
}

// fill writes a file until the disk is full, and gives some bytes back.
func fill(name string, but int64) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	n, err := io.Copy(f, zeros{})
	if errors.Is(err, syscall.ENOSPC) {
		err = f.Truncate(max(0, n-but))
	}
	return errors.Join(err, f.Close())
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

// faultTime is how long a fault that is no deed of the office's lasts: longer
// than the first pauses between one try and the next.
const faultTime = 2500 * time.Millisecond

// failWrites lets what is written through the seam fail for a while.
func (t *trial) failWrites(rule string) (string, error) {
	rules := filepath.Join(t.root, "faults")
	if err := t.startAs(t.faulty.With("GONGWEN_FAULTS=@" + rules)); err != nil {
		return "", err
	}
	if err := t.dropSome(10); err != nil {
		return "", err
	}
	if err := t.drain(); err != nil {
		return "", err
	}
	if err := os.WriteFile(rules, []byte(rule), 0o644); err != nil {
		return "", err
	}
	from := t.logSize()
	if err := t.dropSome(20); err != nil {
		return "", err
	}
	return t.holdAndUndo(from, func() error { return os.Remove(rules) })
}

// holdAndUndo lets a fault last a while, undoes it, and gives what was seen of it
// since byte from of the log.
func (t *trial) holdAndUndo(from int64, undo func() error) (string, error) {
	time.Sleep(faultTime)
	stopped, err := t.outcome(from)
	if err := errors.Join(err, undo()); err != nil {
		return stopped, err
	}
	if stopped != "" {
		return stopped, nil
	}
	for line := range strings.Lines(t.logFrom(from)) {
		if isTrouble.MatchString(line) {
			return line, nil
		}
	}
	return "nothing: it was not hindered", nil
}

// failCalls lets every second system call of a sort fail for a while, SQLite's
// and the index's too.
func (t *trial) failCalls(call, errno string) (string, error) {
	if err := t.warmUp(10); err != nil {
		return "", err
	}
	tracer := exec.Command("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace="+call,
		"-e", fmt.Sprintf("inject=%s:error=%s:when=1+2", call, errno), "-p", fmt.Sprint(t.proc.Cmd.Process.Pid))
	var said strings.Builder
	tracer.Stderr = &said
	if err := tracer.Start(); err != nil {
		return "", err
	}
	detach := func() error {
		_ = tracer.Process.Signal(syscall.SIGTERM)
		_ = tracer.Wait()
		return nil
	}
	status := fmt.Sprintf("/proc/%d/status", t.proc.Cmd.Process.Pid)
	err := program.Eventually("strace is attached", func() (bool, error) {
		text, err := os.ReadFile(status)
		return err == nil && !strings.Contains(string(text), "TracerPid:\t0\n"), nil
	})
	if err != nil {
		return "", errors.Join(fmt.Errorf("strace: %s", said.String()), err, detach())
	}
	from := t.logSize()
	if err := t.dropSome(20); err != nil {
		return "", errors.Join(err, detach())
	}
	return t.holdAndUndo(from, detach)
}

// readOnly takes the right to write from a folder, and all below it, for a while.
func (t *trial) readOnly(folder string) (string, error) {
	if err := t.warmUp(10); err != nil {
		return "", err
	}
	// The forms come in before the door is shut, and are not taken before.
	pid := t.proc.Cmd.Process.Pid
	from := t.logSize()
	if err := errors.Join(syscall.Kill(pid, syscall.SIGSTOP), t.dropSome(20)); err != nil {
		return "", err
	}
	modes := map[string]os.FileMode{}
	err := filepath.WalkDir(t.data(folder), func(name string, entry os.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return program.IgnoreGone(err)
		}
		info, err := entry.Info()
		if err != nil {
			return program.IgnoreGone(err)
		}
		modes[name] = info.Mode().Perm()
		return program.IgnoreGone(os.Chmod(name, info.Mode().Perm()&^0o222))
	})
	if err := errors.Join(err, syscall.Kill(pid, syscall.SIGCONT)); err != nil {
		return "", err
	}
	return t.holdAndUndo(from, func() error {
		for name, mode := range modes {
			if err := program.IgnoreGone(os.Chmod(name, mode)); err != nil {
				return err
			}
		}
		return nil
	})
}
