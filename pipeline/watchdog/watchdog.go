// Package watchdog knows what every worker of a program is at and since when, so
// that a step that hangs – on a dead disk, say – can be told, and a stop does not
// wait for it for ever.
package watchdog

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"gongwen/pipeline/deadline"
)

// Watchdog watches over activities. A nil Watchdog watches over none.
type Watchdog struct {
	// Limit is how long one step may take before it is said to hang.
	Limit time.Duration
	// Patience is how long a stop waits while nothing moves at all.
	Patience time.Duration

	mu         sync.Mutex
	activities map[*Activity]bool
	moved      time.Time // when anything last began, went on or ended
}

// Activity is what one worker is at. A nil Activity is nobody's.
type Activity struct {
	watchdog *Watchdog
	limit    time.Duration
	on       string // a file, or what is done beside the forms
	step     string
	since    time.Time
}

// Hang is a step that takes too long.
type Hang struct {
	On, Step string
	Since    time.Time
}

// New is a watchdog that gives a step two minutes.
func New() *Watchdog {
	// A step that waits for a folder is given up before the stop is.
	return &Watchdog{Limit: 2 * time.Minute, Patience: deadline.Limit + 10*time.Second, activities: map[*Activity]bool{}}
}

// Begin notes that somebody is at a step.
func (w *Watchdog) Begin(on, step string) *Activity {
	if w == nil {
		return nil
	}
	return w.add(&Activity{watchdog: w, limit: w.Limit, on: on, step: step})
}

func (w *Watchdog) add(a *Activity) *Activity {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.activities[a] = true
	a.move()
	return a
}

// BeginLong is Begin for what may take several times as long from one sign of life
// to the next.
func (w *Watchdog) BeginLong(on, step string) *Activity {
	if w == nil {
		return nil
	}
	return w.add(&Activity{watchdog: w, limit: 5 * w.Limit, on: on, step: step})
}

// Step notes the next step.
func (a *Activity) Step(step string) {
	if a == nil {
		return
	}
	a.watchdog.mu.Lock()
	defer a.watchdog.mu.Unlock()
	a.step = step
	a.move()
}

// Alive notes that a step gets on. Several may do so at once.
func (a *Activity) Alive() {
	if a == nil {
		return
	}
	a.watchdog.mu.Lock()
	defer a.watchdog.mu.Unlock()
	a.move()
}

// move notes that it moved. The caller holds the watchdog's mu.
func (a *Activity) move() {
	a.since = time.Now()
	a.watchdog.moved = a.since
}

// End notes that it is done.
func (a *Activity) End() {
	if a == nil {
		return
	}
	a.watchdog.mu.Lock()
	defer a.watchdog.mu.Unlock()
	delete(a.watchdog.activities, a)
	a.watchdog.moved = time.Now()
}

// Hanging are the steps that take too long, the oldest first.
func (w *Watchdog) Hanging() []Hang {
	return w.those(func(a *Activity) bool { return time.Since(a.since) >= a.limit })
}

// inProgress are all steps.
func (w *Watchdog) inProgress() []Hang { return w.those(func(*Activity) bool { return true }) }

func (w *Watchdog) those(which func(*Activity) bool) (all []Hang) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for a := range w.activities {
		if which(a) {
			all = append(all, Hang{a.on, a.step, a.since})
		}
	}
	slices.SortFunc(all, func(a, b Hang) int { return a.Since.Compare(b.Since) })
	return all
}

// news is what there is to say since the last time: of every hang once, and once
// more when it is over.
func (w *Watchdog) news(notified map[*Activity]string) (lines []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for a, what := range notified {
		if !w.activities[a] || time.Since(a.since) < a.limit {
			delete(notified, a)
			lines = append(lines, what+"已恢复")
		}
	}
	for a := range w.activities {
		if notified[a] == "" && time.Since(a.since) >= a.limit {
			notified[a] = Hang{On: a.on, Step: a.step}.String()
			lines = append(lines, fmt.Sprintf("%s从%s起没有进展，其余的照常办理。请检查磁盘和网络；一直不恢复的，请重新启动程序，办到一半的会接着办",
				notified[a], a.since.Format("15:04:05")))
		}
	}
	slices.Sort(lines)
	return lines
}

func (h Hang) String() string {
	return fmt.Sprintf("“%s”的“%s”一步", h.On, h.Step)
}

// Hung is the error of a run that was told to stop and could not wait for what
// hangs. All that was under way is on the disk and goes on at the next start;
// but goroutines are left that still use the workspace.
type Hung struct{ steps []Hang }

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

// Run runs what the activities belong to, notifies of what hangs, and once ctx has
// ended waits for it to end only as long as anything moves: then the error is a
// *Hung.
func (w *Watchdog) Run(ctx context.Context, run func() error, notify func(line string)) error {
	ended, done := make(chan error, 1), make(chan struct{})
	go func() { ended <- run() }()
	defer close(done)
	go w.notifyOfHangs(done, notify)
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	for began := time.Now(); ; {
		left := w.Patience - time.Since(w.lastMove(began))
		if left <= 0 {
			return &Hung{w.inProgress()}
		}
		select {
		case err := <-ended:
			return err
		case <-time.After(left):
		}
	}
}

// lastMove is when anything last moved, or since if that is later.
func (w *Watchdog) lastMove(since time.Time) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.moved.Before(since) {
		return since
	}
	return w.moved
}

// notifyOfHangs does so until done. It has a goroutine of its own: whoever is
// notified may hang, too.
func (w *Watchdog) notifyOfHangs(done <-chan struct{}, notify func(line string)) {
	tick := time.NewTicker(w.Limit / 8)
	defer tick.Stop()
	notified := map[*Activity]string{}
	for {
		select {
		case <-done:
			return
		case <-tick.C:
		}
		for _, line := range w.news(notified) {
			notify(line)
		}
	}
}
