package engine

import (
	"cmp"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestSortKey compares keys with the numbers themselves.
func TestSortKey(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	pieces := []string{"龙政", "龙政发", "〔2026〕", "〔", "〕", "号", "-", "/", ":", "a", "0", "00", "1", "9", "10", "99", "100", "012", "123456789", "99999999", "1234567890123"}
	some := func() string {
		var b strings.Builder
		for range rng.IntN(7) {
			b.WriteString(pieces[rng.IntN(len(pieces))])
		}
		return b.String()
	}
	for range 200000 {
		a, b := some(), some()
		by := cmp.Or(strings.Compare(sortKey(a), sortKey(b)), compareNumbers(a, b))
		if want := compareNumbers(a, b); by != want {
			t.Fatalf("%q and %q: %d by their keys, %d by themselves", a, b, by, want)
		}
	}
}
