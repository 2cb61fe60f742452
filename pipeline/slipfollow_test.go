package pipeline

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/ours"
	"gongwen/templates"
)

// slipsIn are the files in a unit's folder of those that wait.
func slipsIn(t testing.TB, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// TestFollowSlips: a slip for each form that waits, with whose turn it is; written anew
// when somebody has taken it away; one that was written into stays, with a new one beside;
// all of ours go with the signing, also after a restart, and nothing else.
func TestFollowSlips(t *testing.T) {
	f := dataFolder(t, "approvals: {contract: desk}\n")
	dir := filepath.Join(f.Waiting(), "区政府办公室")
	slip := filepath.Join(dir, "待签-contract.txt")
	var key string
	at(t, f, func(p *Pipeline) {
		inbox := filepath.Join(f.Inbox(), "区政府办公室")
		unsignedForm(t, inbox, "contract")
		for _, name := range regexp.MustCompile(`[^\s:,\[\]]+\.(?:txt|pdf|docx|xlsx)`).FindAllString(string(example(t, "contract")), -1) {
			put(t, filepath.Join(inbox, "contract", name), []byte("附件"))
		}
		onDay(p, "2026-04-23")
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		key = waiting(t, p)[0]
		text, err := os.ReadFile(slip)
		if err != nil {
			t.Fatal(err)
		}
		if arrival, ok := ours.Arrival(text); !ok || arrival != key || !ours.Is("甲.txt", text) || !strings.Contains(string(text), "1. 请") {
			t.Errorf("%q %v:\n%s", arrival, ok, text)
		}
		if _, err := sign(p, key, signer(t, p, key), templates.Agreed, ""); err != nil {
			t.Fatal(err)
		}
		if err := p.followSlips(t.Context()); err != nil {
			t.Fatal(err)
		}
		after, err := os.ReadFile(slip)
		if err != nil || string(after) == string(text) || !strings.Contains(string(after), "已经签的：") {
			t.Errorf("%v: the slip does not tell who has signed:\n%s", err, after)
		}
	})
	// While nothing runs one is taken away, and there is one of a form that waits no more.
	put(t, filepath.Join(dir, "待签-旧的.txt"), []byte(ours.WithCode(ours.SlipTitle+"\r\n\r\n文件：旧.yaml\r\n"+ours.ArrivalLine("20260101T000000.000-aaaaaaaaaa")+"\r\n")))
	put(t, filepath.Join(dir, "自己的.txt"), []byte("自己的"))
	text, err := os.ReadFile(slip)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(slip, append(text, "记下一笔\r\n"...), 0o640); err != nil {
		t.Fatal(err)
	}
	at(t, f, func(p *Pipeline) {
		onDay(p, "2026-04-24")
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		if names := slipsIn(t, dir); !slices.Equal(names, []string{"待签-contract.txt", "待签-contract（2）.txt", "自己的.txt"}) {
			t.Errorf("after a restart: %v", names)
		}
		second := filepath.Join(dir, "待签-contract（2）.txt")
		if err := os.Remove(second); err != nil {
			t.Fatal(err)
		}
		p.slips.all()
		if err := p.followSlips(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(second); err != nil {
			t.Errorf("taken away, it did not come back: %v", err)
		}
		if _, err := sign(p, key, signer(t, p, key), templates.SentBack, "请写明理由"); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		for len(slipsIn(t, dir)) > 2 && time.Since(begun) < 10*time.Second {
			if err := p.followSlips(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if names := slipsIn(t, dir); !slices.Equal(names, []string{"待签-contract.txt", "自己的.txt"}) {
			t.Errorf("once it is sent back: %v", names)
		}
	})
}

// TestFollowSlipsBesideAFolderThatFails: the slips of others are written, and only its own
// are tried again, as things are then.
func TestFollowSlipsBesideAFolderThatFails(t *testing.T) {
	f := dataFolder(t, "approvals: desk\n")
	const finance, civil = "区财政局", "区民政局"
	at(t, f, func(p *Pipeline) {
		onDay(p, "2026-05-11")
		for _, unit := range []string{finance, civil} {
			formsWait(t, p.workspace, p.now(), 3, unit)
		}
		put(t, filepath.Join(f.Waiting(), finance), []byte("一个文件"))
		if err := p.followSlips(t.Context()); err == nil {
			t.Error("nothing is said of it")
		}
		if n := len(slipsIn(t, filepath.Join(f.Waiting(), civil))); n != 3 {
			t.Errorf("the other unit has %d slips", n)
		}
		if w := p.slips.work; w.all || len(w.changed) > 0 || len(w.units) != 1 || !w.units[finance] {
			t.Errorf("to be done again: %+v", w)
		}
		if err := os.Remove(filepath.Join(f.Waiting(), finance)); err != nil {
			t.Fatal(err)
		}
		for u, err := range p.workspace.Catalogue.AllUnsigned(t.Context()) {
			if err == nil && u.Unit == finance {
				err = p.workspace.Catalogue.Return(t.Context(), u.Arrival, "撤回", "", p.now())
			}
			if err != nil {
				t.Fatal(err)
			}
			if p.slips.ended(u.Arrival); u.Unit == finance {
				break
			}
		}
		if err := p.followSlips(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := len(slipsIn(t, filepath.Join(f.Waiting(), finance))); n != 2 {
			t.Errorf("%d slips once it is mended", n)
		}
	})
}
