package checkpoint_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/transparency-dev/formats/log"
	clientproof "github.com/transparency-dev/formats/proof"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"gongwen/archive/checkpoint"
	"gongwen/archive/durable"
	"gongwen/archive/journal"
)

// parsed is a checkpoint as another program reads it, with its signature checked.
func parsed(t *testing.T, vkey string, text []byte) *log.Checkpoint {
	t.Helper()
	v, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	c, rest, _, err := log.ParseCheckpoint(text, v.Name(), v)
	if err != nil || len(rest) > 0 {
		t.Fatalf("%v, rest %q, of\n%s", err, rest, text)
	}
	return c
}

// TestProveForOthers: inclusion proofs of several lines, and consistency proofs between
// several sizes, as another implementation reads and checks them.
func TestProveForOthers(t *testing.T) {
	o := newOffice(t)
	o.file(1)
	s := o.signer()
	vkey := s.Identity.VKey(checkpoint.Journal)
	olds := []checkpoint.Checkpoint{o.sign(s)}
	for _, some := range []int{6, 300, 700} {
		o.file(some)
		for n := 1; n <= o.lines; n += 1 + o.lines/9 {
			p, err := s.Prove(t.Context(), number(n), filed(n).Time)
			o.must(err)
			var read clientproof.TLogProof
			o.must(read.Unmarshal(p.Text()))
			c := parsed(t, vkey, read.Checkpoint)
			if int(read.Index) != n-1 || int(c.Size) != o.lines || !bytes.Equal(read.Marshal(), p.Text()) {
				t.Fatalf("index %d of %d:\n%s", read.Index, c.Size, p.Text())
			}
			var hashes [][]byte
			for _, h := range read.Hashes {
				hashes = append(hashes, h[:])
			}
			leaf := rfc6962.DefaultHasher.HashLeaf(read.ExtraData)
			o.must(proof.VerifyInclusion(rfc6962.DefaultHasher, read.Index, c.Size, leaf, hashes, c.Hash))
			if !strings.Contains(string(read.ExtraData), `"number":"`+number(n)+`"`) {
				t.Errorf("%s", read.ExtraData)
			}
		}
		for _, old := range olds {
			p, err := s.Since(t.Context(), old)
			o.must(err)
			var hashes [][]byte
			for _, h := range p.Hashes {
				hashes = append(hashes, h[:])
			}
			now, before := parsed(t, vkey, p.Checkpoint.Note), parsed(t, vkey, old.Note)
			o.must(proof.VerifyConsistency(rfc6962.DefaultHasher, before.Size, now.Size, hashes, before.Hash, now.Hash))
		}
		olds = append(olds, o.sign(s))
	}
	var none *checkpoint.NoLine
	if _, err := s.Prove(t.Context(), "没有这一号", time.Time{}); !errors.As(err, &none) {
		t.Error(err)
	}
}

// TestProveIn: one checkpoint proves many lines, also when more were added since; not those
// that came after it, and not for a journal that does not extend it.
func TestProveIn(t *testing.T) {
	o := newOffice(t)
	o.file(300)
	s := o.signer()
	c := o.sign(s)
	o.file(300)
	o.sign(s)
	for _, n := range []int{1, 256, 300} {
		p, err := s.ProveIn(t.Context(), c, number(n), filed(n).Time)
		if o.must(err); !bytes.Equal(p.Checkpoint.Note, c.Note) {
			t.Errorf("%d by\n%s", n, p.Checkpoint.Note)
		}
		o.must(tlog.CheckRecord(p.Hashes, c.Size, c.Root, int64(n-1), tlog.RecordHash(p.Line)))
	}
	if _, err := s.ProveIn(t.Context(), c, number(301), filed(301).Time); !errors.As(err, new(*checkpoint.NoLine)) {
		t.Error(err)
	}
	o.rewrite(300, func(e *journal.Event) { e.Serial = 9 })
	if _, err := o.signer().ProveIn(t.Context(), c, number(1), filed(1).Time); !errors.As(err, new(*checkpoint.Inconsistent)) {
		t.Error(err)
	}
}

// TestSignExtends: a signer signs nothing that does not extend what was signed before, by
// it or by another program with the same key.
func TestSignExtends(t *testing.T) {
	for name, tt := range map[string]struct {
		harm func(*office)
		want string
	}{
		"rewritten": {func(o *office) { o.rewrite(5, func(e *journal.Event) { e.Seal = strings.Repeat("0", 64) }) }, "前 20 行与签过名的检查点不符"},
		"cut":       {func(o *office) { o.cut(3) }, "流水只有 17 行，而签过名的检查点有 20 行"},
		"gone":      {func(o *office) { o.must(os.RemoveAll(o.Journal)) }, "流水只有 0 行"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			o.file(20)
			running := o.signer()
			before := o.sign(running)
			tt.harm(o)
			_, err := o.signer().Sign(t.Context(), checkpoint.Journal)
			says(t, err, tt.want)
			// One that has read the lines before may go on signing them as they were, or
			// notices; it never signs the forgery.
			if c, err := running.Sign(t.Context(), checkpoint.Journal); err == nil && !bytes.Equal(c.Note, before.Note) {
				t.Errorf("signed\n%s", c.Note)
			}
			if _, err := running.Prove(t.Context(), number(5), time.Time{}); err == nil {
				t.Error("a line is proved that is not as it was")
			}
		})
	}
}

// TestSignKeeps: what was signed is beside the key before it is given out, not twice for
// the same lines, and not without bound.
func TestSignKeeps(t *testing.T) {
	o := newOffice(t)
	s := o.signer()
	for range 100 {
		o.file(1)
		c := o.sign(s)
		if again := o.sign(s); !bytes.Equal(again.Note, c.Note) {
			t.Fatal("signed anew without a new line")
		}
		kept, err := checkpoint.ReadFile(o.Kept())
		if o.must(err); !bytes.Equal(kept[len(kept)-1], c.Note) {
			t.Fatal("not kept")
		}
	}
	trail, err := s.Sign(t.Context(), checkpoint.Trail)
	o.must(err)
	kept, err := checkpoint.ReadFile(o.Kept())
	o.must(err)
	if len(kept) > 66 || len(kept) < 33 || !bytes.Equal(kept[len(kept)-1], trail.Note) {
		t.Errorf("%d are kept", len(kept))
	}
	if found, messages := o.verify(); found != nil {
		t.Error(messages)
	}
	for file, mode := range map[string]os.FileMode{o.Key: durable.Private, o.Kept(): durable.Private, o.VKeys: durable.Shared} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != mode {
			t.Error(file, info.Mode(), err)
		}
	}
}

// TestOpenSaysWhy: without its key a data folder says so, and what to do.
func TestOpenSaysWhy(t *testing.T) {
	for name, tt := range map[string]struct {
		harm func(*office)
		want string
	}{
		"no keys yet": {func(o *office) { o.must(errors.Join(os.Remove(o.Key), os.Remove(o.VKeys))) }, "还没有流水检查点的密钥"},
		"lost":        {func(o *office) { o.must(os.Remove(o.Key)) }, "请把原来的私钥文件放到 "},
		"not a key":   {func(o *office) { o.must(os.WriteFile(o.Key, []byte("PRIVATE+KEY+secret\n"), 0o600)) }, "有一行不是签名私钥"},
		"of another":  {func(o *office) { other := newOffice(o.TB); other.signer(); o.must(os.Rename(other.Key, o.Key)) }, "里没有这个数据文件夹"},
		"one twice": {func(o *office) { // and none of the trail
			text, err := os.ReadFile(o.Key)
			o.must(err)
			lines := strings.SplitAfter(string(text), "\n")
			lines[3] = lines[2]
			o.must(os.WriteFile(o.Key, []byte(strings.Join(lines, "")), 0o600))
		}, "里没有这个数据文件夹"},
		"a broken one": {func(o *office) { o.must(os.WriteFile(o.VKeys, []byte("x+y+z\n"), 0o600)) }, "不是公钥"},
		"half of them": {func(o *office) { o.must(os.WriteFile(o.VKeys, []byte("# none\n"), 0o600)) }, "缺少公钥"},
	} {
		o := newOffice(t)
		o.signer()
		tt.harm(o)
		_, err := o.Open()
		if says(t, err, tt.want); !isKeyless(err) || strings.Contains(err.Error(), "secret") {
			t.Error(name, err)
		}
	}
}

// TestEnsure: keys are made once; where only the public ones are gone they come back, but
// not for a journal that does not extend what was signed.
func TestEnsure(t *testing.T) {
	o := newOffice(t)
	o.file(3)
	said, err := o.Ensure(t.Context())
	if o.must(err); !strings.Contains(said, o.Key) {
		t.Error(said)
	}
	first := o.signer().Identity
	o.sign(o.signer())
	if said, err := o.Ensure(t.Context()); said != "" || err != nil {
		t.Error(said, err)
	}
	o.must(os.Remove(o.VKeys))
	if said, err := o.Ensure(t.Context()); !strings.Contains(said, "重新写出") || err != nil {
		t.Error(said, err)
	}
	if again := o.signer().Identity; !slices.Equal(again.VKeys, first.VKeys) {
		t.Errorf("%v, before %v", again.VKeys, first.VKeys)
	}
	o.must(os.Remove(o.VKeys))
	o.rewrite(2, func(e *journal.Event) { e.Serial = 9 })
	_, err = o.Ensure(t.Context())
	if says(t, err, "gongwen key new"); !isKeyless(err) {
		t.Error(err)
	}
	o.Key = filepath.Join(o.Folder, "no", "such", "folder", "key")
	_, err = o.Ensure(t.Context())
	if says(t, err, "gongwen.yaml 的 key"); !isKeyless(err) {
		t.Error(err)
	}
	// A new data folder beside a key that was left there gets one of its own.
	o = newOffice(t)
	o.signer()
	o.must(os.Remove(o.VKeys))
	before, err := os.ReadFile(o.Key)
	o.must(errors.Join(err, o.Make(t.Context())))
	after, err := os.ReadFile(o.Key)
	if o.must(err); !bytes.HasPrefix(after, before) || len(after) == len(before) {
		t.Error("the key that was there is gone")
	}
	o.signer()
}
