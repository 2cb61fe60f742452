package form

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// cell reads the value at a place by its type, not by what Excel shows: a
// number's format decides whether it is a date, and never rounds it.
func (s *sheet) cell(row, col int) (cell, error) {
	at := s.area(row, col)
	c := cell{place: s.place(at.top, at.left)}
	name, err := excelize.CoordinatesToCellName(at.left+1, at.top+1)
	if err != nil {
		return c, err
	}
	raw := s.text(at.top, at.left)
	if formula, err := s.file.GetCellFormula(s.name, name); err != nil || formula != "" {
		c.raw = raw
		c.fault = &fault{
			fmt.Sprintf("填的是公式（=%s），公式的结果会变，不能作为依据", clip(strings.TrimPrefix(formula, "="))),
			"请把结果直接填进去（复制后选择性粘贴为数值）",
		}
		return c, nil
	}
	if raw == "" {
		return c, nil
	}
	kind, err := s.file.GetCellType(s.name, name)
	if err != nil {
		return c, err
	}
	c.raw = raw
	switch kind {
	case excelize.CellTypeBool:
		c.raw = raw == "1" || raw == "TRUE"
	case excelize.CellTypeError:
		c.fault = &fault{fmt.Sprintf("是错误值“%s”", clip(raw)), "请重新填写这一格"}
	case excelize.CellTypeDate:
		if t, err := time.Parse("2006-01-02T15:04:05", strings.TrimSuffix(raw, "Z")); err == nil {
			c.raw = t
		}
	case excelize.CellTypeNumber, excelize.CellTypeUnset:
		n, err := strconv.ParseFloat(raw, 64)
		if err != nil {
			break
		}
		c.raw = plainNumber(n)
		dated, err := s.dated(name)
		if err != nil {
			return c, err
		}
		if t, err := excelize.ExcelDateToTime(n, s.date1904); dated && err == nil {
			c.raw = t.Round(time.Second) // a time of day is a fraction, seldom an exact one
		}
	}
	return c, nil
}

// plainNumber writes a number without exponent and with the 15 digits Excel
// keeps: 13936880217, and 0.3 where the file has 0.30000000000000004.
func plainNumber(n float64) string {
	if rounded, err := strconv.ParseFloat(strconv.FormatFloat(n, 'e', 14, 64), 64); err == nil {
		n = rounded
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// dated reports whether a cell's number format shows a day or a time.
func (s *sheet) dated(name string) (bool, error) {
	id, err := s.file.GetCellStyle(s.name, name)
	if err != nil {
		return false, err
	}
	style, err := s.file.GetStyle(id)
	if err != nil {
		return false, err
	}
	if style.CustomNumFmt != nil {
		return datedFormat(*style.CustomNumFmt), nil
	}
	// Built-in formats (ECMA-376 part 1, 18.8.30), with the Chinese ones.
	n := style.NumFmt
	return 14 <= n && n <= 22 || 27 <= n && n <= 36 || 45 <= n && n <= 47 || 50 <= n && n <= 58, nil
}

// literal is what a number format shows as it is, or does not show at all.
var literal = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)

func datedFormat(code string) bool {
	code, _, _ = strings.Cut(literal.ReplaceAllString(code, ""), ";")
	return strings.ContainsAny(strings.ToLower(code), "ymdhs")
}
