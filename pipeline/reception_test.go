package pipeline

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/inbox"
)

var start = time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)

func look(paths ...string) inbox.Look {
	var l inbox.Look
	for _, path := range paths {
		l.Settled = append(l.Settled, inbox.File{Path: path, Size: 1, ModTime: start})
	}
	return l
}

// names writes errands for comparing: stray ones with ?, overdue ones with !.
func names(errands []errand) string {
	var all []string
	for _, e := range errands {
		name := e.file.Path
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

// errands are those of a look, without a limit.
func errands(r *reception, l inbox.Look, now time.Time) []errand {
	all, _ := r.errands(l, now, len(l.Settled))
	return all
}

func expect(t *testing.T, step string, got []errand, want string) {
	t.Helper()
	if names(got) != want {
		t.Errorf("%s: errands %q, want %q", step, names(got), want)
	}
}

func TestAFormIsOfferedOnceAndAgainWhenItsFolderChanges(t *testing.T) {
	r := newReception(10 * time.Minute)
	first := errands(r, look("财/信.yaml"), start)
	expect(t, "new", first, "财/信.yaml")
	expect(t, "in hand", errands(r, look("财/信.yaml"), start), "")

	r.leave(first[0], first[0].folder.stamp, start, false, "等候附件：函.pdf")
	r.done("财/信.yaml")
	expect(t, "nothing new", errands(r, look("财/信.yaml"), start.Add(time.Minute)), "")
	again := errands(r, look("财/信.yaml", "财/函.pdf"), start.Add(2*time.Minute))
	expect(t, "the attachment has come", again, "财/信.yaml")
	r.leave(again[0], again[0].folder.stamp, start.Add(2*time.Minute), false, "等候附件：函.pdf")
	r.done("财/信.yaml")
	expect(t, "waited too long, counted from the beginning",
		errands(r, look("财/信.yaml", "财/函.pdf"), start.Add(10*time.Minute)), "财/信.yaml!")
}

func TestAStrayIsGivenBackOnlyWhenNoFormIsAtWorkBesideIt(t *testing.T) {
	r := newReception(10 * time.Minute)
	form := errands(r, look("财/信.yaml", "财/函.pdf"), start)
	expect(t, "the form first", form, "财/信.yaml")
	expect(t, "while it is in hand", errands(r, look("财/信.yaml", "财/函.pdf"), start), "")
	r.taken("财/信.yaml")

	stray := errands(r, look("财/函.pdf"), start)
	expect(t, "no form named it", stray, "财/函.pdf?")
	r.leave(stray[0], stray[0].folder.stamp, start, true, "等候表单送到")
	r.done("财/函.pdf")
	expect(t, "waiting", errands(r, look("财/函.pdf"), start.Add(9*time.Minute)), "")
	expect(t, "at last", errands(r, look("财/函.pdf"), start.Add(10*time.Minute)), "财/函.pdf?!")
}

func TestWithoutPatienceStraysGoBackAtOnce(t *testing.T) {
	r := newReception(0)
	expect(t, "stray", errands(r, look("财/函.pdf"), start), "财/函.pdf?!")
}

func TestAFolderDroppedWholeIsTakenWhole(t *testing.T) {
	r := newReception(time.Hour)
	copying := look("财/信.yaml", "财/一袋/信.yaml")
	copying.Stirring = map[string]bool{"财": true, "财/一袋": true}
	expect(t, "while the rest is copied", errands(r, copying, start), "财/信.yaml")
	expect(t, "complete", errands(r, look("财/一袋/信.yaml", "财/一袋/函.pdf"), start), "财/一袋/信.yaml")
}

// TestAFaultIsTriedAgainAfterGrowingPauses, for ever.
func TestAFaultIsTriedAgainAfterGrowingPauses(t *testing.T) {
	r := newReception(time.Hour)
	now := start
	var pauses []time.Duration
	for try := range 12 {
		e := errands(r, look("财/信.yaml"), now)
		expect(t, "now", e, "财/信.yaml")
		if news := r.fail(e[0], now, "没有权限"); news != (try == 0) {
			t.Errorf("try %d: news %v", try, news)
		}
		r.done("财/信.yaml")
		next := r.nextTry(start)
		expect(t, "too soon", errands(r, look("财/信.yaml"), next.Add(-time.Millisecond)), "")
		pauses = append(pauses, next.Sub(now))
		now = next
	}
	if pauses[0] != firstPause || pauses[1] != 2*firstPause || pauses[11] != longestPause {
		t.Errorf("pauses %v", pauses)
	}
	if w, _ := r.waiting(); len(w) != 1 || w[0].Reason != "没有权限" {
		t.Errorf("waiting %+v", w)
	}
}

// TestAUnitThatDropsManyDoesNotKeepOthersWaiting: the limit is shared.
func TestAUnitThatDropsManyDoesNotKeepOthersWaiting(t *testing.T) {
	r := newReception(time.Hour)
	l := look("财/1.yaml", "财/2.yaml", "财/3.yaml", "财/4.yaml", "财/5.yaml", "民/1.yaml", "水/1.yaml")
	first, more := r.errands(l, start, 4)
	expect(t, "first", first, "财/1.yaml 民/1.yaml 水/1.yaml 财/2.yaml")
	if !more {
		t.Error("there is more to do")
	}
	second, more := r.errands(l, start, 4)
	expect(t, "then", second, "财/3.yaml 财/4.yaml 财/5.yaml")
	if more {
		t.Error("there is nothing more to do")
	}
}

func pieces(paths ...string) []piece {
	var all []piece
	for _, path := range paths {
		all = append(all, piece{File: inbox.File{Path: path, Size: 1, ModTime: start}})
	}
	return all
}

func TestClaimIsAllOrNone(t *testing.T) {
	r := newReception(0)
	r.busy["b"] = true // being given back
	if r.claim("1", pieces("a", "b")) || !r.claim("2", pieces("a", "c")) {
		t.Error("a file was left in hand by a claim that failed")
	}
}

func TestWhatAnotherFormTookIsAGift(t *testing.T) {
	r := newReception(0)
	if !r.claim("1", pieces("a", "b")) {
		t.Fatal("not free")
	}
	second := pieces("b", "c")
	if !r.claim("2", second) || second[0].gift == nil || second[0].gift.key != "1" || second[0].gift.n != 2 || second[1].gift != nil {
		t.Errorf("second %+v", second)
	}
	other := pieces("b")
	other[0].Size = 2 // dropped since, under the same name
	if r.claim("3", other); other[0].gift != nil {
		t.Error("another file of that name was taken for the same")
	}
}

func TestWaitingIsRememberedUntilTheFileIsGone(t *testing.T) {
	r := newReception(time.Hour)
	e := errands(r, look("财/信.yaml"), start)[0]
	if !r.leave(e, e.folder.stamp, start, false, "等候附件：函.pdf") || r.leave(e, e.folder.stamp, start.Add(time.Minute), false, "等候附件：函.pdf") {
		t.Error("the same reason was new twice, or never")
	}
	r.done("财/信.yaml")
	w, changed := r.waiting()
	if !changed || len(w) != 1 || w[0].Unit != "财" || !w[0].Arrived.Equal(start) {
		t.Errorf("waiting %+v, changed %v", w, changed)
	}
	if _, changed := r.waiting(); changed {
		t.Error("nothing has changed since")
	}
	later := newReception(time.Hour)
	later.remember(w[0])
	expect(t, "after a restart the clock runs on", errands(later, look("财/信.yaml"), start.Add(time.Hour)), "财/信.yaml!")
	later.done("财/信.yaml")

	unreadable := look()
	unreadable.Errs = []error{fmt.Errorf("permission denied")}
	errands(later, unreadable, start)
	if len(later.left) != 1 {
		t.Error("a folder that could not be read was taken for empty")
	}
	errands(later, look(), start)
	if w, changed := later.waiting(); len(w) != 0 || !changed {
		t.Error("a file taken back by its owner still waits")
	}
}
