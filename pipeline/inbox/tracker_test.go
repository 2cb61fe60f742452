package inbox

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/retry"
	"gongwen/pipeline/sorting"
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

// readAll reads what is to be read: forms that name the attachments given by file.
func readAll(t *testing.T, r *tracker, l Look, now time.Time, names map[string][]string) {
	t.Helper()
	for _, task := range tasksOf(r, l, now) {
		if !task.read {
			t.Fatalf("%s was not read first", task.Path)
		}
		r.noteRead(task.File, sorting.Reading{Form: true, Names: names[task.Path]}, nil, nil)
		r.done(task.Path)
	}
}

func attachmentsOf(t Task) []attachment {
	var all []attachment
	for _, f := range t.folder.files {
		if slices.Contains(t.folder.sorted.Of[f.Name()], t.Name()) {
			all = append(all, attachment{File: f})
		}
	}
	return all
}

// TestClaimTakesTurns: of an attachment of two forms the first takes a copy, and the
// other waits until that is done and then takes the file.
func TestClaimTakesTurns(t *testing.T) {
	r := newTracker(time.Hour)
	l := look("财/甲.yaml", "财/乙.yaml", "财/函.pdf")
	readAll(t, r, l, morning, map[string][]string{"财/甲.yaml": {"函.pdf"}, "财/乙.yaml": {"函.pdf"}})
	both := tasksOf(r, l, morning)
	expect(t, "read", both, "财/甲.yaml 财/乙.yaml")
	first, second := attachmentsOf(both[0]), attachmentsOf(both[1])
	if !r.claim(both[0], first) || len(first) != 1 || !first[0].copy {
		t.Errorf("the first takes %+v", first)
	}
	if r.claim(both[1], second) {
		t.Error("both have it in hand")
	}
	r.done("财/乙.yaml")
	expect(t, "while it is lent", tasksOf(r, l, morning), "")
	if w, _ := r.ledger(); len(w) != 1 || w[0].Path != "财/乙.yaml" {
		t.Errorf("waiting %+v", w)
	}
	r.moved("财/甲.yaml", "财/函.pdf")
	left := look("财/乙.yaml", "财/函.pdf")
	again := tasksOf(r, left, morning)
	expect(t, "its turn", again, "财/乙.yaml")
	if last := attachmentsOf(again[0]); !r.claim(again[0], last) || last[0].copy {
		t.Error("the last left it")
	}
}

// TestClaimKnowsWhatHasBeenTaken: the last form takes the file, also when a look comes
// late that saw the first; one that was written to meanwhile may still need it.
func TestClaimKnowsWhatHasBeenTaken(t *testing.T) {
	for what, written := range map[string]bool{"a late look": false, "written to": true} {
		r := newTracker(time.Hour)
		l := look("财/袋/甲.yaml", "财/袋/乙.yaml", "财/袋/函.pdf")
		readAll(t, r, l, morning, map[string][]string{"财/袋/甲.yaml": {"函.pdf"}, "财/袋/乙.yaml": {"函.pdf"}})
		both := tasksOf(r, l, morning)
		if first := attachmentsOf(both[0]); !r.claim(both[0], first) || !first[0].copy {
			t.Errorf("%s: the first takes %+v", what, first)
		}
		r.moved("财/袋/甲.yaml", "财/袋/函.pdf")
		if written {
			l.Settled[0].Size++
		}
		expect(t, what, tasksOf(r, l, morning), "财/袋/甲.yaml")
		if last := attachmentsOf(both[1]); !r.claim(both[1], last) || last[0].copy != written {
			t.Errorf("%s: the last takes %+v", what, last)
		}
	}
}

// TestTasksTakeAFormThatAnotherNamesForItsAttachment, and not for a form.
func TestTasksTakeAFormThatAnotherNamesForItsAttachment(t *testing.T) {
	r := newTracker(time.Hour)
	l := look("财/信.yaml", "财/表.yaml")
	readAll(t, r, l, morning, map[string][]string{"财/信.yaml": {"表.yaml"}})
	expect(t, "read", tasksOf(r, l, morning), "财/信.yaml")
}

// TestTasksHoldAFormWhoseAttachmentAnotherMayNeed: that is still being copied. But not
// for long.
func TestTasksHoldAFormWhoseAttachmentAnotherMayNeed(t *testing.T) {
	r := newTracker(time.Hour)
	copying := look("财/甲.yaml", "财/函.pdf")
	copying.Unstable = map[string]bool{"财": true}
	readAll(t, r, copying, morning, map[string][]string{"财/甲.yaml": {"函.pdf"}})
	expect(t, "while something is copied", tasksOf(r, copying, morning), "")
	expect(t, "for too long", tasksOf(r, copying, morning.Add(longestHeld)), "财/甲.yaml")
	r.done("财/甲.yaml")
	readAll(t, r, look("财/甲.yaml", "财/乙.yaml", "财/函.pdf"), morning, map[string][]string{"财/乙.yaml": {"函.pdf"}})
	expect(t, "all are there", tasksOf(r, look("财/甲.yaml", "财/乙.yaml", "财/函.pdf"), morning), "财/甲.yaml 财/乙.yaml")
}

// TestTasksGoOnThoughNewFormsComeAllTheTime: what was there before need not wait until
// they are read.
func TestTasksGoOnThoughNewFormsComeAllTheTime(t *testing.T) {
	r := newTracker(time.Hour)
	readAll(t, r, look("财/1.yaml", "财/2.yaml"), morning, nil)
	var all []Task
	for _, task := range tasksOf(r, look("财/1.yaml", "财/2.yaml", "财/3.yaml"), morning) {
		if !task.read {
			all = append(all, task)
		}
	}
	expect(t, "with a third", all, "财/1.yaml 财/2.yaml")
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
