package xlsx

import (
	"github.com/xuri/excelize/v2"

	"gongwen/templates"
)

// Roster is what blank forms offer of the office's roster (花名册), in its order. Where it
// is empty, they offer nothing.
type Roster struct {
	Units, Posts, People []string
}

// rosterSheet is the hidden sheet with what is offered. Its first cell says what it is:
// readers of forms pass it over also when somebody shows it, see IsRoster.
const (
	rosterSheet = "名单"
	rosterMark  = "本表供下拉选择，不必填写，请勿改动"
)

// rosterTop is the first row of names, under the mark and the heads.
const rosterTop = 3

// offer gives a cell the roster's units, posts or people to choose from, by what its field
// asks for. Others may be typed: Excel asks whether that is meant, except in kinds that
// are about others anyway.
func (r *rules) offer(dv *excelize.DataValidation, f *templates.Field) error {
	column, offered, what := 0, r.roster.Units, "单位"
	switch {
	case f.Type == templates.TypeUnit:
		column = 1
	case isPost(f):
		column, offered, what = 2, r.roster.Posts, "职务"
	case f.Type == templates.TypePerson, f.Type == templates.TypePeople:
		column, offered, what = 3, r.roster.People, "人"
	}
	if column == 0 || len(offered) == 0 {
		return nil
	}
	if err := r.listRoster(); err != nil {
		return err
	}
	area, err := absolute(column, rosterTop, column, rosterTop+len(offered)-1)
	if err != nil {
		return err
	}
	dv.SetSqrefDropList(rosterSheet + "!" + area)
	if !r.kind.Outsiders {
		dv.SetError(excelize.DataValidationErrorStyleWarning, clip(f.Label, 32), "花名册里没有这个"+what+"。确认无误的，选“是”。")
	}
	return nil
}

// listRoster writes the sheet with what is offered, once.
func (r *rules) listRoster() error {
	if r.listed {
		return nil
	}
	r.listed = true
	if _, err := r.f.NewSheet(rosterSheet); err != nil {
		return err
	}
	if err := r.f.SetSheetVisible(rosterSheet, false); err != nil {
		return err
	}
	if err := r.f.SetSheetRow(rosterSheet, "A1", &[]string{rosterMark}); err != nil {
		return err
	}
	for i, column := range []struct {
		head  string
		texts []string
	}{{"单位", r.roster.Units}, {"职务", r.roster.Posts}, {"姓名", r.roster.People}} {
		at, err := excelize.CoordinatesToCellName(i+1, rosterTop-1)
		if err != nil {
			return err
		}
		cells := append([]string{column.head}, column.texts...)
		if err := r.f.SetSheetCol(rosterSheet, at, &cells); err != nil {
			return err
		}
	}
	return nil
}

// IsRoster reports whether a sheet with this in its first cell is that of the roster,
// under whatever name.
func IsRoster(first string) bool { return first == rosterMark }
