package guessable

import (
	"math"
	"strings"
	"unicode"
)

// runs are the parts that begin at a place and follow from how they begin.
func runs(folded []rune, from int) (found []part) {
	found = append(found, repetitions(folded, from)...)
	if p, is := sequence(folded, from); is {
		found = append(found, p)
	}
	found = append(found, walks(folded, from)...)
	return append(found, dates(folded, from)...)
}

// repetitions are one character three times, or several ones twice, or more often.
func repetitions(folded []rune, from int) (found []part) {
	for size := 1; size <= (len(folded)-from)/2; size++ {
		block, times := folded[from:from+size], 1
		for next := from + size; next+size <= len(folded) && string(folded[next:next+size]) == string(block); next += size {
			times++
		}
		if times < 2 || size == 1 && times < 3 {
			continue
		}
		bits := 1 + math.Log2(float64(times))
		if w, is := common()[string(block)]; is {
			bits += w.bits
		} else {
			for _, r := range block {
				bits += single(r)
			}
		}
		found = append(found, part{from, from + times*size, bits, "重复的字"})
	}
	return found
}

// sequence is the longest run of letters or digits that go up or down by the same step:
// abcd, 4321, 2468.
func sequence(folded []rune, from int) (part, bool) {
	of := func(r rune) bool { return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' }
	if from+3 > len(folded) || !of(folded[from]) {
		return part{}, false
	}
	step, to := folded[from+1]-folded[from], from+1
	if step == 0 || step > 2 || step < -2 {
		return part{}, false
	}
	for to < len(folded) && of(folded[to]) && folded[to]-folded[to-1] == step {
		to++
	}
	return part{from, to, 4 + math.Log2(float64(to-from)), "连续的字母或数字"}, to-from >= 3
}

// keyboard is where the keys stand, and shifted what they write with the shift key.
var keyboard, shifted = []string{"`1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"}, []string{"~!@#$%^&*()_+", "", "", ""}

// key is where a key stands: keys of the next row are half a key to the right, so twice the
// place in the row is counted.
func key(r rune) (row, at int, is bool) {
	for row := range keyboard {
		for _, keys := range []string{keyboard[row], shifted[row]} {
			if i := strings.IndexRune(keys, r); i >= 0 {
				if row == 0 {
					i-- // the digits begin over the letters' left edge
				}
				return row, 2*i + row, true
			}
		}
	}
	return 0, 0, false
}

// walks are runs of neighbouring keys, of any length from three, by how often they turn.
func walks(folded []rune, from int) (found []part) {
	type direction struct{ rows, keys int }
	var going direction
	turns := 0
	row, at, is := key(folded[from])
	for to := from + 1; is && to < len(folded); to++ {
		nextRow, nextAt, has := key(folded[to])
		next := direction{nextRow - row, nextAt - at}
		beside := next.rows == 0 && (next.keys == 2 || next.keys == -2)
		above := (next.rows == 1 || next.rows == -1) && (next.keys == 1 || next.keys == -1)
		if !has || !beside && !above {
			break
		}
		if to > from+1 && next != going {
			turns++
		}
		going, row, at = next, nextRow, nextAt
		if length := to + 1 - from; length >= 3 {
			found = append(found, part{from, to + 1, 6 + 2.5*float64(turns) + math.Log2(float64(length)), "键盘上挨着的键"})
		}
	}
	return found
}

// dates are years, days and telephone numbers of mobiles.
func dates(folded []rune, from int) (found []part) {
	digits := 0
	for from+digits < len(folded) && digits < 11 && unicode.IsDigit(folded[from+digits]) && folded[from+digits] <= '9' {
		digits++
	}
	text := string(folded[from : from+digits])
	number := func(at, length int) int {
		n := 0
		for _, r := range text[at : at+length] {
			n = 10*n + int(r-'0')
		}
		return n
	}
	year := func() bool { return digits >= 4 && number(0, 4) >= 1930 && number(0, 4) <= 2049 }
	day := func(at int) bool {
		return digits >= at+4 && number(at, 2) >= 1 && number(at, 2) <= 12 && number(at+2, 2) >= 1 && number(at+2, 2) <= 31
	}
	add := func(length int, bits float64, what string) {
		found = append(found, part{from, from + length, bits, what})
	}
	if year() {
		add(4, 6, "年份")
		if day(4) {
			add(8, 14, "日期")
		}
	}
	if day(0) {
		add(4, 9, "日期")
	}
	if day(2) {
		add(6, 14, "日期")
	}
	if digits == 11 && text[0] == '1' && text[1] >= '3' {
		add(11, 14, "手机号码")
	}
	return found
}
