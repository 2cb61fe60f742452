package pipeline

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"gongwen/archive/journal"
	"gongwen/pipeline/audit"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// deskLetters is a data folder in which letters are signed at the desk.
func deskLetters(t testing.TB) workspace.Folder {
	t.Helper()
	return dataFolder(t, "approvals: {letter: desk}\n")
}

// unsignedLetter is letter, without its approvals.
func unsignedLetter(t testing.TB, f workspace.Folder, name, errand string, changes ...string) {
	t.Helper()
	letter(t, f, name, errand, changes...)
	path := filepath.Join(f.Inbox(), "区财政局", name, "介绍信.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	put(t, path, regexp.MustCompile(`(?m)^审批意见:\n(?:[ -].*\n)+`).ReplaceAll(text, nil))
}

// signerOfLetters is who may sign one; signingDay a day on which they may.
const signerOfLetters, signingDay = "顾怀瑾", "2026-05-11"

// signing is what the journal tells of all signings, by arrival.
func signings(t testing.TB, f workspace.Folder) map[string]signoff.Signing {
	t.Helper()
	all := map[string]signoff.Signing{}
	for e, err := range journal.All(filepath.Join(string(f), "archive", "journal")) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Type != journal.Signing {
			continue
		}
		event, err := signoff.Parse(e.SignOff)
		if err != nil {
			t.Fatal(err)
		}
		s := all[e.Arrival]
		s.Arrival, s.Events = e.Arrival, append(s.Events, event)
		all[e.Arrival] = s
	}
	return all
}

func acts(s signoff.Signing) (acts []string) {
	for _, e := range s.Events {
		acts = append(acts, string(e.Act))
	}
	return acts
}

// checkSigned wants a data folder in which the only form was signed by one person, and is
// filed, with the events of its signing in its bag as the journal has them.
func checkSigned(t *testing.T, f workspace.Folder) {
	t.Helper()
	checkArchive(t, f, 1)
	all := signings(t, f)
	if len(all) != 1 {
		t.Fatalf("the journal tells of %d signings", len(all))
	}
	for key, s := range all {
		if got := acts(s); !slices.Equal(got, []string{"opened", "signed"}) {
			t.Errorf("events %v", got)
		}
		bags, err := filepath.Glob(filepath.Join(string(f), "archive", "2*", "*", "*", "data", "signoffs.json"))
		if err != nil || len(bags) != 1 {
			t.Fatalf("signoffs.json: %v, %v", bags, err)
		}
		text, err := os.ReadFile(bags[0])
		if err != nil {
			t.Fatal(err)
		}
		kept, err := signoff.ParseFile(text)
		if err != nil {
			t.Fatal(err)
		}
		want, err := s.JSON()
		if err != nil {
			t.Fatal(err)
		}
		got, err := kept.JSON()
		if err != nil || kept.Arrival != key || !slices.EqualFunc(got, want, func(a, b json.RawMessage) bool { return string(a) == string(b) }) {
			t.Errorf("the bag has\n%s\nthe journal\n%s", got, want)
		}
	}
}

// loseCatalogue makes the catalogue anew of the archive, as gongwen rebuild does.
func loseCatalogue(t *testing.T, f workspace.Folder) {
	t.Helper()
	if err := os.Remove(f.Catalogue()); err != nil {
		t.Fatal(err)
	}
	if _, err := audit.RebuildFolder(t.Context(), f, audit.Progress{}); err != nil {
		t.Fatal(err)
	}
}

// TestResumeOfASigning stops a run at every place on the way of a form through its
// signatures, lets the catalogue be lost or not, and starts again: nothing is signed
// twice, and no signature is given in vain.
func TestResumeOfASigning(t *testing.T) {
	t.Parallel()
	signed := func(t *testing.T, p *Pipeline, key string) signoff.Event {
		u, _, err := p.workspace.Catalogue.Unsigned(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		return signoff.Event{Act: signoff.Signed, Account: "a", Name: signerOfLetters, Known: signoff.KnownPassword, Decision: templates.Agreed, Shown: u.Shown}
	}
	tests := []struct {
		name   string
		stop   func(t *testing.T, p *Pipeline, j job)
		signed bool
	}{
		{"unsigned", func(t *testing.T, p *Pipeline, j job) { upTo(t, p, j, Unsigned) }, false},
		{"opened", func(t *testing.T, p *Pipeline, j job) { // the journal knows, and nobody else
			j = upTo(t, p, j, Unsigned)
			shown, err := p.shown(t.Context(), &j)
			if err != nil {
				t.Fatal(err)
			}
			e := signoff.Event{Act: signoff.Opened, At: p.now().Truncate(time.Millisecond), Version: 1, Shown: shown.Hash(), Parts: &shown}
			if err := p.append(&j, &j.signing, e); err != nil {
				t.Fatal(err)
			}
		}, false},
		{"signing", func(t *testing.T, p *Pipeline, j job) { upTo(t, p, j, Signing) }, false},
		{"signed-off", func(t *testing.T, p *Pipeline, j job) { // likewise
			j = upTo(t, p, j, Signing)
			item, err := desk.Read(t.Context(), p.workspace, p.workspace.Current(), j.arrival.Key, p.now())
			if err != nil {
				t.Fatal(err)
			}
			e, err := item.Signing.Check(signed(t, p, j.arrival.Key), item.Situation)
			if err != nil {
				t.Fatal(err)
			}
			if err := p.append(&j, &j.signing, e); err != nil {
				t.Fatal(err)
			}
		}, true},
		{"noted", func(t *testing.T, p *Pipeline, j job) {
			j = upTo(t, p, j, Signing)
			if _, _, err := p.signOff(t.Context(), j.arrival.Key, signed(t, p, j.arrival.Key)); err != nil {
				t.Fatal(err)
			}
		}, true},
		{"looked at again", func(t *testing.T, p *Pipeline, j job) {
			j = upTo(t, p, j, Signing)
			if _, _, err := p.signOff(t.Context(), j.arrival.Key, signed(t, p, j.arrival.Key)); err != nil {
				t.Fatal(err)
			}
			upTo(t, p, job{arrival: j.arrival, state: Signing}, Accepted)
		}, true},
		{"numbered", func(t *testing.T, p *Pipeline, j job) {
			j = upTo(t, p, j, Signing)
			if _, _, err := p.signOff(t.Context(), j.arrival.Key, signed(t, p, j.arrival.Key)); err != nil {
				t.Fatal(err)
			}
			upTo(t, p, job{arrival: j.arrival, state: Signing}, Numbered)
		}, true},
	}
	for _, test := range tests {
		for _, lost := range []bool{false, true} {
			name := test.name
			if lost {
				name += ", and the catalogue is lost"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				f := deskLetters(t)
				unsignedLetter(t, f, "信", "查阅城建档案")
				at(t, f, func(p *Pipeline) {
					onDay(p, signingDay)
					look, err := p.inbox.Settle(t.Context(), time.Minute)
					if err != nil {
						t.Fatal(err)
					}
					test.stop(t, p, begun(t, p, firstTask(p, look)))
				})
				if lost {
					loseCatalogue(t, f)
				}
				at(t, f, func(p *Pipeline) {
					onDay(p, signingDay)
					if err := p.Once(t.Context()); err != nil {
						t.Fatal(err)
					}
					keys := waiting(t, p)
					if test.signed != (len(keys) == 0) {
						t.Fatalf("%d wait", len(keys))
					}
					for _, key := range keys {
						if _, err := sign(p, key, signerOfLetters, templates.Agreed, ""); err != nil {
							t.Fatal(err)
						}
					}
				})
				checkSigned(t, f)
			})
		}
	}
}

// TestSignOffCountsThoughTheRestFails: what the journal has counts, and nobody is told
// that it does not; the form goes on when it can.
func TestSignOffCountsThoughTheRestFails(t *testing.T) {
	t.Parallel()
	f := deskLetters(t)
	unsignedLetter(t, f, "信", "查阅城建档案")
	at(t, f, func(p *Pipeline) {
		onDay(p, signingDay)
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		key := waiting(t, p)[0]
		// The form cannot be printed into the archive.
		obstacle := filepath.Join(string(f), "archive", "2026")
		put(t, obstacle, []byte("in the way"))
		done, err := sign(p, key, signerOfLetters, templates.Agreed, "")
		if err != nil || done.Number != "" || done.Code == "" {
			t.Errorf("%+v, %v", done, err)
		}
		if _, err := sign(p, key, signerOfLetters, templates.Agreed, ""); err == nil {
			t.Error("signed twice")
		}
		if err := os.Remove(obstacle); err != nil {
			t.Fatal(err)
		}
		p.now = func() time.Time { return time.Now().Add(time.Hour) }
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	checkSigned(t, f)
}

// TestLookAgainAtUnsigned: an edit of the roster is taken over for forms that wait, while
// nobody is near and though the program was not running, once. It is told where it is
// another's turn by that.
func TestLookAgainAtUnsigned(t *testing.T) {
	t.Parallel()
	f := deskLetters(t)
	unsignedLetter(t, f, "信", "查阅城建档案")
	look := func() (told int) {
		for _, e := range at(t, f, func(p *Pipeline) {
			onDay(p, signingDay)
			if err := p.Once(t.Context()); err != nil {
				t.Fatal(err)
			}
		}) {
			if e.Type == UnsignedEvent {
				told++
			}
		}
		return told
	}
	if n := look(); n < 1 {
		t.Fatal("it does not wait")
	}
	if n := look(); n != 0 {
		t.Errorf("looked at %d times though nothing has changed", n)
	}
	name := filepath.Join(string(f), "roster.yaml")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	put(t, name, append(text, "\n# 改过\n"...))
	at(t, f, func(p *Pipeline) { // as if it had been another's turn before
		c, key := p.workspace.Catalogue, waiting(t, p)[0]
		u, _, err := c.Unsigned(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		events, err := c.SignOffs(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		u.Route = json.RawMessage("[]")
		if err := c.EnterUnsigned(t.Context(), u, nil, events); err != nil {
			t.Fatal(err)
		}
	})
	if n := look(); n != 1 {
		t.Errorf("told of %d times after an edit", n)
	}
	put(t, name, append(text, "\n# 又改过\n"...))
	if n := look(); n != 0 {
		t.Errorf("told of %d times though it is the same people's turn", n)
	}
	if n := look(); n != 0 {
		t.Errorf("looked at %d times though nothing has changed again", n)
	}
	// A form that was led to its end meanwhile is not led there again.
	at(t, f, func(p *Pipeline) {
		onDay(p, signingDay)
		key := waiting(t, p)[0]
		arrival, err := p.spool.Read(key)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := sign(p, key, signerOfLetters, templates.Agreed, ""); err != nil {
			t.Fatal(err)
		}
		copies, err := filepath.Glob(filepath.Join(f.Issued(), "区财政局", "*"))
		if err != nil || len(copies) == 0 {
			t.Fatal(err)
		}
		for _, name := range copies {
			if err := os.Remove(name); err != nil {
				t.Fatal(err)
			}
		}
		p.drive(t.Context(), job{arrival: arrival, unsigned: true})
		p.drive(t.Context(), job{arrival: arrival})
		if again, _ := filepath.Glob(filepath.Join(f.Issued(), "区财政局", "*")); len(again) != 0 {
			t.Errorf("laid out again: %v", again)
		}
	})
}

// TestSignOffOfWhatIsOtherwiseByNow: what became otherwise since it was shown, and was not
// looked at before its last signature, is not issued by that signature: it waits as a new
// version. So does what waits for an opinion, whoever looks at it.
func TestSignOffOfWhatIsOtherwiseByNow(t *testing.T) {
	t.Parallel()
	f := deskLetters(t)
	unsignedLetter(t, f, "信", "查阅城建档案")
	at(t, f, func(p *Pipeline) {
		onDay(p, signingDay)
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		key, _ := onlyWaiting(t, p)
		put(t, p.spool.Path(key, signoff.DraftName(1)), []byte("another draft"))
		p.workspace.Config.Government, p.workspace.Config.Office = "新名区人民政府", "新名区人民政府办公室" // a draft printed now is another
		if done, err := sign(p, key, signerOfLetters, templates.Agreed, ""); err != nil || done.Number != "" {
			t.Fatalf("issued by a signature on something else: %+v, %v", done, err)
		}
		if again, s := onlyWaiting(t, p); again != key || s.Version() != 2 || len(s.Counted()) != 0 {
			t.Fatalf("version %d, %d count", s.Version(), len(s.Counted()))
		}
		ask := signoff.Event{Act: signoff.Asked, Account: "a", Name: signerOfLetters, To: []string{"江临川"}, Words: "请看"}
		if _, err := p.SignOff(t.Context(), key, ask); err != nil {
			t.Fatal(err)
		}
		if _, err := delegate(p, signerOfLetters, "项知衡", 3); err != nil {
			t.Fatal(err)
		}
		if done, err := sign(p, key, "项知衡", templates.Agreed, ""); err != nil || done.Number != "" {
			t.Fatalf("%+v, %v", done, err)
		}
		a, err := p.spool.Read(key)
		if err != nil {
			t.Fatal(err)
		}
		p.drive(t.Context(), job{arrival: a, unsigned: true})
		if _, s := onlyWaiting(t, p); len(s.Asks()) != 1 {
			t.Fatalf("%v", acts(s))
		}
		done, err := p.SignOff(t.Context(), key, signoff.Event{Act: signoff.Advised, Account: "b", Name: "江临川", Words: "没有意见"})
		if err != nil || done.Number == "" {
			t.Fatalf("%+v, %v", done, err)
		}
	})
}
