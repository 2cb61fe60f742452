package reading

import (
	"slices"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzAnchor: wherever a word stands in a text, however it is written, its anchor tells
// that it can.
func FuzzAnchor(f *testing.F) {
	f.Add("召开第十二次\n会议，印發繁體 ㎡ﷺ。", 3, 6)
	f.Add("治理ＰＭ２．５一批", 2, 4)
	f.Add("①②½Ⅻ㈠ｱﾞ각", 0, 9)
	f.Add("会\xe2议", 0, 3)
	f.Add("é\u00adÅ\u200b々", 1, 2)
	f.Fuzz(func(t *testing.T, text string, from, length int) {
		folded := []rune(Fold(text))
		if from < 0 || length < 1 || from >= len(folded) {
			return
		}
		word := string(folded[from:min(len(folded), from+length)])
		for _, word := range []string{word, ByValue(word)} {
			if a := NewAnchor(word, []byte(text)); a != nil && !a.In([]byte(text)) {
				t.Errorf("%q cannot stand in %q, by %q and %q", word, text, a.before, a.behind)
			}
		}
	})
}

func TestAnchorIn(t *testing.T) {
	for _, test := range []struct {
		word, text string
		can        bool
	}{
		{"第12次会议", "召开第十二次会议", true},
		{"第12次会议", "召开第十二次会", false},
		{"第12次会议", "召开第十二次会见", false},
		{"防汛物资", "防 汛\n物　资", true},
		{"防汛物资", "防汛的物资", false},
		{"繁体字", "繁體字", true},
		{"繁体字", "簡體字", false},
		{"平方米", "平方厘米", false},
		{"统一", "统二", true}, // numerals are not in it
		{"项目", "", false},
		{"cafe", "在Ｃａｆé里", true},
		{"wps", "用Ｗ\tPS", true},
		{"wps", "用wp和s", false},
	} {
		a := NewAnchor(test.word, []byte(test.text))
		if a == nil || a.In([]byte(test.text)) != test.can {
			t.Errorf("%s in %s: %v", test.word, test.text, !test.can)
		}
	}
	for _, word := range []string{"12", "十二", Fold("가")} {
		if NewAnchor(word, nil) != nil {
			t.Errorf("%s has an anchor", word)
		}
	}
}

// TestWrittenAs: every rune that folds to others is known to do so.
func TestWrittenAs(t *testing.T) {
	for from := range rune(unicode.MaxRune + 1) {
		if !utf8.ValidRune(from) {
			continue
		}
		fold(string(from), func(to rune, _ int) {
			if to != from && !slices.Contains(writtenAs()[to], from) {
				t.Errorf("%U folds to %U", from, to)
			}
		})
	}
}

func BenchmarkWrittenAs(b *testing.B) {
	for b.Loop() {
		folding()
		written()
	}
}
