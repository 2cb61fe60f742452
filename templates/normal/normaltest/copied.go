// Package normaltest writes texts as tests need them that look like others.
package normaltest

import (
	"strings"
	"sync"

	"gongwen/templates/normal"
)

// Copied is a text as one may get it when it is copied from a PDF: with a radical
// (U+2E80–2FD5) for every ideograph that looks like one.
func Copied(text string) string {
	return strings.Map(func(r rune) rune {
		if radical, ok := radicals()[r]; ok {
			return radical
		}
		return r
	}, text)
}

var radicals = sync.OnceValue(func() map[rune]rune {
	of := map[rune]rune{}
	for r := rune(0x2FD5); r >= 0x2E80; r-- {
		if ideograph := normal.Rune(r); ideograph != r {
			of[ideograph] = r
		}
	}
	return of
})
