package templates

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Values is what one form says: field key to value. An empty field is absent,
// so a lookup tells "not filled in" apart from zero. By the field's type the
// value is
//
//	text, paragraph, person, people, unit, phone, choice, file   string
//	integer                                              int64
//	money                                                Fen
//	yesno                                                YesNo
//	date                                                 Date
//	time                                                 Moment
//	list, approvals                                      []Values
type Values map[string]any

// Date is a calendar day. It has no time zone: the zero clock time in UTC only
// makes days comparable.
type Date struct{ time.Time }

// NewDate is the given day, normalised as time.Date does.
func NewDate(year int, month time.Month, day int) Date {
	return Date{time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

// Today is the calendar day of t where t's own clock hangs.
func Today(t time.Time) Date { return NewDate(t.Year(), t.Month(), t.Day()) }

// String writes the day as official documents do (GB/T 9704: no padding).
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year(), int(d.Month()), d.Day())
}

// ISO writes the day as 2006-01-02, for file names, JSON and the catalogue.
func (d Date) ISO() string { return d.Format(time.DateOnly) }

// AddDays is the day n days later.
func (d Date) AddDays(n int) Date { return Date{d.AddDate(0, 0, n)} }

// DaysUntil counts the days from d to e; the same day is 0.
func (d Date) DaysUntil(e Date) int { return int(e.Sub(d.Time).Hours() / 24) }

func (d Date) MarshalJSON() ([]byte, error) { return json.Marshal(d.ISO()) }

func (d *Date) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	parsed, err := ParseDate(s)
	*d = parsed
	return err
}

// Moment is a point on the office's wall clock, to the minute, without a zone.
type Moment struct{ time.Time }

const momentISO = "2006-01-02T15:04"

// String writes the moment as minutes and reports do: 2026年5月6日9时30分, and
// without the minutes on the hour.
func (m Moment) String() string {
	s := fmt.Sprintf("%s%d时", Today(m.Time), m.Hour())
	if m.Minute() != 0 {
		s += fmt.Sprintf("%d分", m.Minute())
	}
	return s
}

// Date is the day of the moment.
func (m Moment) Date() Date { return Today(m.Time) }

func (m Moment) MarshalJSON() ([]byte, error) { return json.Marshal(m.Format(momentISO)) }

// Fen is an amount of money in fen (分), hundredths of a yuan, so that sums are
// exact.
type Fen int64

// String writes yuan with grouping and two decimals: 1,234,567.80.
func (f Fen) String() string { return string(f.Append(nil, true)) }

// Append writes yuan with two decimals to the end of out, with or without grouping.
func (f Fen) Append(out []byte, grouped bool) []byte {
	n := uint64(f)
	if f < 0 {
		out, n = append(out, '-'), -n
	}
	begin := len(out)
	out = strconv.AppendUint(out, n/100, 10)
	if grouped {
		for at := len(out) - 3; at > begin; at -= 3 {
			out = slices.Insert(out, at, ',')
		}
	}
	return append(out, '.', byte('0'+n/10%10), byte('0'+n%10))
}

// Yuan is the amount in yuan, for spreadsheet cells, which know no fen.
func (f Fen) Yuan() float64 { return float64(f) / 100 }

// Plain writes yuan without grouping, for programs: 1234567.80.
func (f Fen) Plain() string { return string(f.Append(nil, false)) }

// MarshalJSON writes yuan as a string, "1234567.80".
func (f Fen) MarshalJSON() ([]byte, error) { return json.Marshal(f.Plain()) }

// YesNo is a 是/否 answer.
type YesNo bool

func (y YesNo) String() string {
	if y {
		return "是"
	}
	return "否"
}

// Text writes any field value as people read it. Rows of a list are parted by
// ； and their cells by a space.
func Text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case []Values:
		rows := make([]string, len(v))
		for i, row := range v {
			rows[i] = strings.Join(row.texts(), " ")
		}
		return strings.Join(rows, "；")
	default:
		return fmt.Sprint(v)
	}
}

// Lookup follows a path, key or list.column, and returns the value or, for a
// column, the value of every row that has one.
func (v Values) Lookup(path string) []any {
	key, column, inList := strings.Cut(path, ".")
	value, ok := v[key]
	if !ok {
		return nil
	}
	if !inList {
		return []any{value}
	}
	rows, _ := value.([]Values)
	var found []any
	for _, row := range rows {
		if cell, ok := row[column]; ok {
			found = append(found, cell)
		}
	}
	return found
}

// RowPath is the path of one cell of a list: approvals[2].date.
func RowPath(list string, row int, column string) string {
	return fmt.Sprintf("%s[%d].%s", list, row, column)
}

// Joined is what stands at path as one text, rows parted by 、.
func (v Values) Joined(path string) string {
	var texts []string
	for _, value := range v.Lookup(path) {
		texts = append(texts, Text(value))
	}
	return strings.Join(texts, "、")
}

// texts are the row's values in key order, which is stable.
func (v Values) texts() []string {
	texts := make([]string, 0, len(v))
	for _, key := range slices.Sorted(maps.Keys(v)) {
		texts = append(texts, Text(v[key]))
	}
	return texts
}
