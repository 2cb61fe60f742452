package pdf

// Marks that never stand at a line's start or end (GB/T 15834 §5.1), beyond
// what UAX #14 already keeps away from there.
const (
	neverFirst = "。，、；：？！”’）》】〕」』］｝—～-·/…％‰℃" + ",.;:?!)]}%"
	neverLast  = "“‘（《【〔「『［｛/￥¥$№" + "([{"
)

// Marks whose ink fills only the left or only the right half of their square.
const (
	inkLeft  = "。，、；：）》】〕”’」』］｝"
	inkRight = "（《【〔“‘「『［｛"
)

// class says which of these a character is. It is asked for several times a
// character.
type class byte

const (
	notFirst class = 1 << iota
	notLast
	left
	right
)

var classes = func() (of [1 << 16]class) {
	for marks, is := range map[string]class{neverFirst: notFirst, neverLast: notLast, inkLeft: left, inkRight: right} {
		for _, c := range marks {
			of[c] |= is
		}
	}
	return of
}()

// isOf reports whether a character is one of these.
func isOf(c rune, any class) bool { return 0 <= c && int(c) < len(classes) && classes[c]&any != 0 }

// never reports whether no line may end with a and the next start with b.
func never(a, b rune) bool {
	return isOf(a, notLast) || isOf(b, notFirst) || isHalfOf(a, b)
}

// isHalfOf reports whether two characters are the halves of one mark.
func isHalfOf(a, b rune) bool { return a == b && (a == '—' || a == '…') }

// closeUp reports whether two marks in a row leave a hole of half a square
// between them that is better closed.
func closeUp(a, b rune) bool {
	return isOf(a, left) && isOf(b, left|right) || isOf(a, right) && isOf(b, right)
}

func isSpace(c rune) bool { return c == ' ' || c == '　' }

// hangs is what a mark at a line's end can stand outside the column: the empty half
// of its square.
func hangs(g glyph, size float64) float64 {
	if isOf(g.char, left) {
		return max(g.width-pitch(size)/2, 0)
	}
	return 0
}
