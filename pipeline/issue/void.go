package issue

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"

	"gongwen/archive"
	"gongwen/archive/durable"
	"gongwen/archive/shared"
	"gongwen/templates"
	"gongwen/templates/pdf"
)

// Void takes the office's copy of a record that has been made void out of use:
// one that is stamped takes its place, so that nobody hands out the old one. The
// record in the archive stays as it was issued. The path of the copy is below Issued,
// with /.
func (i *Issuer) Void(document *pdf.Template, unit string, r archive.Record, values templates.Values, at templates.Date) (string, error) {
	var stamped bytes.Buffer
	if err := i.Stamp(&stamped, document, r, values, at); err != nil {
		return "", err
	}
	return i.layOut(unit, r.Number, stamped.Bytes())
}

// Stamp prints a record that was made void on a day as it was issued, stamped so
// (作废). Values are the record's, typed by its kind, and the document is that kind's.
// The same gives the same, byte by byte.
func (i *Issuer) Stamp(w io.Writer, document *pdf.Template, r archive.Record, values templates.Values, at templates.Date) error {
	_, err := i.Renderer.Print(w, document, pdf.Data{
		Number: r.Number, Government: i.Government, Office: i.Office, Values: values, Excused: r.Excused, Acting: r.Acting, Verify: i.verify(r),
		Stamp: pdf.Stamp{Word: "作废", Note: at.String() + "作废"},
	})
	return err
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
