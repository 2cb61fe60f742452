package inbox

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/retry"
)

var morning = time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)

func look(paths ...string) Look {
	var l Look
	for _, path := range paths {
		l.Settled = append(l.Settled, File{Path: path, Size: 1, ModTime: morning})
	}
	return l
}

// names writes tasks for comparing: stray ones with ?, overdue ones with !.
func names(tasks []Task) string {
	var all []string
	for _, e := range tasks {
		name := e.Path
		if e.stray {
			name += "?"
		}
		if e.overdue {
			name += "!"
		}
		all = append(all, name)
	}
	return strings.Join(all, " ")
}

// tasksOf are those of a look, without a limit.
func tasksOf(r *tracker, l Look, now time.Time) []Task {
	all, _ := r.tasks(l, now, len(l.Settled))
	return all
}

func expect(t *testing.T, step string, got []Task, want string) {
	t.Helper()
	if names(got) != want {
		t.Errorf("%s: tasks %q, want %q", step, names(got), want)
	}
}

func TestTasksOfferAFormOnceAndAgainWhenItsFolderChanges(t *testing.T) {
	r := newTracker(10 * time.Minute)
	first := tasksOf(r, look("财/信.yaml"), morning)
	expect(t, "new", first, "财/信.yaml")
	expect(t, "in hand", tasksOf(r, look("财/信.yaml"), morning), "")

	r.leave(first[0], morning, false, "等候附件：函.pdf")
	r.done("财/信.yaml")
	expect(t, "nothing new", tasksOf(r, look("财/信.yaml"), morning.Add(time.Minute)), "")
	again := tasksOf(r, look("财/信.yaml", "财/函.pdf"), morning.Add(2*time.Minute))
	expect(t, "the attachment has come", again, "财/信.yaml")
	r.leave(again[0], morning.Add(2*time.Minute), false, "等候附件：函.pdf")
	r.done("财/信.yaml")
	expect(t, "waited too long, counted from the beginning",
		tasksOf(r, look("财/信.yaml", "财/函.pdf"), morning.Add(10*time.Minute)), "财/信.yaml!")
}

func TestTasksGiveBackAStrayOnlyWhenNoFormIsAtWorkBesideIt(t *testing.T) {
	r := newTracker(10 * time.Minute)
	form := tasksOf(r, look("财/信.yaml", "财/函.pdf"), morning)
	expect(t, "the form first", form, "财/信.yaml")
	expect(t, "while it is in hand", tasksOf(r, look("财/信.yaml", "财/函.pdf"), morning), "")
	r.moved("财/信.yaml")

	stray := tasksOf(r, look("财/函.pdf"), morning)
	expect(t, "no form named it", stray, "财/函.pdf?")
	r.leave(stray[0], morning, true, "等候表单送到")
	r.done("财/函.pdf")
	expect(t, "waiting", tasksOf(r, look("财/函.pdf"), morning.Add(9*time.Minute)), "")
	expect(t, "at last", tasksOf(r, look("财/函.pdf"), morning.Add(10*time.Minute)), "财/函.pdf?!")
}

func TestTasksGiveBackStraysAtOnceWithoutPatience(t *testing.T) {
	r := newTracker(0)
	expect(t, "stray", tasksOf(r, look("财/函.pdf"), morning), "财/函.pdf?!")
}

func TestTasksTakeAFolderDroppedWholeAsAWhole(t *testing.T) {
	r := newTracker(time.Hour)
	copying := look("财/信.yaml", "财/一袋/信.yaml")
	copying.Unstable = map[string]bool{"财": true, "财/一袋": true}
	expect(t, "while the rest is copied", tasksOf(r, copying, morning), "财/信.yaml")
	expect(t, "complete", tasksOf(r, look("财/一袋/信.yaml", "财/一袋/函.pdf"), morning), "财/一袋/信.yaml")
}

// TestFailIsTriedAgainAfterGrowingPauses, for ever.
func TestFailIsTriedAgainAfterGrowingPauses(t *testing.T) {
	r := newTracker(time.Hour)
	now := morning
	var pauses []time.Duration
	for try := range 12 {
		e := tasksOf(r, look("财/信.yaml"), now)
		expect(t, "now", e, "财/信.yaml")
		if news := r.fail(e[0], now, "没有权限"); news != (try == 0) {
			t.Errorf("try %d: news %v", try, news)
		}
		r.done("财/信.yaml")
		next := r.nextTry(morning)
		expect(t, "too soon", tasksOf(r, look("财/信.yaml"), next.Add(-time.Millisecond)), "")
		pauses = append(pauses, next.Sub(now))
		now = next
	}
	if pauses[0] != retry.FirstPause || pauses[1] != 2*retry.FirstPause || pauses[11] != retry.LongestPause {
		t.Errorf("pauses %v", pauses)
	}
	if w, _ := r.ledger(); len(w) != 1 || w[0].Reason != "没有权限" {
		t.Errorf("waiting %+v", w)
	}
}

// TestTasksOfAUnitThatDropsManyDoNotKeepOthersWaiting: the limit is shared.
func TestTasksOfAUnitThatDropsManyDoNotKeepOthersWaiting(t *testing.T) {
	r := newTracker(time.Hour)
	l := look("财/1.yaml", "财/2.yaml", "财/3.yaml", "财/4.yaml", "财/5.yaml", "民/1.yaml", "水/1.yaml")
	first, more := r.tasks(l, morning, 4)
	expect(t, "first", first, "财/1.yaml 民/1.yaml 水/1.yaml 财/2.yaml")
	if !more {
		t.Error("there is more to do")
	}
	second, more := r.tasks(l, morning, 4)
	expect(t, "then", second, "财/3.yaml 财/4.yaml 财/5.yaml")
	if more {
		t.Error("there is nothing more to do")
	}
}

func attachments(paths ...string) []attachment {
	var all []attachment
	for _, path := range paths {
		all = append(all, attachment{File: File{Path: path, Size: 1, ModTime: morning}})
	}
	return all
}

func TestClaimIsAllOrNone(t *testing.T) {
	r := newTracker(0)
	r.busy["b"] = true // being given back
	if r.claim("1", attachments("a", "b")) || !r.claim("2", attachments("a", "c")) {
		t.Error("a file was left in hand by a claim that failed")
	}
}

func TestWhatAnotherFormTookIsShared(t *testing.T) {
	r := newTracker(0)
	if !r.claim("1", attachments("a", "b")) {
		t.Fatal("not free")
	}
	second := attachments("b", "c")
	if !r.claim("2", second) || second[0].shared == nil || second[0].shared.key != "1" || second[0].shared.n != 2 || second[1].shared != nil {
		t.Errorf("second %+v", second)
	}
	other := attachments("b")
	other[0].Size = 2 // dropped since, under the same name
	if r.claim("3", other); other[0].shared != nil {
		t.Error("another file of that name was taken for the same")
	}
}

func TestTrackerRemembersWaitingUntilTheFileIsGone(t *testing.T) {
	r := newTracker(time.Hour)
	e := tasksOf(r, look("财/信.yaml"), morning)[0]
	if !r.leave(e, morning, false, "等候附件：函.pdf") || r.leave(e, morning.Add(time.Minute), false, "等候附件：函.pdf") {
		t.Error("the same reason was new twice, or never")
	}
	r.done("财/信.yaml")
	w, changed := r.ledger()
	if !changed || len(w) != 1 || w[0].Unit != "财" || !w[0].Arrived.Equal(morning) {
		t.Errorf("waiting %+v, changed %v", w, changed)
	}
	if _, changed := r.ledger(); changed {
		t.Error("nothing has changed since")
	}
	later := newTracker(time.Hour)
	later.remember(w[0])
	expect(t, "after a restart the clock runs on", tasksOf(later, look("财/信.yaml"), morning.Add(time.Hour)), "财/信.yaml!")
	later.done("财/信.yaml")

	unreadable := look()
	unreadable.Errs = []error{fmt.Errorf("permission denied")}
	tasksOf(later, unreadable, morning)
	if len(later.waiting) != 1 {
		t.Error("a folder that could not be read was taken for empty")
	}
	tasksOf(later, look(), morning)
	if w, changed := later.ledger(); len(w) != 0 || !changed {
		t.Error("a file taken back by its owner still waits")
	}
}
