//go:build linux

// Package program runs the real gongwen as a process of its own, for the harnesses
// that try it from outside: they know it by its command line, by what it says and
// by the files it leaves on disk.
package program

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Program is a gongwen executable and how it is run.
type Program struct {
	Path string
	Env  []string            // beside the harness's own
	User *syscall.Credential // nil for the harness's own
	// Under is a command line before the program's own: a tracer.
	Under []string
	// Stdout takes what a started program says on standard output; nil for the log.
	Stdout io.Writer
}

// With is the program with more in its environment.
func (p Program) With(env ...string) Program {
	p.Env = append(slices.Clone(p.Env), env...)
	return p
}

// Command is a command line of the program, not started yet.
func (p Program) Command(args ...string) *exec.Cmd {
	line := append(append(slices.Clone(p.Under), p.Path), args...)
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Env = append(os.Environ(), p.Env...)
	// A group of its own, so that a kill takes a tracer along.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: p.User}
	return cmd
}

// Answer is what a command that ends by itself said.
type Answer struct {
	Code   int
	Stdout []byte
	Stderr string
}

// Ask runs a command to its end. The error is for a command that could not be
// run or ended in no orderly way.
func (p Program) Ask(args ...string) (Answer, error) {
	cmd := p.Command(args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		return Answer{}, err
	}
	endless := time.AfterFunc(Patience, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	defer endless.Stop()
	err := cmd.Wait()
	a := Answer{Stdout: stdout.Bytes(), Stderr: stderr.String()}
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		a.Code, err = exit.ExitCode(), nil
	}
	if err == nil && (a.Code < 0 || Crashed(a.Stderr)) {
		err = fmt.Errorf("gongwen %v ended in disorder (%d): %s", args, a.Code, a.Stderr)
	}
	return a, err
}

// Must is Ask for a command that has to succeed.
func (p Program) Must(args ...string) (Answer, error) {
	a, err := p.Ask(args...)
	if err == nil && a.Code != 0 {
		err = fmt.Errorf("gongwen %v: exit %d: %s%s", args, a.Code, a.Stderr, a.Stdout)
	}
	return a, err
}

// Crashed tells a crash of the program from an error it reports.
func Crashed(stderr string) bool {
	return strings.Contains(stderr, "panic: ") || strings.Contains(stderr, "fatal error: ") ||
		strings.Contains(stderr, "goroutine ") || strings.Contains(stderr, "DATA RACE")
}

// Process is a gongwen that runs until it is stopped.
type Process struct {
	Cmd   *exec.Cmd
	log   string        // the file with all it says
	begun int64         // where in the log it begins to speak
	Ended chan struct{} // closed when it has ended
}

// Start starts a command that says what it says into the file log, behind what
// stands there.
func (p Program) Start(log string, args ...string) (*Process, error) {
	out, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o640)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	info, err := out.Stat()
	if err != nil {
		return nil, err
	}
	cmd := p.Command(args...)
	cmd.Stdout, cmd.Stderr = out, out
	if p.Stdout != nil {
		cmd.Stdout = p.Stdout
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	proc := &Process{Cmd: cmd, log: log, begun: info.Size(), Ended: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // how it ended is asked of ProcessState
		close(proc.Ended)
	}()
	return proc, nil
}

// Alive reports whether it still runs.
func (p *Process) Alive() bool {
	select {
	case <-p.Ended:
		return false
	default:
		return true
	}
}

// Kill ends the process, and whatever it runs under, between two instructions.
func (p *Process) Kill() {
	_ = syscall.Kill(-p.Cmd.Process.Pid, syscall.SIGKILL)
	<-p.Ended
}

// Killed reports whether the process, which has ended, died of SIGKILL.
func (p *Process) Killed() bool {
	status, ok := p.Cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// Patience is how long anything may take that is bound to happen.
const Patience = 2 * time.Minute

// Stop asks the process to end, as Ctrl-C does, and gives its exit code.
func (p *Process) Stop() (int, error) {
	_ = p.Cmd.Process.Signal(syscall.SIGTERM)
	return p.Wait()
}

// Wait waits for the process to end by itself.
func (p *Process) Wait() (int, error) {
	select {
	case <-p.Ended:
		return p.Cmd.ProcessState.ExitCode(), nil
	case <-time.After(Patience):
		// SIGQUIT has it say in the log where it hangs.
		_ = p.Cmd.Process.Signal(syscall.SIGQUIT)
		select {
		case <-p.Ended:
		case <-time.After(5 * time.Second):
			p.Kill()
		}
		return 0, fmt.Errorf("gongwen did not end within %v; where it hung stands in %s", Patience, p.log)
	}
}

// Room waits until the program says where its reading room is: host and port.
func (p *Process) Room() (address string, err error) {
	err = Eventually("gongwen opens its reading room", func() (bool, error) {
		alive := p.Alive()
		text, err := os.ReadFile(p.log)
		if err != nil {
			return false, err
		}
		said := string(text[p.begun:])
		_, after, opened := strings.Cut(said, "阅览室已开：http://")
		if begin, _, whole := strings.Cut(after, "/"); opened && whole {
			address = begin
			return true, nil
		}
		if !alive {
			return false, fmt.Errorf("gongwen ended: %s", said)
		}
		return false, nil
	})
	return address, err
}

// Memory is how many bytes of memory the process holds, by a line of its status in
// /proc: VmRSS, or VmHWM for the most it has held; 0 when the system does not tell.
func (p *Process) Memory(line string) int64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Cmd.Process.Pid))
	for text := range strings.Lines(string(status)) {
		var kib int64
		if n, _ := fmt.Sscanf(text, line+": %d kB", &kib); n == 1 {
			return kib << 10
		}
	}
	return 0
}

// Build makes an executable from the source the harness stands in, with the given
// build tags. What only a debugger reads is left out: linking takes long enough.
func Build(path, tags string) error {
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-w", "-tags", tags, "-o", path, "gongwen/cmd/gongwen")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

// Eventually waits until true comes out of done, which is bound to happen.
func Eventually(what string, done func() (bool, error)) error { return Within(Patience, what, done) }

// Within is Eventually with a limit of its own.
func Within(limit time.Duration, what string, done func() (bool, error)) error {
	deadline := time.Now().Add(limit)
	for {
		ok, err := done()
		if err != nil || ok {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("did not happen within %v: %s", limit, what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
