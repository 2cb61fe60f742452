package templates

import (
	"math"
	"testing"
)

func TestFenWritten(t *testing.T) {
	for fen, want := range map[Fen][2]string{
		0: {"0.00", "0.00"}, 5: {"0.05", "0.05"}, -5: {"-0.05", "-0.05"}, 99_999: {"999.99", "999.99"}, 100_000: {"1,000.00", "1000.00"},
		-123_456_789: {"-1,234,567.89", "-1234567.89"}, 100_000_000: {"1,000,000.00", "1000000.00"},
		math.MaxInt64: {"92,233,720,368,547,758.07", "92233720368547758.07"}, math.MinInt64: {"-92,233,720,368,547,758.08", "-92233720368547758.08"},
	} {
		if got := [2]string{fen.String(), fen.Plain()}; got != want {
			t.Errorf("%d: %q, want %q", int64(fen), got, want)
		}
	}
}
