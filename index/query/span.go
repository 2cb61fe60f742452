package query

import (
	"fmt"
	"strings"

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

// spans reports whether what ranging gives holds of a value.
func spans(n Node, value string) bool {
	switch n := n.(type) {
	case Term:
		return value == n.Value
	case Terms:
		return n.Has(value)
	}
	return false
}

// span reads a value or a span of values: 5, 5..9, 5～9, 5至9, >5, ≥5, 5以上, 5.. read
// gives the first and the last term of a single one. Empty is open.
func span(value string, read func(text string) (first, last, reason string)) (from, to, reason string) {
	value = reading.Fold(value)
	for _, c := range comparisons {
		text, ok := strings.CutPrefix(value, c.word)
		if c.behind {
			text, ok = strings.CutSuffix(value, c.word)
		}
		if !ok {
			continue
		}
		first, last, reason := read(text)
		switch c.sign {
		case ">=":
			return first, "", reason
		case "<=":
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

// comparisons are how an open span is written, a word before one that begins like it.
// What is with or without the value itself goes by article 1259 of the Civil Code; of
// 以前 and 以后, which it does not tell, the value is part.
var comparisons = []struct {
	word, sign string
	behind     bool
}{
	{">=", ">=", false}, {"<=", "<=", false}, {"≥", ">=", false}, {"≤", "<=", false}, {">", ">", false}, {"<", "<", false},
	{"大于等于", ">=", false}, {"小于等于", "<=", false},
	{"不小于", ">=", false}, {"不少于", ">=", false}, {"不低于", ">=", false}, {"不早于", ">=", false}, {"至少", ">=", false},
	{"不大于", "<=", false}, {"不超过", "<=", false}, {"不高于", "<=", false}, {"不晚于", "<=", false}, {"至多", "<=", false},
	{"大于", ">", false}, {"超过", ">", false}, {"高于", ">", false}, {"多于", ">", false}, {"晚于", ">", false},
	{"小于", "<", false}, {"不足", "<", false}, {"不满", "<", false}, {"低于", "<", false}, {"少于", "<", false}, {"早于", "<", false},
	{"及以上", ">=", true}, {"以上", ">=", true}, {"以后", ">=", true}, {"之后", ">=", true},
	{"及以下", "<=", true}, {"以下", "<=", true}, {"以内", "<=", true}, {"以前", "<=", true}, {"之前", "<=", true},
}

// before is a term that all smaller terms are smaller than or equal to.
func before(term string) string {
	if term == "" {
		return ""
	}
	return term[:len(term)-1] + string(term[len(term)-1]-1) + "\x7f"
}
