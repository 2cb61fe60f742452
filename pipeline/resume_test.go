package pipeline

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/pipeline/inbox"
	"gongwen/pipeline/workspace"
	"gongwen/templates/docx/docxtest"
)

// firstTask is the first that a look makes.
func firstTask(p *Pipeline, look inbox.Look) inbox.Task {
	tasks, _ := p.inbox.Tasks(look, mostTasks)
	return tasks[0]
}

// begun takes a file from the inbox.
func begun(t *testing.T, p *Pipeline, task inbox.Task) job {
	t.Helper()
	taken := p.inbox.Take(t.Context(), task)
	if taken == nil {
		t.Fatalf("%s was not taken", task.Path)
	}
	return job{arrival: taken.Arrival, held: taken.Held, state: Begun, memory: memory{taken: taken}}
}

// upTo leads an arrival to a state.
func upTo(t *testing.T, p *Pipeline, j job, state State) job {
	t.Helper()
	for j.state != state {
		next, err := stepFrom[j.state].do(t.Context(), p.driver, &j)
		if err != nil {
			t.Fatalf("from %s: %v", j.state, err)
		}
		j.state = next
	}
	return j
}

// received takes a file as far as its ledger entry.
func received(t *testing.T, p *Pipeline, task inbox.Task) job {
	t.Helper()
	return upTo(t, p, begun(t, p, task), Received)
}

// TestResumeFromEachState takes one letter to each state in which a run can be stopped,
// and then lets another run take over.
func TestResumeFromEachState(t *testing.T) {
	t.Parallel()
	for _, step := range steps[1:] {
		for _, inOrder := range []bool{true, false} {
			if refusal := slices.Contains([]State{Refused, Decided, Returned, Closed}, step.from); inOrder == refusal {
				continue // not on its way
			}
			if slices.Contains([]State{Unsigned, Signing}, step.from) {
				continue // see TestResumeOfASigning
			}
			t.Run(string(step.from), func(t *testing.T) {
				f := dataFolder(t, "")
				errand := "查阅城建档案"
				if !inOrder {
					errand = "待定"
				}
				letter(t, f, "信", errand)
				at(t, f, func(p *Pipeline) {
					look, err := p.inbox.Settle(t.Context(), time.Minute)
					if err != nil {
						t.Fatal(err)
					}
					upTo(t, p, begun(t, p, firstTask(p, look)), step.from)
				})
				once(t, f)
				letter(t, f, "下一封", "查阅土地档案")
				once(t, f)
				if inOrder {
					checkArchive(t, f, 2)
				} else if s := sums(t, f); s.Returned != 1 || s.Filed != 1 || s.Received != 2 {
					t.Errorf("sums %+v", s)
				}
			})
		}
	}
}

// TestResumeOfWhatIsHalfDone: a run can be stopped in the middle of a step, too.
func TestResumeOfWhatIsHalfDone(t *testing.T) {
	t.Parallel()
	stops := []struct {
		name string
		stop func(t *testing.T, p *Pipeline, j job)
	}{
		{"in the spool, as far as anybody knows", func(t *testing.T, p *Pipeline, j job) {
			j = upTo(t, p, j, Received)
			if err := p.spool.Fetch(p.workspace.Folder.Inbox(), j.arrival); err != nil {
				t.Fatal(err)
			}
		}},
		{"the number taken, and nobody told", func(t *testing.T, p *Pipeline, j job) {
			j = upTo(t, p, j, Fetched)
			if _, err := p.workspace.Catalogue.TakeNumber(t.Context(), catalogue.Number{Arrival: j.arrival.Key, Kind: "letter", Year: 2026,
				Submission: j.submission.Hash, Verdict: `{"rulebook":"x"}`}); err != nil {
				t.Fatal(err)
			}
		}},
	}
	for _, test := range stops {
		t.Run(test.name, func(t *testing.T) {
			f := dataFolder(t, "")
			letter(t, f, "信", "查阅城建档案")
			at(t, f, func(p *Pipeline) {
				look, err := p.inbox.Settle(t.Context(), time.Minute)
				if err != nil {
					t.Fatal(err)
				}
				test.stop(t, p, begun(t, p, firstTask(p, look)))
			})
			once(t, f)
			letter(t, f, "下一封", "查阅土地档案")
			once(t, f)
			checkArchive(t, f, 2)
		})
	}
}

// checkArchive wants n letters filed, numbered from 1 without a gap, and nothing
// else anywhere.
func checkArchive(t *testing.T, f workspace.Folder, n int) {
	t.Helper()
	if s := sums(t, f); s.Filed != n || s.Received != n {
		t.Errorf("sums %+v, want %d filed", s, n)
	}
	o, err := workspace.View(f)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	folders, err := o.Archive.Folders()
	if err != nil || len(folders) != n {
		t.Errorf("bags %v, %v", folders, err)
	}
	for i, folder := range folders {
		r, err := o.Archive.Read(folder)
		if err != nil || r.Serial != i+1 {
			t.Errorf("%s: serial %d, %v", folder, r.Serial, err)
		}
		if _, err := os.Stat(filepath.Join(f.Issued(), "区财政局", r.Number+".pdf")); err != nil {
			t.Errorf("no copy for the office: %v", err)
		}
	}
	for _, dir := range []string{filepath.Join(f.Inbox(), "区财政局"), f.Spool()} {
		left, err := os.ReadDir(dir)
		left = slices.DeleteFunc(left, func(e os.DirEntry) bool { return strings.HasPrefix(e.Name(), ".") })
		if err != nil || len(left) != 0 {
			t.Errorf("left in %s: %v, %v", dir, left, err)
		}
	}
}

func TestDecidedBeforeIsNotDecidedAgain(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	letter(t, f, "信", "待定")
	at(t, f, func(p *Pipeline) {
		look, err := p.inbox.Settle(t.Context(), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		a := upTo(t, p, begun(t, p, firstTask(p, look)), Fetched).arrival
		// The journal has said so, and then the power failed.
		if err := p.workspace.Journal.Append(journal.Event{Time: time.Now(), Type: journal.Returned, Arrival: a.Key,
			Unit: a.Unit, Path: a.Path, Reason: "事项不明", Findings: json.RawMessage(`[]`)}); err != nil {
			t.Fatal(err)
		}
		put(t, p.spool.Path(a.Key, "return", "退件通知.txt"), []byte("退件通知"))
	})
	once(t, f)
	if s := sums(t, f); s.Returned != 1 || s.Received != 1 {
		t.Errorf("sums %+v", s)
	}
	if _, err := os.Stat(filepath.Join(f.Returned(), "区财政局", "介绍信", "退件通知.txt")); err != nil {
		t.Error(err)
	}
	events := 0
	o, err := workspace.View(f)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	for _, err := range journal.All(o.Archive.JournalDir()) {
		if err != nil {
			t.Error(err)
		}
		events++
	}
	if events != 1 {
		t.Errorf("the journal tells of %d returns, want 1", events)
	}
}

// TestFaultAtTheLastStep: a form that was filed, but whose copy cannot be laid
// out, is neither filed again nor taken for its own duplicate.
func TestFaultAtTheLastStep(t *testing.T) {
	t.Parallel()
	for _, restart := range []bool{false, true} {
		f := dataFolder(t, "")
		letter(t, f, "信", "查阅城建档案")
		obstacle := filepath.Join(f.Issued(), "区财政局")
		put(t, obstacle, []byte("in the way of the folder"))
		mended := func(p *Pipeline) {
			if err := os.Remove(obstacle); err != nil {
				t.Fatal(err)
			}
			p.now = func() time.Time { return time.Now().Add(time.Hour) }
			if err := p.Once(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		events := at(t, f, func(p *Pipeline) {
			if err := p.Once(t.Context()); err != nil {
				t.Fatal(err)
			}
			if !restart {
				mended(p)
			}
		})
		if restart {
			events = append(events, at(t, f, mended)...)
		}
		if len(events) != 2 || events[0].Type != "pending" || events[1].Type != "filed" {
			t.Errorf("restart %v: events %+v", restart, events)
		}
		checkArchive(t, f, 1)
	}
}

// TestResumeNumberedThoughAskedAbout: a form whose Word file says something that is only
// asked about, and that was confirmed, keeps the number it has.
func TestResumeNumberedThoughAskedAbout(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	text := string(example(t, "outgoing"))
	from, to := strings.Index(text, "开头:"), strings.Index(text, "结尾:")
	text = text[:from] + "正文文件: 正文.docx\n" + text[to:] + "例外:\n  - {针对: 正文文件, 理由: 属实}\n"
	body := docxtest.Paragraph("", "现就做好防汛抗旱工作通知如下：") +
		docxtest.Paragraph("", "一、压实责任") + docxtest.Paragraph("", "各部门按职责分工落实包保。") +
		docxtest.Paragraph("", "三、严格值守") + docxtest.Paragraph("", "六月一日起实行二十四小时值班。")
	dir := filepath.Join(f.Inbox(), "区应急管理局", "发文")
	put(t, filepath.Join(dir, "发文.yaml"), []byte(text))
	put(t, filepath.Join(dir, "责任分工表.txt"), []byte("一"))
	put(t, filepath.Join(dir, "正文.docx"), docxtest.Document(body, "", ""))
	at(t, f, func(p *Pipeline) {
		look, err := p.inbox.Settle(t.Context(), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		j := upTo(t, p, begun(t, p, firstTask(p, look)), Numbered)
		if len(j.accepted.Verdict.Excused) == 0 {
			t.Error("nothing was asked about")
		}
	})
	if got := ended(once(t, f)); !slices.Equal(got, []string{"filed 发文.yaml"}) {
		t.Errorf("events %q", got)
	}
}
