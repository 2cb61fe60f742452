package reading

import (
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"gongwen/templates/normal"
)

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"⻓期⽤⼾、⾧⾨": "长期用户、长门", "辻\U000E0100明\uFE0F": "辻明", "\uFB01le\u00AD": "file", "①㎡½": "1m21\u20442", "Ａ\u00A0b　c\u200B": "abc",
	} {
		if got := Fold(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// TestFoldTextFirst: a text that is kept with its usual characters is folded as the one
// that was typed, so that what is filed is found by what it was made of.
func TestFoldTextFirst(t *testing.T) {
	for r := range unicode.MaxRune {
		text := string(r)
		if got, want := Fold(normal.Text(text)), Fold(text); got != want {
			t.Errorf("U+%04X is %q, of its Text %q", r, want, got)
		}
		if got, want := Fold(norm.NFD.String(text)), Fold(text); got != want {
			t.Errorf("U+%04X is %q, decomposed %q", r, want, got)
		}
	}
}
