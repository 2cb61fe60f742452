package audit_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/holdings"
	"gongwen/archive/journal"
	"gongwen/archive/lifecycle"
	"gongwen/archive/texts"
	"gongwen/index"
	"gongwen/templates"
)

var morning = time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)

// noTexts is for offices without attachments.
var noTexts *texts.Store

// office is an archive with everything that goes with it.
type office struct {
	testing.TB
	dir       string
	archive   *archive.Archive
	catalogue *catalogue.Catalogue
	journal   *journal.Journal
	index     *index.Index
	arrivals  int

	noCatalogue error
	gone        map[string]bool // arrivals whose files are not in the spool
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func (o *office) cataloguePath() string { return filepath.Join(o.dir, "catalogue.db") }

// newOffice has six letters and four leaves of 2026, a letter of 2027, a return,
// a duplicate, a void and an arrival still pending.
func newOffice(t testing.TB) *office {
	t.Helper()
	o := &office{TB: t, dir: t.TempDir()}
	var err error
	o.archive, err = archive.Open(filepath.Join(o.dir, "archive"))
	o.must(err)
	o.catalogue, err = catalogue.Create(o.cataloguePath())
	o.must(err)
	o.journal, err = journal.Open(o.archive.JournalDir(), morning)
	o.must(err)
	o.index = index.At(filepath.Join(o.dir, "index"), nil)
	t.Cleanup(func() { o.catalogue.Close(); o.journal.Close() })

	for range 6 {
		o.file("letter", 2026)
	}
	for range 4 {
		o.file("leave", 2026)
	}
	o.file("letter", 2027)

	returned, duplicate := o.receive(), o.receive()
	o.must(o.journal.Append(journal.Event{Time: morning, Type: journal.Returned, Arrival: returned.ID, Unit: returned.Unit,
		Path: returned.Path, Arrived: returned.Arrived, Reason: "缺审批意见", Degree: "不涉密"}))
	o.must(o.catalogue.Return(o.Context(), returned.ID, "缺审批意见", "不涉密", morning))
	o.must(o.journal.Append(journal.Event{Time: morning, Type: journal.Duplicate, Arrival: duplicate.ID, Unit: duplicate.Unit,
		Path: duplicate.Path, Arrived: duplicate.Arrived, Number: "letter〔2026〕1号", Degree: "不涉密"}))
	o.must(o.catalogue.Duplicate(o.Context(), duplicate.ID, "letter〔2026〕1号", "不涉密", morning))
	o.must(o.journal.Append(journal.Event{Time: morning, Type: journal.Voided, Number: "letter〔2026〕2号", Reason: "开错单位"}))
	o.must(o.catalogue.Void(o.Context(), "letter〔2026〕2号", "开错单位", morning))
	o.receive()
	o.must(o.index.Follow(o.Context(), o.catalogue, noTexts, nil))
	return o
}

func (o *office) receive() catalogue.Arrival {
	o.Helper()
	o.arrivals++
	a := catalogue.Arrival{ID: fmt.Sprintf("a%03d", o.arrivals), Unit: "区财政局",
		Path: fmt.Sprintf("区财政局/%d.yaml", o.arrivals), Arrived: morning.Add(time.Duration(o.arrivals) * time.Second)}
	o.must(o.catalogue.Receive(o.Context(), a))
	return a
}

func (o *office) file(kind string, year int) archive.Record {
	o.Helper()
	a := o.receive()
	submission := "submission of " + a.ID
	n, err := o.catalogue.TakeNumber(o.Context(), catalogue.Number{Arrival: a.ID, Kind: kind, Year: year, Submission: submission})
	o.must(err)
	r := o.put(archive.Record{
		Number: fmt.Sprintf("%s〔%d〕%d号", kind, year, n.Serial), Kind: kind, Title: "介绍信", Year: year, Serial: n.Serial,
		Subject: "题名" + a.ID, Date: templates.NewDate(year, 5, n.Serial), Unit: "区教育局",
		Values:  templates.Values{"people": int64(n.Serial), "cost": templates.Fen(12345), "day": templates.NewDate(year, 5, 1)},
		Text:    "兹介绍" + a.ID,
		Arrival: a.ID, DroppedAs: a.Path, Submission: submission, Arrived: a.Arrived, Filed: a.Arrived.Add(time.Second),
	})
	o.tell(r)
	o.must(o.catalogue.File(o.Context(), r))
	return r
}

// tell lets the journal tell of a record's filing.
func (o *office) tell(r archive.Record) {
	o.Helper()
	seal, err := o.archive.Seal(r.Folder())
	o.must(err)
	o.must(o.journal.Append(holdings.Event(r, seal, r.Filed)))
}

func (o *office) put(r archive.Record) archive.Record {
	o.Helper()
	form := filepath.Join(o.dir, "form.yaml")
	o.must(os.WriteFile(form, []byte("表单种类: 介绍信\n"+r.Submission), 0o640))
	r, err := o.archive.Put(o.Context(), r, archive.Files{Form: archive.Source{Name: "表.yaml", Path: form}, Document: []byte("%PDF " + r.Number)})
	o.must(err)
	return r
}

// writeOff writes a lost record off.
func (o *office) writeOff(number string) {
	o.Helper()
	_, err := o.writingOff().WriteOff(o.Context(), number, "水毁", "林知远")
	o.must(err)
	o.must(o.index.Follow(o.Context(), o.catalogue, noTexts, nil))
}

func (o *office) writingOff() lifecycle.WritingOff {
	return lifecycle.WritingOff{Archive: o.archive, Journal: o.journal, Catalogue: o.catalogue, Now: func() time.Time { return morning }}
}

// accessLog is the folder of who saw what.
func (o *office) accessLog() string { return filepath.Join(o.dir, "reading") }

// at is a file in the archive.
func (o *office) at(path string) string { return o.archive.Path(path) }

func (o *office) overwrite(path, text string) {
	o.Helper()
	o.must(errors.Join(os.Chmod(o.at(path), 0o640), os.WriteFile(o.at(path), []byte(text), 0o640)))
}

// sql meddles with the database behind the program's back.
func (o *office) sql(statement string) {
	o.Helper()
	db, err := sql.Open("sqlite", o.cataloguePath())
	o.must(err)
	_, err = db.Exec(statement)
	o.must(errors.Join(err, db.Close()))
}
