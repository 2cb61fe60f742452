package texts_test

import (
	"bytes"
	"compress/flate"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"gongwen/archive/extract"
	"gongwen/archive/texts"
)

// TestTextIsReadFromItsBeginning: who has seen enough reads no more, and the next one
// begins anew.
func TestTextIsReadFromItsBeginning(t *testing.T) {
	o := newOffice(t)
	long := strings.Repeat("防汛物资", 100_000)
	r := o.file(long, "短", "")
	s := o.store()
	o.must(o.follow(s))
	for range 3 {
		text, err := s.Text(t.Context(), r.Attachments[0].SHA256)
		o.must(err)
		some := make([]byte, 300)
		_, err = io.ReadFull(text, some)
		o.must(errors.Join(err, text.Close()))
		if !strings.HasPrefix(long, string(some)) {
			t.Errorf("%.30q", some)
		}
	}
	all, err := s.Of(t.Context(), r)
	o.must(err)
	if all[0].Text != long || all[1].Text != "短" || all[2].Text != "" {
		t.Error("the texts are not what was filed")
	}
	if all, err = s.About(t.Context(), r); err != nil || len(all) != 3 || all[0].State != extract.Read || all[0].Text != "" {
		t.Errorf("%+v, %v", all, err)
	}
	text, err := s.Text(t.Context(), "unknown")
	o.must(err)
	if got, err := io.ReadAll(text); len(got) > 0 || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// TestOpenOfAFormerVersion: what was read stays read, and one who does not know the new
// packing is told so.
func TestOpenOfAFormerVersion(t *testing.T) {
	o := newOffice(t)
	r := o.file("甲方付款")
	s := o.store()
	o.must(o.follow(s))
	id := s.ID()
	o.must(s.Close())
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestSpeed)
	o.must(err)
	_, err = io.WriteString(w, "甲方付款，从前读的")
	o.must(errors.Join(err, w.Close()))
	db, err := sql.Open("sqlite", o.path())
	o.must(err)
	defer db.Close()
	_, err = db.Exec(`UPDATE texts SET text = $1`, packed.Bytes())
	o.must(err)
	_, err = db.Exec(`UPDATE meta SET value = $1 WHERE name = 'version'`, fmt.Sprint("1/", extract.Version))
	o.must(err)
	s = o.store()
	o.must(o.follow(s))
	o.want(s, "\n函1号 附件1.txt read \"甲方付款，从前读的\"\n[{1 函1号}]\nread 1\n", r)
	var version string
	o.must(db.QueryRow(`SELECT value FROM meta WHERE name = 'version'`).Scan(&version))
	if s.ID() != id || version != fmt.Sprint("2/", extract.Version) {
		t.Error(s.ID(), id, version)
	}
	if _, err = db.Exec(`UPDATE meta SET value = '1/0' WHERE name = 'version'`); err != nil {
		t.Fatal(err)
	}
	if _, err := texts.Open(o.path()); !errors.Is(err, texts.ErrUnusable) {
		t.Error("what was read otherwise is taken for the same:", err)
	}
}
