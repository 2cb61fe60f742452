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
	return Terms{Field: field, From: from, To: to, Is: anyValue}
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
