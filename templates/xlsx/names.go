package xlsx

import (
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/table"
)

// tableName is the name of the Excel table that a register's rows are, for
// pivot tables and formulas such as SUM(台账[金额]).
const tableName = "台账"

// nameColumns gives every column of the register a defined name, its label
// without what names may not hold, so that formulas can be read:
// SUMIFS(金额,作废,"=").
func (r *register) nameColumns() error {
	taken := map[string]bool{tableName: true}
	for i, c := range r.columns {
		name := definedName(c.Label)
		if name == "" || taken[name] {
			continue
		}
		taken[name] = true
		at, err := absolute(i+1, 2, i+1, r.records+1)
		if err != nil {
			return err
		}
		if err := r.f.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: "'" + r.sheet + "'!" + at}); err != nil {
			return err
		}
	}
	return nil
}

// definedName is a label as Excel takes it for a name: letters, figures and _,
// not beginning with a figure. Empty when that leaves nothing, or Latin alone,
// which could be the address of a cell.
func definedName(label string) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' {
			return r
		}
		return -1
	}, label)
	name = strings.TrimLeftFunc(name, unicode.IsDigit)
	if !strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return ""
	}
	return name
}

// nameColumns names the columns of a table as registers have them.
func (s *sheet) nameColumns() error {
	taken := map[string]bool{tableName: true}
	for i, c := range s.columns {
		name := definedName(c.Label)
		if name == "" || taken[name] {
			continue
		}
		taken[name] = true
		if err := s.f.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: table.Range(s.name, i, 2, s.row)}); err != nil {
			return err
		}
	}
	return nil
}

// columnFrom is the range of a column's cells, by where its values come from;
// empty when the register does not show it.
func (r *register) columnFrom(from string) string {
	for i, c := range r.columns {
		if c.From == from {
			at, err := absolute(i+1, 2, i+1, r.records+1)
			if err != nil {
				return ""
			}
			return "'" + r.sheet + "'!" + at
		}
	}
	return ""
}
