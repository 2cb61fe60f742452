//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// program is a gongwen executable and how it is run.
type program struct {
	path string
	env  []string            // beside the harness's own
	user *syscall.Credential // nil for the harness's own
	// under is a command line before the program's own: a tracer.
	under []string
}

func (p program) with(env ...string) program {
	p.env = append(slices.Clone(p.env), env...)
	return p
}

func (p program) command(args ...string) *exec.Cmd {
	line := append(append(slices.Clone(p.under), p.path), args...)
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Env = append(os.Environ(), p.env...)
	// A group of its own, so that a kill takes a tracer along.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: p.user}
	return cmd
}

// answer is what a command that ends by itself said.
type answer struct {
	code   int
	stdout []byte
	stderr string
}

// ask runs a command to its end. The error is for a command that could not be
// run or ended in no orderly way.
func (p program) ask(args ...string) (answer, error) {
	cmd := p.command(args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		return answer{}, err
	}
	endless := time.AfterFunc(patience, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	defer endless.Stop()
	err := cmd.Wait()
	a := answer{stdout: stdout.Bytes(), stderr: stderr.String()}
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		a.code, err = exit.ExitCode(), nil
	}
	if err == nil && (a.code < 0 || crashed(a.stderr)) {
		err = fmt.Errorf("gongwen %v ended in disorder (%d): %s", args, a.code, a.stderr)
	}
	return a, err
}

// must is ask for a command that has to succeed.
func (p program) must(args ...string) (answer, error) {
	a, err := p.ask(args...)
	if err == nil && a.code != 0 {
		err = fmt.Errorf("gongwen %v: exit %d: %s%s", args, a.code, a.stderr, a.stdout)
	}
	return a, err
}

// crashed tells a crash of the program from an error it reports.
func crashed(stderr string) bool {
	return strings.Contains(stderr, "panic: ") || strings.Contains(stderr, "fatal error: ") ||
		strings.Contains(stderr, "goroutine ") || strings.Contains(stderr, "DATA RACE")
}

// process is a gongwen that runs until it is stopped.
type process struct {
	cmd   *exec.Cmd
	log   string        // the file with all it says
	ended chan struct{} // closed when it has ended
}

// start starts a command that says what it says into the file log, behind what
// stands there.
func (p program) start(log string, args ...string) (*process, error) {
	out, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o640)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	cmd := p.command(args...)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	proc := &process{cmd: cmd, log: log, ended: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // how it ended is asked of ProcessState
		close(proc.ended)
	}()
	return proc, nil
}

func (p *process) alive() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// kill ends the process, and whatever it runs under, between two instructions.
func (p *process) kill() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	<-p.ended
}

// patience is how long anything may take that is bound to happen.
const patience = 2 * time.Minute

// stop asks the process to end, as Ctrl-C does, and gives its exit code.
func (p *process) stop() (int, error) {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	return p.wait()
}

// wait waits for the process to end by itself.
func (p *process) wait() (int, error) {
	select {
	case <-p.ended:
		return p.cmd.ProcessState.ExitCode(), nil
	case <-time.After(patience):
		// SIGQUIT has it say in the log where it hangs.
		_ = p.cmd.Process.Signal(syscall.SIGQUIT)
		select {
		case <-p.ended:
		case <-time.After(5 * time.Second):
			p.kill()
		}
		return 0, fmt.Errorf("gongwen did not end within %v; where it hung stands in %s", patience, p.log)
	}
}

// peak is the most memory the process has held, in bytes; 0 when the system
// does not tell.
func (p *process) peak() int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		var kib int64
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kib); n == 1 {
			return kib << 10
		}
	}
	return 0
}

// build makes the executables from the source the harness stands in: the
// program as it is shipped, and the one with the fault seam.
func build(dir string) (shipped, faulty string, err error) {
	shipped, faulty = filepath.Join(dir, "gongwen"), filepath.Join(dir, "gongwen-faults")
	for path, tags := range map[string]string{shipped: "", faulty: "faults"} {
		cmd := exec.Command("go", "build", "-trimpath", "-tags", tags, "-o", path, "gongwen/cmd/gongwen")
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", "", fmt.Errorf("go build: %w\n%s", err, out)
		}
	}
	return shipped, faulty, nil
}

// eventually waits until true comes out of done, which is bound to happen.
func eventually(what string, done func() (bool, error)) error { return within(patience, what, done) }

func within(limit time.Duration, what string, done func() (bool, error)) error {
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

// killed tells whether the process, which has ended, died of SIGKILL.
func (p *process) killed() bool {
	status, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}
