// Package returns returns forms to the office: those the regulation does not
// allow (退回), those that are no forms, and those that were filed before (重复).
//
// A return is a folder, returned/<unit>/<name of the form>/, with every file
// that was handed in under its own name, the notice as PDF (退件通知.pdf) and
// as text (退件通知.txt) and, for a workbook, a copy with the cells at fault
// marked (批注-….xlsx). A file of the office's own that is called like one of these
// is given back beside it under another name, see ours.OriginalName. What is ours, of
// an earlier return, is not: there is a new one. Of a link, a pipe and the like there
// is only what the notice says of it. The unit may write to its folder, so the return is put there
// by handle, see package shared, and can be read by the folder's group.
//
// The order makes a crash harmless: the folder is made complete in the spool,
// then the journal says that the form went back, then the folder is moved into
// its place, then the ledger entry is closed. What the journal has said is not
// decided again; what was left to do is done.
package returns

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
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
	"gongwen/templates/pdf"
)

// outgoing is the packed folder in the spool.
const outgoing = "return"

// Returner gives forms back.
type Returner struct {
	Returned  string // the folder the office finds them in
	Office    string // who signs the notice
	Phone     string // at which it can be asked; may be empty
	Spool     *spool.Spool
	Journal   *journal.Journal
	Catalogue *catalogue.Catalogue
	Renderer  *pdf.Renderer
	// Quote gives the words of an article cited as 81 or 81(6), "" where there are
	// none at hand.
	Quote func(cited string) string
	// Cited is the regulation as it is cited now.
	Cited     func() string
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
		File: path.Base(r.Arrival.Path), Kind: r.Kind, Unit: r.Arrival.Unit, Received: r.Arrival.At, Arrival: r.Arrival.Key,
		Office: g.Office, Phone: g.Phone, Findings: form.General(r.Findings, g.Office), Duplicate: r.Duplicate, Unnamed: r.Unnamed, Quote: g.Quote,
	}
	if g.Cited != nil {
		notice.Cited = g.Cited()
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
