package reading

import (
	"strings"
	"testing"
)

// FuzzPassage: a passage is found where reading the whole text finds it.
func FuzzPassage(f *testing.F) {
	f.Add("龙政〔2026〕12号\x00关于第十二次会议\x00拨付一万二千元整，第012次。", 3, 9)
	f.Add("项项一项二项3项万项壹项.5项1,000项", 2, 20)
	f.Add("一\x00一一陆元\x00陆平，1.2.3", 0, 4)
	f.Fuzz(func(t *testing.T, text string, from, length int) {
		var parts []string
		for part := range strings.SplitSeq(text, Boundary) {
			parts = append(parts, Fold(part))
		}
		text = strings.Join(parts, Boundary)
		runes := []rune(text)
		if from < 0 || length < 1 || from >= len(runes) {
			return
		}
		word, _, _ := strings.Cut(string(runes[from:min(len(runes), from+length)]), Boundary)
		as := ByValue(word)
		if as == word {
			return
		}
		want := (&Needle{text: []byte(as)}).Part([]byte(ByValue(text)))
		if got := NewPassage(as, []byte(text)).Part([]byte(text)); got != want {
			t.Errorf("%q in %q: in part %d, want %d", as, text, got, want)
		}
	})
}
