package xlsx

import (
	"io"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/table"
)

// Write writes the book as an Excel workbook.
func Write(w io.Writer, b table.Book) error {
	f := excelize.NewFile()
	defer f.Close()
	for i, sheet := range b.Sheets {
		name := sheetName(sheet.Name)
		if i == 0 {
			if err := f.SetSheetName(f.GetSheetName(0), name); err != nil {
				return err
			}
		} else if _, err := f.NewSheet(name); err != nil {
			return err
		}
		out, err := f.NewStreamWriter(name)
		if err != nil {
			return err
		}
		cells := make([]any, len(sheet.Columns))
		for i, c := range sheet.Columns {
			cells[i] = c.Label
		}
		if err := out.SetRow("A1", cells); err != nil {
			return err
		}
		at := 1
		for row, err := range sheet.Rows {
			if err != nil {
				return err
			}
			at++
			for i, value := range row.Cells {
				switch v := value.(type) {
				case nil:
					cells[i] = nil
				case table.Link:
					cells[i] = v.Text
				case table.Formula:
					cells[i] = excelize.Cell{Formula: v.Text, Value: templates.Text(v.Value)}
				default:
					cells[i] = cellValue(v)
				}
			}
			cell, err := excelize.CoordinatesToCellName(1, at)
			if err != nil {
				return err
			}
			if err := out.SetRow(cell, cells); err != nil {
				return err
			}
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
	return save(f, w)
}
