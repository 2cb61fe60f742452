package index

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"

	"gongwen/templates"
)

// condition is a field that a query can ask for by name.
type condition struct {
	names   []string // the first is the usual one
	example string
	// read makes the condition of its value, or says in Chinese what is wrong.
	read func(p *parser, value string) (n node, reason string)
}

// conditions are all of them.
var conditions = []condition{
	{[]string{"类别", "种类", "表单", "kind"}, "请假", kindIs},
	{[]string{"编号", "文号", "number"}, "龙政发〔2026〕3号", numberHas},
	{[]string{"人员", "姓名", "person"}, "王小明", personHas},
	{[]string{"单位", "部门", "unit"}, "财政局", unitIs},
	{[]string{"日期", "时间", "date"}, "2026-01..2026-06", dateIn},
	{[]string{"年度", "年份", "year"}, "2026", yearIs},
	{[]string{"金额", "amount"}, ">50000", amountIn},
	{[]string{"密级", "secrecy"}, "秘密", secrecyIs},
	{[]string{"条款", "article"}, "第八十一条", articleIs},
}

// condition is what comes next, up to its colon, if it is one.
func (p *parser) condition() (*condition, int) {
	rest := p.text[p.at:]
	for i := range conditions {
		for _, name := range conditions[i].names {
			if len(rest) < len(name) || !strings.EqualFold(rest[:len(name)], name) {
				continue
			}
			r, size := utf8.DecodeRuneInString(rest[len(name):])
			if markOf(r) == ':' {
				return &conditions[i], len(name) + size
			}
		}
	}
	return nil, 0
}

// term are the records that have just this term in a field.
type term struct{ field, text string }

func (t term) candidates(s *shard) (*roaring.Bitmap, error) { return s.with(t.field, t.text) }

func (term) match(_ *shard, candidates *roaring.Bitmap) (ranks, error) {
	return ranks{}.add(0, candidates), nil
}

func kindIs(_ *parser, value string) (node, string) {
	return or{term{isKind, strings.ToLower(strings.TrimSpace(value))}, oneOf{field: isTitle, is: containing(folded(value))}}, ""
}

func numberHas(_ *parser, value string) (node, string) { return newWord(folded(value), true), "" }

func personHas(_ *parser, value string) (node, string) {
	return oneOf{field: isPerson, is: containing(folded(value))}, ""
}

func unitIs(p *parser, value string) (node, string) {
	has := containing(folded(value))
	return oneOf{field: isUnit, is: func(term string) bool { return has(term) || p.same != nil && p.same(term, value) }}, ""
}

func yearIs(_ *parser, value string) (node, string) {
	from, to, reason := span(value, func(text string) (first, last, reason string) {
		if v := onlyNumber(strings.TrimSuffix(text, "年")); len(v) == 4 {
			return v, v, ""
		}
		return "", "", fmt.Sprintf("“%s”不是年度，请写成 2026 或 2024..2026", text)
	})
	if reason != "" {
		return nil, reason
	}
	return ranging(isYear, from, to), ""
}

func dateIn(_ *parser, value string) (node, string) {
	from, to, reason := span(value, days)
	if reason != "" {
		return nil, reason
	}
	return ranging(isDate, from, to), ""
}

func amountIn(_ *parser, value string) (node, string) {
	from, to, reason := span(value, func(text string) (first, last, reason string) {
		v := onlyNumber(strings.TrimSuffix(strings.TrimSuffix(text, "整"), "元"))
		yuan, decimals, _ := strings.Cut(v, ".")
		fen, err := strconv.ParseInt(yuan+(decimals + "00")[:2], 10, 64)
		if v == "" || err != nil || len(decimals) > 2 {
			return "", "", fmt.Sprintf("“%s”不是金额，请写成 50000、5万 或 1万..5万", text)
		}
		term := amountTerm(templates.Fen(fen))
		return term, term, ""
	})
	if reason != "" {
		return nil, reason
	}
	return ranging(isAmount, from, to), ""
}

func secrecyIs(_ *parser, value string) (node, string) {
	if slices.Contains([]string{"无", "公开", "不涉密"}, value) {
		return not{oneOf{field: isSecrecy, is: anyTerm}}, ""
	}
	return oneOf{field: isSecrecy, is: containing(folded(value))}, ""
}

func articleIs(_ *parser, value string) (node, string) {
	from, to, reason := span(value, func(text string) (first, last, reason string) {
		v := onlyNumber(strings.TrimSuffix(strings.TrimPrefix(text, "第"), "条"))
		n, err := strconv.Atoi(v)
		if err != nil {
			return "", "", fmt.Sprintf("“%s”不是条款，请写成 81 或 第八十一条", text)
		}
		term := articleTerm(n)
		return term, term, ""
	})
	if reason != "" {
		return nil, reason
	}
	return ranging(isArticle, from, to), ""
}

// ranging are the records that have a term from one to another, both included;
// empty is open.
func ranging(field, from, to string) node {
	if from == to {
		return term{field, from}
	}
	if to != "" {
		to += "\x00" // the first that is greater
	}
	return oneOf{field: field, from: from, to: to, is: anyTerm}
}

// span reads a value or a span of values: 5, 5..9, 5～9, 5至9, >5, ≥5, 5.. read
// gives the first and the last term of a single one. Empty is open.
func span(value string, read func(text string) (first, last, reason string)) (from, to, reason string) {
	value = folded(value)
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

// onlyNumber is the value of a text that is nothing but one number.
func onlyNumber(text string) (value string) {
	numbers(text, func(start, end int, v string) {
		if start == 0 && end == len(text) {
			value = v
		}
	})
	return value
}

// dayPattern is a day, a month or a year, with its numbers as read.
var dayPattern = regexp.MustCompile(`^(\d{4})(?:[年/.-](?:(\d{1,2})(?:[月/.-](?:(\d{1,2})[日号]?)?)?)?)?$`)

// days are the first and the last day of what a text names: a day, a month, a
// quarter or a year.
func days(text string) (first, last, reason string) {
	reason = fmt.Sprintf("“%s”不是日期，请写成 2026-03-05、2026年3月 或 2026-01..2026-06", text)
	plain := strings.ReplaceAll(read(strings.ReplaceAll(text, ".", "-")), mark, "")
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
