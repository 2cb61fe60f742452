package rules

import (
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"gongwen/archive"
	"gongwen/index/reading"
	"gongwen/templates"
)

// vocabulary declares the functions of rules; the package comment teaches them.
// Those that ask the roster are bound when a form is judged.
func vocabulary() []cel.EnvOption {
	str, boolean := cel.StringType, cel.BoolType
	strs := cel.ListType(str)
	approvals := cel.ListType(approvalType)
	late := cel.LateFunctionBinding()
	return []cel.EnvOption{
		cel.Function("day", cel.Overload("day_moment", []*cel.Type{momentType}, dateType,
			cel.UnaryBinding(day))),
		cel.Function("days", cel.Overload("days_date_date", []*cel.Type{dateType, dateType}, cel.IntType,
			cel.BinaryBinding(days))),
		cel.Function("together", cel.Overload("together_records_date_date", []*cel.Type{cel.ListType(cel.DynType), dateType, dateType}, cel.IntType,
			cel.FunctionBinding(together))),
		cel.Function("minutes", cel.Overload("minutes_moment_moment", []*cel.Type{momentType, momentType}, cel.IntType,
			cel.BinaryBinding(minutes))),
		cel.Function("days_after", cel.Overload("days_after_date_int", []*cel.Type{dateType, cel.IntType}, dateType,
			cel.BinaryBinding(daysAfter))),
		cel.Function("mentions", cel.Overload("mentions_string_list", []*cel.Type{str, strs}, boolean,
			cel.BinaryBinding(mentions)),
			cel.Overload("mentions_string_list_list", []*cel.Type{str, strs, strs}, boolean,
				cel.FunctionBinding(mentionsBut))),
		cel.Function("affirms", cel.Overload("affirms_string_list", []*cel.Type{str, strs}, boolean,
			cel.BinaryBinding(affirms))),
		cel.Function("made_of", cel.Overload("made_of_string_list", []*cel.Type{str, strs}, boolean,
			cel.BinaryBinding(madeOf))),
		cel.Function("same", cel.Overload("same_string_string", []*cel.Type{str, str}, boolean,
			cel.BinaryBinding(same))),
		cel.Function("shares", cel.Overload("shares_string_string_int_list", []*cel.Type{str, str, cel.IntType, strs}, boolean,
			cel.FunctionBinding(shares))),
		cel.Function("document_numbers", cel.Overload("document_numbers_string", []*cel.Type{str}, strs,
			cel.UnaryBinding(documentNumbers))),
		cel.Function("dates", cel.Overload("dates_string_date", []*cel.Type{str, dateType}, cel.ListType(dateType),
			cel.BinaryBinding(dates))),
		cel.Function("amounts", cel.Overload("amounts_string", []*cel.Type{str}, cel.ListType(moneyType),
			cel.UnaryBinding(amounts))),
		cel.Function("counted", cel.Overload("counted_string_list", []*cel.Type{str, strs}, cel.ListType(cel.IntType),
			cel.BinaryBinding(counted))),
		cel.Function("serial_count", cel.Overload("serial_count_string", []*cel.Type{str}, cel.IntType,
			cel.UnaryBinding(serialCount))),
		cel.Function("serials_overlap", cel.Overload("serials_overlap_string_string", []*cel.Type{str, str}, boolean,
			cel.BinaryBinding(serialsOverlap))),
		cel.Function("names", cel.Overload("names_string_string", []*cel.Type{str, str}, boolean,
			cel.BinaryBinding(names))),
		cel.Function("people", cel.Overload("people_string", []*cel.Type{str}, strs,
			cel.UnaryBinding(people))),
		cel.Function("has_blank", cel.Overload("has_blank_string", []*cel.Type{str}, boolean,
			cel.UnaryBinding(hasBlank))),
		cel.Function("yuan", cel.Overload("yuan_int", []*cel.Type{cel.IntType}, moneyType,
			cel.UnaryBinding(yuan))),
		cel.Function("sum", cel.Overload("sum_money", []*cel.Type{cel.ListType(moneyType)}, moneyType,
			cel.UnaryBinding(sum)),
			cel.Overload("sum_int", []*cel.Type{cel.ListType(cel.IntType)}, cel.IntType,
				cel.UnaryBinding(sumInts))),
		cel.Function("capitals", cel.Overload("capitals_money", []*cel.Type{moneyType}, str,
			cel.UnaryBinding(capitals))),
		cel.Function("same_in_capitals", cel.Overload("same_in_capitals_string_money", []*cel.Type{str, moneyType}, boolean,
			cel.BinaryBinding(sameInCapitals))),
		cel.Function("holds", cel.Overload("holds_name_title_date", []*cel.Type{str, str, dateType}, boolean, late)),
		cel.Function("holders", cel.Overload("holders_titles_date", []*cel.Type{strs, dateType}, strs, late)),
		cel.Function("units", cel.Overload("units_name_post_date", []*cel.Type{str, str, dateType}, strs, late)),
		cel.Function("posts", cel.Overload("posts_name_date", []*cel.Type{str, dateType}, strs, late)),
		cel.Function("unit", cel.Overload("unit_name", []*cel.Type{str}, unitType, late)),
		cel.Function("leaders", cel.Overload("leaders_unit_date", []*cel.Type{str, dateType}, strs, late)),
		cel.Function("routine_deputy", cel.Overload("routine_deputy_date", []*cel.Type{dateType}, strs, late)),
		cel.Function("acts_for", cel.Overload("acts_for_name_title_date", []*cel.Type{str, str, dateType}, boolean, late)),
		cel.Function("approved", cel.Overload("approved_title", []*cel.Type{approvals, str}, boolean, late)),
		cel.Function("approved_in_person", cel.Overload("approved_in_person_title", []*cel.Type{approvals, str}, boolean, late)),
		cel.Function("approved_by_leader", cel.Overload("approved_by_leader_unit", []*cel.Type{approvals, str}, boolean, late)),
		cel.Function("in_order", cel.Overload("in_order_titles", []*cel.Type{approvals, strs}, boolean, late)),
	}
}

// day is the day of a moment.
func day(v ref.Val) ref.Val {
	m, ok := v.Value().(templates.Moment)
	if !ok {
		return types.MaybeNoSuchOverloadErr(v)
	}
	return newPoint(m.Date())
}

// days counts both the first and the last day, as leave is counted.
func days(from, until ref.Val) ref.Val {
	return types.Int(dateOf(from).DaysUntil(dateOf(until)) + 1)
}

// together counts the days that from–until makes with those of records with fields from
// and until, as far as no day lies between one and the next.
func together(args ...ref.Val) ref.Val {
	from, until := dateOf(args[1]), dateOf(args[2])
	for grown := true; grown; {
		grown = false
		for it := args[0].(traits.Lister).Iterator(); it.HasNext() == types.True; {
			r, _ := it.Next().(record)
			start, _ := r.values[archive.SpanFrom].(templates.Date)
			end, ok := r.values[archive.SpanUntil].(templates.Date)
			if !ok || end.Before(start.Time) || end.AddDays(1).Before(from.Time) || until.AddDays(1).Before(start.Time) {
				continue
			}
			if start.Before(from.Time) {
				from, grown = start, true
			}
			if end.After(until.Time) {
				until, grown = end, true
			}
		}
	}
	return days(newPoint(from), newPoint(until))
}

// minutes is negative when the second moment is the earlier one.
func minutes(from, until ref.Val) ref.Val {
	return types.Int((until.(point).second - from.(point).second) / 60)
}

func mentions(s, words ref.Val) ref.Val {
	return types.Bool(slices.ContainsFunc(strs(words), func(word string) bool { return strings.Contains(str(s), word) }))
}

// mentionsBut is mentions for words that stand for themselves: inside one of the
// phrases of the last list, such as 编制 in 编制规划, they do not count.
func mentionsBut(args ...ref.Val) ref.Val {
	text := str(args[0])
	for _, phrase := range strs(args[2]) {
		text = strings.ReplaceAll(text, phrase, "\n")
	}
	return mentions(types.String(text), args[1])
}

// clauses is where one clause ends and the next begins; 、 joins what is said together:
// 不安排宴请、礼品 denies both.
var clauses = regexp.MustCompile(`[，。；！？：,;!?:（）()\n]`)

// denials are the words that deny what follows them in a clause, and undenied those that
// have one of them without denying anything.
var (
	denials  = regexp.MustCompile(`[不无未没禁勿免非]`)
	undenied = regexp.MustCompile(`不仅|不但|不断|不少|不久|不锈钢|无线|无人机|未来|免费|非常|非遗|非洲`)
)

// affirms reports whether one of the words occurs without being denied before it in the
// same clause: 安排宴请, but not 全程不安排宴请.
func affirms(s, words ref.Val) ref.Val {
	list := strs(words)
	for _, clause := range clauses.Split(str(s), -1) {
		for _, word := range list {
			before, _, occurs := strings.Cut(clause, word)
			if occurs && word != "" && !denials.MatchString(undenied.ReplaceAllString(before, "")) {
				return types.True
			}
		}
	}
	return types.False
}

// madeOf reports whether a text consists of nothing but the words: it names no object,
// place or person of its own. An empty one does.
func madeOf(s, words ref.Val) ref.Val {
	return types.Bool(composed(reading.FoldLetters(str(s)), strs(words)))
}

func composed(text string, list []string) bool {
	reached := make([]bool, len(text)+1)
	reached[0] = true
	for at := range text {
		if !reached[at] {
			continue
		}
		for _, word := range list {
			if word != "" && strings.HasPrefix(text[at:], word) {
				reached[at+len(word)] = true
			}
		}
	}
	return reached[len(text)]
}

// same reports whether two texts are one but for spaces, width, case and marks.
func same(a, b ref.Val) ref.Val {
	return types.Bool(reading.FoldLetters(str(a)) == reading.FoldLetters(str(b)))
}

// shares reports whether two texts name the same thing somewhere: have so many letters
// in a row in common, apart from the words of the list, which many texts have.
func shares(args ...ref.Val) ref.Val {
	a, b := reading.FoldLetters(str(args[0])), reading.FoldLetters(str(args[1]))
	n, _ := args[2].Value().(int64)
	for _, word := range strs(args[3]) {
		a, b = strings.ReplaceAll(a, word, "\n"), strings.ReplaceAll(b, word, "\n")
	}
	for piece := range strings.SplitSeq(a, "\n") {
		letters := []rune(piece)
		for at := 0; n > 0 && at+int(n) <= len(letters); at++ {
			if strings.Contains(b, string(letters[at:at+int(n)])) {
				return types.True
			}
		}
	}
	return types.False
}

// names reports whether a name stands in a text, but for spaces, width, case and marks.
// An empty one stands nowhere.
func names(s, name ref.Val) ref.Val {
	letters := reading.FoldLetters(str(name))
	return types.Bool(letters != "" && strings.Contains(reading.FoldLetters(str(s)), letters))
}

// people are the names in a value of a field of people.
func people(s ref.Val) ref.Val {
	return types.NewStringList(types.DefaultTypeAdapter, templates.People(str(s)))
}

// blanks are the marks people leave where something is still to be filled in. Words
// are such a mark only where they are all that stands there: 领取空白凭证 is not blank.
// ○ between numerals is a zero of a year (二○一七), and * beside a digit masks others
// (138****0112).
var blanks = regexp.MustCompile(`[×✕╳_＿□？?]{2,}|(^|[^0-9０-９＊*])[＊*]{2,}([^0-9０-９＊*]|$)|^[\s　]*([×✕╳＊*_＿□？?/／\-—－]+|空白|待定|待填|待补|略|某某?)[\s　]*$|(^|[^A-Za-z])[XxＸｘ]{2,}([^A-Za-z]|$)|(^|[^一二三四五六七八九])[○◯]{2,}|某某|某(单位|部门|同志|公司|局|处|人)|[（(【\[〔][\s　]*[】\])）〕]`)

func hasBlank(s ref.Val) ref.Val { return types.Bool(blanks.MatchString(str(s))) }
