package archive

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"gongwen/archive/bag"
	"gongwen/archive/durable"
	"gongwen/templates/bounded"
	"gongwen/templates/normal"
)

const (
	recordName = "record.json"
	// staging holds bags being written. It lies inside the archive so that
	// moving a bag into its place is one rename.
	staging     = ".staging"
	journalName = "journal"
)

// Archive is a folder of bags.
type Archive struct{ root string }

// At is the archive in a folder, which need not exist: for whoever only reads.
func At(root string) *Archive { return &Archive{root} }

// Open makes the archive's folder when it is missing.
func Open(root string) (*Archive, error) {
	return &Archive{root}, durable.MkdirAll(root)
}

// Sweep removes what an interrupted Put left behind. Only the program that
// files records may call it, before its first Put: to anyone else a bag just
// being written looks the same.
func (a *Archive) Sweep() error { return os.RemoveAll(filepath.Join(a.root, staging)) }

// Path is the place on disk of a bag or, by its path inside the bag, of one of
// its files.
func (a *Archive) Path(folder string, file ...string) string {
	return filepath.Join(a.root, filepath.FromSlash(path.Join(append([]string{folder}, file...)...)))
}

// JournalDir is where the journal lies, see package journal.
func (a *Archive) JournalDir() string { return filepath.Join(a.root, journalName) }

// Source is a file to archive.
type Source struct {
	Name string // as people know it; made safe for the bag
	Path string // where its contents lie now
}

// Files are the files of one record.
type Files struct {
	Form        Source // as it was dropped
	Attachments []Source
	Document    []byte   // the PDF
	Further     [][]byte // those of the record's further documents, in their order
	SignOffs    []byte   // of one signed at the desk: the events of its signing, as JSON; nil of others
	Draft       string   // of one signed at the desk: where the document lies as it was shown to those who signed
}

// The names of what a record has of its signing at the desk.
const (
	signingName = "signoffs.json"
	draftName   = "签批稿.pdf"
)

// Put writes the record's bag and returns the record as it was archived, with
// its version, files and hashes filled in. When Put returns, the bag is on the
// disk for good.
//
// A bag that is there already is never replaced. If it holds the same number of
// the same submission it is the answer, even when this program would now render
// the document differently: so Put can be called again after a crash. If it
// holds anything else Put fails.
func (a *Archive) Put(ctx context.Context, r Record, files Files) (Record, error) {
	if r.Number == "" || r.Kind == "" || r.Submission == "" || r.Arrival == "" {
		return Record{}, fmt.Errorf("存档的记录缺少编号、种类、内容校验值或收件号：%+v", r)
	}
	w, err := bag.Create(filepath.Join(a.root, staging, rand.Text()))
	if err != nil {
		return Record{}, err
	}
	archived, err := fill(ctx, w, r, files)
	if err == nil {
		err = w.Finish(a.Path(r.Folder()), []bag.Tag{
			{Label: "External-Identifier", Value: r.Number},
			{Label: "External-Description", Value: r.Title + " " + r.Subject},
			{Label: "Bagging-Date", Value: r.Filed.Format("2006-01-02")},
			{Label: "Bag-Software-Agent", Value: "gongwen"},
		})
	}
	if err == nil {
		return archived, nil
	}
	exists := errors.Is(err, fs.ErrExist)
	err = errors.Join(err, w.Discard())
	if exists {
		return a.confirm(r)
	}
	return Record{}, fmt.Errorf("%s 存档未成：%w", r.Number, err)
}

// fill writes the payload, record.json last because it has the hashes of the rest.
func fill(ctx context.Context, w *bag.Writer, r Record, files Files) (Record, error) {
	document := SafeName(r.Number + ".pdf")
	if len(files.Further) != len(r.Further) {
		return Record{}, fmt.Errorf("%s 有%d份另附文件，却印了%d份", r.Number, len(r.Further), len(files.Further))
	}
	top := names{recordName, "attachments", document}
	if files.SignOffs != nil {
		top = append(top, signingName, draftName)
	}
	var further []string
	for _, f := range r.Further {
		further = append(further, top.free(f.FileName(r)))
	}
	r.Version = RecordVersion
	var err error
	if r.Form, err = copyIn(w, top.free(files.Form.Name), files.Form.Path); err != nil {
		return Record{}, err
	}
	attached := names{}
	r.Attachments = nil
	for _, s := range files.Attachments {
		if err := ctx.Err(); err != nil {
			return Record{}, err
		}
		f, err := copyIn(w, path.Join("attachments", attached.free(s.Name)), s.Path)
		if err != nil {
			return Record{}, err
		}
		r.Attachments = append(r.Attachments, f)
	}
	if r.Document, err = add(w, document, bytes.NewReader(files.Document)); err != nil {
		return Record{}, err
	}
	if files.SignOffs != nil {
		signing, err := add(w, signingName, bytes.NewReader(files.SignOffs))
		if err != nil {
			return Record{}, err
		}
		draft, err := copyIn(w, draftName, files.Draft)
		if err != nil {
			return Record{}, err
		}
		r.Signing, r.Draft = &signing, &draft
	}
	r.Further = slices.Clone(r.Further)
	for i, name := range further {
		if r.Further[i].File, err = add(w, name, bytes.NewReader(files.Further[i])); err != nil {
			return Record{}, err
		}
	}
	text, err := r.JSON()
	if err != nil {
		return Record{}, err
	}
	if _, err := ParseRecord(text); err != nil { // such as a date that is none
		return Record{}, err
	}
	_, err = w.Add(recordName, bytes.NewReader(text))
	return r, err
}

func copyIn(w *bag.Writer, name, from string) (File, error) {
	// Not Open alone: a link would put someone else's file into the archive.
	if info, err := os.Lstat(from); err != nil {
		return File{}, err
	} else if !info.Mode().IsRegular() {
		return File{}, fmt.Errorf("%s 不是普通文件", from)
	}
	f, err := bounded.Open(from)
	if err != nil {
		return File{}, err
	}
	defer f.Close()
	return add(w, name, f)
}

func add(w *bag.Writer, name string, from io.Reader) (File, error) {
	f, err := w.Add(name, from)
	return File(f), err
}

// names are the file names taken in a folder of the bag.
type names []string

// free makes name safe and, where another file has it, different. Windows and
// some shares do not tell capitals apart, and macOS no composed letters from decomposed.
func (n *names) free(name string) string {
	safe := SafeName(name)
	ext := filepath.Ext(safe)
	isSafe := func(taken string) bool { return strings.EqualFold(normal.Text(taken), normal.Text(safe)) }
	for i := 2; slices.ContainsFunc(*n, isSafe); i++ {
		safe = SafeName(fmt.Sprintf("%s(%d)%s", strings.TrimSuffix(SafeName(name), ext), i, ext))
	}
	*n = append(*n, safe)
	return safe
}

// confirm is what Put answers when the bag exists.
func (a *Archive) confirm(r Record) (Record, error) {
	found, err := a.Read(r.Folder())
	if err != nil {
		return Record{}, err
	}
	if found.Number != r.Number || found.Submission != r.Submission {
		return Record{}, fmt.Errorf("%s 已存有另一份表单（%s），一个编号不能给两份。请运行 gongwen verify 查明", a.Path(r.Folder()), found.DroppedAs)
	}
	problems, err := bag.Validate(a.Path(r.Folder()))
	if err != nil {
		return Record{}, err
	}
	if len(problems) > 0 {
		return Record{}, fmt.Errorf("%s 已存在但不完好（%s）。请运行 gongwen verify 查明", a.Path(r.Folder()), problems[0].Path)
	}
	// The rename may have been the last thing before the power failed.
	return found, durable.SyncDir(filepath.Dir(a.Path(r.Folder())))
}

// Seal is the seal of the bag in a folder, see bag.Seal.
func (a *Archive) Seal(folder string) (string, error) { return bag.Seal(a.Path(folder)) }

// NoRecord is the error of Read for a record.json that cannot be understood.
type NoRecord struct {
	File string
	Err  error
}

func (n *NoRecord) Error() string { return fmt.Sprintf("%s：%v", n.File, n.Err) }
func (n *NoRecord) Unwrap() error { return n.Err }

// maxRecord is more than a record.json has, in bytes: what the largest form says,
// three times over.
const maxRecord = 128 << 20

// Read is the record in a folder.
func (a *Archive) Read(folder string) (Record, error) {
	file := a.Path(folder, "data", recordName)
	text, err := bounded.ReadFile(bounded.Dir(a.Path(folder)), path.Join("data", recordName), maxRecord)
	if errors.Is(err, bounded.ErrTooLarge) {
		return Record{}, &NoRecord{file, err}
	}
	if err != nil {
		return Record{}, err
	}
	r, err := ParseRecord(text)
	if err != nil {
		return Record{}, &NoRecord{file, err}
	}
	return r, nil
}
