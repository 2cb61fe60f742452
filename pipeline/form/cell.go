package form

import (
	"fmt"

	"gongwen/templates/numfmt"
	"gongwen/templates/workbook"
)

// cell reads the value at a place.
func (s *sheet) cell(row, col int) cell {
	stored := s.Cell(row, col)
	stored.Covered = "" // which the account of cells reports, wherever it is
	c := cell{place: stored.Place}
	raw, message, advice := Stored(stored)
	c.raw = raw
	if message != "" {
		c.fault = &fault{message, advice}
	}
	return c
}

// Stored is the value of a cell, as templates.Field.Parse takes it: by its type, and of
// numbers, days and texts what their format shows of them, see package numfmt. What
// cannot be taken for a value at all is told with a message, and what to do about it.
func Stored(c workbook.Cell) (raw any, message, advice string) {
	switch {
	case c.Covered != "":
		return nil, fmt.Sprintf("合并单元格盖住了%s里的内容，表上看不见", c.Covered), "请取消合并，核对后只留一处内容"
	case c.IsFormula:
		formula := ""
		if c.Formula != "" {
			formula = "（=" + clip(c.Formula) + "）"
		}
		return c.Text, "填的是公式" + formula + "，公式的结果会变，不能作为依据",
			"请把结果直接填进去（复制后选择性粘贴为数值）"
	case c.Text == "":
		return nil, "", ""
	}
	code := c.Format.Code
	if code == "" {
		code = numfmt.Builtin(c.Format.ID)
	}
	switch c.Type {
	case workbook.Bool:
		return c.Text == "1" || c.Text == "TRUE", "", ""
	case workbook.Error:
		return c.Text, fmt.Sprintf("是错误值“%s”", clip(c.Text)), "请重新填写这一格"
	case workbook.Day:
		return numfmt.OfDate(c.Text, code), "", ""
	case workbook.Number:
		return numfmt.OfNumber(c.Text, code, c.Date1904), "", ""
	}
	return numfmt.OfText(c.Text, code), "", ""
}
