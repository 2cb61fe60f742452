package texts_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/extract"
	"gongwen/archive/texts"
	"gongwen/templates"
)

// office is an archive with a list of changes for a catalogue.
type office struct {
	testing.TB
	dir     string
	archive *archive.Archive
	id      string
	changes []catalogue.Change
}

func newOffice(t *testing.T) *office {
	o := &office{TB: t, dir: t.TempDir(), id: "first"}
	var err error
	o.archive, err = archive.Open(filepath.Join(o.dir, "archive"))
	o.must(err)
	return o
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func (o *office) ID() string { return o.id }

func (o *office) Changes(_ context.Context, after int64, limit int) ([]catalogue.Change, error) {
	rest := o.changes[min(int(after), len(o.changes)):]
	return rest[:min(limit, len(rest))], nil
}

func (o *office) Record(_ context.Context, number string) (catalogue.Entry, error) {
	for _, c := range o.changes {
		if c.Number == number {
			return c.Entry, nil
		}
	}
	return catalogue.Entry{}, catalogue.ErrUnknown
}

// file files a record with attachments of those contents.
func (o *office) file(contents ...string) archive.Record {
	o.Helper()
	n := len(o.changes) + 1
	write := func(name, text string) archive.Source {
		path := filepath.Join(o.TempDir(), name)
		o.must(os.WriteFile(path, []byte(text), 0o600))
		return archive.Source{Name: name, Path: path}
	}
	files := archive.Files{Form: write("表.yaml", "表"), Document: []byte("%PDF")}
	for i, text := range contents {
		files.Attachments = append(files.Attachments, write(fmt.Sprintf("附件%d.txt", i+1), text))
	}
	r, err := o.archive.Put(o.Context(), archive.Record{
		Number: fmt.Sprintf("函%d号", n), Kind: "letter", Year: 2026, Serial: n, Date: templates.NewDate(2026, 3, 1),
		Submission: fmt.Sprint("p", n), Arrival: fmt.Sprint("a", n),
	}, files)
	o.must(err)
	o.changes = append(o.changes, catalogue.Change{Seq: int64(n), Entry: catalogue.Entry{Record: r}})
	return r
}

func (o *office) store() *texts.Store {
	o.Helper()
	s, err := texts.Open(o.path())
	o.must(err)
	o.Cleanup(func() { s.Close() })
	return s
}

func (o *office) path() string { return filepath.Join(o.dir, "texts.db") }

func (o *office) follow(s *texts.Store) error {
	x := extract.New(extract.DefaultLimits)
	return errors.Join(s.Follow(o.Context(), o, o.archive, x, nil), x.Close())
}

// told is what a store tells of records.
func (o *office) told(s *texts.Store, records ...archive.Record) string {
	o.Helper()
	var b strings.Builder
	for _, r := range records {
		all, err := s.Of(o.Context(), r)
		o.must(err)
		for _, a := range all {
			fmt.Fprintf(&b, "%s %s %s %q\n", r.Number, a.Name(), a.State, a.Text)
		}
	}
	readings, err := s.Readings(o.Context(), 0, 100)
	o.must(err)
	fmt.Fprintln(&b, readings)
	counts, err := s.Counts(o.Context())
	o.must(err)
	for _, state := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintln(&b, state, counts[state])
	}
	return b.String()
}

func (o *office) want(s *texts.Store, want string, records ...archive.Record) {
	o.Helper()
	if got := o.told(s, records...); got != strings.TrimPrefix(want, "\n") {
		o.Errorf("got\n%s\nwant%s", got, want)
	}
}

func TestFollow(t *testing.T) {
	o := newOffice(t)
	one, two, three := o.file("甲方付款", ""), o.file(), o.file("甲方付款", "\x00\x01\x02\x03")
	s := o.store()
	if ok, err := s.UpToDate(t.Context(), o); ok || err != nil {
		t.Error(ok, err)
	}
	o.must(o.follow(s))
	want := `
函1号 附件1.txt read "甲方付款"
函1号 附件2.txt no-text ""
函3号 附件1.txt read "甲方付款"
函3号 附件2.txt unsupported ""
[{1 函1号} {2 函3号}]
no-text 1
read 2
unsupported 1
`
	o.want(s, want, one, two, three)
	if ok, err := s.UpToDate(t.Context(), o); !ok || err != nil {
		t.Error(ok, err)
	}

	// Voided, and in a catalogue that counts anew, nothing is read again: the bags
	// need not even be there.
	o.must(os.RemoveAll(filepath.Join(o.dir, "archive")))
	o.changes = append(o.changes, catalogue.Change{Seq: 4, Entry: o.changes[0].Entry})
	if ok, err := s.UpToDate(t.Context(), o); !ok || err != nil {
		t.Error(ok, err)
	}
	o.must(o.follow(s))
	o.id = "second"
	o.must(o.follow(s))
	o.want(o.store(), want, one, two, three)
}

// TestFollowGoesOnPastTheUnreadable has a bag that lost a file, and one whose file is
// another.
func TestFollowGoesOnPastTheUnreadable(t *testing.T) {
	o := newOffice(t)
	lost, changed, whole := o.file("第一"), o.file("第二", "第二另一件"), o.file("第三")
	at := func(r archive.Record) string { return o.archive.Path(r.Folder(), r.Attachments[0].Path) }
	o.must(os.Rename(at(lost), at(lost)+".away"))
	o.must(os.WriteFile(at(changed), []byte("改过"), 0o600))
	s := o.store()
	err := o.follow(s)
	if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), at(changed)) {
		t.Error("got", err)
	}
	want := `
函1号 附件1.txt unread ""
函2号 附件1.txt unread ""
函2号 附件2.txt read "第二另一件"
函3号 附件1.txt read "第三"
[{1 函3号}]
read 2
unread 2
`
	o.want(s, want, lost, changed, whole)
	if ok, err := s.UpToDate(t.Context(), o); ok || err != nil {
		t.Error(ok, err)
	}

	// Restored they are read at the next start, and not before.
	o.must(os.Rename(at(lost)+".away", at(lost)))
	o.must(os.WriteFile(at(changed), []byte("第二"), 0o600))
	o.must(o.follow(s))
	o.want(s, want, lost, changed, whole)
	s = o.store()
	o.must(o.follow(s))
	o.want(s, `
函1号 附件1.txt read "第一"
函2号 附件1.txt read "第二"
函2号 附件2.txt read "第二另一件"
函3号 附件1.txt read "第三"
[{1 函3号} {2 函1号} {3 函2号}]
read 4
`, lost, changed, whole)
}

// TestFollowStopped stops Follow at every record and starts it as another program.
func TestFollowStopped(t *testing.T) {
	o := newOffice(t)
	var records []archive.Record
	for i := range 5 {
		records = append(records, o.file(fmt.Sprintf("第%d件", i+1)))
	}
	x := extract.New(extract.DefaultLimits)
	stops := 0
	for {
		s := o.store()
		ctx, stop := context.WithCancel(t.Context())
		err := s.Follow(ctx, &oneByOne{o}, o.archive, x, func(int64) { stop() })
		stop()
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		stops++
	}
	if stops < 5 {
		t.Error("stopped only", stops)
	}
	readings, err := o.store().Readings(t.Context(), 0, 100)
	if err != nil || len(readings) != len(records) {
		t.Error(readings, err)
	}
}

// oneByOne gives one change at a time, however many are asked for.
type oneByOne struct{ *office }

func (o *oneByOne) Changes(ctx context.Context, after int64, _ int) ([]catalogue.Change, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return o.office.Changes(ctx, after, 1)
}

// TestFollowGivesUpWhatEndsTheProgram has an attachment at which the program ended
// each time, and one at which it ended once, for another reason.
func TestFollowGivesUpWhatEndsTheProgram(t *testing.T) {
	for ends, want := range map[int]string{1: "read", 2: "read", 3: "damaged"} {
		o := newOffice(t)
		r := o.file("要命的附件")
		s := o.store()
		for range ends {
			db, err := sql.Open("sqlite", o.path())
			o.must(err)
			_, err = db.Exec(`INSERT INTO begun (sha256, tries) VALUES ($1, 1) ON CONFLICT (sha256) DO UPDATE SET tries = tries + 1`, r.Attachments[0].SHA256)
			o.must(errors.Join(err, db.Close()))
		}
		o.must(o.follow(s))
		all, err := s.Of(t.Context(), r)
		o.must(err)
		if string(all[0].State) != want {
			t.Errorf("after %d ends: %+v", ends, all)
		}
	}
}

// TestFollowTakesNoStartForAnAttachmentsFault: where what reads PDFs was cut short while it
// started, again and again, a PDF stays unread, and what comes after it is read; the next
// program begins anew.
func TestFollowTakesNoStartForAnAttachmentsFault(t *testing.T) {
	o := newOffice(t)
	pdf, after := o.file("%PDF-1.4 和别的"), o.file("甲方付款")
	s := o.store()
	db, err := sql.Open("sqlite", o.path())
	o.must(err)
	_, err = db.Exec(`INSERT INTO begun (sha256, tries) VALUES ('engine', 3)`)
	o.must(errors.Join(err, db.Close()))
	if err := o.follow(s); err == nil || !strings.Contains(err.Error(), "3 次中断") || !strings.Contains(err.Error(), "附件1.txt") {
		t.Errorf("told %v", err)
	}
	o.want(s, "\n函1号 附件1.txt unread \"\"\n函2号 附件1.txt read \"甲方付款\"\n[{1 函2号}]\nread 1\nunread 1\n", pdf, after)
	o.must(s.Close())
	s = o.store()
	o.must(o.follow(s))
	all, err := s.Of(t.Context(), pdf)
	o.must(err)
	if all[0].State != extract.Damaged || strings.Contains(all[0].Reason, "中断") {
		t.Errorf("read again: %+v", all)
	}
}

func TestOpenRefusesTheUnusable(t *testing.T) {
	for name, harm := range map[string]func(o *office){
		"nonsense": func(o *office) { o.must(os.WriteFile(o.path(), []byte(strings.Repeat("nonsense", 1000)), 0o600)) },
		"other tables": func(o *office) {
			db, err := sql.Open("sqlite", o.path())
			o.must(err)
			_, err = db.Exec(`CREATE TABLE other (a TEXT)`)
			o.must(errors.Join(err, db.Close()))
		},
		"other version": func(o *office) {
			s, err := texts.Open(o.path())
			o.must(errors.Join(err, s.Close()))
			db, err := sql.Open("sqlite", o.path())
			o.must(err)
			_, err = db.Exec(`UPDATE meta SET value = '0/0' WHERE name = 'version'`)
			o.must(errors.Join(err, db.Close()))
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			harm(o)
			if _, err := texts.Open(o.path()); !errors.Is(err, texts.ErrUnusable) {
				t.Error("got", err)
			}
			s, err := texts.Renew(o.path())
			o.must(err)
			defer s.Close()
			r := o.file("重读")
			o.must(o.follow(s))
			o.want(s, "\n函1号 附件1.txt read \"重读\"\n[{1 函1号}]\nread 1\n", r)
		})
	}
}

// TestStoreThatIsNone is a store that cannot be used.
func TestStoreThatIsNone(t *testing.T) {
	var none *texts.Store
	o := newOffice(t)
	o.want(none, "\n函1号 附件1.txt unread \"\"\n[]\n", o.file("文字"))
	if ok, err := none.UpToDate(t.Context(), o); ok || err != nil || none.ID() != "" || none.Close() != nil {
		t.Error(ok, err)
	}
}
