// Package guessable tells which passwords are soon guessed, and why.
//
// NIST SP 800-63B-4 (3.1.1.2) has a chosen password compared with a list of those that are
// commonly used or expected: words, repetitions and sequences, and what somebody knows of the
// account and its office. It asks for no mixture of letters, digits and signs, and neither do
// we: people answer that with Gongwen@2026.
//
// A password is cut into parts in the way in which it takes the fewest guesses. A part is a
// password of the list or a word of ours, a word known of the account, a date, a repetition, a
// sequence, a walk over the keyboard, or a single character:
//
//	Zhang1qaz2026!  =  Zhang + 1qaz + 2026 + !
//
// Each takes so many bits, the logarithm of how many guesses find it. A password of less than
// Least bits will not do. This is the method of zxcvbn (Wheeler, USENIX Security 2016), made
// for the habits of offices here: names and units in pinyin or by their initials, dates,
// columns of the keyboard. The list of passwords is that of zxcvbn-go.
package guessable

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// Least is how many bits a password has to have: some hundred million guesses, more than eight digits. Whoever guesses in
// the reading room has nine thousand a day, so that takes thirty years.
const Least = 27

// Known is a word that whoever guesses knows of an account.
type Known struct {
	Word string // a name, as it is written
	What string // what it is, in Chinese: 姓名
}

// Verdict is what is to be said of a password.
type Verdict struct {
	Bits  float64  // the logarithm, to base 2, of how many guesses find it
	Parts []string // what it consists of that is soon guessed, in Chinese, each once
}

// Weak reports whether a password will not do.
func (v Verdict) Weak() bool { return v.Bits < Least }

// longest is how many characters of a password are looked at: more is never weak for lack of
// length, and parts are found by trying all.
const longest = 80

// part is a part of a password: the characters from one to before another.
type part struct {
	from, to int
	bits     float64
	what     string // in Chinese; empty for a single character
}

// Judge judges a password with what is known of its account.
func Judge(password string, known []Known) Verdict {
	written := []rune(password)
	if len(written) > longest {
		written = written[:longest]
	}
	parts := parts(written, known)
	type best struct {
		bits float64
		last part
	}
	cheapest := make([]best, len(written)+1)
	for end := 1; end <= len(written); end++ {
		cheapest[end].bits = math.Inf(1)
		for _, p := range parts[end] {
			if bits := cheapest[p.from].bits + p.bits; bits < cheapest[end].bits {
				cheapest[end] = best{bits, p}
			}
		}
	}
	v := Verdict{Bits: cheapest[len(written)].bits}
	for end := len(written); end > 0; end = cheapest[end].last.from {
		if what := cheapest[end].last.what; what != "" && !slices.Contains(v.Parts, what) {
			v.Parts = append(v.Parts, what)
		}
	}
	slices.Reverse(v.Parts)
	return v
}

// parts are all that a password can be cut into, by where they end.
func parts(written []rune, known []Known) [][]part {
	found := make([][]part, len(written)+1)
	add := func(p part) { found[p.to] = append(found[p.to], p) }
	for i, r := range written {
		add(part{i, i + 1, single(r), ""})
	}
	folded := []rune(fold(string(written)))
	if len(folded) != len(written) { // a letter whose small form is two
		return found
	}
	words := dictionary(known)
	for _, spelled := range [][]rune{folded, unleet(folded, 'l'), unleet(folded, 'i')} {
		for from := range spelled {
			for to := from + 2; to <= min(len(spelled), from+longestWord); to++ {
				word := string(spelled[from:to])
				w, is := words[word]
				if !is {
					w, is = common()[word]
				}
				if is {
					add(part{from, to, w.bits + disguise(written[from:to], spelled[from:to]), w.what})
				}
			}
		}
	}
	for from := range folded {
		for _, p := range runs(folded, from) {
			add(p)
		}
	}
	return found
}

// single is what one more character takes by itself.
func single(r rune) float64 {
	switch {
	case r >= '0' && r <= '9':
		return 3.32
	case r >= 'a' && r <= 'z':
		return 4.7
	case r >= 'A' && r <= 'Z':
		return 5.7
	case r < unicode.MaxASCII:
		return 5
	case unicode.Is(unicode.Han, r):
		return 8 // of the two hundred and fifty commonest
	}
	return 7
}

// fold makes small letters, and plain ones of those as wide as a Han character.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		return unicode.ToLower(r)
	}, s)
}

// unleet puts letters for the digits and signs that stand for them; one is what 1 stands for.
func unleet(folded []rune, one rune) []rune {
	letters := map[rune]rune{'0': 'o', '1': one, '!': one, '3': 'e', '4': 'a', '@': 'a', '5': 's', '$': 's', '7': 't', '8': 'b', '9': 'g'}
	out := slices.Clone(folded)
	for i, r := range out {
		if letter, stands := letters[r]; stands {
			out[i] = letter
		}
	}
	return out
}

// disguise is what capitals, and digits for letters, add to a word: everybody knows them.
func disguise(written, spelled []rune) (bits float64) {
	if string(written) != strings.ToLower(string(written)) {
		bits++
	}
	if fold(string(written)) != string(spelled) {
		bits++
	}
	return bits
}
