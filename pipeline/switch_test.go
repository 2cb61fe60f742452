package pipeline

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// switchTo has letters signed in another manner from now on.
func switchTo(t *testing.T, f workspace.Folder, manner templates.Manner, more string) {
	t.Helper()
	put(t, f.Config(), []byte("settle: 0s\n"+more+"approvals: {letter: "+string(manner)+"}\n"))
}

// onSigningDay is one run of the program on a day on which letters can be signed.
func onSigningDay(t *testing.T, f workspace.Folder, also func(p *Pipeline)) []Event {
	t.Helper()
	return at(t, f, func(p *Pipeline) {
		onDay(p, signingDay)
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		if also != nil {
			also(p)
		}
	})
}

// sentBack are the messages and advice of what was found on forms that went back.
func sentBack(events []Event) string {
	var all []string
	for _, e := range events {
		if e.Type == "returned" {
			for _, found := range e.Findings {
				all = append(all, found.Message+"｜"+found.Advice)
			}
		}
	}
	return strings.Join(all, "\n")
}

// TestSwitchToDeskWithTypedForms: what was signed on paper is issued if it has its number
// when letters are signed at the desk from then on; if not, whoever typed approvals is
// told where to sign.
func TestSwitchToDeskWithTypedForms(t *testing.T) {
	t.Parallel()
	const where = "介绍信在网上签批，表单上不填审批意见｜请清空这一栏重新提交"
	for _, from := range []templates.Manner{templates.Paper, templates.PaperScan} {
		for _, stop := range []State{"", Accepted, Numbered} {
			t.Run(string(from)+" "+string(stop), func(t *testing.T) {
				t.Parallel()
				f := dataFolder(t, "")
				const wait = "attachment_wait: 1h\n"
				switchTo(t, f, from, wait)
				letter(t, f, "信", "查阅城建档案", "审批意见:", "签批扫描件: 审批单.pdf\n审批意见:")
				if from == templates.Paper {
					letter(t, f, "信", "查阅城建档案")
				}
				scan := filepath.Join(f.Inbox(), "区财政局", "信", "审批单.pdf")
				if stop == "" { // it waits for the scan, or with paper begins only then
					if from == templates.PaperScan {
						onSigningDay(t, f, nil)
					}
				} else {
					if from == templates.PaperScan {
						put(t, scan, []byte("%PDF-1.7 signed"))
					}
					at(t, f, func(p *Pipeline) {
						onDay(p, signingDay)
						look, err := p.inbox.Settle(t.Context(), time.Minute)
						if err != nil {
							t.Fatal(err)
						}
						upTo(t, p, begun(t, p, firstTask(p, look)), stop)
					})
				}
				switchTo(t, f, templates.Desk, wait)
				if stop == "" && from == templates.PaperScan {
					put(t, scan, []byte("%PDF-1.7 signed"))
				}
				events := onSigningDay(t, f, func(p *Pipeline) {
					if keys := waiting(t, p); len(keys) > 0 {
						t.Errorf("%d wait for signatures", len(keys))
					}
				})
				back := sentBack(events)
				s := sums(t, f)
				if stop == Numbered {
					if s.Filed != 1 || back != "" {
						t.Errorf("%+v, sent back %q", s, back)
					}
				} else if s.Filed != 0 || !strings.Contains(back, where) {
					t.Errorf("%+v, sent back %q", s, back)
				}
			})
		}
	}
}

// TestSwitchFromPaperWithANumber: a form that has its number is led to its end, whether
// its kind is given a field for a scan meanwhile or loses it.
func TestSwitchFromPaperWithANumber(t *testing.T) {
	t.Parallel()
	for _, manners := range [][2]templates.Manner{{templates.Paper, templates.PaperScan}, {templates.PaperScan, templates.Paper}} {
		t.Run(string(manners[0]), func(t *testing.T) {
			t.Parallel()
			f := dataFolder(t, "")
			switchTo(t, f, manners[0], "")
			letter(t, f, "信", "查阅城建档案")
			if manners[0] == templates.PaperScan {
				letter(t, f, "信", "查阅城建档案", "审批意见:", "签批扫描件: 审批单.pdf\n审批意见:")
				put(t, filepath.Join(f.Inbox(), "区财政局", "信", "审批单.pdf"), []byte("%PDF-1.7 signed"))
			}
			at(t, f, func(p *Pipeline) {
				onDay(p, signingDay)
				look, err := p.inbox.Settle(t.Context(), time.Minute)
				if err != nil {
					t.Fatal(err)
				}
				upTo(t, p, begun(t, p, firstTask(p, look)), Numbered)
			})
			switchTo(t, f, manners[1], "")
			onSigningDay(t, f, func(p *Pipeline) {
				r, err := p.workspace.Catalogue.Record(t.Context(), "龙政办介字〔2026〕1号")
				if err != nil || r.Approved != manners[0] {
					t.Errorf("signed in the manner %q, %v", r.Approved, err)
				}
			})
		})
	}
}

// TestSwitchFromDeskWhileFormsWait: forms that were sent for signatures are signed at the
// desk to the end, in whatever manner others of their kind are signed meanwhile.
func TestSwitchFromDeskWhileFormsWait(t *testing.T) {
	t.Parallel()
	for _, to := range []templates.Manner{templates.Paper, templates.PaperScan} {
		t.Run(string(to), func(t *testing.T) {
			t.Parallel()
			f := deskLetters(t)
			unsignedLetter(t, f, "信", "查阅城建档案")
			onSigningDay(t, f, nil)
			switchTo(t, f, to, "")
			unsignedLetter(t, f, "又", "查阅水利档案")
			back := sentBack(onSigningDay(t, f, func(p *Pipeline) {
				keys := waiting(t, p)
				if len(keys) != 1 {
					t.Fatalf("%d wait for signatures", len(keys))
				}
				done, err := sign(p, keys[0], signerOfLetters, templates.Agreed, "")
				if err != nil || done.Number == "" {
					t.Fatalf("%+v, %v", done, err)
				}
				r, err := p.workspace.Catalogue.Record(t.Context(), done.Number)
				if err != nil || r.Approved != templates.Desk || len(r.SignOffs) != 1 {
					t.Errorf("%v %v, %v", r.Approved, r.SignOffs, err)
				}
			}))
			if !strings.Contains(back, "审批意见") && !strings.Contains(back, "没有填写") {
				t.Errorf("the one without approvals: %q", back)
			}
		})
	}
}

// TestSwitchFromPaperScanWithAScan: a form that names its scan goes back once its kind has
// no such field, and is told what to do.
func TestSwitchFromPaperScanWithAScan(t *testing.T) {
	t.Parallel()
	for _, to := range []templates.Manner{templates.Paper, templates.Desk} {
		for _, before := range []bool{true, false} { // whether it waited for its scan then
			name := string(to) + ", handed in after"
			if before {
				name = string(to) + ", handed in before"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				f := dataFolder(t, "")
				const wait = "attachment_wait: 1h\n"
				switchTo(t, f, templates.PaperScan, wait)
				letter(t, f, "信", "查阅城建档案", "审批意见:", "签批扫描件: 审批单.pdf\n审批意见:")
				if before {
					onSigningDay(t, f, nil)
				}
				put(t, filepath.Join(f.Inbox(), "区财政局", "信", "审批单.pdf"), []byte("%PDF-1.7 signed"))
				switchTo(t, f, to, wait)
				back := sentBack(onSigningDay(t, f, nil))
				if s := sums(t, f); s.Filed != 0 || s.Returned != 1 || !strings.Contains(back, "签批扫描件") || !strings.Contains(back, "删去") {
					t.Errorf("%+v, sent back %q", s, back)
				}
			})
		}
	}
}
