package pdf

import (
	"math"
	"slices"
)

// A paragraph is broken into lines as a whole, as Knuth and Plass have shown
// (Breaking Paragraphs into Lines, 1981): not each line as well as it can be, but so
// that all of them together are as even as can be. What may be done to a line is
// allowed step by step (efforts), so that nothing is divided that need not be.

// How much the distance between neighbouring characters may grow, in parts of the
// size. From usual on a reader notices; beyond unspaced readers of the file see a
// space between characters; beyond most a line looks torn apart.
const (
	usual    = 0.06
	unspaced = 0.095
	most     = 0.12
)

// What a line can give up where marks stand in it, in parts of the size.
const (
	squeezed  = 0.35 // of a mark, of its empty half
	tightened = 0.03 // of every distance
)

// How much other distances grow compared with those between full-width characters.
const (
	wordSpace   = 4   // between words
	letterSpace = 0.5 // between letters, in lines of hardly anything else
)

// effort is what may be done to make lines fit.
type effort struct {
	reluctance reluctance // lines end at places up to this one
	loose      float64    // distances grow up to this, in parts of the size
	squeeze    bool       // marks and distances within lines shrink
	widow      bool       // the last line may have a single character
}

// efforts are tried one after the other; the last ones always succeed.
var efforts = []effort{
	{reluctance: freely, loose: usual},
	{reluctance: inDate, loose: usual},
	{reluctance: inDate, loose: unspaced},
	{reluctance: inDate, loose: unspaced, squeeze: true},
	{reluctance: inDate, loose: most, squeeze: true},
	{reluctance: inFigure, loose: most, squeeze: true},
	{reluctance: inWord, loose: most, squeeze: true},
	{reluctance: inLetters, loose: most, squeeze: true},
	{reluctance: inNumber, loose: most, squeeze: true},
	{reluctance: inDigits, loose: most, squeeze: true, widow: true},
	{reluctance: inDigits, loose: math.Inf(1), squeeze: true, widow: true},
	{reluctance: forbidden, loose: math.Inf(1), squeeze: true, widow: true},
}

// raggedEfforts are those where lines need not reach the right edge.
var raggedEfforts = []effort{
	{reluctance: freely},
	{reluctance: freely, widow: true},
	{reluctance: inDate, widow: true},
	{reluctance: inFigure, widow: true},
	{reluctance: inWord, widow: true},
	{reluctance: inLetters, widow: true},
	{reluctance: inNumber, widow: true},
	{reluctance: inDigits, widow: true},
	{reluctance: forbidden, widow: true},
}

// What a line costs.
const (
	costLoose   = 100. // times the square of its looseness in parts of most
	costHung    = 1.   // for the last mark's empty half that stands outside the column
	costSqueeze = 50.  // times the part it gives up of what it can
	costRagged  = 10.  // times the square of the part that is empty
	costWidow   = 1e4
)

// costReluctance is what a line costs that ends at such a place: any of these is
// worse than all that lines before it can save.
var costReluctance = [...]float64{inDate: 300, inFigure: 1500, inWord: 5e3, inLetters: 1e4, inNumber: 2e4, inDigits: 1e5, forbidden: 1e6}

// paragraph is one to be broken.
type paragraph struct {
	measure
	glyphs     []glyph
	text       []rune
	reluctance []reluctance
	// By the characters before: the width they take, the distances that can grow,
	// those between letters, and what marks among them can give up.
	at, gaps, letters, give []float64
	best                    []state // by the characters set
}

// state is the best way to set so many characters.
type state struct {
	cost float64
	from int // where the last line begins
}

// paragraph prepares one; the one before is done with.
func (t *typesetter) paragraph(m measure, glyphs []glyph) *paragraph {
	p := &t.scratch
	n := len(glyphs)
	p.measure, p.glyphs = m, glyphs
	p.text = p.text[:0]
	for _, g := range glyphs {
		p.text = append(p.text, g.char)
	}
	p.reluctance = reluctances(p.text)
	keepNames(p.text, t.people, p.reluctance)
	if m.whole {
		keepWhole(p.text, p.reluctance)
	}
	if m.parted {
		for i, c := range p.text {
			if p.reluctance[i] < inWord && c != '　' {
				p.reluctance[i] = inWord
			}
		}
	}
	p.at, p.gaps, p.letters, p.give = append(p.at[:0], 0), append(p.gaps[:0], 0), append(p.letters[:0], 0), append(p.give[:0], 0)
	l := line{glyphs: glyphs, size: m.size}
	for i, g := range glyphs {
		gap, letter := 0.0, 0.0
		if i < n-1 {
			gap, letter = l.mayWiden(i), l.mayTrack(i)
		}
		p.at = append(p.at, p.at[i]+g.width)
		p.gaps = append(p.gaps, p.gaps[i]+gap)
		p.letters = append(p.letters, p.letters[i]+letter)
		p.give = append(p.give, p.give[i]+l.mayGive(i))
	}
	return p
}

// ends are where the paragraph's lines end, counted in characters.
func (p *paragraph) ends() []int {
	try := efforts
	if !p.justify {
		try = raggedEfforts
	}
	for _, e := range try {
		if p.fit(e) {
			break
		}
	}
	var ends []int
	for end := len(p.glyphs); end > 0; end = p.best[end].from {
		ends = append(ends, end)
	}
	slices.Reverse(ends)
	return ends
}

// fit finds the best lines that an effort makes, if it makes any.
func (p *paragraph) fit(e effort) bool {
	n := len(p.glyphs)
	p.best = p.best[:0]
	for range n + 1 {
		p.best = append(p.best, state{cost: math.Inf(1)})
	}
	p.best[0].cost = 0
	first := 0 // lines that end here or later cannot begin before it
	for end := 1; end <= n; end++ {
		if end < n && (p.reluctance[end-1] > e.reluctance || isSpace(p.text[end])) {
			continue // spaces, however many, go with the line before them
		}
		ends := 0.0
		if end < n {
			ends = costReluctance[p.reluctance[end-1]]
		}
		trim := end // without the spaces at the line's end
		for trim > 1 && isSpace(p.text[trim-1]) {
			trim--
		}
		for start := first; start < end; start++ {
			if math.IsInf(p.best[start].cost, 1) { // no line ends there
				if start == first {
					first++
				}
				continue
			}
			cost, fits := p.line(start, end, max(trim, start+1), e)
			if !fits {
				if cost > 0 { // too short, and the next are shorter
					break
				}
				if start == first && start < end-1 {
					first++
				}
				continue
			}
			if cost += p.best[start].cost + ends; cost < p.best[end].cost {
				p.best[end] = state{cost, start}
			}
		}
	}
	return !math.IsInf(p.best[n].cost, 1)
}

// line is what a line costs that is seen as far as trim. Of one that does not fit it
// tells whether it is too long, by a negative number, or too short.
func (p *paragraph) line(start, end, trim int, e effort) (cost float64, fits bool) {
	room := p.width - (p.at[trim] - p.at[start])
	if start == 0 {
		room -= p.indent
	}
	if room < -rounding {
		hung := hangs(p.glyphs[trim-1], p.size)
		room += hung
		cost = costHung
		if room < -rounding {
			can := 0.0
			if e.squeeze && p.justify {
				can = p.give[trim-1] - p.give[start] + tightened*p.size*(p.gaps[trim-1]-p.gaps[start])
			}
			if -room > can+rounding && (trim > start+1 || e.reluctance < forbidden) {
				return -1, false
			}
			cost += costSqueeze * -room / max(can, rounding)
			room = 0
		}
		room = max(room-hung, 0)
	}
	if end == len(p.glyphs) {
		if start > 0 && p.isWidow(start) {
			if !e.widow {
				return 1, false
			}
			cost += costWidow
		}
		return cost, true
	}
	if !p.justify || p.parted && p.text[end-1] == '　' {
		empty := room / p.width
		return cost + costRagged*empty*empty, true
	}
	loose := room / p.size / max(growing(p.gaps[trim-1]-p.gaps[start], p.letters[trim-1]-p.letters[start]), rounding)
	if room > rounding && loose > e.loose {
		return 1, false
	}
	return cost + costLoose*(loose/most)*(loose/most), true
}

// isWidow reports whether the last line, should it begin here, is a single character
// or one and a mark.
func (p *paragraph) isWidow(start int) bool {
	count := 0
	for _, c := range p.text[start:] {
		if !isSpace(c) && !isOf(c, notFirst|notLast) {
			if count++; count > 1 {
				return false
			}
		}
	}
	return true
}
