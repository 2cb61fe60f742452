package rules

import (
	"strconv"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"gongwen/index/reading"
)

// amounts are the sums of money that a text names, in the order they stand there.
func amounts(text ref.Val) ref.Val {
	named := []ref.Val{}
	folded := reading.Fold(str(text))
	reading.Numbers(folded, func(_, end int, value string) {
		if !strings.HasPrefix(folded[end:], "元") && !strings.HasPrefix(folded[end:], "圆") {
			return
		}
		yuan, fen, _ := strings.Cut(value, ".")
		if n, err := strconv.ParseInt(yuan+(fen + "00")[:2], 10, 64); err == nil {
			named = append(named, money(n))
		}
	})
	return types.NewRefValList(types.DefaultTypeAdapter, named)
}
