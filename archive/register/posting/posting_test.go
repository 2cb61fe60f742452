package posting

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongwen/templates"
)

// contract has an amount that later records of its line put another in the place of.
var contract = &templates.Kind{
	Key: "contract",
	Fields: []templates.Field{
		{Key: "state", Label: "状态", Type: templates.TypeChoice, Choices: []string{"新订立", "变更"}},
		{Key: "original", Label: "原合同编号", Type: templates.TypeText, Belongs: templates.Depends{Always: "contract"}},
		{Key: "amount", Label: "金额", Type: templates.TypeMoney,
			Counts: templates.Depends{On: "state", Words: map[string]string{"新订立": "adds", "变更": "replaces"}}},
	},
	Register: []templates.Column{{Label: "金额", From: "amount"}},
}

// entry is the n-th contract filed; original is 0 for a new one.
func entry(n, original int, amount templates.Fen, stands bool) Entry {
	v := templates.Values{"state": "新订立", "amount": amount}
	if original != 0 {
		v["state"], v["original"] = "变更", number(original)
	}
	return Entry{Number: number(n), Kind: contract, Filed: time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC), Stands: stands, Values: v}
}

func number(n int) string { return "龙政办合字〔2026〕" + strconv.Itoa(n) + "号" }

func TestPut(t *testing.T) {
	for name, test := range map[string]struct {
		entries []Entry
		want    []templates.Fen // effects, by n
		changed []string        // by the last entry
	}{
		"changed twice": {[]Entry{entry(1, 0, 100, true), entry(2, 1, 120, true), entry(3, 2, 90, true)},
			[]templates.Fen{100, 20, -30}, []string{number(3)}},
		"the original filed last": {[]Entry{entry(3, 2, 90, true), entry(2, 1, 120, true), entry(1, 0, 100, true)},
			[]templates.Fen{100, 20, -30}, []string{number(1), number(2)}},
		"the original void": {[]Entry{entry(1, 0, 100, true), entry(2, 1, 120, true), entry(1, 0, 100, false)},
			[]templates.Fen{0, 120}, []string{number(1), number(2)}},
		"a change void": {[]Entry{entry(1, 0, 100, true), entry(2, 1, 120, true), entry(3, 1, 90, true), entry(2, 1, 120, false)},
			[]templates.Fen{100, 0, -10}, []string{number(2), number(3)}},
		"an original of which nothing is known": {[]Entry{entry(2, 9, 120, true)}, []templates.Fen{0, 120}, []string{number(2)}},
		"in a circle":                           {[]Entry{entry(1, 2, 100, true), entry(2, 1, 120, true)}, []templates.Fen{100, 20}, []string{number(2)}},
		"of itself":                             {[]Entry{entry(1, 1, 100, true)}, []templates.Fen{100}, []string{number(1)}},
	} {
		t.Run(name, func(t *testing.T) {
			var b Books
			var changed []string
			for _, e := range test.entries {
				changed = b.Put(e)
			}
			for i, want := range test.want {
				got := b.Effects(number(i + 1))
				if want == 0 && len(got) == 0 {
					continue
				}
				if !slices.Equal(got, []templates.Fen{want}) {
					t.Errorf("%s: %v, want %v", number(i+1), got, want)
				}
			}
			if !slices.Equal(changed, test.changed) {
				t.Errorf("changed %q, want %q", changed, test.changed)
			}
		})
	}
}

// TestPutInAnyOrder: however records are entered, and whatever becomes of them, their
// effects are those worked out from the beginning, all told by Put come to what they are,
// and those of a line come to what it comes to.
func TestPutInAnyOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var b Books
		now := map[int]Entry{}
		told := map[string][]templates.Fen{}
		for range 40 {
			n := 1 + random.IntN(12)
			e, there := now[n]
			if there {
				e.Stands = random.IntN(2) == 0
			} else {
				e = entry(n, random.IntN(13), templates.Fen(random.IntN(1000)), random.IntN(4) > 0)
				e.Filed = time.Date(2026, 1, random.IntN(6), 0, 0, 0, 0, time.UTC)
			}
			now[n] = e
			put := b.Put
			if there && random.IntN(2) == 0 {
				put = func(e Entry) []string { return b.Stand(e.Number, e.Stands) }
			}
			for _, changed := range put(e) {
				told[changed] = b.Effects(changed)
			}
		}
		var again Books
		for _, e := range now {
			again.Put(e)
		}
		hidden := func(number string) bool {
			return strings.HasSuffix(number, "1号") || strings.HasSuffix(number, "4号")
		}
		var known Books
		for n, e := range now {
			if !hidden(number(n)) {
				known.Put(e)
			}
		}
		without := b.Without(hidden)
		for n := range now {
			got, is := without[number(n)]
			if !is && !hidden(number(n)) {
				got = b.Effects(number(n))
			}
			if !slices.Equal(got, known.Effects(number(n))) {
				t.Fatalf("%v\n%s without some: %v, want %v", now, number(n), got, known.Effects(number(n)))
			}
		}
		for n := range now {
			want := again.Effects(number(n))
			if !slices.Equal(b.Effects(number(n)), want) || !slices.Equal(told[number(n)], want) {
				t.Fatalf("%v\n%s: %v, told %v, want %v", now, number(n), b.Effects(number(n)), told[number(n)], want)
			}
			sum, last := templates.Fen(0), templates.Fen(0)
			for _, of := range b.Line(number(n)) {
				sum += b.Effects(of)[0]
				i, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(of, "龙政办合字〔2026〕"), "号"))
				switch e := now[i]; {
				case !e.Stands:
				case e.Values["state"] == "变更":
					last = e.Values["amount"].(templates.Fen)
				default:
					last += e.Values["amount"].(templates.Fen)
				}
			}
			if sum != last {
				t.Fatalf("the line of %s comes to %v, want %v", number(n), sum, last)
			}
		}
	}
}

// TestPutManyInALine: people write 无 where they know of nothing, and then thousands of
// records have that in common.
func TestPutManyInALine(t *testing.T) {
	var b Books
	begun := time.Now()
	const many = 10_000
	for n := many; n > 1; n-- {
		b.Put(entry(n, 1, templates.Fen(n), true))
	}
	if got := b.Effects(number(many)); !slices.Equal(got, []templates.Fen{1}) {
		t.Errorf("effects %v", got)
	}
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
}

// TestNumbersOfAnOffice: a number that is none of a document (发文字号) is the same however
// others write it, too.
func TestNumbersOfAnOffice(t *testing.T) {
	var b Books
	first, second := entry(1, 0, 100, true), entry(2, 1, 120, true)
	first.Number, second.Number = "HT-2026-001", "HT-2026-002"
	second.Values["original"] = " ht－2026－001"
	b.Put(first)
	b.Put(second)
	if got := b.Effects("HT-2026-002"); !slices.Equal(got, []templates.Fen{20}) {
		t.Errorf("%v, want 20", got)
	}
	if got := b.Line("HT-2026-001"); !slices.Equal(got, []string{"HT-2026-001", "HT-2026-002"}) {
		t.Errorf("%q", got)
	}
}

func BenchmarkPut(b *testing.B) {
	b.ReportAllocs()
	var books Books
	for n := range b.N {
		original := 0
		if n%3 > 0 {
			original = 1 + n/3*3
		}
		books.Put(entry(n+1, original, templates.Fen(n), true))
	}
}
