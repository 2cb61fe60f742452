package pipeline

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"gongwen/pipeline/deadline"
	"gongwen/pipeline/returns"
)

// watchdog knows what every worker, and everything that runs beside them, is at
// and since when, so that a hang can be told and a stop need not wait for it.
// A nil watchdog knows nothing.
type watchdog struct {
	// limit is how long one step may take before it is said to hang.
	limit time.Duration
	// patience is how long a stop waits while nothing moves at all.
	patience time.Duration

	mu    sync.Mutex
	at    map[*activity]bool
	moved time.Time // when anything last began, went on or ended
}

// activity is what one of them is at. A nil activity is nobody's.
type activity struct {
	watchdog *watchdog
	limit    time.Duration
	on       string // the file below inbox/, or what is done beside the workers
	step     string
	since    time.Time
}

// hangs is a step that takes too long.
type hangs struct {
	On, Step string
	Since    time.Time
}

func newWatchdog() *watchdog {
	// A step that waits for a folder is given up before the stop is.
	return &watchdog{limit: 2 * time.Minute, patience: deadline.Limit + 10*time.Second, at: map[*activity]bool{}}
}

// begin notes that somebody is at a step.
func (w *watchdog) begin(on, step string) *activity {
	if w == nil {
		return nil
	}
	return w.add(&activity{watchdog: w, limit: w.limit, on: on, step: step})
}

func (w *watchdog) add(a *activity) *activity {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at[a] = true
	a.move()
	return a
}

// beginLong is begin for what may take several times as long from one sign of life
// to the next.
func (w *watchdog) beginLong(on, step string) *activity {
	if w == nil {
		return nil
	}
	return w.add(&activity{watchdog: w, limit: 5 * w.limit, on: on, step: step})
}

// goOn notes the next step.
func (a *activity) goOn(step string) {
	if a == nil {
		return
	}
	a.watchdog.mu.Lock()
	defer a.watchdog.mu.Unlock()
	a.step = step
	a.move()
}

// alive notes that a step gets on.
func (a *activity) alive() {
	if a != nil {
		a.goOn(a.step)
	}
}

func (a *activity) move() {
	a.since = time.Now()
	a.watchdog.moved = a.since
}

// end notes that it is done.
func (a *activity) end() {
	if a == nil {
		return
	}
	a.watchdog.mu.Lock()
	defer a.watchdog.mu.Unlock()
	delete(a.watchdog.at, a)
	a.watchdog.moved = time.Now()
}

// hanging are the steps that take too long, the oldest first.
func (w *watchdog) hanging() []hangs {
	return w.those(func(a *activity) bool { return time.Since(a.since) >= a.limit })
}

// underway are all steps.
func (w *watchdog) underway() []hangs { return w.those(func(*activity) bool { return true }) }

func (w *watchdog) those(which func(*activity) bool) (all []hangs) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for a := range w.at {
		if which(a) {
			all = append(all, hangs{a.on, a.step, a.since})
		}
	}
	slices.SortFunc(all, func(a, b hangs) int { return a.Since.Compare(b.Since) })
	return all
}

// news is what there is to tell since the last time: of every hang once, and
// once more when it is over.
func (w *watchdog) news(told map[*activity]string) (lines []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for a, what := range told {
		if !w.at[a] || time.Since(a.since) < a.limit {
			delete(told, a)
			lines = append(lines, what+"已恢复")
		}
	}
	for a := range w.at {
		if told[a] == "" && time.Since(a.since) >= a.limit {
			told[a] = hangs{On: a.on, Step: a.step}.String()
			lines = append(lines, fmt.Sprintf("%s从%s起没有进展，其余的照常办理。请检查磁盘和网络；一直不恢复的，请重新启动程序，办到一半的会接着办",
				told[a], a.since.Format("15:04:05")))
		}
	}
	slices.Sort(lines)
	return lines
}

func (h hangs) String() string {
	return fmt.Sprintf("“%s”的“%s”一步", returns.Visible(h.On), h.Step)
}

// Hung is the error of a run that was told to stop and could not wait for what
// hangs. All that was under way is on the disk and goes on at the next start;
// but goroutines are left that still use the office.
type Hung struct{ steps []hangs }

func (e *Hung) Error() string {
	var lines []string
	for _, h := range e.steps {
		lines = append(lines, fmt.Sprintf("%s（从%s起）", h, h.Since.Format("15:04:05")))
	}
	if len(lines) == 0 {
		lines = []string{"程序"}
	}
	return "已停止，没有等到" + strings.Join(lines, "、") + "办完。已办到的都在磁盘上，下次运行时接着办"
}

// Hanging tells since when each step has hung that does: whose, the events say.
func (p *Pipeline) Hanging() (since []time.Time) {
	for _, h := range p.watchdog.hanging() {
		since = append(since, h.Since)
	}
	return since
}

// attend runs the pipeline, tells of what hangs, and once ctx has ended waits for
// it to end only as long as anything moves.
func (p *Pipeline) attend(ctx context.Context, run func() error) error {
	ended, done := make(chan error, 1), make(chan struct{})
	go func() { ended <- run() }()
	defer close(done)
	go p.tellOfHangs(done)
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	for began := time.Now(); ; {
		p.watchdog.mu.Lock()
		last := p.watchdog.moved
		p.watchdog.mu.Unlock()
		if last.Before(began) {
			last = began
		}
		left := p.watchdog.patience - time.Since(last)
		if left <= 0 {
			return &Hung{p.watchdog.underway()}
		}
		select {
		case err := <-ended:
			return err
		case <-time.After(left):
		}
	}
}

// tellOfHangs does so until done. It is nobody else's goroutine: whoever is told
// may hang, too.
func (p *Pipeline) tellOfHangs(done <-chan struct{}) {
	tick := time.NewTicker(p.watchdog.limit / 8)
	defer tick.Stop()
	told := map[*activity]string{}
	for {
		select {
		case <-done:
			return
		case <-tick.C:
		}
		for _, line := range p.watchdog.news(told) {
			p.tell(Event{Event: FaultEvent, Reason: line})
		}
	}
}
