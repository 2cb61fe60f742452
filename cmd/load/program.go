//go:build linux

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// program is the gongwen under load.
type program struct {
	cmd   *exec.Cmd
	at    string        // its address, as http://127.0.0.1:1234
	ended chan struct{} // closed when it has ended
	most  atomic.Int64  // bytes resident at most, as seen
	last  atomic.Int64  // and when it was looked at last
	own   atomic.Int64  // bytes of most that are no files mapped into memory
}

// event is a line that gongwen run --json prints.
type event struct {
	Event  string `json:"event"`
	File   string `json:"file"`
	Reason string `json:"reason"`
	seen   time.Time
}

// startable is how long the program may take until it says where it serves.
const startable = 3 * time.Minute

// start starts the program on a data folder and gives its events to tell. What it
// says besides goes into the file log.
func start(gongwen, data, log string, tell func(event)) (*program, error) {
	out, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	p := &program{cmd: exec.Command(gongwen, "run", "-d", data, "--serve", "127.0.0.1:0", "--proxy", "127.0.0.1", "--json"), ended: make(chan struct{})}
	p.cmd.Stderr = out
	events, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		readEvents(events, tell)
		_ = p.cmd.Wait() // how it ended is asked of ProcessState
		close(p.ended)
	}()
	go p.watch()
	if err := p.findAddress(log); err != nil {
		return nil, errors.Join(err, p.stop(time.Second))
	}
	return p, nil
}

func readEvents(from io.Reader, tell func(event)) {
	lines := bufio.NewReader(from)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		e := event{seen: time.Now()}
		if json.Unmarshal(line, &e) == nil {
			tell(e)
		}
	}
}

var address = regexp.MustCompile(`http://[0-9.]+:[0-9]+`)

// findAddress waits until the program tells its address in the log.
func (p *program) findAddress(log string) error {
	for deadline := time.Now().Add(startable); ; time.Sleep(50 * time.Millisecond) {
		said, err := os.ReadFile(log)
		if err != nil {
			return err
		}
		if p.at = address.FindString(string(said)); p.at != "" {
			return nil
		}
		if !p.alive() {
			return fmt.Errorf("gongwen run ended: %s", said)
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("gongwen did not say within %v where it serves: %s", startable, said)
		}
	}
}

func (p *program) alive() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// watch looks at the memory now and then.
func (p *program) watch() {
	for p.alive() {
		resident, own := p.resident()
		if resident > p.most.Load() {
			p.most.Store(resident)
			p.own.Store(own)
		}
		if resident > 0 {
			p.last.Store(resident)
		}
		select {
		case <-p.ended:
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// resident is how many bytes of memory the program holds, and how many of these
// are its own, not those of files.
func (p *program) resident() (all, own int64) {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	for line := range strings.Lines(string(status)) {
		var kib int64
		if n, _ := fmt.Sscanf(line, "VmRSS: %d kB", &kib); n == 1 {
			all = kib << 10
		}
		if n, _ := fmt.Sscanf(line, "RssAnon: %d kB", &kib); n == 1 {
			own = kib << 10
		}
	}
	return all, own
}

// cpu is how much of the processors the program has used.
func (p *program) cpu() time.Duration {
	if !p.alive() {
		return p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime()
	}
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	// Behind the name, which may hold blanks: utime and stime are the 14th and 15th.
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	const tick = 10 * time.Millisecond // USER_HZ is 100 on all that Go runs on
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * tick
}

// stop asks the program to end, as Ctrl-C does. One that does not is made to say
// in its log where it hangs.
func (p *program) stop(within time.Duration) error {
	_ = p.cmd.Process.Signal(os.Interrupt)
	select {
	case <-p.ended:
	case <-time.After(within):
		_ = p.cmd.Process.Signal(syscall.SIGQUIT)
		select {
		case <-p.ended:
		case <-time.After(5 * time.Second):
			_ = p.cmd.Process.Kill()
			<-p.ended
		}
		return fmt.Errorf("gongwen did not end within %v of being asked to; where it hung stands in its log", within)
	}
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("gongwen run ended with %v", p.cmd.ProcessState)
	}
	return nil
}

// sums are those of the ledger.
type sums struct{ Received, Filed, Returned, Duplicate, Pending int }

// ledger asks for the ledger's sums; the error is also for sums that do not hold.
func ledger(gongwen, data string) (s sums, err error) {
	cmd := exec.Command(gongwen, "ledger", "-d", data, "--json")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return s, fmt.Errorf("gongwen ledger: %w", err)
	}
	return s, json.Unmarshal(out, &s)
}
