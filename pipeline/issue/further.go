package issue

import (
	"bytes"

	"gongwen/archive"
	"gongwen/templates/pdf"
)

// printFurther prints the further documents of a record that are wanted of its form.
func (i *Issuer) printFurther(main *pdf.Template, r archive.Record) (further []archive.Further, printed [][]byte, err error) {
	d := i.data(r)
	wanted, err := main.Wanted(d)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range wanted {
		one := archive.Further{Name: f.Name, Issued: f.Issued}
		one.Number = f.FormatNumber(r.Year, r.Serial)
		d.Number = one.NumberIn(r)
		var document bytes.Buffer
		if one.Text, err = i.print(&document, f.Template, d); err != nil {
			return nil, nil, err
		}
		further, printed = append(further, one), append(printed, document.Bytes())
	}
	return further, printed, nil
}

// Copy is one of the office's copies of a record.
type Copy struct {
	Name string // its file's in the folder of the unit
	File archive.File
}

// Copies are those that the office gets of a record, that of the main document last: it
// tells that all are there.
func Copies(r archive.Record) []Copy {
	var all []Copy
	for _, f := range r.Further {
		if f.Issued {
			all = append(all, Copy{f.FileName(r), f.File})
		}
	}
	return append(all, Copy{archive.SafeName(r.Number + ".pdf"), r.Document})
}
