package templates

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// The most characters a field may hold. More is a paste accident, and would
// not fit any paper.
const (
	maxLine      = 1000
	maxParagraph = 20000
)

// maxNumber has as many digits as spreadsheets and JSON readers keep exactly.
const maxNumber = 999_999_999_999_999

// MaxRows is the most rows a list on a form may have.
const MaxRows = 2000

var (
	keyPattern   = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	phonePattern = regexp.MustCompile(`^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{7,8})$`)
	datePattern  = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$`)
	timePattern  = regexp.MustCompile(`^(.*?\d日?)[ T]*(\d{1,2})[:时](\d{1,2})?(?::\d{2})?分?$`)
	// A comma counts only where it groups thousands: 1,2 may be meant as 1.2.
	integerPattern = regexp.MustCompile(`^-?(?:\d+|\d{1,3}(?:,\d{3})+)$`)
	moneyPattern   = regexp.MustCompile(`^¥?\s*(-?(?:\d{1,13}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,2})?)\s*元?$`)
)

// A Cell is one unread value with the place it stands at, so that what is
// wrong with it can be pointed out there.
type Cell struct {
	Raw   any    // string, bool, int64, uint64, float64, time.Time, json.Number or nil
	Place string // such as B7 or 第12行
}

// Parse reads one value of a field that is no list, from a spreadsheet cell, a
// YAML or a JSON scalar. It returns nil for an empty one. Errors are Chinese
// sentences that say what was found and how to write it.
func (f *Field) Parse(raw any) (any, error) {
	switch raw := raw.(type) {
	case time.Time:
		return f.parseTime(raw)
	case bool:
		if f.Type == TypeYesNo {
			return YesNo(raw), nil
		}
	}
	s, err := scalar(raw)
	if err != nil {
		return nil, err
	}
	if f.Type == TypeParagraph {
		s = strings.ReplaceAll(s, "\r\n", "\n")
	}
	s = strings.TrimSpace(norm.NFC.String(s))
	if s == "" {
		return nil, nil
	}
	if err := f.checkText(s); err != nil {
		return nil, err
	}
	plain := strings.TrimSpace(width.Narrow.String(s)) // figures and marks typed full-width mean the same
	switch f.Type {
	case TypeChoice:
		if !slices.Contains(f.Choices, s) {
			return nil, fmt.Errorf("“%s”不在可选项中，请从%s中选一项", s, quoted(f.Choices))
		}
		return s, nil
	case TypeInteger:
		n, err := strconv.ParseInt(ungroup(plain), 10, 64)
		switch {
		case !integerPattern.MatchString(plain):
			return nil, fmt.Errorf("“%s”不是整数，请只填数字", s)
		case err != nil || n > maxNumber || n < -maxNumber:
			return nil, fmt.Errorf("“%s”超出可以登记的数字", s)
		}
		return n, nil
	case TypeMoney:
		return parseMoney(s, plain)
	case TypeYesNo:
		switch strings.ToLower(plain) {
		case "是", "true", "yes":
			return YesNo(true), nil
		case "否", "false", "no":
			return YesNo(false), nil
		}
		return nil, fmt.Errorf("“%s”请改填“是”或“否”", s)
	case TypeDate:
		return ParseDate(plain)
	case TypeTime:
		return ParseMoment(plain)
	case TypePhone:
		if !phonePattern.MatchString(strings.ReplaceAll(plain, " ", "")) {
			return nil, fmt.Errorf("“%s”不像电话号码，请填11位手机号，或带区号的座机号", s)
		}
		return strings.ReplaceAll(plain, " ", ""), nil
	case TypeFile:
		if strings.ContainsAny(s, `/\`) || s == "." || s == ".." {
			return nil, fmt.Errorf("附件名“%s”不能带路径，请只填文件名，并把文件与表单放在一起", s)
		}
		return s, nil
	}
	return s, nil
}

// scalar writes a raw value as the text a person would have typed.
func scalar(raw any) (string, error) {
	switch raw := raw.(type) {
	case nil:
		return "", nil
	case string:
		return raw, nil
	case bool:
		return YesNo(raw).String(), nil
	case json.Number:
		return raw.String(), nil
	case int:
		return strconv.Itoa(raw), nil
	case int64:
		return strconv.FormatInt(raw, 10), nil
	case uint64:
		return strconv.FormatUint(raw, 10), nil
	case float64:
		if math.IsNaN(raw) || math.IsInf(raw, 0) {
			return "", errors.New("不是一个数")
		}
		return strconv.FormatFloat(raw, 'f', -1, 64), nil
	}
	return "", errors.New("这里应当是单个值，不能是一组内容")
}

// checkText refuses what no paper could show.
func (f *Field) checkText(s string) error {
	limit := maxLine
	if f.Type == TypeParagraph {
		limit = maxParagraph
	}
	n := 0
	for _, r := range s {
		n++
		switch {
		case r == unicode.ReplacementChar:
			return errors.New("文字编码有误（含乱码），请用 UTF-8 重新保存")
		case r == '\n' || r == '\t':
			if f.Type != TypeParagraph {
				return fmt.Errorf("“%s”里有换行或制表符，请写成一行", clip(s))
			}
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
			// Cf too: a zero-width space makes two equal names differ, and a
			// direction mark prints what was not typed.
			return fmt.Errorf("“%s”里有不可见的控制字符（U+%04X），请重新输入", clip(s), r)
		}
	}
	if n > limit {
		return fmt.Errorf("共%d字，超过%d字的上限，请精简或改用附件", n, limit)
	}
	return nil
}

func (f *Field) parseTime(t time.Time) (any, error) {
	switch f.Type {
	case TypeDate:
		if t.Hour() != 0 || t.Minute() != 0 {
			return nil, fmt.Errorf("“%s”带有时刻，请只填日期", t.Format("2006-01-02 15:04"))
		}
		return Today(t), checkYear(t.Year())
	case TypeTime:
		if t.Hour() == 0 && t.Minute() == 0 {
			// A cell that holds a day only; midnight itself can be written as text.
			return nil, fmt.Errorf("“%s”没有写明时刻，请写成 2026-05-01 09:30 的样子", t.Format(time.DateOnly))
		}
		return Moment{time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC)}, checkYear(t.Year())
	}
	return nil, fmt.Errorf("“%s”是日期，这一栏不填日期", t.Format(time.DateOnly))
}

// ParseDate reads 2026-05-01, 2026/5/1, 2026.5.1 or 2026年5月1日. A day the
// calendar does not have, such as 2026-02-30, is an error.
func ParseDate(s string) (Date, error) {
	m := datePattern.FindStringSubmatch(s)
	if m == nil {
		return Date{}, fmt.Errorf("“%s”不是日期，请写成 2026-05-01 的样子", clip(s))
	}
	year, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2])
	day, _ := strconv.Atoi(m[3])
	d := NewDate(year, time.Month(month), day)
	if int(d.Month()) != month || d.Day() != day {
		return Date{}, fmt.Errorf("“%s”这一天不存在，请核对年月日", s)
	}
	return d, checkYear(year)
}

// ParseMoment reads a date as ParseDate does, followed by 9:30, 9时30分 or 9时.
func ParseMoment(s string) (Moment, error) {
	m := timePattern.FindStringSubmatch(s)
	if m == nil {
		return Moment{}, fmt.Errorf("“%s”不是日期和时刻，请写成 2026-05-01 09:30 的样子", clip(s))
	}
	d, err := ParseDate(m[1])
	if err != nil {
		return Moment{}, err
	}
	hour, _ := strconv.Atoi(m[2])
	minute, _ := strconv.Atoi("0" + m[3])
	if hour > 23 || minute > 59 {
		return Moment{}, fmt.Errorf("“%s”的时刻不存在，请核对", s)
	}
	return Moment{d.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)}, nil
}

func checkYear(year int) error {
	if year < 1949 || year > 2199 {
		return fmt.Errorf("年份%d不合情理，请核对", year)
	}
	return nil
}

func parseMoney(s, plain string) (any, error) {
	m := moneyPattern.FindStringSubmatch(plain)
	if m == nil {
		return nil, fmt.Errorf("“%s”不是金额，请只填以元为单位的数字，最多两位小数", s)
	}
	yuan, fen, _ := strings.Cut(ungroup(m[1]), ".")
	n, err := strconv.ParseInt(yuan+(fen + "00")[:2], 10, 64)
	if err != nil || n > maxNumber || n < -maxNumber {
		return nil, fmt.Errorf("“%s”超出可以登记的金额", s)
	}
	return Fen(n), nil
}

// ungroup takes the commas out of 1,234,567.
func ungroup(s string) string { return strings.ReplaceAll(s, ",", "") }

func quoted(choices []string) string {
	return "“" + strings.Join(choices, "”“") + "”"
}

// clip shortens a value for a message.
func clip(s string) string {
	runes := []rune(s)
	if len(runes) <= 40 {
		return s
	}
	return string(runes[:40]) + "…"
}
