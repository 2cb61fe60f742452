//go:build faults

package fault

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// rule is one part of GONGWEN_FAULTS.
type rule struct {
	step   Step
	how    byte // '#' the n-th time, '%' every n-th, '~' with probability p, 0 always
	n      int
	p      float64
	action string
}

var errnos = map[string]syscall.Errno{"ENOSPC": syscall.ENOSPC, "EIO": syscall.EIO, "EACCES": syscall.EACCES}

var (
	mu    sync.Mutex
	times = map[Step]int{}

	spec  = os.Getenv("GONGWEN_FAULTS")
	clock = mustDuration(os.Getenv("GONGWEN_CLOCK"))
)

// At makes the program fail if a rule says so.
func At(step Step) error {
	mu.Lock()
	defer mu.Unlock()
	times[step]++
	for _, r := range rules() {
		if r.step != step && r.step != "*" || !r.now(times[step]) {
			continue
		}
		if r.action == "kill" {
			self, err := os.FindProcess(os.Getpid())
			if err == nil {
				err = self.Kill()
			}
			if err != nil {
				panic(err)
			}
			select {} // nothing more is done
		}
		return &fs.PathError{Op: "fault", Path: string(step), Err: errnos[r.action]}
	}
	return nil
}

func (r rule) now(times int) bool {
	switch r.how {
	case '#':
		return times == r.n
	case '%':
		return times%r.n == 0
	case '~':
		return rand.Float64() < r.p
	}
	return true
}

func rules() []rule {
	text := spec
	if file, ok := strings.CutPrefix(spec, "@"); ok {
		b, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			panic(err)
		}
		text = strings.TrimSpace(string(b))
	}
	var all []rule
	for part := range strings.SplitSeq(text, ",") {
		if part != "" {
			all = append(all, parse(part))
		}
	}
	return all
}

// parse panics on what it does not understand: a test with a mistyped fault
// would prove nothing.
func parse(part string) rule {
	when, action, _ := strings.Cut(part, "=")
	r := rule{action: action}
	if _, known := errnos[action]; !known && action != "kill" {
		panic(fmt.Sprintf("GONGWEN_FAULTS: %q: no such action", part))
	}
	i := strings.IndexAny(when, "#%~")
	if i < 0 {
		r.step = Step(when)
		return r
	}
	r.step, r.how = Step(when[:i]), when[i]
	var err error
	if r.how == '~' {
		r.p, err = strconv.ParseFloat(when[i+1:], 64)
	} else {
		r.n, err = strconv.Atoi(when[i+1:])
	}
	if err != nil || r.how != '~' && r.n < 1 {
		panic(fmt.Sprintf("GONGWEN_FAULTS: %q: no such number", part))
	}
	return r
}

// Now is the time, as far off as GONGWEN_CLOCK says.
func Now() time.Time { return time.Now().Add(clock) }

func mustDuration(s string) time.Duration {
	if s == "" {
		return 0
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		panic(err)
	}
	return d
}
