// Package issue makes an accepted form an official document: it is numbered,
// printed, filed in the archive, and a copy laid out for the office (issued/).
//
// Each step can be done again with the same outcome, so after a crash the form
// is simply issued once more: the catalogue gives the same packet the same
// number, printing is a pure function of form and number, a bag that is there
// is not written twice, and entering a record twice enters it once.
package issue

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/durable"
	"gongwen/archive/fault"
	"gongwen/pipeline/form"
	"gongwen/pipeline/spool"
	"gongwen/templates"
	"gongwen/templates/pdf"
)

// Desk issues documents.
type Desk struct {
	Issued string // the folder in which the office finds its copies
	// Government is in whose name documents are issued, Office by whom.
	Government, Office string

	Spool     *spool.Spool
	Archive   *archive.Archive
	Catalogue *catalogue.Catalogue
	Press     *pdf.Press
	Documents map[string]*pdf.Template // by key of the kind
	Now       func() time.Time
}

// Accepted is a form that may be issued.
type Accepted struct {
	Arrival  spool.Arrival
	Packet   spool.Packet
	Form     *form.Form
	Rulebook string         // by which it was judged
	Excused  []form.Finding // what its written reason satisfied
}

// Issued is what became of it.
type Issued struct {
	Record archive.Record
	Copy   string // the office's copy, below Desk.Issued
}

// Second is the error of Issue when the same packet was dropped twice at once:
// the other arrival was first and has the number.
type Second struct{ Number string }

func (s *Second) Error() string { return "同一份表单已取得编号 " + s.Number }

// Issue carries an accepted form through to the archive and closes its ledger
// entry.
func (d *Desk) Issue(ctx context.Context, a Accepted) (Issued, error) {
	kind, values := a.Form.Kind, a.Form.Values
	date := kind.DateOf(values)
	taken, err := d.Catalogue.TakeNumber(ctx, a.Arrival.Key, kind.Key, date.Year(), a.Packet.Hash)
	if err != nil {
		return Issued{}, err
	}
	number := kind.FormatNumber(taken.Year, taken.Serial)
	if taken.Arrival != a.Arrival.Key {
		return Issued{}, &Second{number}
	}
	if err := fault.At(fault.Numbered); err != nil {
		return Issued{}, err
	}
	r := archive.Record{
		Number:    number,
		Kind:      kind.Key,
		Title:     kind.Title,
		Year:      date.Year(),
		Serial:    taken.Serial,
		Subject:   kind.SubjectOf(values),
		Date:      date,
		Unit:      templates.Text(values[kind.Unit]),
		Values:    values,
		Fields:    inWords(kind, values),
		Rulebook:  a.Rulebook,
		Excused:   excuses(a.Excused),
		Arrival:   a.Arrival.Key,
		DroppedAs: a.Arrival.Path,
		Packet:    a.Packet.Hash,
		Arrived:   a.Arrival.At,
		Filed:     d.Now(),
	}
	var document bytes.Buffer
	printed, err := d.Press.Print(&document, d.Documents[kind.Key], pdf.Data{
		Number: r.Number, Government: d.Government, Office: d.Office, Values: values, Excused: r.Excused,
	})
	if err != nil {
		return Issued{}, fmt.Errorf("%s 印制未成：%w", r.Number, err)
	}
	r.Text = printed.Text
	if err := fault.At(fault.Printed); err != nil {
		return Issued{}, err
	}
	if r, err = d.Archive.Put(ctx, r, d.files(a, document.Bytes())); err != nil {
		return Issued{}, err
	}
	if err := d.Catalogue.File(ctx, r); err != nil {
		return Issued{}, err
	}
	if err := fault.At(fault.Entered); err != nil {
		return Issued{}, err
	}
	return d.Finish(a.Arrival, r)
}

// Finish lays out the office's copy of a filed record and clears the spool. It
// may be called again after a crash.
func (d *Desk) Finish(a spool.Arrival, r archive.Record) (Issued, error) {
	document, err := os.ReadFile(d.Archive.Path(r.Folder(), r.Document.Path))
	if err != nil {
		return Issued{}, err
	}
	unit := a.UnitFolder()
	if err := durable.MkdirAll(filepath.Join(d.Issued, unit)); err != nil {
		return Issued{}, err
	}
	// A copy, not a link: whatever is done to it does not touch the archive.
	name := path.Join(unit, archive.SafeName(r.Number+".pdf"))
	if err := durable.WriteFile(filepath.Join(d.Issued, filepath.FromSlash(name)), document); err != nil {
		return Issued{}, err
	}
	if err := fault.At(fault.Issued); err != nil {
		return Issued{}, err
	}
	return Issued{r, name}, d.Spool.Remove(a.Key)
}

func (d *Desk) files(a Accepted, document []byte) archive.Files {
	source := func(f spool.File) archive.Source {
		return archive.Source{Name: path.Base(f.From), Path: d.Spool.Path(a.Arrival.Key, f.Name)}
	}
	files := archive.Files{Form: source(a.Arrival.Files[0]), Document: document}
	for _, f := range a.Arrival.Files[1:] {
		files.Attachments = append(files.Attachments, source(f))
	}
	return files
}

// inWords writes out the form for people without this program.
func inWords(kind *templates.Kind, values templates.Values) []archive.LabelledText {
	var fields []archive.LabelledText
	for _, f := range kind.Fields {
		if value, ok := values[f.Key]; ok {
			fields = append(fields, archive.LabelledText{Label: f.Label, Text: f.InWords(value)})
		}
	}
	return fields
}

func excuses(findings []form.Finding) []string {
	var lines []string
	for _, f := range findings {
		lines = append(lines, f.Message)
	}
	return lines
}
