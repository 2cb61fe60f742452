//go:build linux

package pipeline

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"gongwen/pipeline/inbox"
	"gongwen/pipeline/workspace"
)

// A thief may write to the inbox of one unit, and to what it is given.

// secretLetter is a letter in order that lies outside of the inbox, and may be
// looked at only by the office.
func secretLetter(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	put(t, filepath.Join(dir, "信.yaml"), example(t, "letter"))
	put(t, filepath.Join(dir, "区财政局介绍信.txt"), []byte("兹介绍"))
	return dir
}

// untouchedSecret wants the secret letter as it was, and nothing of it anywhere in
// the data folder.
func untouchedSecret(t *testing.T, f workspace.Folder, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("beside the secret: %v, %v", entries, err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "信.yaml"))
	if err != nil || string(text) != string(example(t, "letter")) {
		t.Errorf("the secret is %q, %v", text, err)
	}
	if s := sums(t, f); s.Filed != 0 || s.Pending != 0 {
		t.Errorf("sums %+v", s)
	}
	for _, folder := range []string{f.Returned(), f.Issued()} {
		err := filepath.WalkDir(folder, func(name string, entry os.DirEntry, err error) error {
			if err == nil && !entry.IsDir() && !strings.HasPrefix(entry.Name(), "退件通知") {
				t.Errorf("the thief got %s", name)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// TestPipelineGivesBackWhatIsNoFileUnopened with a notice that says what it was, and
// leaves nothing pending.
func TestPipelineGivesBackWhatIsNoFileUnopened(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, what string
		put        func(secret, name string) error
	}{
		{"link", "是链接（指向 ", os.Symlink},
		{"hard link", "是硬链接", os.Link},
		{"pipe", "是管道", func(_, name string) error { return syscall.Mkfifo(name, 0o666) }},
		{"socket", "是套接字", func(_, name string) error { return syscall.Mknod(name, syscall.S_IFSOCK|0o666, 0) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, secret := dataFolder(t, ""), secretLetter(t)
			inbox := filepath.Join(f.Inbox(), "区财政局")
			put(t, filepath.Join(inbox, "区财政局介绍信.txt"), []byte("兹介绍"))
			if err := test.put(filepath.Join(secret, "信.yaml"), filepath.Join(inbox, "信.yaml")); err != nil {
				t.Fatal(err)
			}
			events := once(t, f)
			i := slices.IndexFunc(events, func(e Event) bool { return e.File == "区财政局/信.yaml" })
			if i < 0 || events[i].Type != "returned" || !strings.Contains(events[i].Findings[0].Message, test.what) {
				t.Fatalf("events %+v", events)
			}
			notice, err := os.ReadFile(filepath.Join(f.Returned(), "区财政局", "信", "退件通知.txt"))
			if err != nil || !strings.Contains(string(notice), test.what) || !strings.Contains(string(notice), "请把文件本身") {
				t.Errorf("the notice: %s, %v", notice, err)
			}
			if _, err := os.Lstat(filepath.Join(f.Returned(), "区财政局", "信", "信.yaml")); err == nil {
				t.Error("it was made anew in the return")
			}
			left, err := os.ReadDir(inbox)
			if err != nil || len(left) != 1 { // the attachment waits
				t.Errorf("left in the inbox: %v, %v", left, err)
			}
			if err := os.Remove(filepath.Join(inbox, "区财政局介绍信.txt")); err != nil {
				t.Fatal(err)
			}
			once(t, f)
			untouchedSecret(t, f, secret)
		})
	}
}

// dropped is a letter dropped as a folder, with a look at it.
func dropped(t *testing.T, f workspace.Folder, p *Pipeline) (folder string, task inbox.Task) {
	t.Helper()
	folder = filepath.Join(f.Inbox(), "区财政局", "一袋")
	put(t, filepath.Join(folder, "信.yaml"), example(t, "letter"))
	put(t, filepath.Join(folder, "区财政局介绍信.txt"), []byte("兹介绍"))
	look, err := p.inbox.Settle(t.Context(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return folder, firstTask(p, look)
}

// TestTakeOfAFolderExchangedForALink to where a secret lies, before each step of
// taking.
func TestTakeOfAFolderExchangedForALink(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"looked at", "begun", "half moved"} {
		t.Run(step, func(t *testing.T) {
			f, secret := dataFolder(t, ""), secretLetter(t)
			at(t, f, func(p *Pipeline) {
				folder, task := dropped(t, f, p)
				exchange := func() {
					if err := errors.Join(os.Rename(folder, folder+"~"), os.Symlink(secret, folder)); err != nil {
						t.Fatal(err)
					}
				}
				if step == "looked at" {
					exchange()
					p.take(t.Context(), task)
					return
				}
				j := received(t, p, task)
				if step == "half moved" {
					one := j.arrival
					one.Files = one.Files[:1]
					if err := p.spool.Fetch(f.Inbox(), one); err != nil {
						t.Fatal(err)
					}
				}
				exchange()
				p.drive(t.Context(), j)
			})
			if step == "half moved" {
				// His own form goes back to him, as one of which a part was taken away.
				form := filepath.Join(f.Returned(), "区财政局", "信", "信.yaml")
				if err := os.Remove(form); err != nil {
					t.Error(err)
				}
			}
			once(t, f)
			untouchedSecret(t, f, secret)
		})
	}
}

// TestTakeOfAnAttachmentExchanged for a second name of a secret file, before each step
// of taking.
func TestTakeOfAnAttachmentExchanged(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"looked at", "begun", "seen after a restart"} {
		t.Run(step, func(t *testing.T) {
			f, secret := dataFolder(t, "attachment_wait: 0s\n"), secretLetter(t)
			at(t, f, func(p *Pipeline) {
				folder, task := dropped(t, f, p)
				exchange := func() {
					name := filepath.Join(folder, "区财政局介绍信.txt")
					if err := errors.Join(os.Remove(name), os.Link(filepath.Join(secret, "信.yaml"), name)); err != nil {
						t.Fatal(err)
					}
				}
				switch step {
				case "looked at":
					exchange()
					p.take(t.Context(), task)
				case "begun":
					j := received(t, p, task)
					exchange()
					p.drive(t.Context(), j)
				default:
					received(t, p, task)
					exchange()
				}
			})
			once(t, f)
			for _, stem := range []string{"信", "信（2）"} { // his own form
				_ = os.Remove(filepath.Join(f.Returned(), "区财政局", stem, "信.yaml"))
			}
			untouchedSecret(t, f, secret)
		})
	}
}

// TestPipelineFollowsNoLinksPlantedWhereFilesWillCome: under the name of the next
// document and of what it might be made as, and under the name of a return.
func TestPipelineFollowsNoLinksPlantedWhereFilesWillCome(t *testing.T) {
	t.Parallel()
	f, secret := dataFolder(t, ""), secretLetter(t)
	target := filepath.Join(secret, "信.yaml")
	for _, name := range []string{
		"issued/区财政局/龙政办介字〔2026〕1号.pdf", "issued/区财政局/龙政办介字〔2026〕1号.pdf.part",
		"returned/区财政局/退.part", "returned/区财政局/退", "returned/区财政局/退（2）",
	} {
		name = filepath.Join(string(f), filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.Symlink(target, name)); err != nil {
			t.Fatal(err)
		}
	}
	letter(t, f, "信", "查阅城建档案")
	put(t, filepath.Join(f.Inbox(), "区财政局", "退.yaml"), []byte("表单: 没有这种"))
	once(t, f)
	if s := sums(t, f); s.Filed != 1 || s.Returned != 1 || s.Pending != 0 {
		t.Errorf("sums %+v", s)
	}
	if text, err := os.ReadFile(target); err != nil || string(text) != string(example(t, "letter")) {
		t.Errorf("the secret is %q, %v", text, err)
	}
	info, err := os.Lstat(filepath.Join(f.Issued(), "区财政局", "龙政办介字〔2026〕1号.pdf"))
	if err != nil || !info.Mode().IsRegular() || info.Mode().Perm() != 0o640 {
		t.Errorf("the document: %v, %v", info, err)
	}
	if info, err := os.Lstat(filepath.Join(f.Returned(), "区财政局", "退（3）")); err != nil || !info.IsDir() {
		t.Errorf("the return: %v, %v", info, err)
	}
}
