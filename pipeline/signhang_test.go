package pipeline

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongwen/archive/journal"
	"gongwen/pipeline/delegation"
	"gongwen/pipeline/ours"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// unsignedLetterOf is unsignedLetter of a unit, handled by somebody of it, in its own inbox.
func unsignedLetterOf(t *testing.T, f workspace.Folder, unit, handler, name, errand string) {
	t.Helper()
	unsignedLetter(t, f, name, errand, "申请单位: 区财政局", "申请单位: "+unit, "经办人: 林知远", "经办人: "+handler, "区财政局介绍信", unit+"介绍信")
	if err := os.MkdirAll(filepath.Join(f.Inbox(), unit), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(f.Inbox(), "区财政局", name), filepath.Join(f.Inbox(), unit, name)); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(f.Inbox(), unit, name, unit+"介绍信.txt"), []byte("兹介绍沈望舒前往办理。"))
	if err := os.Remove(filepath.Join(f.Inbox(), unit, name, "区财政局介绍信.txt")); err != nil {
		t.Fatal(err)
	}
}

// waitingOf is the one form of a unit that waits.
func waitingOf(t *testing.T, p *Pipeline, unit string) string {
	t.Helper()
	keys := slices.DeleteFunc(waiting(t, p), func(key string) bool {
		a, _, err := p.workspace.Catalogue.Arrival(t.Context(), key)
		return err != nil || a.Unit != unit
	})
	if len(keys) != 1 {
		t.Fatalf("%d of %s wait; given back: %q", len(keys), unit, noticesGiven(t, p.workspace.Folder))
	}
	return keys[0]
}

// deadenAll is deaden for good: as long as the gate is shut. Reached is closed when
// something is asked of the place.
func deadenAll(p *Pipeline, place string) (dead gate, reached <-chan struct{}) {
	asked := make(chan struct{})
	once := sync.OnceFunc(func() { close(asked) })
	return deadenFor(p, time.Hour, place, func(string) bool { once(); return true }), asked
}

// soon wants something to be done while a gate is shut, which it opens at the end.
func soon(t *testing.T, g gate, what string, do func() error) {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- do() }()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	case <-time.After(time.Minute):
		close(g.open)
		t.Fatalf("%s is held up", what)
	}
}

// TestSignOffBesideAFolderThatDoesNotAnswer: while a form is on its way into one, and
// somebody waits for that form, who may sign for whom can be changed, and the forms of
// others are signed and issued.
func TestSignOffBesideAFolderThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	const finance, education = "区财政局", "区教育局"
	f := deskLetters(t)
	unsignedLetter(t, f, "信", "查阅城建档案")
	unsignedLetterOf(t, f, education, "秦晚舟", "乙", "查阅学籍档案")
	signingDays(t, f, func(p *Pipeline) {
		hung, other := waitingOf(t, p, finance), waitingOf(t, p, education)
		p.signPatience, p.watchdog.Limit = time.Hour, time.Nanosecond // so that all at work seem to hang
		dead, reached := deadenAll(p, "issued/"+finance)
		var all sync.WaitGroup
		all.Go(func() {
			if done, err := sign(p, hung, signerOfLetters, templates.Agreed, ""); err != nil || done.Number == "" {
				t.Errorf("into the folder: %+v, %v", done, err)
			}
		})
		<-reached
		all.Go(func() {
			if _, err := sign(p, hung, signerOfLetters, templates.Agreed, ""); err == nil {
				t.Error("signed twice")
			}
		})
		for len(p.Hanging()) < 2 { // the second waits for the form, too
			time.Sleep(time.Millisecond)
		}
		for range 3 {
			soon(t, dead, "a delegation", func() error {
				given, err := delegate(p, signerOfLetters, "林知远", 3)
				if err == nil {
					_, err = p.Delegate(t.Context(), delegation.Event{Act: delegation.Ended, Account: "a", Name: signerOfLetters, Of: given.Code()})
				}
				return err
			})
			p.now = func() func() time.Time { at := p.now().Add(time.Second); return func() time.Time { return at } }()
		}
		soon(t, dead, "the form of another unit", func() error {
			done, err := sign(p, other, signerOfLetters, templates.Agreed, "")
			if err == nil && done.Number == "" {
				t.Error("it is not issued")
			}
			return err
		})
		close(dead.open)
		all.Wait()
	})
	if s := sums(t, f); s.Filed != 2 {
		t.Errorf("%+v", s)
	}
}

// TestSignOffIsAnsweredThoughAFolderIsNot: whoever signs last is told the number, and who
// comes after that the form is on its way; the copy is laid out when the folder answers.
func TestSignOffIsAnsweredThoughAFolderIsNot(t *testing.T) {
	t.Parallel()
	f := deskLetters(t)
	unsignedLetter(t, f, "信", "查阅城建档案")
	signingDays(t, f, func(p *Pipeline) {
		key, _ := onlyWaiting(t, p)
		p.signPatience = 0
		dead, reached := deadenAll(p, "issued/区财政局")
		done, err := sign(p, key, signerOfLetters, templates.Agreed, "")
		if err != nil || done.Code == "" {
			t.Errorf("%+v, %v", done, err)
		}
		<-reached
		if _, err := p.SignOff(t.Context(), key, signoff.Event{Act: signoff.Recalled, Account: "a"}); !refused(err) {
			t.Errorf("while it is on its way: %v", err)
		}
		if copies, _ := filepath.Glob(filepath.Join(f.Issued(), "*", "*.pdf")); len(copies) != 0 {
			t.Errorf("%q though the folder hangs", copies)
		}
		close(dead.open)
		p.awaitSignOffs()
		if copies, _ := filepath.Glob(filepath.Join(f.Issued(), "*", "*.pdf")); len(copies) != 1 {
			t.Errorf("%q", copies)
		}
	})
	checkSigned(t, f)
}

// TestReplaceBesideAFolderThatDoesNotAnswer: a form can be signed though the one whose
// place it took cannot be given back.
func TestReplaceBesideAFolderThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	f := deskLetters(t)
	unsignedLetter(t, f, "信", "查阅城建档案")
	signingDays(t, f, func(p *Pipeline) {
		first, _ := onlyWaiting(t, p)
		unsignedLetter(t, f, "再送", "查阅2020年的城建档案")
		put(t, filepath.Join(f.Inbox(), "区财政局", "再送", "说明.txt"), ours.Replacing("介绍信.yaml", first))
		p.signPatience = time.Hour
		dead, reached := deadenAll(p, "returned/区财政局")
		var all sync.WaitGroup
		all.Go(func() {
			if err := p.Once(t.Context()); err != nil {
				t.Error(err)
			}
		})
		<-reached
		var second string
		for _, key := range waiting(t, p) {
			if key != first {
				second = key
			}
		}
		soon(t, dead, "the second version", func() error {
			_, err := sign(p, second, signerOfLetters, templates.Agreed, "")
			return err
		})
		close(dead.open)
		all.Wait()
	})
	if s := sums(t, f); s.Filed != 1 || s.Returned != 1 || s.Pending != 0 {
		t.Errorf("%+v", s)
	}
}

// TestDelegateEndsBetween: a delegation that ends after somebody began to sign by it, and
// before they are held against the rules, gives them nothing any more.
func TestDelegateEndsBetween(t *testing.T) {
	t.Parallel()
	const other = "林知远"
	f := deskLetters(t)
	unsignedLetter(t, f, "信", "查阅城建档案")
	signingDays(t, f, func(p *Pipeline) {
		key, _ := onlyWaiting(t, p)
		given, err := delegate(p, signerOfLetters, other, 3)
		if err != nil {
			t.Fatal(err)
		}
		at, ended := p.now(), atomic.Bool{}
		p.now = func() time.Time { // asked for when the form is read
			if !ended.Swap(true) {
				if _, err := p.Delegate(t.Context(), delegation.Event{Act: delegation.Ended, Account: "a", Name: signerOfLetters, Of: given.Code()}); err != nil {
					t.Error(err)
				}
			}
			return at
		}
		if _, err := sign(p, key, other, templates.Agreed, ""); !refused(err) || !ended.Load() {
			t.Errorf("ended: %v; signed: %v", ended.Load(), err)
		}
	})
}

// TestDelegateComesBeforeOrAfter lets many sign by a delegation while it is ended: all that
// count stand before its end in the journal.
func TestDelegateComesBeforeOrAfter(t *testing.T) {
	t.Parallel()
	const other, forms = "林知远", 12
	f := deskLetters(t)
	for i := range forms {
		unsignedLetter(t, f, "信"+string(rune('a'+i)), "查阅城建档案"+string(rune('a'+i)))
	}
	var counted atomic.Int32
	signingDays(t, f, func(p *Pipeline) {
		keys := waiting(t, p)
		given, err := delegate(p, signerOfLetters, other, 3)
		if err != nil || len(keys) != forms {
			t.Fatal(len(keys), err)
		}
		first := make(chan struct{})
		one := sync.OnceFunc(func() { close(first) })
		var all sync.WaitGroup
		for _, key := range keys {
			all.Go(func() {
				switch _, err := sign(p, key, other, templates.Agreed, ""); {
				case err == nil:
					counted.Add(1)
				case !refused(err):
					t.Error(err)
				}
				one()
			})
		}
		<-first
		if _, err := p.Delegate(t.Context(), delegation.Event{Act: delegation.Ended, Account: "a", Name: signerOfLetters, Of: given.Code()}); err != nil {
			t.Error(err)
		}
		all.Wait()
	})
	var before int32
	ended := false
	for e, err := range journal.All(filepath.Join(f.Archive(), "journal")) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Type != journal.Signing {
			continue
		}
		if d, err := delegation.Parse(e.SignOff); err == nil && d.Act == delegation.Ended {
			ended = true
			continue
		}
		if s, err := signoff.Parse(e.SignOff); err == nil && s.Act == signoff.Signed {
			if before++; ended {
				t.Errorf("%s was signed after the end", e.Arrival)
			}
		}
	}
	if !ended || before != counted.Load() || before == 0 {
		t.Errorf("ended: %v; %d signed, %d told so", ended, before, counted.Load())
	}
}
