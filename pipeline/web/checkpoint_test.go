package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/transparency-dev/formats/log"
	clientproof "github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"gongwen/archive/journal"
)

// TestProofForOthers: what the page of a record gives is a proof that others read, of the
// line that the record's bag was sealed with.
func TestProofForOthers(t *testing.T) {
	r := theRoom(t)
	c := r.as(t, "caizheng")
	page := c.get(recordURL(r.own.Number)).Body.String()
	_, vkey, found := strings.Cut(page, `公钥 <code class="text">`)
	vkey, _, _ = strings.Cut(strings.ReplaceAll(vkey, "&#43;", "+"), "<")
	v, err := note.NewVerifier(vkey)
	if !found || err != nil || !strings.Contains(page, recordURL(r.own.Number, "proof")) {
		t.Fatalf("the page gives the key %q: %v", vkey, err)
	}
	w := c.get(recordURL(r.own.Number, "proof"))
	if disposition := w.Header().Get("Content-Disposition"); !strings.Contains(disposition, ".tlog-proof") || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%v", w.Header())
	}
	var p clientproof.TLogProof
	if err := p.Unmarshal(w.Body.Bytes()); err != nil {
		t.Fatal(err)
	}
	signed, _, _, err := log.ParseCheckpoint(p.Checkpoint, v.Name(), v)
	if err != nil {
		t.Fatal(err)
	}
	var path tlog.RecordProof
	for _, h := range p.Hashes {
		path = append(path, tlog.Hash(h))
	}
	if err := tlog.CheckRecord(path, int64(signed.Size), tlog.Hash(signed.Hash), int64(p.Index), tlog.RecordHash(p.ExtraData)); err != nil {
		t.Error(err)
	}
	seal, err := r.workspace.Archive.Seal(r.own.Folder())
	var line journal.Event
	if err := errors.Join(err, json.Unmarshal(p.ExtraData, &line)); err != nil || line.Number != r.own.Number || line.Seal != seal {
		t.Errorf("%v: %+v, want the seal %s", err, line, seal)
	}
	if body := r.as(t, "admin").get("/trail?who=caizheng").Body.String(); !strings.Contains(body, "tlog-proof") {
		t.Error("the access log does not tell of it")
	}
}

// TestCheckpointPage: the administrator can take what both logs are now.
func TestCheckpointPage(t *testing.T) {
	r := theRoom(t)
	c := r.as(t, "admin")
	body := c.get("/checkpoint").Body.String()
	for _, log := range []string{"journal", "trail"} {
		w := c.get("/checkpoint/" + log)
		root := strings.Split(w.Body.String(), "\n")[2]
		if !strings.Contains(w.Header().Get("Content-Disposition"), ".txt") || !strings.HasPrefix(w.Body.String(), "gongwen/") {
			t.Errorf("%v\n%s", w.Header(), w.Body)
		}
		if log == "journal" && !strings.Contains(strings.ReplaceAll(body, "&#43;", "+"), root) {
			t.Errorf("the page does not show %s", root)
		}
	}
}

// TestProofOfARewrittenJournal: neither a line that was rewritten, nor one after it, is
// proved, also by a server that has just been started; and without a key nothing is, which
// is said.
func TestProofOfARewrittenJournal(t *testing.T) {
	r := ownRoom(t, Options{})
	c := r.as(t, "admin")
	own, foreign := recordURL(r.own.Number, "proof"), recordURL(r.foreign.Number, "proof")
	if w := c.get(own); w.Code != http.StatusOK {
		t.Fatal(w.Code, w.Body)
	}
	files, err := filepath.Glob(filepath.Join(r.workspace.Archive.JournalDir(), "*.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	honest, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	forged := bytes.Replace(honest, []byte(`"kind":"letter"`), []byte(`"kind":"lettre"`), 1) // the first line
	if bytes.Equal(forged, honest) {
		t.Fatal("nothing is forged")
	}
	if err := os.WriteFile(files[0], forged, 0o600); err != nil {
		t.Fatal(err)
	}
	if w := c.get(own); w.Code == http.StatusOK {
		t.Errorf("a forged line is proved:\n%s", w.Body)
	}
	if w := c.get(foreign); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "gongwen verify") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := c.get("/checkpoint"); w.Code != http.StatusConflict {
		t.Errorf("signed: %d", w.Code)
	}

	again := ownRoom(t, Options{})
	if err := os.Remove(again.workspace.Folder.Checkpoints(again.workspace.Config).Key); err != nil {
		t.Fatal(err)
	}
	c = again.as(t, "admin")
	if w := c.get(own); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "没有签名私钥") {
		t.Errorf("without a key: %d", w.Code)
	}
	if strings.Contains(c.get(recordURL(r.own.Number)).Body.String(), "归档证明") {
		t.Error("a proof is offered without a key")
	}
}
