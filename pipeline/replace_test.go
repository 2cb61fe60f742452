package pipeline

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/desk"
	"gongwen/pipeline/ours"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// signingDays runs a pipeline once on the day on which letters can be signed.
func signingDays(t *testing.T, f workspace.Folder, do func(p *Pipeline)) []Event {
	t.Helper()
	return at(t, f, func(p *Pipeline) {
		onDay(p, signingDay)
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		do(p)
	})
}

// onlyWaiting is the one form that waits.
func onlyWaiting(t *testing.T, p *Pipeline) (key string, s signoff.Signing) {
	t.Helper()
	keys := waiting(t, p)
	if len(keys) != 1 {
		t.Fatalf("%d wait", len(keys))
	}
	item, err := desk.Read(t.Context(), p.workspace, p.workspace.Current(), keys[0], p.now())
	if err != nil {
		t.Fatal(err)
	}
	return keys[0], item.Signing
}

func nothingWaits(t *testing.T, p *Pipeline) {
	t.Helper()
	if keys := waiting(t, p); len(keys) != 0 {
		t.Errorf("%d wait", len(keys))
	}
}

// noticesGiven are the texts of all notices there are.
func noticesGiven(t *testing.T, f workspace.Folder) (all []string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(f.Returned(), "*", "*", ours.NoticeText))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	return all
}

// TestReplaceWhatWasSentBack: a form that was sent back and comes again, changed, with its
// notice, is its second version: what was said of the first is with it, and counts no
// more.
func TestReplaceWhatWasSentBack(t *testing.T) {
	t.Parallel()
	f := deskLetters(t)
	unsignedLetter(t, f, "信", "查阅城建档案")
	var first string
	signingDays(t, f, func(p *Pipeline) {
		first, _ = onlyWaiting(t, p)
		if _, err := sign(p, first, signerOfLetters, templates.SentBack, "请写明查阅哪几年的"); err != nil {
			t.Fatal(err)
		}
		nothingWaits(t, p)
	})
	all := noticesGiven(t, f)
	if len(all) != 1 || !strings.Contains(all[0], "请写明查阅哪几年的") || !strings.Contains(all[0], "\r\n"+ours.ArrivalLine(first)+"\r\n") {
		t.Fatalf("notices %q", all)
	}
	unsignedLetter(t, f, "再送", "查阅2020年的城建档案")
	put(t, filepath.Join(f.Inbox(), "区财政局", "再送", "退件通知.txt"), []byte(all[0]))
	signingDays(t, f, func(p *Pipeline) {
		second, s := onlyWaiting(t, p)
		if s.Version() != 2 || s.Replaces() != first || len(s.Before) != 1 || len(s.Counted()) != 0 {
			t.Errorf("version %d, replaces %q, before %d, counted %d", s.Version(), s.Replaces(), len(s.Before), len(s.Counted()))
		}
		if got := acts(s.Before[0]); !slices.Equal(got, []string{"opened", "signed"}) {
			t.Errorf("before: %v", got)
		}
		if _, err := os.Stat(p.spool.Path(second, signoff.DraftName(2))); err != nil {
			t.Error(err)
		}
		if _, err := sign(p, second, signerOfLetters, templates.Agreed, ""); err != nil {
			t.Fatal(err)
		}
	})
	if s := sums(t, f); s.Filed != 1 || s.Returned != 1 || s.Pending != 0 {
		t.Errorf("%+v", s)
	}
	bags, _ := filepath.Glob(filepath.Join(string(f), "archive", "2*", "*", "*", "data", "signoffs.json"))
	if len(bags) != 1 {
		t.Fatalf("%q", bags)
	}
	text, err := os.ReadFile(bags[0])
	if err != nil {
		t.Fatal(err)
	}
	kept, err := signoff.ParseFile(text)
	if err != nil || len(kept.Before) != 1 || kept.Before[0].Arrival != first || kept.Version() != 2 || strings.Count(string(text), `"counts": true`) != 1 {
		t.Errorf("%v\n%s", err, text)
	}
}

// TestReplaceWhatWaits: a changed form takes the place of one that waits, where it comes
// from the same unit and is of the same kind; that goes back.
func TestReplaceWhatWaits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		drop     func(t *testing.T, f workspace.Folder, slip []byte)
		replaced bool
	}{
		{"with the slip", func(t *testing.T, f workspace.Folder, slip []byte) {
			unsignedLetter(t, f, "再送", "查阅2020年的城建档案")
			put(t, filepath.Join(f.Inbox(), "区财政局", "再送", "说明.txt"), slip)
		}, true},
		{"loose in the inbox, with the slip", func(t *testing.T, f workspace.Folder, slip []byte) {
			dropLoose(t, f, "查阅2020年的城建档案")
			put(t, filepath.Join(f.Inbox(), "区财政局", "待签-介绍信.txt"), slip)
		}, true},
		{"loose in the inbox, with the slip of the second of that name", func(t *testing.T, f workspace.Folder, slip []byte) {
			dropLoose(t, f, "查阅2020年的城建档案")
			put(t, filepath.Join(f.Inbox(), "区财政局", "待签-介绍信（2）.txt"), slip)
		}, true},
		{"loose in the inbox, with the slip of a form of another name", func(t *testing.T, f workspace.Folder, slip []byte) {
			dropLoose(t, f, "查阅2020年的城建档案")
			put(t, filepath.Join(f.Inbox(), "区财政局", "待签-又一封信.txt"), slip)
		}, false},
		{"loose in the inbox, with a slip that somebody has written into", func(t *testing.T, f workspace.Folder, slip []byte) {
			dropLoose(t, f, "查阅2020年的城建档案")
			put(t, filepath.Join(f.Inbox(), "区财政局", "待签-介绍信.txt"), append(slip, "好\r\n"...))
		}, false},
		{"with a slip that somebody has written into", func(t *testing.T, f workspace.Folder, slip []byte) {
			unsignedLetter(t, f, "再送", "查阅2020年的城建档案")
			put(t, filepath.Join(f.Inbox(), "区财政局", "再送", "说明.txt"), append(slip, "好\r\n"...))
		}, false},
		{"without", func(t *testing.T, f workspace.Folder, slip []byte) {
			unsignedLetter(t, f, "再送", "查阅2020年的城建档案")
		}, false},
		{"from another unit", func(t *testing.T, f workspace.Folder, slip []byte) {
			unsignedLetter(t, f, "再送", "查阅2020年的城建档案", "申请单位: 区财政局", "申请单位: 区教育局")
			if err := os.MkdirAll(filepath.Join(f.Inbox(), "区教育局"), 0o755); err != nil {
				t.Fatal(err)
			}
			put(t, filepath.Join(f.Inbox(), "区财政局", "再送", "说明.txt"), slip)
			if err := os.Rename(filepath.Join(f.Inbox(), "区财政局", "再送"), filepath.Join(f.Inbox(), "区教育局", "再送")); err != nil {
				t.Fatal(err)
			}
		}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := deskLetters(t)
			unsignedLetter(t, f, "信", "查阅城建档案")
			var first string
			signingDays(t, f, func(p *Pipeline) { first, _ = onlyWaiting(t, p) })
			test.drop(t, f, ours.Replacing("介绍信.yaml", first))
			signingDays(t, f, func(p *Pipeline) {
				if !test.replaced {
					if keys := waiting(t, p); !slices.Contains(keys, first) {
						t.Errorf("%q wait", keys)
					}
					return
				}
				second, s := onlyWaiting(t, p)
				if second == first || s.Version() != 2 || s.Replaces() != first || len(s.Before) != 1 {
					t.Errorf("%+v", s)
				}
				if got := acts(signings(t, f)[first]); !slices.Equal(got, []string{"opened", "replaced"}) {
					t.Errorf("of the first: %v", got)
				}
				all := noticesGiven(t, f)
				if len(all) != 1 || !strings.Contains(all[0], "已由改后的一稿代替") {
					t.Errorf("%q", all)
				}
				if _, err := sign(p, second, signerOfLetters, templates.Agreed, ""); err != nil {
					t.Fatal(err)
				}
			})
			if s := sums(t, f); test.replaced && (s.Filed != 1 || s.Returned != 1 || s.Pending != 0) {
				t.Errorf("%+v", s)
			}
		})
	}
}

// dropLoose drops a letter and its attachment in the inbox itself, not in a folder.
func dropLoose(t *testing.T, f workspace.Folder, errand string) {
	t.Helper()
	unsignedLetter(t, f, "再送", errand)
	inbox := filepath.Join(f.Inbox(), "区财政局")
	for _, name := range []string{"区财政局介绍信.txt", "介绍信.yaml"} {
		if err := os.Rename(filepath.Join(inbox, "再送", name), filepath.Join(inbox, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(filepath.Join(inbox, "再送")); err != nil {
		t.Fatal(err)
	}
}

// TestReplaceIsFinishedAfterAKill: a changed form that the journal knows as the next
// version ends the former, whenever the program was killed.
func TestReplaceIsFinishedAfterAKill(t *testing.T) {
	t.Parallel()
	f := deskLetters(t)
	unsignedLetter(t, f, "信", "查阅城建档案")
	var first string
	signingDays(t, f, func(p *Pipeline) {
		first, _ = onlyWaiting(t, p)
		unsignedLetter(t, f, "再送", "查阅2020年的城建档案")
		put(t, filepath.Join(f.Inbox(), "区财政局", "再送", "说明.txt"), ours.Replacing("介绍信.yaml", first))
		look, err := p.inbox.Settle(t.Context(), 1e9)
		if err != nil {
			t.Fatal(err)
		}
		j := upTo(t, p, begun(t, p, firstTask(p, look)), Unsigned)
		if err := p.findReplaced(t.Context(), &j); err != nil {
			t.Fatal(err)
		}
		shown, err := p.shown(t.Context(), &j)
		if err != nil {
			t.Fatal(err)
		}
		e := signoff.Event{Act: signoff.Opened, At: p.now(), Version: j.signing.Next(), Shown: shown.Hash(), Parts: &shown, Replaces: j.replaces}
		if err := p.append(&j, &j.signing, e); err != nil {
			t.Fatal(err)
		}
	})
	signingDays(t, f, func(p *Pipeline) {
		_, s := onlyWaiting(t, p)
		if s.Version() != 2 || s.Replaces() != first || !slices.Equal(acts(s), []string{"opened"}) {
			t.Errorf("%+v", s)
		}
	})
	if s := sums(t, f); s.Returned != 1 || s.Pending != 1 {
		t.Errorf("%+v", s)
	}
}

// TestWaitsAlready: a form that says what one says that waits goes back, until that was
// recalled.
func TestWaitsAlready(t *testing.T) {
	t.Parallel()
	f := deskLetters(t)
	unsignedLetter(t, f, "信", "查阅城建档案")
	unsignedLetter(t, f, "同时", "查阅城建档案")
	var first string
	signingDays(t, f, func(p *Pipeline) { first, _ = onlyWaiting(t, p) })
	unsignedLetter(t, f, "又", "查阅城建档案")
	signingDays(t, f, func(p *Pipeline) {
		if key, _ := onlyWaiting(t, p); key != first {
			t.Error("another waits")
		}
		all := noticesGiven(t, f)
		if len(all) != 2 || !strings.Contains(all[0], "已经在等候签批") || !strings.Contains(all[1], "请区政府办公室主任") {
			t.Errorf("%q", all)
		}
		done, err := p.SignOff(t.Context(), first, signoff.Event{Act: signoff.Recalled, Account: "a"})
		if err != nil || done.Number != "" {
			t.Fatal(done, err)
		}
		nothingWaits(t, p)
		if all := noticesGiven(t, f); len(all) != 3 || !strings.Contains(strings.Join(all, ""), "由送交人撤回") {
			t.Errorf("%q", all)
		}
	})
	unsignedLetter(t, f, "又", "查阅城建档案")
	signingDays(t, f, func(p *Pipeline) {
		key, s := onlyWaiting(t, p)
		if s.Version() != 1 {
			t.Errorf("%+v", s)
		}
		if _, err := sign(p, key, signerOfLetters, templates.Agreed, ""); err != nil {
			t.Fatal(err)
		}
	})
	if s := sums(t, f); s.Filed != 1 || s.Returned != 3 || s.Pending != 0 {
		t.Errorf("%+v", s)
	}
}

// TestReplaceWhatIsBusy: a form does not wait for ever for the one whose place it takes:
// whoever has that may be waiting for this one.
func TestReplaceWhatIsBusy(t *testing.T) {
	t.Parallel()
	f := deskLetters(t)
	unsignedLetter(t, f, "信", "查阅城建档案")
	var first string
	var p *Pipeline
	events := signingDays(t, f, func(open *Pipeline) {
		p = open
		first, _ = onlyWaiting(t, p)
		unsignedLetter(t, f, "再送", "查阅2020年的城建档案")
		put(t, filepath.Join(f.Inbox(), "区财政局", "再送", "说明.txt"), ours.Replacing("介绍信.yaml", first))
		p.desk.begin(first)
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		p.desk.end(first)
		p.now = func() time.Time { return time.Now().Add(time.Hour) }
	})
	if i := slices.IndexFunc(events, func(e Event) bool {
		return strings.Contains(e.Reason, "正在核对") && strings.Contains(e.Reason, first)
	}); i < 0 {
		t.Errorf("it is not told of: %+v", events)
	}
	signingDays(t, f, func(p *Pipeline) {
		if second, s := onlyWaiting(t, p); second == first || s.Replaces() != first {
			t.Errorf("%s waits, which replaces %q", second, s.Replaces())
		}
	})
}
