package xlsx

import (
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
)

// choiceSheet is the hidden sheet that holds choices too long for a drop-down's
// own list. Readers of forms pass hidden sheets over.
const choiceSheet = "选项"

// rules puts checks and input messages on the cells of a form.
type rules struct {
	f      *excelize.File
	sheet  string
	kind   *templates.Kind
	roster Roster
	listed bool // whether the roster's sheet is there
	lists  int  // columns used on choiceSheet
}

// prompt has a cell say something when it is chosen.
func (r *rules) prompt(title, text, cell string) error {
	dv := excelize.NewDataValidation(true)
	dv.SetSqref(cell)
	dv.SetInput(clip(title, 32), clip(text, 255))
	return r.f.AddDataValidation(r.sheet, dv)
}

// add puts a field's check on a range.
func (r *rules) add(f *templates.Field, cells string) error {
	dv := excelize.NewDataValidation(true)
	dv.SetSqref(cells)
	dv.SetInput(clip(f.Label, 32), clip(guidance(f), 255))
	wrong := ""
	var err error
	switch f.Type {
	case templates.TypeChoice:
		wrong = "请从下拉列表中选择一项。"
		err = r.choices(dv, f.Choices)
	case templates.TypeYesNo:
		wrong = "请选择“是”或“否”。"
		err = dv.SetDropList([]string{"是", "否"})
	case templates.TypeInteger:
		wrong = "请只填整数。"
		err = dv.SetRange(-999999999, 999999999, excelize.DataValidationTypeWhole, excelize.DataValidationOperatorBetween)
	case templates.TypeMoney:
		wrong = "请只填以元为单位的数字。"
		err = dv.SetRange(-9e12, 9e12, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween)
	case templates.TypeDate, templates.TypeTime:
		wrong = "日期不存在或写法不对，请写成 2026-05-01 的样子。"
		if f.Type == templates.TypeTime {
			wrong = "请写明日期和时刻，如 2026-05-01 09:30。"
		}
		err = dv.SetRange(float64(serial(1949, 1, 1)), float64(serial(2200, 1, 1)), excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween)
	case templates.TypePerson, templates.TypePeople, templates.TypeUnit, templates.TypeText:
		err = r.offer(dv, f)
	}
	if err != nil {
		return err
	}
	if wrong != "" {
		dv.SetError(excelize.DataValidationErrorStyleStop, clip(f.Label, 32), wrong)
	}
	return r.f.AddDataValidation(r.sheet, dv)
}

// serial is a day as Excel counts: days since 1899-12-30.
func serial(year, month, day int) int64 {
	const epoch = -25569 // of Excel, in days from Unix's
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix()/86400 - epoch
}

// choices makes a drop-down. Excel holds a list of up to 255 characters in the
// cell's rule itself, parted by commas; other choices go to choiceSheet.
func (r *rules) choices(dv *excelize.DataValidation, choices []string) error {
	if joined := strings.Join(choices, ","); len([]rune(joined)) <= 250 && strings.Count(joined, ",") == len(choices)-1 {
		return dv.SetDropList(choices)
	}
	if r.lists == 0 {
		if _, err := r.f.NewSheet(choiceSheet); err != nil {
			return err
		}
		if err := r.f.SetSheetVisible(choiceSheet, false); err != nil {
			return err
		}
	}
	r.lists++
	first, err := excelize.CoordinatesToCellName(r.lists, 1)
	if err != nil {
		return err
	}
	if err := r.f.SetSheetCol(choiceSheet, first, &choices); err != nil {
		return err
	}
	area, err := absolute(r.lists, 1, r.lists, len(choices))
	if err != nil {
		return err
	}
	dv.SetSqrefDropList(choiceSheet + "!" + area)
	return nil
}

// absolute writes a range as $A$1:$A$9; columns and rows count from 1.
func absolute(left, top, right, bottom int) (string, error) {
	from, err := excelize.CoordinatesToCellName(left, top, true)
	if err != nil {
		return "", err
	}
	to, err := excelize.CoordinatesToCellName(right, bottom, true)
	return from + ":" + to, err
}

// clip keeps a text within Excel's limit for it.
func clip(s string, limit int) string {
	if runes := []rune(s); len(runes) > limit {
		return string(runes[:limit-1]) + "…"
	}
	return s
}
