package register

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/table/layout"
)

// What the sheet 说明 says of the part of a register that a file has, by which Compare
// chooses the same again.
const (
	kindSaid    = "表单种类"
	yearsSaid   = "编号年度"
	daysSaid    = "选取期间"
	unitSaid    = "选取单位"
	columnsSaid = "选取栏目"
)

func (s Selection) yearsSaid() string {
	switch {
	case s.Year == 0:
		return "全部"
	case s.LastYear > s.Year:
		return fmt.Sprintf("%d至%d", s.Year, s.LastYear)
	}
	return strconv.Itoa(s.Year)
}

var saidYears = regexp.MustCompile(`^(\d{4})(?:至(\d{4}))?$`)

// selected is the kind that a register is of, and the part of it; nil for a workbook that
// is no register.
func (b *Book) selected(f *excelize.File) (*templates.Kind, Selection) {
	said := saidIn(f)
	for _, k := range b.Kinds.All() {
		if k.Title != said[kindSaid] {
			continue
		}
		if s, ok := selectionSaid(said); ok {
			return k, s
		}
	}
	// A register from before there was such a sheet, or one that somebody took it out of.
	sheet := f.GetSheetName(0)
	before, _, found := strings.Cut(sheet, "年")
	year, err := strconv.Atoi(before)
	if !found || err != nil {
		return nil, Selection{}
	}
	for _, k := range b.Kinds.All() {
		if layout.SheetName(fmt.Sprintf("%d年%s", year, k.Title)) == sheet {
			return k, Selection{Year: year}
		}
	}
	return nil, Selection{}
}

// saidIn are the rows of the sheet 说明.
func saidIn(f *excelize.File) map[string]string {
	said := map[string]string{}
	rows, err := f.Rows(aboutSheet)
	if err != nil { // there is none
		return said
	}
	defer rows.Close()
	for n := 0; rows.Next() && n < mostSaid; n++ {
		cells, err := rows.Columns()
		if err != nil {
			return said
		}
		if len(cells) > 1 {
			said[strings.TrimSpace(cells[0])] = strings.TrimSpace(cells[1])
		}
	}
	return said
}

// mostSaid is how many rows of such a sheet are read.
const mostSaid = 200

func selectionSaid(said map[string]string) (s Selection, ok bool) {
	switch m := saidYears.FindStringSubmatch(said[yearsSaid]); {
	case m != nil:
		s.Year, _ = strconv.Atoi(m[1])
		s.LastYear, _ = strconv.Atoi(m[2])
	case said[yearsSaid] != (Selection{}).yearsSaid():
		return s, false
	}
	if days := said[daysSaid]; days != "" {
		var err error
		if s.From, s.To, err = ParsePeriod(days); err != nil {
			return s, false
		}
	}
	if columns := said[columnsSaid]; columns != "" {
		s.Columns = strings.Split(columns, "、")
	}
	s.Unit, s.NotSecret = said[unitSaid], said[secrecySaid] != ""
	return s, true
}
