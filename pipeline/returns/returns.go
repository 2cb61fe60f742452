// Package returns returns forms to the office: those the regulation does not
// allow (退回), those that are no forms, and those that were filed before (重复).
//
// A return is a folder, returned/<unit>/<name of the form>/, with every file
// that was handed in under its own name, the notice as PDF (退件通知.pdf) and
// as text (退件通知.txt) and, for a workbook, a copy with the cells at fault
// marked (批注-….xlsx). Of a link, a pipe and the like there is only what the
// notice says of it. The unit may write to its folder, so the return is put there
// by handle, see package shared, and can be read by the folder's group.
//
// The order makes a crash harmless: the folder is made complete in the spool,
// then the journal says that the form went back, then the folder is moved into
// its place, then the ledger entry is closed. What the journal has said is not
// decided again; what was left to do is done.
package returns

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/durable"
	"gongwen/archive/fault"
	"gongwen/archive/journal"
	"gongwen/archive/shared"
	"gongwen/pipeline/deadline"
	"gongwen/pipeline/form"
	"gongwen/pipeline/spool"
	"gongwen/templates/annotate"
	"gongwen/templates/pdf"
)

const (
	noticePDF  = "退件通知.pdf"
	noticeText = "退件通知.txt"
	annotated  = "批注-" // and the workbook's name
	outgoing   = "return"
)

// Returner gives forms back.
type Returner struct {
	Returned  string // the folder the office finds them in
	Office    string // who signs the notice
	Spool     *spool.Spool
	Journal   *journal.Journal
	Catalogue *catalogue.Catalogue
	Renderer  *pdf.Renderer
	// Quote gives the words of an article cited as 81 or 81(6), "" where there are
	// none at hand.
	Quote     func(cited string) string
	Processor func() (release func()) // waits for one to make a notice with, see workspace.Processors
	Now       func() time.Time
	Ask       deadline.Ask // for what is done in Returned, which may not answer
}

// Return is one form to give back.
type Return struct {
	Arrival    spool.Arrival
	Submission string // its hash; empty when it could not be told
	Kind       string // the kind's title; empty when none could be made out
	Findings   []form.Finding
	Duplicate  string // the number under which the same was filed before; then there are no findings
	Unnamed    bool   // that record is out of the office's reach, and its number not to be named
	Degree     string // how secret the form is; empty where it could not be read
	Vanished   bool   // some of its files were taken back by their owner
}

// Decide packs the return in the spool and lets the journal say that the form
// goes back. From then on it is decided.
func (g *Returner) Decide(r Return) (journal.Event, error) {
	notice := Notice{
		File: path.Base(r.Arrival.Path), Kind: r.Kind, Unit: r.Arrival.Unit, Received: r.Arrival.At,
		Office: g.Office, Findings: form.General(r.Findings, g.Office), Duplicate: r.Duplicate, Unnamed: r.Unnamed, Quote: g.Quote,
	}
	if err := g.pack(r, notice); err != nil {
		return journal.Event{}, err
	}
	if err := fault.At(fault.Packed); err != nil {
		return journal.Event{}, err
	}
	event, err := g.event(r)
	if err != nil {
		return event, err
	}
	return event, g.Journal.Append(event)
}

// Place moves a packed return into its place. It gives the path of the folder in
// which the office finds it, below Returned; empty when it was moved before.
func (g *Returner) Place(a spool.Arrival) (string, error) {
	if err := fault.At(fault.Decided); err != nil {
		return "", err
	}
	var place string
	err := g.Ask.Do(path.Join("returned", a.UnitFolder()), a.Key, func() (err error) {
		place, err = g.place(a)
		return err
	})
	if err != nil {
		return "", err
	}
	return place, fault.At(fault.GivenBack)
}

// Close closes the ledger entry of a form that went back, as the journal says.
func (g *Returner) Close(ctx context.Context, a spool.Arrival, decided journal.Event) error {
	var err error
	if decided.Type == journal.Duplicate {
		err = g.Catalogue.Duplicate(ctx, a.Key, decided.Number, decided.Degree, decided.Time)
	} else {
		err = g.Catalogue.Return(ctx, a.Key, decided.Reason, decided.Degree, decided.Time)
	}
	if err != nil {
		return err
	}
	return fault.At(fault.Closed)
}

// pack makes the return's folder in the spool.
func (g *Returner) pack(r Return, n Notice) error {
	a := r.Arrival
	dir := g.Spool.Path(a.Key, outgoing)
	if err := os.RemoveAll(dir); err != nil { // of an earlier try
		return err
	}
	if err := os.Mkdir(dir, durable.PrivateFolder); err != nil {
		return err
	}
	for _, f := range a.Files {
		name := path.Base(f.From)
		if name == noticePDF || name == noticeText {
			continue // of an earlier return, dropped again with its folder
		}
		err := spool.Copy(g.Spool.Path(a.Key, f.Name), filepath.Join(dir, name))
		switch {
		case errors.Is(err, shared.ErrIrregular): // the notice says what it was; it is not made anew
		case err != nil && !(r.Vanished && errors.Is(err, fs.ErrNotExist)):
			return err
		}
	}
	marked, err := g.mark(a, n.Findings)
	if err != nil {
		return err
	}
	if n.Marked = marked != nil; n.Marked {
		name := archive.SafeName(annotated + path.Base(a.Files[0].From))
		if err := durable.WriteFile(filepath.Join(dir, name), marked); err != nil {
			return err
		}
	}
	notice, err := g.print(n)
	if err != nil {
		return err
	}
	if err := durable.WriteFile(filepath.Join(dir, noticePDF), notice); err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(dir, noticeText), []byte(n.Text()))
}

// print makes the notice as PDF.
func (g *Returner) print(n Notice) ([]byte, error) {
	defer g.Processor()()
	var notice bytes.Buffer
	_, err := g.Renderer.PrintNotice(&notice, n.forRenderer())
	return notice.Bytes(), err
}

// mark makes the marked copy of a workbook; nil when there is none. A workbook
// too odd to be written again goes back without: the notice says it all.
func (g *Returner) mark(a spool.Arrival, findings []form.Finding) ([]byte, error) {
	original := a.Files[0]
	var notes []annotate.Note
	for _, f := range findings {
		if f.Cell != "" && f.Returns() {
			notes = append(notes, annotate.Note{Cell: f.Cell, Text: strings.Join(slices.DeleteFunc([]string{f.Message, f.Because, f.Advice, f.Way()}, func(s string) bool { return s == "" }), "\n")})
		}
	}
	if len(notes) == 0 || original.Irregular || !strings.EqualFold(path.Ext(original.From), ".xlsx") {
		return nil, nil
	}
	workbook, err := os.ReadFile(g.Spool.Path(a.Key, original.Name))
	if err != nil {
		return nil, err
	}
	defer g.Processor()()
	var marked bytes.Buffer
	if annotate.Workbook(&marked, workbook, notes) != nil {
		return nil, nil
	}
	return marked.Bytes(), nil
}

// event is what the journal says of a return: the reason as the office was told
// it, and the findings whole, for who may see what they rest on.
func (g *Returner) event(r Return) (journal.Event, error) {
	event := journal.Event{
		Time: g.Now(), Type: journal.Returned, Arrival: r.Arrival.Key, Submission: r.Submission,
		Unit: r.Arrival.Unit, Path: r.Arrival.Path, Arrived: r.Arrival.At, Degree: r.Degree,
	}
	if r.Duplicate != "" {
		event.Type, event.Number = journal.Duplicate, r.Duplicate
		return event, nil
	}
	for _, f := range r.Findings {
		if f.Returns() {
			event.Reason = f.General(g.Office).Message
			break
		}
	}
	var err error
	event.Findings, err = json.Marshal(r.Findings)
	return event, err
}

// manyOfAName is how many returns of one name are numbered.
const manyOfAName = 50

// place moves the packed folder to where the office looks for it, under a name
// that is free. Without a packed folder it was moved before.
func (g *Returner) place(a spool.Arrival) (string, error) {
	packed := g.Spool.Path(a.Key, outgoing)
	if _, err := os.Stat(packed); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err := durable.MkdirShared(g.Returned); err != nil {
		return "", err
	}
	returned, err := shared.Open(g.Returned)
	if err != nil {
		return "", err
	}
	defer returned.Close()
	unit := a.UnitFolder()
	folder, err := returned.MkdirAll(unit)
	if err != nil {
		return "", err
	}
	defer folder.Close()
	base := path.Base(a.Path)
	stem := strings.TrimSuffix(base, path.Ext(base))
	for i := 1; ; i++ {
		name := archive.SafeName(stem)
		switch {
		case i > manyOfAName: // a number would take ever longer to find
			name = archive.SafeName(fmt.Sprintf("%s（%s）", stem, a.Key))
		case i > 1:
			name = archive.SafeName(fmt.Sprintf("%s（%d）", stem, i))
		}
		if _, err := folder.Lstat(name); err == nil {
			continue
		}
		err := folder.Place(packed, name)
		if errors.Is(err, fs.ErrExist) {
			continue // another return of the same name was quicker
		}
		return path.Join(unit, name), err
	}
}
