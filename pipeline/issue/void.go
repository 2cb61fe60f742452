package issue

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"gongwen/archive"
	"gongwen/archive/durable"
	"gongwen/templates"
	"gongwen/templates/pdf"
)

// Void takes the office's copy of a record that has been made void out of use:
// one that is stamped takes its place, so that nobody hands out the old one. The
// record in the archive stays as it was issued. Values are the record's, typed by
// its kind. The path of the copy is below Issued, with /.
func (d *Desk) Void(unit string, r archive.Record, values templates.Values, at templates.Date) (string, error) {
	var document bytes.Buffer
	if _, err := d.Press.Print(&document, d.Documents[r.Kind], pdf.Data{
		Number: r.Number, Government: d.Government, Office: d.Office, Values: values, Excused: r.Excused, Verify: d.verify(r),
		Stamp: pdf.Stamp{Word: "作废", Note: at.String() + "作废"},
	}); err != nil {
		return "", err
	}
	return d.layOut(unit, r.Number, document.Bytes())
}

// layOut puts a document where the office finds it. A copy, not a link: whatever
// is done to it does not touch the archive.
func (d *Desk) layOut(unit, number string, document []byte) (string, error) {
	if err := durable.MkdirShared(filepath.Join(d.Issued, unit)); err != nil {
		return "", err
	}
	name := copyOf(unit, number)
	return name, durable.WriteFile(filepath.Join(d.Issued, filepath.FromSlash(name)), document)
}

// Withdraw removes the office's copy of a record, for want of a stamped one. A
// copy that has been taken away already is no error.
func (d *Desk) Withdraw(unit, number string) error {
	err := os.Remove(filepath.Join(d.Issued, filepath.FromSlash(copyOf(unit, number))))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// copyOf is where the office's copy of a record lies, below Issued, with /.
func copyOf(unit, number string) string {
	return path.Join(unit, archive.SafeName(number+".pdf"))
}
