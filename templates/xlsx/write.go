package xlsx

import (
	"cmp"
	"errors"
	"io"
	"sort"
	"time"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/deflated"
	"gongwen/templates/table"
	"gongwen/templates/table/layout"
)

// program stands in the properties of workbooks. LibreOffice calculates what one that it
// does not know has written.
const program = "gongwen"

// Write writes a book as an Excel workbook.
//
// The first row of a sheet has the labels, the rows follow at once. Unless the sheet is
// Bare they are an Excel table with a filter, and each column has a name. Dates, numbers and
// amounts are such in Excel too; text stays text even where it looks like a formula. Behind
// the columns that are printed come, for sheets with Totals, those with what each row counts
// (计入…), and the technical ones. Below the rows stand the totals, see layout.Sheet.
//
// Printed, a sheet is as few pages wide as it can be with its text at least 8 pt high, see
// package layout.
//
// Rows are written as they come and never all held; the first error from them ends the
// writing and is returned, and nothing has been written then. A sheet has 1,048,576 rows, see
// layout.MostRows. The same book gives the same bytes.
func Write(w io.Writer, b table.Book) (err error) {
	f := excelize.NewFile()
	defer f.Close()
	if err := errors.Join(setFirstFont(f), setProperties(f, b)); err != nil {
		return err
	}
	styles := &cellStyles{f: f, made: map[layout.Look]int{}}
	var rows []*rowWriter
	defer func() {
		for _, s := range rows {
			err = errors.Join(err, s.spool.Close())
		}
	}()
	for i, name := range layout.SheetNames(b) {
		s := &sheet{Sheet: layout.Of(&b.Sheets[i], b.A3), book: &b, f: f, index: i, name: name}
		s.rowWriter = rowWriter{sheet: s.Sheet, styles: styles, spool: new(deflated.Stream), row: 1}
		rows = append(rows, &s.rowWriter)
		if i == 0 {
			err = f.SetSheetName(f.GetSheetName(0), s.name)
		} else {
			_, err = f.NewSheet(s.name)
		}
		if err != nil {
			return err
		}
		if err := s.write(); err != nil {
			return err
		}
	}
	sortTypes(f)
	return save(f, w, rows)
}

// setFirstFont sets the font by whose figures columns are measured.
func setFirstFont(f *excelize.File) error {
	if err := f.SetDefaultFont(figureFont); err != nil { // reads the styles, too
		return err
	}
	*f.Styles.Fonts.Font[0].Sz.Val = layout.BodySize
	return nil
}

func setProperties(f *excelize.File, b table.Book) error {
	by := cmp.Or(b.By, program)
	made := ""
	if !b.Made.IsZero() {
		made = b.Made.UTC().Format(time.RFC3339)
	}
	return errors.Join(
		f.SetDocProps(&excelize.DocProperties{
			Title: cmp.Or(b.Title, b.Name), Subject: b.Scope, Creator: by, LastModifiedBy: by, Created: made, Modified: made,
		}),
		f.SetAppProps(&excelize.AppProperties{Application: program}),
	)
}

// sortTypes puts the types of pictures there could be, which the library names in the
// order of a map, in one order.
func sortTypes(f *excelize.File) {
	types := f.ContentTypes.Defaults
	sort.Slice(types, func(i, j int) bool { return types[i].Extension < types[j].Extension })
}
