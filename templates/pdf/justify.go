package pdf

// justify makes a line reach from where it starts to the given right edge: the
// distances beside full-width characters and spaces grow, those within words and
// figures do not. Where the line is too long, its last mark stands outside with its
// empty half, and if that is not enough marks within it give up some of theirs.
func (l *line) justify(right float64) {
	n := len(l.glyphs)
	first, last := l.glyphs[0], l.glyphs[n-1]
	room := right - (last.x + last.width)
	if room < -rounding {
		room = min(room+hangs(last, l.size), 0)
	}
	gaps, letters, give := 0.0, 0.0, 0.0
	for i := range n - 1 {
		gaps += l.mayWiden(i)
		letters += l.mayTrack(i)
		give += l.mayGive(i)
	}
	all := growing(gaps, letters)
	const torn = 0.35 // of the size: better left as it is
	switch {
	case room > 0 && room <= torn*l.size*all:
		each, track := room/all, 0.0
		if all > gaps {
			track = each
		}
		l.move(func(i int) float64 { return each*l.mayWiden(i) + track*l.mayTrack(i) }, each > unspaced*l.size)
	case room < -rounding && give+gaps > 0:
		part := min(-room/(give+tightened*l.size*gaps), 1)
		l.move(func(i int) float64 { return -part * (l.mayGive(i) + tightened*l.size*l.mayWiden(i)) }, false)
	default:
		return
	}
	l.width = l.glyphs[n-1].x + l.glyphs[n-1].width - first.x
}

// move widens the distances after each character by so much. Joined tells that they
// get as wide as a space.
func (l *line) move(by func(i int) float64, joined bool) {
	shift := 0.0
	for i := range l.glyphs {
		l.glyphs[i].x += shift
		if i < len(l.glyphs)-1 {
			shift += by(i)
			l.glyphs[i].joined = l.glyphs[i].joined || joined
		}
	}
}

// mayWiden is how much, compared with others, the distance after the i-th character
// may grow.
func (l *line) mayWiden(i int) float64 {
	a, b := l.glyphs[i], l.glyphs[i+1]
	switch {
	case isHalfOf(a.char, b.char):
		return 0 // two halves of one mark
	case a.char == ' ' && !b.isFull(l.size):
		return wordSpace
	case a.char == ' ' || a.isFull(l.size) || b.isFull(l.size) || isOf(a.char, left|right):
		return 1
	}
	return 0
}

// mayTrack is how much the distance between two letters of a word may grow.
func (l *line) mayTrack(i int) float64 {
	if a, b := l.glyphs[i].char, l.glyphs[i+1].char; a > ' ' && a < 0x80 && b > ' ' && b < 0x80 {
		return letterSpace
	}
	return 0
}

// growing is how much, all in all, the distances of a line may grow compared with one
// between full-width characters: those within words only where there are few others.
func growing(gaps, letters float64) float64 {
	const few = 8
	if gaps < few {
		return gaps + letters
	}
	return gaps
}

// mayGive is how much the distance after the i-th character may shrink: a part of the
// empty half of a mark's square.
func (l *line) mayGive(i int) float64 {
	if i == len(l.glyphs)-1 {
		return 0
	}
	a, b := l.glyphs[i], l.glyphs[i+1]
	if a.isFull(l.size) && isOf(a.char, left) && !isSpace(b.char) || b.isFull(l.size) && isOf(b.char, right) && !isSpace(a.char) {
		return squeezed * l.size
	}
	return 0
}
