package reading

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Place is where a word stands in a text, in bytes.
type Place struct {
	From, To int
	Word     int // which of the words
}

// Places are where folded words stand in a text that is not, in order and not
// overlapping.
func Places(text string, words []string) []Place {
	if len(words) == 0 {
		return nil
	}
	folded := written(text)
	var places []Place
	var numbers *traced // few queries have a number
	for i, word := range words {
		places = append(places, folded.find(word, i)...)
		if value := ByValue(word); value != word {
			if numbers == nil {
				t := folded.byValue()
				numbers = &t
			}
			places = append(places, numbers.find(value, i)...)
		}
	}
	return inTheirOrder(places)
}

// inTheirOrder are places in order, without those that overlap one before them.
func inTheirOrder(places []Place) []Place {
	slices.SortFunc(places, func(a, b Place) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(b.To, a.To)) })
	end := 0
	return slices.DeleteFunc(places, func(p Place) bool {
		overlaps := p.From < end
		if !overlaps {
			end = p.To
		}
		return overlaps
	})
}

// traced is a text as written or by value, with where each of its bytes comes
// from in the text: the first byte and the one behind the last.
type traced struct {
	text     string
	from, to []int
}

func written(text string) traced {
	var t traced
	b := make([]byte, 0, len(text))
	fold(text, func(folded rune, at int) {
		_, size := utf8.DecodeRuneInString(text[at:])
		b = utf8.AppendRune(b, folded)
		for len(t.from) < len(b) {
			t.from = append(t.from, at)
			t.to = append(t.to, at+size)
		}
	})
	t.text = string(b)
	return t
}

func (t traced) byValue() traced {
	var values traced
	var b strings.Builder
	done := 0
	keep := func(to int) {
		b.WriteString(t.text[done:to])
		values.from = append(values.from, t.from[done:to]...)
		values.to = append(values.to, t.to[done:to]...)
	}
	Numbers(t.text, func(start, end int, value string) {
		keep(start)
		number := mark + value + mark
		b.WriteString(number)
		values.from = append(values.from, slices.Repeat([]int{t.from[start]}, len(number))...)
		values.to = append(values.to, slices.Repeat([]int{t.to[end-1]}, len(number))...)
		done = end
	})
	keep(len(t.text))
	values.text = b.String()
	return values
}

func (t traced) find(word string, i int) []Place {
	var places []Place
	for at := 0; ; {
		n := strings.Index(t.text[at:], word)
		if n < 0 {
			return places
		}
		at += n
		places = append(places, Place{t.from[at], t.to[at+len(word)-1], i})
		at += len(word)
	}
}
