package engine

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestPlaces compares sets of places with slices.
func TestPlaces(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	some := func() (p places, all []int) {
		for range 1 + rng.IntN(mostPlaces) {
			all = append(all, rng.IntN(40))
		}
		slices.Sort(all)
		all = slices.Compact(all)
		for _, place := range all {
			p = p.add(place)
		}
		return p, all
	}
	of := func(all []int) (p places) {
		for _, place := range all {
			p = p.add(place)
		}
		return p
	}
	for range 10000 {
		p, inP := some()
		q, inQ := some()
		both := slices.DeleteFunc(slices.Clone(inP), func(place int) bool { return !slices.Contains(inQ, place) })
		if got := p.and(q); got != of(both) {
			t.Fatalf("%v and %v: %x", inP, inQ, got)
		}
		n := rng.IntN(20)
		var moved []int
		for _, place := range inP {
			if place >= n {
				moved = append(moved, place-n)
			}
		}
		if got := p.before(n); got != of(moved) {
			t.Fatalf("%v, %d before: %x", inP, n, got)
		}
		if !p.known() || p.first() != inP[0] {
			t.Fatalf("%v: %x begins at %d", inP, p, p.first())
		}
	}
}

func TestPlacesBeyond(t *testing.T) {
	full := places(0)
	for i := range mostPlaces {
		full = full.add(lastPlace - mostPlaces + 1 + i)
	}
	if !full.known() || full.first() != lastPlace-mostPlaces+1 {
		t.Errorf("%d places up to the last are %x", mostPlaces, full)
	}
	for name, p := range map[string]places{
		"one too many": full.add(lastPlace), "one too far": places(0).add(lastPlace + 1), "one after that": places(0).add(lastPlace + 1).add(3),
		"far behind another": places(0).add(3).add(lastPlace + 1), "none": 0,
	} {
		if p.known() {
			t.Errorf("%s: %x", name, p)
		}
	}
}

// TestBeginnings: a place tells which part it is in, and where a part is too long for
// that there are none.
func TestBeginnings(t *testing.T) {
	long := string(slices.Repeat([]rune("号"), 500))
	for _, parts := range [][]string{{"龙政〔2026〕1号", "关于会议的通知", "全文", "附件"}, {"", ""}, {long[:3*63], long[:3*191], long, long}} {
		for i, begin := range beginnings(parts) {
			end := begin + len([]rune(parts[i])) - 1
			if want := min(i, 2); partAt(begin) != want || end >= begin && partAt(end) != want {
				t.Errorf("part %d goes from %d to %d", i, begin, end)
			}
		}
	}
	for _, parts := range [][]string{{long[:3*64], "", ""}, {"", long[:3*192], ""}} {
		for i, begin := range beginnings(parts) {
			if places(0).add(begin).known() {
				t.Errorf("part %d of a document with too long a number or subject begins at %d", i, begin)
			}
		}
	}
}
