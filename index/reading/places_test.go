package reading

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// slowPlaces is Places as it is defined: every rune folded by itself, and every number
// of the text read by value.
func slowPlaces(text string, words []string) []Place {
	type origin struct{ from, to int }
	var written strings.Builder
	var from []origin
	fold(text, func(folded rune, at int) {
		_, size := utf8.DecodeRuneInString(text[at:])
		written.WriteRune(folded)
		for len(from) < written.Len() {
			from = append(from, origin{at, at + size})
		}
	})
	var value strings.Builder
	var valueFrom []origin
	done := 0
	keep := func(to int) {
		value.WriteString(written.String()[done:to])
		valueFrom = append(valueFrom, from[done:to]...)
	}
	Numbers(written.String(), func(start, end int, v string) {
		keep(start)
		value.WriteString(mark + v + mark)
		valueFrom = append(valueFrom, slices.Repeat([]origin{{from[start].from, from[end-1].to}}, len(v)+2)...)
		done = end
	})
	keep(written.Len())
	var places []Place
	find := func(in string, from []origin, word string, i int) {
		for at := 0; ; {
			n := strings.Index(in[at:], word)
			if n < 0 {
				return
			}
			at += n
			places = append(places, Place{from[at].from, from[at+len(word)-1].to, i})
			at += len(word)
		}
	}
	for i, word := range words {
		find(written.String(), from, word, i)
		if v := ByValue(word); v != word {
			find(value.String(), valueFrom, v, i)
		}
	}
	slices.SortStableFunc(places, func(a, b Place) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(b.To, a.To)) })
	end := 0
	return slices.DeleteFunc(places, func(p Place) bool {
		overlaps := p.From < end
		if !overlaps {
			end = p.To
		}
		return overlaps
	})
}

// FuzzPlaces: what is found in runs, and by anchors, is what is found rune by rune.
func FuzzPlaces(f *testing.F) {
	f.Add("关于Ｐ Ｍ２．５治理的\n通知，面积100㎡，第十二次会议〔2026〕3号", "第12次 m2 pm2.5治理")
	f.Add("ﷺﷺ① 1,000万元 伍拾萬元", "الله 500000 50万元")
	f.Add("\xff第一\x80次 第1次第一次一", "第1次 1")
	f.Fuzz(func(t *testing.T, text, query string) {
		var words []string
		for _, word := range strings.Fields(query) {
			if word = Fold(word); word != "" {
				words = append(words, word)
			}
		}
		got, want := Places(text, words), slowPlaces(text, words)
		same := func(a, b Place) bool { return a.From == b.From && a.To == b.To } // of equal places either word will do
		if !slices.EqualFunc(got, want, same) {
			t.Errorf("%q in %q:\ngot  %v\nwant %v", words, text, got, want)
		}
	})
}

// TestFoldInRuns: folding in runs is folding rune by rune.
func TestFoldInRuns(t *testing.T) {
	for r := range rune(0x30000) { // behind it nothing folds to anything else
		text := "甲a" + string(r) + "，乙"
		var want strings.Builder
		fold(text, func(folded rune, _ int) { want.WriteRune(folded) })
		if got := Fold(text); got != want.String() {
			t.Fatalf("U+%04X in %q: %q, want %q", r, text, got, want.String())
		}
	}
	for _, broken := range []string{"\xe4", "\xe4\xb8", "甲\xe4\xb8a", "\xe4\xff\x80", "\xe4\xb7\x80"} {
		var want strings.Builder
		fold(broken, func(folded rune, _ int) { want.WriteRune(folded) })
		if got := Fold(broken); got != want.String() {
			t.Errorf("%q: %q, want %q", broken, got, want.String())
		}
	}
}
