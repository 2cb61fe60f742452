package checkpoint_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"gongwen/archive/checkpoint"
	"gongwen/archive/journal"
)

const (
	rewritten = "1 journal"
	cut       = "2 journal"
)

// TestVerifyAttack: the whole of it. The chain of the journal holds after each attack (see
// rewrite), so that only checkpoints tell.
func TestVerifyAttack(t *testing.T) {
	for name, tt := range map[string]struct {
		attack func(*office)
		found  []string
		says   string
	}{
		"nothing":               {func(*office) {}, nil, ""},
		"the seal of the first": {func(o *office) { o.rewrite(1, func(e *journal.Event) { e.Seal = "forged" }) }, []string{rewritten}, "第 1 行到第 10 行"},
		"a line in the middle":  {func(o *office) { o.rewrite(250, func(e *journal.Event) { e.Serial++ }) }, []string{rewritten}, "第 11 行到第 300 行（2026-05-11 09:00 至 2026-05-11 09:05）"},
		"only its time":         {func(o *office) { o.rewrite(299, func(e *journal.Event) { e.Time = e.Time.Add(1) }) }, []string{rewritten}, "第 11 行到第 300 行"},
		"a line after the last": {func(o *office) { o.rewrite(305, func(e *journal.Event) { e.Serial++ }) }, nil, ""},
		"cut short":             {func(o *office) { o.cut(11) }, []string{cut}, "只有 299 行"},
		"cut and written on": {func(o *office) { o.cut(100); o.rewrite(1, func(*journal.Event) {}); o.file(500) },
			[]string{}, ""}, // honest lines again: the same as before
		"all gone": {func(o *office) { o.must(os.RemoveAll(o.Journal)) }, []string{cut}, "只有 0 行"},
		"with its public keys": {func(o *office) {
			o.rewrite(5, func(e *journal.Event) { e.Number = "伪" })
			other := newOffice(o.TB)
			other.signer()
			o.must(os.Rename(other.VKeys, o.VKeys))
		}, []string{"4 "}, "的公钥与签名私钥"},
		"with the settings, to other keys": {func(o *office) {
			o.beside = checkpoint.Given{Name: "data.checkpoints", Beside: true, All: o.kept()}
			o.rewrite(5, func(e *journal.Event) { e.Number = "伪" })
			o.Key = filepath.Join(o.Folder, "attacker.key")
			o.must(errors.Join(os.Remove(o.VKeys), o.Make(context.Background())))
		}, []string{"4 "}, "没有一个检查点是用现在的密钥签的"},
		"with the settings, to nothing": {func(o *office) {
			o.beside = checkpoint.Given{Name: "data.checkpoints", Beside: true, All: o.kept()}
			o.rewrite(5, func(e *journal.Event) { e.Number = "伪" })
			o.Key = filepath.Join(o.Folder, "none.key")
			o.must(os.Remove(o.VKeys))
		}, []string{"4 "}, "没有一个检查点"},
		"with the settings alone": {func(o *office) {
			o.beside = checkpoint.Given{Name: "data.checkpoints", Beside: true, All: o.kept()}
			o.rewrite(5, func(e *journal.Event) { e.Number = "伪" })
			o.Key = filepath.Join(o.Folder, "none.key")
		}, []string{rewritten}, "data.checkpoints）不符"},
		"with both keys lost": {func(o *office) {
			o.rewrite(5, func(e *journal.Event) { e.Number = "伪" })
			o.must(errors.Join(os.Remove(o.VKeys), os.Remove(o.Key)))
		}, []string{"4 "}, "都不见了"},
		"without its public keys": {func(o *office) {
			o.rewrite(5, func(e *journal.Event) { e.Number = "伪" })
			o.must(os.Remove(o.VKeys))
		}, []string{rewritten, "4 "}, "第 1 行到第 10 行"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			o.file(10)
			s := o.signer()
			first := o.sign(s)
			o.file(290)
			kept := o.sign(s)
			o.file(10) // never signed
			tt.attack(o)

			var beside []checkpoint.Given
			if o.beside.All != nil {
				beside = append(beside, o.beside)
			}
			found, messages := o.verify(beside...) // with what is beside the key
			if !slices.Equal(found, tt.found) || !strings.Contains(fmt.Sprint(messages), tt.says) {
				t.Errorf("%v, want %v and %s: %q", found, tt.found, tt.says, messages)
			}
			// On another machine, with what was kept elsewhere, and its key.
			o.must(errors.Join(os.RemoveAll(o.Key), os.RemoveAll(o.Kept())))
			if _, err := os.Stat(o.VKeys); err != nil || slices.Contains(found, "4 ") {
				return // the public key, too, is to be known from elsewhere: see cmd/proofcheck
			}
			for _, c := range []checkpoint.Checkpoint{first, kept} {
				if again, messages := o.verify(given(c)); len(again) > len(found) || len(again) == 0 && len(found) > 0 && c.Size == kept.Size {
					t.Errorf("%v with the checkpoint of %d lines: %q", again, c.Size, messages)
				}
			}
		})
	}
}

// TestVerifyTrail: the reading room's log is held against its own checkpoints.
func TestVerifyTrail(t *testing.T) {
	o := newOffice(t)
	o.file(3)
	o.must(os.Rename(o.Journal, o.Trail))
	s := o.signer()
	c, err := s.Sign(t.Context(), checkpoint.Trail)
	o.must(err)
	if found, messages := o.verify(given(c)); found != nil {
		t.Error(messages)
	}
	o.must(os.Rename(o.Trail, o.Journal))
	o.rewrite(2, func(e *journal.Event) { e.By = "nobody" })
	o.must(os.Rename(o.Journal, o.Trail))
	found, messages := o.verify(given(c))
	if !slices.Equal(found, []string{"1 trail", "1 trail"}) || !strings.Contains(messages[0], "查阅登记前 3 行") || !strings.Contains(messages[1], "kept.txt") {
		t.Error(found, messages)
	}
}

// TestVerifyGiven: whatever else somebody gives for a checkpoint is told apart.
func TestVerifyGiven(t *testing.T) {
	o := newOffice(t)
	o.file(10)
	s := o.signer()
	c := o.sign(s)
	other := newOffice(t)
	foreign := other.sign(other.signer())
	head := fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, c.Root)
	skey, _, err := note.GenerateKey(rand.Reader, c.Origin)
	o.must(err)
	stranger, err := note.NewSigner(skey)
	o.must(err)
	forged, err := note.Sign(&note.Note{Text: head}, stranger)
	o.must(err)
	p, err := s.Prove(t.Context(), number(4), morning)
	o.must(err)
	text := string(c.Note)
	for name, tt := range map[string]struct{ text, found, says string }{
		"as it is":                 {text, "", ""},
		"from Windows":             {"\ufeff" + strings.ReplaceAll(text, "\n", "\r\n"), "", ""},
		"with a note on top":       {"# 2026年5月11日，存于保险柜\n\n" + text + "\n\n", "", ""},
		"an inclusion proof":       {string(p.Text()), "", ""},
		"two":                      {text + text, "", ""},
		"signed by others too":     {text + string(forged[len(head)+1:]), "", ""},
		"of another data folder":   {string(foreign.Note), "3 journal", "不是这个数据文件夹的检查点：它是 " + foreign.Origin},
		"signed by a stranger":     {string(forged), "3 journal", "不是用这个数据文件夹的密钥签的"},
		"one digit changed":        {strings.Replace(text, "\n10\n", "\n11\n", 1), "3 journal", "不是用这个数据文件夹的密钥签的"},
		"without its signature":    {head, "3 journal", "没有签名"},
		"empty":                    {"", "3 ", "文件是空的"},
		"a word document":          {"PK\x03\x04\x00", "3 ", "开头应有三行"},
		"no size":                  {strings.Replace(text, "\n10\n", "\n010\n", 1), "3 ", "第2行应是行数，写的是“010”"},
		"half a root":              {strings.Replace(text, c.Root.String(), c.Root.String()[:20], 1), "3 ", "第3行应是校验值"},
		"one good and one foreign": {text + "\n" + string(foreign.Note), "3 journal", "不是这个数据文件夹"},
	} {
		t.Run(name, func(t *testing.T) {
			found, messages := o.verify(checkpoint.Given{Name: "给的.txt", All: checkpoint.Split([]byte(tt.text))})
			if strings.Join(found, ",") != tt.found || !strings.Contains(fmt.Sprint(messages), tt.says) {
				t.Errorf("%v, %q; want %q and %s", found, messages, tt.found, tt.says)
			}
			for _, m := range messages {
				if !strings.HasPrefix(m, "给的.txt：") {
					t.Error(m)
				}
			}
		})
	}
}

// TestVerifyWithoutWhatIsKept: what lies beside the key and cannot be read is told, and
// nothing is signed that could not be kept there.
func TestVerifyWithoutWhatIsKept(t *testing.T) {
	o := newOffice(t)
	o.file(3)
	s := o.signer()
	o.must(os.Mkdir(o.Kept(), 0o700)) // cannot be read, nor replaced
	found, messages := o.verify()
	if !slices.Equal(found, []string{"3 "}) || !strings.Contains(messages[0], o.Kept()+"：读不了") {
		t.Error(found, messages)
	}
	if c, err := s.Sign(t.Context(), checkpoint.Journal); err == nil {
		t.Errorf("signed\n%s", c.Note)
	}
}

// TestRenew: other keys, which the old ones vouch for; old checkpoints are checked as
// before, and a journal that was cut short is acknowledged once and for all.
func TestRenew(t *testing.T) {
	renew := func(o *office) checkpoint.Renewed {
		j, err := journal.Open(o.Journal, morning)
		o.must(err)
		done, err := o.Renew(context.Background(), "换机器", j, morning.AddDate(0, 1, 0))
		o.must(errors.Join(err, j.Close()))
		return done
	}
	last := func(o *office) (e journal.Event) {
		for each, err := range journal.All(o.Journal) {
			o.must(err)
			e = each
		}
		return e
	}
	o := newOffice(t)
	o.file(5)
	s := o.signer()
	old, before := o.sign(s), s.Identity

	done := renew(o)
	if !done.Vouched || done.Broken != nil || done.Aside != "" || done.Identity.ID == before.ID {
		t.Errorf("%+v", done)
	}
	if e := last(o); e.Type != journal.Rekeyed || e.Reason != "换机器" || !slices.Equal(e.Keys, done.Identity.VKeys[2:]) {
		t.Errorf("%+v", e)
	}
	kept, err := checkpoint.ReadFile(o.Kept())
	o.must(err)
	old6 := slices.IndexFunc(kept, func(c []byte) bool { return strings.HasPrefix(string(c), old.Origin+"\n6\n") })
	if old6 < 0 {
		t.Error("the old key has not signed the line of the new one")
	}
	if found, messages := o.verify(given(old)); found != nil {
		t.Error(messages)
	}

	o.must(os.Remove(o.Key)) // lost
	if done := renew(o); done.Vouched || done.Broken != nil {
		t.Errorf("%+v", done)
	}
	o.file(3)
	latest := o.sign(o.signer())
	o.cut(2) // restored from an older backup
	if found, _ := o.verify(); !slices.Contains(found, cut) {
		t.Error(found)
	}
	done = renew(o)
	if done.Vouched || len(done.Broken) != 1 || !strings.Contains(last(o).Reason, "末尾被截去了") {
		t.Errorf("%+v", done)
	}
	if found, messages := o.verify(); found != nil {
		t.Error(messages)
	}
	if aside, err := checkpoint.ReadFile(done.Aside); err != nil || len(aside) == 0 {
		t.Error("what did not agree is gone:", err)
	}
	// What was kept elsewhere is still told: nobody can acknowledge it away.
	if found, messages := o.verify(given(old)); found != nil {
		t.Error(messages)
	}
	if found, _ := o.verify(given(latest)); len(found) == 0 {
		t.Error("the checkpoint of lines that are gone agrees")
	}
}

// FuzzSplit: what is read as a checkpoint is one, and what is not signed by the key is
// never taken for it, whatever stands in the file.
func FuzzSplit(f *testing.F) {
	o := newOffice(f)
	o.file(3)
	c := o.sign(o.signer())
	v, err := note.NewVerifier(o.signer().Identity.VKey(checkpoint.Journal))
	o.must(err)
	f.Add(c.Note)
	f.Add([]byte("\ufeff# x\r\n" + string(c.Note) + "\r\n\r\n" + string(c.Note)))
	f.Add(checkpoint.Proof{Index: 1, Line: []byte("{}"), Hashes: tlog.RecordProof{c.Root}, Checkpoint: c}.Text())
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, one := range checkpoint.Split(file) {
			got, err := checkpoint.Parse(one, []note.Verifier{v})
			var malformed *checkpoint.Malformed
			switch {
			case err == nil:
				// The root is a function of the lines, and the key has signed this one only.
				if got.Head != c.Head {
					t.Errorf("%+v was never signed", got.Head)
				}
			case errors.As(err, &malformed) == (errors.Is(err, checkpoint.ErrForeign) || errors.Is(err, checkpoint.ErrUnsigned)):
				t.Errorf("%v is of no sort", err)
			}
		}
	})
}
