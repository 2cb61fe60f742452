package xlsx

import (
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/table"
)

// tableName is the name of the Excel table that a book's first rows are, for pivot tables
// and formulas such as SUM(台账[计入金额]).
const tableName = "台账"

// nameColumns gives every column a defined name, its label without what names may not
// hold, so that formulas can be read: SUMIFS(计入金额,效力,"有效").
func (s *sheet) nameColumns() error {
	taken := map[string]bool{tableName: true}
	for i, c := range s.columns {
		name := definedName(c.Label)
		key := strings.ToLower(name) // Excel knows no other cases
		if name == "" || taken[key] {
			continue
		}
		taken[key] = true
		if err := s.f.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: table.Range(s.name, i, 2, s.row)}); err != nil {
			return err
		}
	}
	return nil
}

// definedName is a label as Excel takes it for a name: letters, figures and _, not
// beginning with a figure. Empty when that leaves nothing, or Latin alone, which could be
// the address of a cell.
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
