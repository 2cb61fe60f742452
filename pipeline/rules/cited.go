package rules

import (
	"regexp"
	"strconv"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"gongwen/templates"
	"gongwen/templates/normal"
)

var (
	// numberPattern is the number of a document within a text, with what Han stands
	// before it: who reads 撤销龙建罚〔2026〕8号 cannot tell where the name begins.
	numberPattern = regexp.MustCompile(`\p{Han}+[〔\[【(〈《﹝｛{〖]\s*\d{4}\s*年?\s*[〕\]】)〉》﹞｝}〗]\s*第?\s*\d+\s*号`)
	// dayPattern is a day within a text, with or without the year.
	dayPattern = regexp.MustCompile(`(\d{4})\s*[-–—/.年]\s*(\d{1,2})\s*[-–—/.月]\s*(\d{1,2})|(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]`)
)

// documentNumbers are the numbers of documents that a text names, in their normal form.
func documentNumbers(text ref.Val) ref.Val {
	list := []string{}
	for _, found := range numberPattern.FindAllString(normal.Narrow(str(text)), -1) {
		if number, ok := templates.RecordNumber(found); ok {
			list = append(list, number)
		}
	}
	return types.NewStringList(types.DefaultTypeAdapter, list)
}

// dates are the days that a text names. One without a year is that day of the year in
// which it is nearest to the given date: 12月30日 said on 5 January is of the year before.
func dates(text, near ref.Val) ref.Val {
	list := []ref.Val{}
	for _, m := range dayPattern.FindAllStringSubmatch(normal.Narrow(str(text)), -1) {
		figure := func(i int) int { n, _ := strconv.Atoi(m[i]); return n }
		year, month, day := figure(1), figure(2), figure(3)
		if year == 0 {
			month, day = figure(4), figure(5)
			year = nearestYear(dateOf(near), month, day)
		}
		if d := templates.NewDate(year, time.Month(month), day); int(d.Month()) == month && d.Day() == day {
			list = append(list, newPoint(d))
		}
	}
	return types.NewRefValList(types.DefaultTypeAdapter, list)
}

func nearestYear(near templates.Date, month, day int) (year int) {
	least := 366
	for y := near.Year() - 1; y <= near.Year()+1; y++ {
		away := near.DaysUntil(templates.NewDate(y, time.Month(month), day))
		if away = max(away, -away); away < least {
			year, least = y, away
		}
	}
	return year
}
