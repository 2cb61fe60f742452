package xlsx

import (
	"io"
	"iter"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/table/layout"
)

// List is any list in the looks of a register: one sheet, its columns under their
// labels, filtered and printed with the title above every page. A column without a
// Width takes that of its label.
type List struct {
	Title   string
	Columns []ListColumn
	// Note, unless nil or empty, stands below the rows; it is asked for when they have
	// come to an end.
	Note func() string
}

// ListColumn is a column of a list; From is the key of its values.
type ListColumn struct {
	templates.Column
	Type templates.Type
}

// Rows are those of a list. They hold their values by column key, as forms do. The
// first error ends the writing, which returns it.
type Rows = iter.Seq2[templates.Values, error]

// Voided is the key of a column with what makes a row invalid. A row that has such a
// value is struck through otherwise.
const Voided = "(void)"

// RowsOf are rows that are there already.
func RowsOf(rows iter.Seq[templates.Values]) Rows {
	return func(yield func(templates.Values, error) bool) {
		for row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// Workbook writes the list for Excel. Dates, numbers and amounts are such there, too;
// text stays text even where it looks like a formula. Rows are written as they come and
// never all held.
func (l List) Workbook(w io.Writer, rows Rows) error {
	f := excelize.NewFile()
	defer f.Close()
	r := &register{f: f, sheet: layout.SheetName(l.Title)}
	for _, c := range l.Columns {
		r.columns = append(r.columns, registerColumn{Column: c.Column, typ: c.Type})
	}
	if err := r.open(l.Title); err != nil {
		return err
	}
	for row, err := range rows {
		if err != nil {
			return err
		}
		r.records++
		if err := r.write(func(c *registerColumn) excelize.Cell { return listCell(c, row) }); err != nil {
			return err
		}
	}
	r.note = l.note()
	if err := r.end(); err != nil {
		return err
	}
	return save(f, w, nil)
}

func (l List) note() string {
	if l.Note == nil {
		return ""
	}
	return l.Note()
}

func listCell(c *registerColumn, row templates.Values) excelize.Cell {
	value, voided, long := valueAt(c, row), 0, 0
	if s, ok := value.(string); ok && utf8.RuneCountInString(s) > longText {
		long = 1
	}
	if row[Voided] != nil {
		voided = 1
	}
	return excelize.Cell{StyleID: c.styles[voided][long], Value: value}
}
