package engine

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// somePlaces are a few places, in order.
func somePlaces(rng *rand.Rand, most int) (all []int) {
	for range 1 + rng.IntN(most) {
		all = append(all, rng.IntN(30))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func placesOf(all []int) (p places) {
	for _, place := range all {
		p = p.add(place)
	}
	return p
}

// TestPlaces compares sets of places with slices.
func TestPlaces(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 10000 {
		inP, inQ := somePlaces(rng, mostPlaces), somePlaces(rng, mostPlaces)
		p, q, n := placesOf(inP), placesOf(inQ), rng.IntN(20)
		both := slices.DeleteFunc(slices.Clone(inP), func(place int) bool { return !slices.Contains(inQ, place) && place < n })
		if got := p.in(q, n+firstPlace); got != placesOf(both) {
			t.Fatalf("%v in %v or from %d on: %x", inP, inQ, n, got)
		}
		var moved []int
		for _, place := range inP {
			if place >= n {
				moved = append(moved, place-n)
			}
		}
		if got := p.before(n); got != placesOf(moved) {
			t.Fatalf("%v, %d before: %x", inP, n, got)
		}
		if known, all := p.known(); !all || known != p || p.first() != inP[0] || p.last() != inP[len(inP)-1]+firstPlace {
			t.Fatalf("%v: %x begins at %d and ends at %d", inP, p, p.first(), p.last())
		}
	}
}

// TestBeginsNarrow compares where a word may begin, by the places of its bigrams, with
// where it does, by all of these, few of which are known.
func TestBeginsNarrow(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	found, open, none := 0, 0, 0
	for range 50000 {
		left := anywhere
		var does, had []int // where it does begin, and where each bigram stands
		decided := true
		for n := range 1 + rng.IntN(4) {
			all := somePlaces(rng, 8)
			had = append(append(had, -1), all...)
			p := placesOf(all)
			if rng.IntN(8) == 0 {
				p = []places{0, further}[rng.IntN(2)] // nothing is known of it
			}
			if n == 0 {
				does = slices.Clone(all)
			}
			does = slices.DeleteFunc(does, func(place int) bool { return !slices.Contains(all, place+2*n) })
			left = left.narrow(p, 2*n)
			_, whole := p.known()
			decided = decided && whole
		}
		switch {
		case left.found():
			found++
			if len(does) == 0 || left.at.first() != does[0] {
				t.Fatalf("%v: found at %d, begins at %v", had, left.at.first(), does)
			}
		case left.possible():
			open++
			if decided {
				t.Fatalf("%v: all is known, and whether it begins at %v not", had, does)
			}
		default:
			none++
			if len(does) > 0 {
				t.Fatalf("%v: not found, begins at %v", had, does)
			}
		}
	}
	if found == 0 || open == 0 || none == 0 {
		t.Errorf("%d found, %d open, %d not there", found, open, none)
	}
}

func TestPlacesFurther(t *testing.T) {
	full := places(0)
	for i := range mostPlaces {
		full = full.add(lastPlace - mostPlaces + 1 + i)
	}
	if known, all := full.known(); !all || known.first() != lastPlace-mostPlaces+1 {
		t.Errorf("%d places up to the last are %x", mostPlaces, full)
	}
	first := placesOf([]int{lastPlace - mostPlaces + 1, lastPlace - mostPlaces + 2})
	for name, c := range map[string]struct{ p, known places }{
		"one too many":        {full.add(lastPlace), first},
		"two too many":        {full.add(lastPlace).add(lastPlace), first},
		"one too far, behind": {full.add(lastPlace + 1), first},
		"one too far":         {places(0).add(lastPlace + 1), 0},
		"one after that":      {places(0).add(lastPlace + 1).add(3), 0},
		"far behind another":  {places(0).add(3).add(lastPlace + 1), places(0).add(3)},
		"none":                {0, 0},
	} {
		if known, all := c.p.known(); all || known != c.known {
			t.Errorf("%s: of %x are known %x", name, c.p, known)
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
			if known, all := places(0).add(begin).known(); known != 0 || all {
				t.Errorf("part %d of a document with too long a number or subject begins at %d", i, begin)
			}
		}
	}
}
