// Package handover hands records over to an archive (移交): chosen records as one
// BagIt bag (RFC 8493), with the list that goes with them.
//
//	data/归档文件目录.xlsx  .csv  .json     the list (DA/T 22-2015)
//	data/<档号>/                          the record's own bag, as it lies in the archive
//
// The terms, after DA/T 22-2015:
//
//	件           the unit: here one record
//	件号         its number in a year, retention and section, from 1
//	档号         全宗号-门类·年度-保管期限-机构(问题)-件号, such as Z109-WS·2026-Y-BGS-0001
//	全宗号       names the office's holdings; the archive gives it
//	责任者       who speaks in the document: the government, or its office
//
// A record has the same 档号 whenever it is handed over, and whatever else is
// chosen with it: 件号 counts the records of a year and retention in the order in
// which they were filed, and nothing is ever filed before what is there.
package handover

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"gongwen/archive"
	"gongwen/archive/bag"
	"gongwen/archive/catalogue"
	"gongwen/archive/durable"
	"gongwen/archive/journal"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// class is the 门类: 文书.
const class = "WS"

// Piece is one 件 of the list.
type Piece struct {
	Reference   string         `json:"reference"`   // 档号
	Serial      int            `json:"serial"`      // 件号
	Responsible string         `json:"responsible"` // 责任者
	Number      string         `json:"number"`      // 文号
	Title       string         `json:"title"`       // 题名
	Date        templates.Date `json:"date"`        // 日期
	Secrecy     string         `json:"secrecy"`     // 密级; empty for none
	Pages       int            `json:"pages"`       // 页数, of the document
	Retention   string         `json:"retention"`   // 保管期限
	Note        string         `json:"note"`        // 备注

	record archive.Record
}

// Choose are the records to hand over, as pieces in the order of their 档号.
func Choose(ctx context.Context, o *workspace.Workspace, chosen func(catalogue.Entry) bool) ([]Piece, error) {
	if o.Config.Fonds == "" {
		return nil, fmt.Errorf("移交要有全宗号：请向档案馆问明，写在 %s 里，如 fonds: Z109", o.Folder.Config())
	}
	var all []filed
	for e, err := range o.Catalogue.Records(ctx, catalogue.Filter{}) {
		if err != nil {
			return nil, err
		}
		kind := o.Kinds().Named(e.Kind)
		if kind == nil {
			return nil, fmt.Errorf("档案中有“%s”的记录，但没有这种表单的定义，请恢复 templates/%s", e.Kind, e.Kind)
		}
		f := filed{series: series{e.Year, kind.Retention.Code}, at: e.Filed, number: e.Number}
		if chosen(e) {
			piece := describe(o, kind, e)
			f.piece = &piece
		}
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b filed) int { return cmp.Or(a.at.Compare(b.at), strings.Compare(a.number, b.number)) })
	count := map[series]int{}
	var pieces []Piece
	for _, f := range all {
		count[f.series]++
		if f.piece == nil {
			continue
		}
		f.piece.Serial = count[f.series]
		f.piece.Reference = fmt.Sprintf("%s-%s·%d-%s-%s-%04d", o.Config.Fonds, class, f.year, f.retention, o.Config.Section, f.piece.Serial)
		pieces = append(pieces, *f.piece)
	}
	slices.SortFunc(pieces, func(a, b Piece) int {
		return cmp.Or(cmp.Compare(a.record.Year, b.record.Year), strings.Compare(a.Retention, b.Retention), cmp.Compare(a.Serial, b.Serial))
	})
	return pieces, nil
}

// series is what 件号 are counted in.
type series struct {
	year      int
	retention string
}

// filed is a record as far as the counting goes.
type filed struct {
	series
	at     time.Time
	number string
	piece  *Piece // when it is chosen
}

func describe(o *workspace.Workspace, kind *templates.Kind, e catalogue.Entry) Piece {
	p := Piece{
		Responsible: o.Config.Office, Number: e.Number, Title: e.Subject, Date: e.Date, Retention: kind.Retention.Name, record: e.Record,
	}
	// Whose name the document puts at its head, the template says.
	if strings.Contains(kind.Document, ".government") {
		p.Responsible = o.Config.Government
	}
	p.Secrecy, _ = e.Values["confidential"].(string)
	var notes []string
	if e.Voided != nil {
		notes = append(notes, "已作废："+e.Voided.Reason)
	}
	if n := len(e.Attachments); n > 0 {
		notes = append(notes, fmt.Sprintf("附件%d个", n))
	}
	p.Note = strings.Join(notes, "；")
	return p
}

// Taker is who takes the records over, and what the list is headed with.
type Taker struct {
	Name string // such as 区档案馆
	At   time.Time
}

// Write makes the bag at out, which must not exist, and tells the journal who
// took what. A record that is not whole stops it: what is handed over must be
// what was filed. progress, which may be nil, is told after each record.
func Write(ctx context.Context, o *workspace.Workspace, pieces []Piece, to Taker, out string, progress func(done, total int)) error {
	if _, err := os.Lstat(out); err == nil {
		return fmt.Errorf("%s 已经存在，没有改动。请放到一个新的文件夹（%w）", out, fs.ErrExist)
	}
	staging := filepath.Clean(out) + ".part"
	if err := os.RemoveAll(staging); err != nil { // of a run that was interrupted
		return err
	}
	w, err := bag.Create(staging)
	if err != nil {
		return err
	}
	if err := fill(ctx, o, w, pieces, to, progress); err != nil {
		return errors.Join(err, w.Discard())
	}
	// The journal before the place: nobody can take what it does not know of.
	ready := filepath.Clean(out) + ".ready"
	if err := os.RemoveAll(ready); err != nil {
		return errors.Join(err, w.Discard())
	}
	if err := w.Finish(ready, []bag.Tag{
		{Label: "Source-Organization", Value: o.Config.Office},
		{Label: "External-Description", Value: fmt.Sprintf("移交%s的归档文件%d件，%s至%s", to.Name, len(pieces), pieces[0].Reference, pieces[len(pieces)-1].Reference)},
		{Label: "Bagging-Date", Value: to.At.Format(time.DateOnly)},
		{Label: "Bag-Software-Agent", Value: "gongwen"},
	}); err != nil {
		return errors.Join(err, w.Discard())
	}
	if err := tell(o, pieces, to, ready); err != nil {
		return errors.Join(err, os.RemoveAll(ready))
	}
	return durable.Rename(ready, out)
}

func fill(ctx context.Context, o *workspace.Workspace, w *bag.Writer, pieces []Piece, to Taker, progress func(done, total int)) error {
	for i := range pieces {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := pieces[i].copyTo(o.Archive, w); err != nil {
			return err
		}
		if progress != nil {
			progress(i+1, len(pieces))
		}
	}
	for _, list := range lists {
		if err := list.write(w, pieces, to); err != nil {
			return err
		}
	}
	return nil
}

// copyTo puts the record's bag into the one to hand over, and counts its pages.
func (p *Piece) copyTo(a *archive.Archive, w *bag.Writer) error {
	folder := a.Path(p.record.Folder())
	problems, err := bag.Validate(folder)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return fmt.Errorf("%s 的档案不完好（%s），不能移交。请运行 gongwen verify 查明", p.Number, problems[0].Path)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer root.Close()
	document, err := root.ReadFile(filepath.FromSlash(p.record.Document.Path))
	if err != nil {
		return err
	}
	p.Pages = pagesOf(document)
	under := archive.SafeName(p.Reference)
	return fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		f, err := root.Open(filepath.FromSlash(name))
		if err != nil {
			return err
		}
		_, err = w.Add(path.Join(under, name), f)
		return errors.Join(err, f.Close())
	})
}

// page is how a page begins in a PDF (ISO 32000-1, 7.7.3.3), except in one whose
// objects are compressed, which the program does not print.
var page = regexp.MustCompile(`/Type\s*/Page[^s]`)

func pagesOf(document []byte) int { return len(page.FindAll(document, -1)) }

// tell writes to the journal who took what.
func tell(o *workspace.Workspace, pieces []Piece, to Taker, dir string) error {
	seal, err := bag.Seal(dir)
	if err != nil {
		return err
	}
	e := journal.Event{Time: to.At, Event: journal.HandedOver, By: to.Name, Seal: seal}
	for _, p := range pieces {
		e.Numbers = append(e.Numbers, p.Number)
	}
	return o.Journal.Append(e)
}
