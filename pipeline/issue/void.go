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

// Stamped is the document of a record that was made void on a day, stamped so (作废):
// the archived one, page for page, or where that is damaged or not of our making, one
// that is printed again. The same gives the same, byte by byte.
func (i *Issuer) Stamped(r archive.Record, again Reprint, at templates.Date) ([]byte, error) {
	stamp := pdf.Stamp{Word: "作废", Note: at.String() + "作废"}
	var stamped bytes.Buffer
	archived, err := os.ReadFile(i.Archive.Path(r.Folder(), r.Document.Path))
	if sum := sha256.Sum256(archived); err == nil && hex.EncodeToString(sum[:]) != r.Document.SHA256 {
		err = fmt.Errorf("%s 的公文与归档时不同", r.Number) // which verify reports
	}
	if err == nil {
		err = i.Renderer.Overprint(&stamped, archived, stamp)
	}
	if err != nil && again.Document != nil {
		stamped.Reset()
		_, err = i.Renderer.Print(&stamped, again.Document, pdf.Data{
			Number: r.Number, Government: i.Government, Office: i.Office, Superior: i.Superior, Values: again.Values, Excused: r.Excused, Acting: r.Acting, Verify: i.verify(r), Stamp: stamp,
		})
	}
	return stamped.Bytes(), err
}

// Void takes the office's copy of a record that has been made void out of use: the one
// that is stamped takes its place, so that nobody hands out the old one. The record in
// the archive stays as it was issued. The path of the copy is below Issued, with /.
func (i *Issuer) Void(unit, number string, stamped []byte) (string, error) {
	return i.layOut(unit, number, stamped)
}

// layOut puts a document where the office finds it. A copy, not a link: whatever
// is done to it does not touch the archive. Of one number only one copy at a time
// is on its way: a late one must not come to lie over one that is stamped.
func (i *Issuer) layOut(unit, number string, document []byte) (string, error) {
	name := copyOf(unit, number)
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

// Withdraw removes the office's copy of a record, for want of a stamped one. A
// copy that has been taken away already is no error.
func (i *Issuer) Withdraw(unit, number string) error {
	name := copyOf(unit, number)
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

// copyOf is where the office's copy of a record lies, below Issued, with /.
func copyOf(unit, number string) string {
	return path.Join(unit, archive.SafeName(number+".pdf"))
}
