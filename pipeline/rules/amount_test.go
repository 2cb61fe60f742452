package rules

import (
	"slices"
	"testing"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/traits"
)

func TestAmountsInATextAreFound(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]money{
		"每人每剂80元": {8000},
		"分三期累计支付127599.99元，另付质保金1,200元": {12759999, 120000},
		"１２０元":          {12000},
		"12.76万元和1.2亿元": {12760000, 12000000000},
		"三千五百元":         {350000},
		"伍万元整":          {5000000},
		"0.5元":          {50},
		"580套，住3单元501室，2026年9月1日": nil,
		"12万":                   nil,
		"99999999999999999999元": nil, // more than there is
		"":                      nil,
	} {
		var got []money
		for it := amounts(types.String(text)).(traits.Lister).Iterator(); it.HasNext() == types.True; {
			got = append(got, it.Next().(money))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
