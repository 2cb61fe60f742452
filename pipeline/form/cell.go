package form

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/numfmt"
)

// cell reads the value at a place by its type. What a number or a text means that is
// shown in another way than it is kept, package numfmt tells by its format.
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
	default:
		code, err := s.format(name)
		if err != nil {
			return c, err
		}
		switch kind {
		case excelize.CellTypeNumber, excelize.CellTypeUnset:
			c.raw = numfmt.OfNumber(raw, code, s.date1904)
		case excelize.CellTypeDate:
			c.raw = numfmt.OfDate(raw, code)
		default:
			c.raw = numfmt.OfText(raw, code)
		}
	}
	return c, nil
}

// format is the code of a cell's number format.
func (s *sheet) format(name string) (string, error) {
	id, err := s.file.GetCellStyle(s.name, name)
	if err != nil {
		return "", err
	}
	style, err := s.file.GetStyle(id)
	if err != nil {
		return "", err
	}
	if style.CustomNumFmt != nil {
		return *style.CustomNumFmt, nil
	}
	return numfmt.Builtin(style.NumFmt), nil
}
