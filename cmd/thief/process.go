//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"gongwen/cmd/internal/program"
)

// thiefProcess is the thief at work.
type thiefProcess struct {
	cmd    *exec.Cmd
	stdin  io.Closer
	stdout bytes.Buffer
	stderr bytes.Buffer
	ended  chan struct{}

	stopped sync.Mutex // held while he is suspended
}

// startThief starts the thief: a copy of this program that he can run.
func startThief(top string, o instructions) (*thiefProcess, error) {
	text, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	self := filepath.Join(top, "thief.exe")
	if err := copyExecutable("/proc/self/exe", self); err != nil {
		return nil, err
	}
	p := &thiefProcess{cmd: exec.Command(self), ended: make(chan struct{})}
	p.cmd.Env = []string{instructionsKey + "=" + string(text)}
	p.cmd.Dir = o.Home
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: thiefUser.credential()}
	p.cmd.Stdout, p.cmd.Stderr = &p.stdout, &p.stderr
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

// stop lets the thief finish what he is at and gives his statistics.
func (p *thiefProcess) stop() (*statistics, error) {
	_ = p.stdin.Close()
	select {
	case <-p.ended:
	case <-time.After(program.Patience):
		p.kill()
	}
	var s statistics
	if err := json.Unmarshal(p.stdout.Bytes(), &s); err != nil {
		return nil, fmt.Errorf("the thief's sums: %w: %s", err, p.stderr.String())
	}
	return &s, nil
}

func (p *thiefProcess) kill() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	<-p.ended
}

// whileSuspended stops the thief until the function is done, so that what it looks
// at is not exchanged under its hands: the harness is root, and must not fall for a
// link.
func (p *thiefProcess) whileSuspended(do func()) error {
	p.stopped.Lock()
	defer p.stopped.Unlock()
	if err := syscall.Kill(-p.cmd.Process.Pid, syscall.SIGSTOP); err != nil {
		return err
	}
	defer func() { _ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGCONT) }()
	tasks := fmt.Sprintf("/proc/%d/task", p.cmd.Process.Pid)
	err := program.Eventually("the thief stands still", func() (bool, error) {
		entries, err := os.ReadDir(tasks)
		if err != nil {
			return false, err
		}
		for _, entry := range entries {
			if state := stateIn(filepath.Join(tasks, entry.Name())); state != 'T' && state != 0 {
				return false, nil
			}
		}
		return true, nil
	})
	if err == nil {
		do()
	}
	return err
}

// stateIn is the state of a process or thread, by its folder in /proc: R, S, T, Z
// and so on, or 0 when it is gone.
func stateIn(folder string) byte {
	stat, err := os.ReadFile(filepath.Join(folder, "stat"))
	if err != nil {
		return 0
	}
	// pid (name) state …; the name may hold anything.
	after := stat[bytes.LastIndexByte(stat, ')')+1:]
	if len(after) < 2 {
		return 0
	}
	return after[1]
}
