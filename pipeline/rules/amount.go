package rules

import (
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"gongwen/index/reading"
)

// amounts are the sums of money that a text names, in the order they stand there.
func amounts(text ref.Val) ref.Val {
	return numbersBefore(text, []string{"元", "圆"}, func(value string) (ref.Val, error) {
		yuan, fen, _ := strings.Cut(value, ".")
		n, err := strconv.ParseInt(yuan+(fen + "00")[:2], 10, 64)
		return money(n), err
	})
}

// counted are the whole numbers of what a text counts in one of the words, in the
// order they stand there: of 名 and 人 in 选调12名, 三人.
func counted(text, words ref.Val) ref.Val {
	return numbersBefore(text, strs(words), func(value string) (ref.Val, error) {
		n, err := strconv.ParseInt(value, 10, 64)
		return types.Int(n), err
	})
}

// numbersBefore are the numbers in a text that one of the words follows; those that
// are an error are left out.
func numbersBefore(text ref.Val, words []string, number func(value string) (ref.Val, error)) ref.Val {
	found := []ref.Val{}
	folded := reading.Fold(str(text))
	reading.Numbers(folded, func(_, end int, value string) {
		if !slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(folded[end:], word) }) {
			return
		}
		if n, err := number(value); err == nil {
			found = append(found, n)
		}
	})
	return types.NewRefValList(types.DefaultTypeAdapter, found)
}
