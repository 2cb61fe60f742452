package reading

import (
	"cmp"
	"slices"
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
	for i, word := range words {
		places = folded.find(places, word, i)
		if value := ByValue(word); value != word {
			places = folded.findValue(places, value, i)
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

// traced is a folded text that knows where it comes from.
type traced struct {
	text  []byte
	steps []step // by place in the folded text
}

// step is a piece of a folded text: a run that folds to itself, or one rune of the
// text, which may have become several bytes.
type step struct {
	at       int32 // where it begins in the folded text
	from, to int32 // what it comes from in the text
	run      bool
}

func written(text string) traced {
	table := folding()
	t := traced{text: make([]byte, 0, len(text)), steps: make([]step, 0, len(text)/12+1)}
	for from := 0; from < len(text); {
		at, n := len(t.text), table.same(text[from:])
		if n > 0 {
			t.text = append(t.text, text[from:from+n]...)
			t.steps = append(t.steps, step{int32(at), int32(from), int32(from + n), true})
		} else if t.text, n = table.one(t.text, text[from:]); len(t.text) > at {
			t.steps = append(t.steps, step{int32(at), int32(from), int32(from + n), false})
		}
		from += n
	}
	return t
}

// place is where a piece of the folded text comes from.
func (t traced) place(from, to, word int) Place {
	first, last := t.step(from), t.step(to-1)
	p := Place{int(first.from), int(last.to), word}
	if first.run {
		p.From += from - int(first.at)
	}
	if last.run {
		p.To = int(last.from-last.at) + to
	}
	return p
}

// step is the one that a place in the folded text belongs to.
func (t traced) step(at int) step {
	i, found := slices.BinarySearchFunc(t.steps, at, func(s step, at int) int { return cmp.Compare(int(s.at), at) })
	if !found {
		i--
	}
	return t.steps[i]
}

// find adds where a word stands as it is written.
func (t traced) find(places []Place, word string, i int) []Place {
	needle := NewNeedle([]byte(word), t.text[:min(len(t.text), sampled)])
	for at := 0; ; {
		n := needle.in(t.text[at:])
		if n < 0 {
			return places
		}
		at += n
		places = append(places, t.place(at, at+len(word), i))
		at += len(word)
	}
}

// sampled is how many bytes of a text tell which are rare in it.
const sampled = 4 << 10

// findValue adds where a word stands by value. Only what is around its anchor is read
// by value, which takes far more time than looking for the anchor.
func (t traced) findValue(places []Place, value string, i int) []Place {
	NewPassage(value, t.text[:min(len(t.text), sampled)]).each(t.text, func(left, right int) bool {
		for _, p := range byValueTraced(string(t.text[left:right])).find(nil, value, i) {
			places = append(places, t.place(left+p.From, left+p.To, i))
		}
		return true
	})
	return places
}

// byValueTraced is a folded text by value that knows where in it each number comes from.
func byValueTraced(text string) traced {
	var t traced
	done := 0
	keep := func(to int) {
		if done < to {
			t.steps = append(t.steps, step{int32(len(t.text)), int32(done), int32(to), true})
			t.text = append(t.text, text[done:to]...)
		}
	}
	Numbers(text, func(start, end int, value string) {
		keep(start)
		t.steps = append(t.steps, step{int32(len(t.text)), int32(start), int32(end), false})
		t.text = append(t.text, mark+value+mark...)
		done = end
	})
	keep(len(text))
	return t
}
