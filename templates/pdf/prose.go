package pdf

import (
	"fmt"
	"slices"
	"strings"

	"gongwen/templates"
)

// What a table has in columns – figures with two decimals, the year of every date, a
// nought where there was nothing –, a sentence does not say. These functions turn
// values into what stands in sentences.

// prose is an amount as sentences have it, with its unit and exact: 3.6万元, 1.28亿元,
// 960元, 36,545.50元. 万 and 亿 are taken when two decimals are enough for it.
func prose(v any) (string, error) {
	f, ok := v.(templates.Fen)
	if !ok {
		if templates.Text(v) == "" {
			return "", nil
		}
		return "", fmt.Errorf("prose：%v 不是金额", v)
	}
	const wan, yi = 10_000 * 100, 100_000_000 * 100 // in fen
	for _, unit := range []struct {
		fen  templates.Fen
		name string
	}{{yi, "亿元"}, {wan, "万元"}} {
		if (f >= unit.fen || f <= -unit.fen) && f%(unit.fen/100) == 0 {
			return decimals((f / (unit.fen / 100)).String()) + unit.name, nil
		}
	}
	return strings.TrimSuffix(f.String(), ".00") + "元", nil
}

// decimals is a number without the noughts that end its decimals.
func decimals(s string) string { return strings.TrimSuffix(strings.TrimRight(s, "0"), ".") }

// thisYear is a day or moment without its year, if that is the year of the document.
func thisYear(date, v any) string {
	day, _ := date.(templates.Date)
	when := templates.Text(v)
	return strings.TrimPrefix(when, fmt.Sprintf("%d年", day.Year()))
}

// placeEnds are the characters that names of places end with.
var placeEnds = []rune("区街路道巷村屯组号楼院栋室厂园店站桥库镇乡校所段口场馆城苑里湖河泡")

// afterPlace is the name of what happened without the place at its beginning that has
// been said already: 燃气泄漏 for 东湖花园3号楼燃气泄漏 at 东湖街东湖花园3号楼2单元.
func afterPlace(place, name any) string {
	at, what := templates.Text(place), []rune(templates.Text(name))
	for n := len(what) - 2; n >= 2; n-- {
		if slices.Contains(placeEnds, what[n-1]) && strings.Contains(at, string(what[:n])) {
			return string(what[n:])
		}
	}
	return string(what)
}

// withWeekday is a date or moment with the day of the week behind its day:
// 2026年5月15日（星期五）14时.
func withWeekday(v any) string {
	var day templates.Date
	switch v := v.(type) {
	case templates.Date:
		day = v
	case templates.Moment:
		day = v.Date()
	default:
		return templates.Text(v)
	}
	return day.String() + "（星期" + string([]rune("日一二三四五六")[day.Weekday()]) + "）" + strings.TrimPrefix(templates.Text(v), day.String())
}
