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

func TestCountedAreTheWholeNumbersBeforeAWord(t *testing.T) {
	t.Parallel()
	words := types.NewStringList(types.DefaultTypeAdapter, []string{"名", "人", "位"})
	for text, want := range map[string][]types.Int{
		"选调12名，借用三人": {12, 3},
		"招录两位、二十五名":  {2, 25},
		"１１名":        {11},
		"3个名额，2026年": nil,
		"1.5人":       nil, // not a whole number
		"数名":         nil,
		"":           nil,
	} {
		var got []types.Int
		for it := counted(types.String(text), words).(traits.Lister).Iterator(); it.HasNext() == types.True; {
			got = append(got, it.Next().(types.Int))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
