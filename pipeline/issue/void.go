package issue

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"

	"gongwen/archive"
	"gongwen/archive/durable"
	"gongwen/archive/shared"
	"gongwen/templates"
	"gongwen/templates/pdf"
)

// Reprint is what a document is printed of again where the archived one cannot be
// stamped: its kind's template, and the record's values, typed by the kind.
type Reprint struct {
	Document *pdf.Template // nil where the kind is no more
	Values   templates.Values
}

// of is what one of the documents of a record is printed with again, and the number that
// it bears; nil where its kind has none of that name any more.
func (p Reprint) of(r archive.Record, file archive.File) (document *pdf.Template, number string) {
	if file == r.Document || p.Document == nil {
		return p.Document, r.Number
	}
	for _, f := range r.Further {
		for _, further := range p.Document.Further() {
			if f.File == file && f.Name == further.Name {
				return further.Template, f.NumberIn(r)
			}
		}
	}
	return nil, ""
}

// Stamped is a document of a record that must not be used any more, the main one or a
// further one, stamped so: the archived one, page for page, or where that is damaged or
// not of our making, one that is printed again. The same gives the same, byte by byte.
func (i *Issuer) Stamped(r archive.Record, file archive.File, again Reprint, stamp pdf.Stamp) ([]byte, error) {
	var stamped bytes.Buffer
	archived, err := os.ReadFile(i.Archive.Path(r.Folder(), file.Path))
	if sum := sha256.Sum256(archived); err == nil && hex.EncodeToString(sum[:]) != file.SHA256 {
		err = fmt.Errorf("%s 的公文与归档时不同", r.Number) // which verify reports
	}
	if err == nil {
		err = i.Renderer.Overprint(&stamped, archived, stamp)
	}
	if document, number := again.of(r, file); err != nil && document != nil {
		stamped.Reset()
		d := i.data(r)
		d.Number, d.Values, d.Stamp = number, again.Values, stamp
		_, err = i.Renderer.Print(&stamped, document, d)
	}
	return stamped.Bytes(), err
}

// Void takes an office's copy of a record that has been made void out of use: the one
// that is stamped takes its place, so that nobody hands out the old one. The record in
// the archive stays as it was issued. The path of the copy is below Issued, with /.
func (i *Issuer) Void(unit string, c Copy, stamped []byte) (string, error) {
	return i.layOut(unit, c.Name, stamped)
}

// layOut puts a document where the office finds it. A copy, not a link: whatever
// is done to it does not touch the archive. Of one name only one copy at a time is on
// its way: a late one must not come to lie over one that is stamped.
func (i *Issuer) layOut(unit, file string, document []byte) (string, error) {
	name := path.Join(unit, file)
	return name, i.Ask.Do(path.Join("issued", unit), name, func() error {
		if err := durable.MkdirShared(i.Issued); err != nil {
			return err
		}
		issued, err := shared.Open(i.Issued)
		if err != nil {
			return err
		}
		defer issued.Close()
		folder, err := issued.MkdirAll(unit)
		if err != nil {
			return err
		}
		defer folder.Close()
		return folder.WriteFile(i.Staging, path.Base(name), func(w io.Writer) error {
			_, err := w.Write(document)
			return err
		})
	})
}

// Withdraw removes an office's copy of a record, for want of a stamped one. A
// copy that has been taken away already is no error.
func (i *Issuer) Withdraw(unit string, c Copy) error {
	name := path.Join(unit, c.Name)
	err := i.Ask.Do(path.Join("issued", unit), name, func() error {
		issued, err := shared.Open(i.Issued)
		if err != nil {
			return err
		}
		defer issued.Close()
		if there, err := issued.Lstat(name); err != nil || there.IsDir() { // a folder of that name is none of ours
			return err
		}
		return issued.Remove(name)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
