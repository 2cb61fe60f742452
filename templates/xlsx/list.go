package xlsx

import (
	"io"
	"iter"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
)

// List writes any list in the looks of a register: one sheet, its columns under
// their labels, filtered and printed with the title above every page. The rows
// hold their values by column key, as forms do; a column without a Width takes
// that of its label.
func List(w io.Writer, title string, columns []ListColumn, rows iter.Seq[templates.Values]) error {
	f := excelize.NewFile()
	defer f.Close()
	r := &register{f: f, sheet: sheetName(title)}
	for _, c := range columns {
		r.columns = append(r.columns, registerColumn{Column: c.Column, typ: c.Type})
	}
	if err := r.open(title); err != nil {
		return err
	}
	for row := range rows {
		r.records++
		if err := r.write(func(c *registerColumn) excelize.Cell { return listCell(c, row) }); err != nil {
			return err
		}
	}
	if err := r.end(); err != nil {
		return err
	}
	return f.Write(w)
}

// ListColumn is a column of a list; From is the key of its values.
type ListColumn struct {
	templates.Column
	Type templates.Type
}

func listCell(c *registerColumn, row templates.Values) excelize.Cell {
	value, long := valueAt(c, row), 0
	if s, ok := value.(string); ok && utf8.RuneCountInString(s) > longText {
		long = 1
	}
	return excelize.Cell{StyleID: c.styles[0][long], Value: value}
}
