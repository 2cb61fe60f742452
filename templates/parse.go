package templates

import (
	"encoding/json"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"gongwen/templates/normal"
	"gongwen/templates/numfmt"
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

var keyPattern = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// A Cell is one unread value with the place it stands at, so that what is
// wrong with it can be pointed out there.
type Cell struct {
	Raw   any    // as Field.Parse takes it
	Place string // such as B7 or 第12行
}

// Parse reads one value of a field that is no list, from a spreadsheet cell, a
// YAML or a JSON scalar: a string, bool, int, int64, uint64, float64, json.Number, a
// time.Time, what package numfmt tells of a cell, or nil. It returns nil for an empty
// one. Its errors are Mistakes.
func (f *Field) Parse(raw any) (any, error) {
	switch raw := raw.(type) {
	case time.Time:
		clock := raw.Hour() != 0 || raw.Minute() != 0
		return f.parseTime(numfmt.Time{Time: raw, Shows: numfmt.Parts{Year: true, Month: true, Day: true, Clock: clock}})
	case numfmt.Time:
		return f.parseTime(raw)
	case numfmt.Number:
		return f.parseNumber(raw)
	case numfmt.Hidden:
		return nil, hidden(raw)
	case bool:
		if f.Type == TypeYesNo {
			return YesNo(raw), nil
		}
	}
	s, err := scalar(raw)
	if err != nil {
		return nil, err
	}
	s = normal.Text(lineEnds.Replace(s))
	if (f.Type == TypeText || f.Type == TypeUnit) && severalThings(s) {
		return nil, mistake("请写成一行，几项之间用顿号分开", "“%s”分成几行，像是几项", clip(strings.Join(strings.Fields(s), " ")))
	}
	s = normal.Text(f.lined(s))
	if f.Type != TypeParagraph { // whose first line may be a table's row with an empty first cell
		s = strings.TrimSpace(s)
	}
	if s == "" {
		return nil, nil
	}
	if err := f.checkText(s); err != nil {
		return nil, err
	}
	plain := strings.TrimSpace(normal.Narrow(s)) // figures and marks typed full-width mean the same
	switch f.Type {
	case TypeChoice:
		return text(f.choice(s))
	case TypeInteger:
		return f.integer(s, plain)
	case TypeMoney:
		return parseMoney(s, plain)
	case TypeYesNo:
		switch strings.ToLower(plain) {
		case "是", "true", "yes":
			return YesNo(true), nil
		case "否", "false", "no":
			return YesNo(false), nil
		}
		return nil, mistake("请改填“是”或“否”", "“%s”不是“是”或“否”", clip(s))
	case TypeDate:
		return ParseDate(s)
	case TypeTime:
		return ParseMoment(s)
	case TypePhone:
		return text(ParsePhone(s))
	case TypePerson:
		return text(person(s))
	case TypePeople:
		return text(people(s))
	case TypeText:
		s, _ = RecordNumber(s)
		return s, nil
	case TypeUnit:
		return unaligned(s), nil
	case TypeFile:
		if strings.ContainsAny(s, `/\`) || s == "." || s == ".." {
			return nil, mistake("请只填文件名，并把文件与表单放在一起", "附件名“%s”不能带路径", clip(s))
		}
		return s, nil
	}
	return s, nil
}

// lined is a text on as many lines as the field has.
func (f *Field) lined(s string) string {
	switch f.Type {
	case TypeParagraph:
		return paragraphs(s)
	case TypePerson:
		return wordsOnOneLine(s)
	case TypePeople:
		return wordsOnOneLine(strings.Join(lines(s, func(r rune) bool { return r == '\n' }), betweenPeople))
	}
	return oneLine(s)
}

// choice is the one of the choices that a text is but for its marks, width and spaces:
// “同意。” is 同意.
func (f *Field) choice(s string) (string, error) {
	if slices.Contains(f.Choices, s) {
		return s, nil
	}
	letters := lettersOf(s)
	for _, c := range f.Choices {
		if letters != "" && lettersOf(c) == letters {
			return c, nil
		}
	}
	return "", mistake("请从"+quoted(f.Choices)+"中选一项", "“%s”不在可选项中", clip(s))
}

// lettersOf are the letters and figures of a text.
func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, normal.Key(s))
}

// text makes a value of a text, or of what is wrong with it.
func text(s string, err error) (any, error) {
	if err != nil {
		return nil, err
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
		return WithoutExponent(raw.String()), nil
	case int:
		return strconv.Itoa(raw), nil
	case int64:
		return strconv.FormatInt(raw, 10), nil
	case uint64:
		return strconv.FormatUint(raw, 10), nil
	case float64:
		if math.IsNaN(raw) || math.IsInf(raw, 0) {
			return "", mistake("请重新输入", "不是一个数")
		}
		return strconv.FormatFloat(raw, 'f', -1, 64), nil
	}
	return "", mistake("请只填一个值", "这里是一组内容")
}

// WithoutExponent writes out the number 2.57120836e+06, as programs put amounts into
// JSON. What is beyond every field stays as it is.
func WithoutExponent(number string) string {
	_, exponent, found := strings.Cut(strings.ToLower(number), "e")
	e, err := strconv.Atoi(exponent)
	if !found || err != nil || e > 20 || e < -20 || len(number) > 40 {
		return number
	}
	r, ok := new(big.Rat).SetString(number)
	if !ok {
		return number
	}
	digits, _ := r.FloatPrec()
	return r.FloatString(digits)
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
			return mistake("请用 UTF-8 重新保存", "文字编码有误（含乱码）")
		case f.Type == TypeParagraph && (r == '\n' || r == '\t'):
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp), unicode.Is(blank, r):
			return mistake("请重新输入", "“%s”里有不可见的控制字符（U+%04X）", clip(s), r)
		}
	}
	if n > limit {
		return mistake("请精简或改用附件", "共%d字，超过%d字的上限", n, limit)
	}
	return nil
}

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
