//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"gongwen/cmd/internal/program"
)

// process is the gongwen under load.
type process struct {
	*program.Process
	at   string       // its address, as http://127.0.0.1:1234
	most atomic.Int64 // bytes resident at most, as seen
	last atomic.Int64 // and when it was looked at last
	own  atomic.Int64 // bytes of most that are no files mapped into memory
}

// start starts the program on a data folder and gives its events to tell. What it
// says besides goes into the file log.
func start(gongwen program.Program, data, log string, tell func(program.Event)) (*process, error) {
	gongwen.Stdout = &events{tell: tell}
	proc, err := gongwen.Start(log, "run", "-d", data, "--serve", "127.0.0.1:0", "--proxy", "127.0.0.1", "--json")
	if err != nil {
		return nil, err
	}
	p := &process{Process: proc}
	go p.watch()
	at, err := p.Room()
	if err != nil {
		p.Kill()
		return nil, err
	}
	p.at = "http://" + at
	return p, nil
}

// events tells of each line that is written.
type events struct {
	tell func(program.Event)
	rest []byte
}

func (e *events) Write(b []byte) (int, error) {
	e.rest = append(e.rest, b...)
	for {
		line, rest, whole := bytes.Cut(e.rest, []byte("\n"))
		if !whole {
			return len(b), nil
		}
		e.rest = rest
		if one, ok := program.ParseEvent(line); ok {
			one.Seen = time.Now()
			e.tell(one)
		}
	}
}

// watch looks at the memory now and then.
func (p *process) watch() {
	for p.Alive() {
		resident := p.Memory("VmRSS")
		if resident > p.most.Load() {
			p.most.Store(resident)
			p.own.Store(p.Memory("RssAnon"))
		}
		if resident > 0 {
			p.last.Store(resident)
		}
		select {
		case <-p.Ended:
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// cpu is how much of the processors the program has used.
func (p *process) cpu() time.Duration {
	if !p.Alive() {
		return p.Cmd.ProcessState.UserTime() + p.Cmd.ProcessState.SystemTime()
	}
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.Cmd.Process.Pid))
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

// stop stops the program as Ctrl-C does.
func (p *process) stop() error {
	code, err := p.Stop()
	if err == nil && code != 0 {
		err = fmt.Errorf("gongwen run ended with %v", p.Cmd.ProcessState)
	}
	return err
}
