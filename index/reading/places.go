package reading

import (
	"cmp"
	"slices"
	"sort"
	"sync"
)

// Place is where a word stands in a text, in bytes.
type Place struct {
	From, To int
	Word     int // which of the words
}

// Places are where folded words, and what else is sought, stand in a text that is not
// folded, in order and not overlapping. What is sought counts as the word it says.
func Places(text string, words []string, sought ...Sought) (places []Place) {
	if len(words)+len(sought) == 0 {
		return nil
	}
	folded := traces.Get().(*traced)
	defer traces.Put(folded)
	folded.trace(text)
	for i, word := range words {
		places = folded.findWord(places, word, i)
	}
	for _, s := range sought {
		places = folded.findSought(places, text, s)
	}
	return inTheirOrder(places)
}

// findWord adds where a word stands as it is written or by value.
func (t *traced) findWord(places []Place, word string, i int) []Place {
	places = t.find(places, word, i)
	if value := ByValue(word); value != word {
		places = t.findValue(places, value, i)
	}
	return places
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
	steps []step // where it differs from what it comes from, in order
}

// step is a piece of a folded text that comes from another piece, which may have become
// longer, shorter or nothing. Between steps the text is what it comes from.
type step struct {
	at, end  int32 // in the folded text
	from, to int32 // in the text
}

// traces are those that nobody uses just now: they are as long as a text.
var traces = sync.Pool{New: func() any { return new(traced) }}

// trace folds a text.
func (t *traced) trace(text string) {
	table := folding()
	t.text, t.steps = t.text[:0], t.steps[:0]
	for from := 0; from < len(text); {
		if n := table.same(text[from:]); n > 0 {
			t.text = append(t.text, text[from:from+n]...)
			from += n
			continue
		}
		at, n := len(t.text), 0
		t.text, n = table.one(t.text, text[from:])
		t.steps = append(t.steps, step{int32(at), int32(len(t.text)), int32(from), int32(from + n)})
		from += n
	}
}

// place is where a piece of the folded text comes from.
func (t *traced) place(from, to, word int) Place {
	p := Place{Word: word}
	p.From, _ = t.origin(from)
	_, p.To = t.origin(to - 1)
	return p
}

// origin is where the byte at a place in the folded text comes from.
func (t *traced) origin(at int) (from, to int) {
	// The last step that begins there or before.
	i := sort.Search(len(t.steps), func(i int) bool { return int(t.steps[i].at) > at }) - 1
	if i < 0 {
		return at, at + 1
	}
	s := t.steps[i]
	if at < int(s.end) {
		return int(s.from), int(s.to)
	}
	from = int(s.to) + at - int(s.end)
	return from, from + 1
}

// find adds where a word stands as it is written.
func (t *traced) find(places []Place, word string, i int) []Place {
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
func (t *traced) findValue(places []Place, value string, i int) []Place {
	NewPassage(value, t.text[:min(len(t.text), sampled)]).each(t.text, func(left, right int) bool {
		for _, p := range byValueTraced(string(t.text[left:right])).find(nil, value, i) {
			places = append(places, t.place(left+p.From, left+p.To, i))
		}
		return true
	})
	return places
}

// byValueTraced is a folded text by value that knows where in it each number comes from.
func byValueTraced(text string) *traced {
	t := &traced{}
	done := 0
	Numbers(text, func(start, end int, value string) {
		t.text = append(t.text, text[done:start]...)
		at := len(t.text)
		t.text = append(t.text, mark+value+mark...)
		t.steps = append(t.steps, step{int32(at), int32(len(t.text)), int32(start), int32(end)})
		done = end
	})
	t.text = append(t.text, text[done:]...)
	return t
}
