package reading

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzPack: what is packed is unpacked as it was, in no more bytes than a folded text
// may take, and a word is found in the packed text in the part where it is.
func FuzzPack(f *testing.F) {
	f.Add("龙政〔2026〕12号\x00关于第十二次会议\x00拨付一万二千元整，第012次。𠮷é", 3, 4)
	f.Add("、。\x00丁七\x00一的A b", 0, 1)
	f.Add("倀一七丁一\x00七一", 2, 1)
	f.Add("ÿ倀𠮷é\x00倀é\x00a倀\x00b", 7, 2)
	f.Fuzz(func(t *testing.T, text string, from, length int) {
		if !utf8.ValidString(text) {
			return
		}
		packed := Pack(text)
		if got := string(Unpack(nil, packed)); got != text {
			t.Fatalf("%q is packed and unpacked %q", text, got)
		}
		runes := []rune(text)
		if from < 0 || length < 1 || from >= len(runes) {
			return
		}
		word, _, _ := strings.Cut(string(runes[from:min(len(runes), from+length)]), Boundary)
		if word == "" {
			return
		}
		want := NewNeedle([]byte(word), []byte(text)).Part([]byte(text))
		if got := NewNeedle(Pack(word), packed).PackedPart(packed); got != min(want, 2) {
			t.Errorf("%q in %q: in part %d, want %d", word, text, got, want)
		}
	})
}

// TestPackTakesLess: the usual Han are in two bytes, and the frequent ones in one.
func TestPackTakesLess(t *testing.T) {
	seen := map[string]rune{}
	for _, r := range frequent {
		packed := Pack(string(r))
		if len(packed) != 1 || seen[string(packed)] != 0 {
			t.Errorf("%q is packed as %x, as %q is", r, packed, seen[string(packed)])
		}
		seen[string(packed)] = r
	}
	for r := rune(firstPage); r < lastPage; r++ {
		if n := len(Pack(string(r))); n > 2 {
			t.Fatalf("%q takes %d bytes", r, n)
		}
	}
	if got := Pack("a1.,\x00"); !bytes.Equal(got, []byte("a1.,\x00")) {
		t.Errorf("ASCII is packed as %q", got)
	}
}
