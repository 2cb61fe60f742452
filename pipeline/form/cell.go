package form

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/workbook"
)

// cell reads the value at a place.
func (s *sheet) cell(row, col int) (cell, error) {
	stored := s.stored.Cell(row, col)
	c := cell{place: stored.Place}
	raw, message, advice := Stored(stored)
	c.raw = raw
	if message != "" {
		c.fault = &fault{message, advice}
	}
	return c, nil
}

// Stored is the value of a cell, as templates.Field.Parse takes it: by its type and not
// by what Excel shows, so that a number's format decides whether it is a day, and never
// rounds it. What cannot be taken for a value at all is told with a message, and what to
// do about it.
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
	switch c.Type {
	case workbook.Bool:
		return c.Text == "1" || c.Text == "TRUE", "", ""
	case workbook.Error:
		return c.Text, fmt.Sprintf("是错误值“%s”", clip(c.Text)), "请重新填写这一格"
	case workbook.Day:
		if t, err := time.Parse("2006-01-02T15:04:05", strings.TrimSuffix(c.Text, "Z")); err == nil {
			return t, "", ""
		}
	case workbook.Number:
		n, err := strconv.ParseFloat(c.Text, 64)
		if err != nil {
			break
		}
		if dated(c.Format) {
			if t, err := excelize.ExcelDateToTime(n, c.Date1904); err == nil {
				return t.Round(time.Second), "", "" // a time of day is a fraction, seldom an exact one
			}
		}
		return plainNumber(n), "", ""
	}
	return c.Text, "", ""
}

// plainNumber writes a number without exponent and with the 15 digits Excel
// keeps: 13936880217, and 0.3 where the file has 0.30000000000000004.
func plainNumber(n float64) string {
	if rounded, err := strconv.ParseFloat(strconv.FormatFloat(n, 'e', 14, 64), 64); err == nil {
		n = rounded
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// dated reports whether a number format shows a day or a time.
func dated(f workbook.Format) bool {
	if f.Code != "" {
		return datedFormat(f.Code)
	}
	// Built-in formats (ECMA-376 part 1, 18.8.30), with the Chinese ones.
	n := f.ID
	return 14 <= n && n <= 22 || 27 <= n && n <= 36 || 45 <= n && n <= 47 || 50 <= n && n <= 58
}

// literal is what a number format shows as it is, or does not show at all.
var literal = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)

func datedFormat(code string) bool {
	code, _, _ = strings.Cut(literal.ReplaceAllString(code, ""), ";")
	return strings.ContainsAny(strings.ToLower(code), "ymdhs")
}
