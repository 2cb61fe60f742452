package query

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gongwen/index/reading"
)

// ranging holds of records that have a value from one to another, both included;
// empty is open.
func ranging(field Field, from, to string) Node {
	if from == to {
		return Term{field, from}
	}
	if to != "" {
		to += "\x00" // the first that is greater
	}
	return Terms{Field: field, From: from, To: to}
}

// span reads a value or a span of values: 5, 5..9, 5～9, 5至9, >5, ≥5, 5.. read
// gives the first and the last term of a single one. Empty is open.
func span(value string, read func(text string) (first, last, reason string)) (from, to, reason string) {
	value = reading.Fold(value)
	for _, sign := range []string{">=", "<=", "≥", "≤", ">", "<"} {
		text, ok := strings.CutPrefix(value, sign)
		if !ok {
			continue
		}
		first, last, reason := read(text)
		switch sign {
		case ">=", "≥":
			return first, "", reason
		case "<=", "≤":
			return "", last, reason
		case ">":
			return last + "\x00", "", reason
		default:
			return "", before(first), reason
		}
	}
	for _, sign := range []string{"...", "..", "~", "至", "到"} {
		left, right, ok := strings.Cut(value, sign)
		if !ok {
			continue
		}
		if left == "" && right == "" {
			return "", "", fmt.Sprintf("“%s”两头都空着", value)
		}
		if left != "" {
			if from, _, reason = read(left); reason != "" {
				return "", "", reason
			}
		}
		if right != "" {
			if _, to, reason = read(right); reason != "" {
				return "", "", reason
			}
		}
		if from != "" && to != "" && from > to {
			return "", "", fmt.Sprintf("“%s”的起点在终点之后", value)
		}
		return from, to, ""
	}
	return read(value)
}

// before is a term that all smaller terms are smaller than or equal to.
func before(term string) string {
	if term == "" {
		return ""
	}
	return term[:len(term)-1] + string(term[len(term)-1]-1) + "\x7f"
}

// dayPattern is a day, a month or a year, with its numbers in figures.
var dayPattern = regexp.MustCompile(`^(\d{4})(?:[年/.-](?:(\d{1,2})(?:[月/.-](?:(\d{1,2})[日号]?)?)?)?)?$`)

// days are the first and the last day of what a text names: a day, a month, a
// quarter or a year.
func days(text string) (first, last, reason string) {
	reason = fmt.Sprintf("“%s”不是日期，请写成 2026-03-05、2026年3月 或 2026-01..2026-06", text)
	plain := reading.Figures(strings.ReplaceAll(text, ".", "-"))
	if m := regexp.MustCompile(`^\d{8}$`).FindString(plain); m != "" {
		plain = m[:4] + "-" + m[4:6] + "-" + m[6:]
	}
	m := dayPattern.FindStringSubmatch(plain)
	if m == nil {
		return "", "", reason
	}
	year, _ := strconv.Atoi(m[1])
	if m[2] == "" {
		return fmt.Sprintf("%04d-01-01", year), fmt.Sprintf("%04d-12-31", year), ""
	}
	month, _ := strconv.Atoi(m[2])
	if month < 1 || month > 12 {
		return "", "", reason
	}
	begin := time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC)
	if m[3] == "" {
		return begin.Format(time.DateOnly), begin.AddDate(0, 1, -1).Format(time.DateOnly), ""
	}
	day, _ := strconv.Atoi(m[3])
	on := begin.AddDate(0, 0, day-1)
	if day < 1 || on.Month() != begin.Month() {
		return "", "", reason
	}
	return on.Format(time.DateOnly), on.Format(time.DateOnly), ""
}
