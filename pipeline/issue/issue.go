// Package issue makes an accepted form an official document: it is numbered,
// printed, filed in the archive, and a copy laid out for the office (issued/).
//
// Each step can be done again with the same outcome, so after a crash the form
// is simply issued once more: the catalogue gives the same submission the same
// number, printing is a pure function of form and number, a bag that is there
// is not written twice, and entering a record twice enters it once.
//
// The journal is told of the bag before the catalogue and before anyone else can
// know the number. So whatever is lost, bag or catalogue or both, a number that
// somebody may have seen is not given to another form.
package issue

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/fault"
	"gongwen/archive/holdings"
	"gongwen/archive/journal"
	"gongwen/pipeline/deadline"
	"gongwen/pipeline/form"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/spool"
	"gongwen/templates"
	"gongwen/templates/pdf"
)

// Issuer issues documents.
type Issuer struct {
	Issued  string // the folder in which the office finds its copies
	Staging string // where they are made
	// Government is in whose name documents are issued, Office by whom, Superior the
	// government above it.
	Government, Office, Superior string
	Site                         string // address of the reading room, for whoever wants to verify a document; may be empty
	Phone                        string // the office's telephone, likewise; may be empty

	Spool     *spool.Spool
	Archive   *archive.Archive
	Journal   *journal.Journal
	Catalogue *catalogue.Catalogue
	Renderer  *pdf.Renderer
	Processor func() (release func()) // waits for one to print with, see workspace.Processors
	Now       func() time.Time
	Ask       deadline.Ask // for what is done in Issued, which may not answer
}

// Accepted is a form that may be issued.
type Accepted struct {
	Arrival    spool.Arrival
	Submission spool.Submission
	Content    string // hash over what the form says
	Form       *form.Form
	Unit       string // whose record it becomes
	Verdict    Verdict
	// Signing is its way through signatures at the desk, and Draft the file in which it was
	// shown to those who signed; empty of others.
	Signing signoff.Signing
	Draft   string
	// Document is its kind's, of the ruleset by which the form was judged.
	Document *pdf.Template
}

// Verdict is what the record keeps of the judging. The catalogue has it beside
// the number until the record is filed.
type Verdict struct {
	Rulebook string             `json:"rulebook"`
	Excused  []string           `json:"excused,omitempty"` // the findings that the form's exceptions satisfied
	Acting   []templates.Acting `json:"acting,omitempty"`  // who signed for another
	Done     []templates.Done   `json:"done,omitempty"`    // which steps were completed by whom
	Manner   templates.Manner   `json:"manner,omitempty"`  // how it was signed
}

// Second is the error of Number when the same was dropped twice at once: the
// other arrival was first and has the number.
type Second struct{ Number string }

func (s *Second) Error() string { return "同一份表单已取得编号 " + s.Number }

// Number gives an accepted form its number, for good.
func (i *Issuer) Number(ctx context.Context, a Accepted) (catalogue.Number, error) {
	verdict, err := json.Marshal(a.Verdict)
	if err != nil {
		return catalogue.Number{}, err
	}
	kind := a.Form.Kind
	n, err := i.Catalogue.TakeNumber(ctx, catalogue.Number{
		Kind: kind.Key, Year: kind.DateOf(a.Form.Values).Year(), Arrival: a.Arrival.Key,
		Submission: a.Submission.Hash, Content: a.Content, Verdict: string(verdict),
	})
	if err != nil {
		return n, err
	}
	if n.Arrival != a.Arrival.Key {
		return n, &Second{kind.FormatNumber(n.Year, n.Serial)}
	}
	return n, fault.At(fault.Numbered)
}

// Place prints the document of a form that has its number and puts its bag into the
// archive. It may be done again: the bag that is there stays.
func (i *Issuer) Place(ctx context.Context, a Accepted, n catalogue.Number) (archive.Record, error) {
	kind, values := a.Form.Kind, a.Form.Values
	r := archive.Record{
		Version:    archive.RecordVersion,
		Number:     kind.FormatNumber(n.Year, n.Serial),
		Kind:       kind.Key,
		Title:      kind.Title,
		Year:       n.Year,
		Serial:     n.Serial,
		Subject:    kind.SubjectOf(values),
		Date:       kind.DateOf(values),
		Unit:       a.Unit,
		Secrecy:    kind.SecrecyOf(values),
		Values:     values,
		Fields:     inWords(kind, values),
		Rulebook:   a.Verdict.Rulebook,
		Excused:    a.Verdict.Excused,
		Acting:     a.Verdict.Acting,
		Done:       a.Verdict.Done,
		Approved:   a.Verdict.Manner,
		SignOffs:   a.Signing.SignOffs(),
		Advice:     a.Signing.Advice(),
		Arrival:    a.Arrival.Key,
		DroppedAs:  a.Arrival.Path,
		Submission: n.Submission,
		Content:    n.Content,
		Arrived:    a.Arrival.At,
		Filed:      i.Now(),
	}
	var document bytes.Buffer
	var err error
	if r.Text, err = i.print(&document, a.Document, i.data(r)); err != nil {
		return archive.Record{}, err
	}
	files := i.files(a, document.Bytes())
	if a.Signing.Version() > 0 { // of a kind that need not be approved perhaps nobody was asked to sign
		if files.SignOffs, err = a.Signing.File(); err != nil {
			return archive.Record{}, err
		}
		files.Draft = a.Draft
	}
	if r.Further, files.Further, err = i.printFurther(a.Document, r); err != nil {
		return archive.Record{}, err
	}
	if err := fault.At(fault.Printed); err != nil {
		return archive.Record{}, err
	}
	return i.Archive.Put(ctx, r, files)
}

// data is what the documents of a record are printed of.
func (i *Issuer) data(r archive.Record) pdf.Data {
	return pdf.Data{
		Number: r.Number, Government: i.Government, Office: i.Office, Superior: i.Superior,
		Values: r.Values, Excused: r.Excused, Acting: r.Acting, Done: r.Done,
		Manner: r.Approved, SignOffs: r.SignOffs, Advice: r.Advice, Verify: i.verify(r),
	}
}

// print writes a document and gives its text.
func (i *Issuer) print(w io.Writer, document *pdf.Template, d pdf.Data) (string, error) {
	defer i.Processor()()
	printed, err := i.Renderer.Print(w, document, d)
	if err != nil {
		return "", fmt.Errorf("%s 印制未成：%w", d.Number, err)
	}
	return printed.Text, nil
}

// Record enters a record whose bag is in the archive in the journal.
func (i *Issuer) Record(r archive.Record) error {
	seal, err := i.Archive.Seal(r.Folder())
	if err != nil {
		return err
	}
	if err := i.Journal.Append(holdings.Event(r, seal, i.Now())); err != nil {
		return err
	}
	return fault.At(fault.Recorded)
}

// Enter enters a record in the catalogue, and with it that its arrival is filed.
func (i *Issuer) Enter(ctx context.Context, r archive.Record) error {
	if err := i.Catalogue.File(ctx, r); err != nil {
		return err
	}
	return fault.At(fault.Entered)
}

// LayOut puts the office's copies of a filed record into their places, that of the main
// document last. It gives the path of that below Issued, with /.
func (i *Issuer) LayOut(a spool.Arrival, r archive.Record) (name string, err error) {
	for _, c := range Copies(r) {
		document, err := os.ReadFile(i.Archive.Path(r.Folder(), c.File.Path))
		if err != nil {
			return "", err
		}
		if name, err = i.layOut(a.UnitFolder(), c.Name, document); err != nil {
			return "", err
		}
	}
	return name, fault.At(fault.Issued)
}

func (i *Issuer) files(a Accepted, document []byte) archive.Files {
	source := func(f spool.Content) archive.Source {
		return archive.Source{Name: f.Title(), Path: i.Spool.Path(a.Arrival.Key, f.Name)}
	}
	files := archive.Files{Form: source(a.Submission.Contents[0]), Document: document}
	for _, f := range a.Submission.Contents[1:] {
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
