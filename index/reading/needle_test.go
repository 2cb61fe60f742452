package reading

import (
	"bytes"
	"testing"
)

// FuzzNeedle: a needle is found where bytes.Index finds it, whatever it goes by.
func FuzzNeedle(f *testing.F) {
	f.Add([]byte("关于印发会议纪要的通知"), []byte("会议纪要"), []byte("会会会"))
	f.Add([]byte("aaab"), []byte("ab"), []byte("b"))
	f.Fuzz(func(t *testing.T, text, word, sample []byte) {
		if len(word) == 0 {
			return
		}
		if got, want := NewNeedle(word, sample).in(text), bytes.Index(text, word); got != want {
			t.Errorf("%q in %q: %d, want %d", word, text, got, want)
		}
	})
}
