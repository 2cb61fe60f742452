package reading

import "testing"

// TestOnlyAmount: what is an amount of money, and nothing besides.
func TestOnlyAmount(t *testing.T) {
	for text, want := range map[string]int64{
		"120万元": 120_000_000, "1,200,000.00": 120_000_000, "¥5": 500, "¥50,000": 5_000_000, "￥0.50元": 50, "伍万元整": 5_000_000,
		"三百圆": 30_000, "120万": -1, "第3元": -1, "5万元以上": -1, "共5万元": -1, "2026": -1, "1元2元": -1, "元": -1, "0.005元": -1, "": -1,
	} {
		fen, ok := OnlyAmount(Fold(text))
		if ok != (want >= 0) || ok && fen != want {
			t.Errorf("%s: %d fen, %v", text, fen, ok)
		}
	}
}
