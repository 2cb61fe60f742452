package rules

import (
	"testing"

	"cel.dev/cel-go/common/types"
)

func TestSerialNumbersAreCounted(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]types.Int{
		"0012001-0012017": 17,
		"0012001—0012017": 17,
		"００１２００１～００１２０１７":         17,
		"0012001至0012017":         17,
		"第0012001号至第0012017号":     17,
		"No.0012001 - No.0012017": 17,
		"0012001-17":              17, // what both have in common is left out
		"0012001":                 1,
		"0012001-0012001":         1,
		"AB0012001-AB0012003":     3,
		"AB0012001-0012003":       3,
		"0012001-0012003、0012007": 4,
		"0012017-0012001":         0, // backwards
		"AB0012001-AC0012003":     0, // of two books
		"99999999999999999999-1":  0, // longer than any book
		"详见清单":                    0,
		"":                        0,
	} {
		if got := serialCount(types.String(text)); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestSerialNumbersOverlap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want types.Bool
	}{
		{"0012001-0012017", "0012017-0012020", true},
		{"0012001-0012017", "0012018-0012020", false},
		{"0012018-0012020", "0012001-0012017", false},
		{"0012005", "12001-12017", true},
		{"AB0012001-AB0012017", "0012005", false},
		{"0012001-0012017、0012030", "0012025-0012031", true},
		{"详见清单", "详见清单", false},
	} {
		if got := serialsOverlap(types.String(c.a), types.String(c.b)); got != c.want {
			t.Errorf("%q, %q: %v", c.a, c.b, got)
		}
	}
}

func TestTextsShareWhatTheyName(t *testing.T) {
	t.Parallel()
	ignored := types.NewStringList(types.DefaultTypeAdapter, []string{"改造工程", "资金"})
	for _, c := range []struct {
		a, b string
		n    int64
		want types.Bool
	}{
		{"支付龙永路立交匝道改造工程进度款", "关于“龙永路立交匝道”资金安排", 7, true},
		{"支付龙永路立交匝道改造工程进度款", "关于龙永路立交匝道资金安排", 8, false},
		{"龙永路改造工程资金", "外墙改造工程资金", 2, false}, // nothing but what many texts have
		{"龙永 路", "龙永路", 3, true},     // spaces and marks do not part letters
		{"龙永改造工程路", "龙永路", 3, false}, // the words left out do
		{"", "龙永路", 1, false},
		{"龙永路", "龙永路", 0, false},
	} {
		got := shares(types.String(c.a), types.String(c.b), types.Int(c.n), ignored)
		if got != c.want {
			t.Errorf("%q, %q, %d: %v", c.a, c.b, c.n, got)
		}
	}
}

func TestSumOfWholeNumbers(t *testing.T) {
	t.Parallel()
	if got := sumInts(types.NewDynamicList(types.DefaultTypeAdapter, []int64{3, 4})); got != types.Int(7) {
		t.Error(got)
	}
	if got := sumInts(types.NewDynamicList(types.DefaultTypeAdapter, []int64{1<<63 - 1, 1, 1})); !types.IsError(got) {
		t.Error(got)
	}
}
