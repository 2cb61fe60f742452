package normal

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/unicode/norm"
)

func TestText(t *testing.T) {
	for typed, want := range map[string]string{
		"":            "",
		"⼀⼆⼤⻓⻔":       "一二大长门",
		"⽤⼾、⻘⼭、⻩⾦、⾭⿈": "用户、青山、黄金、青黄",
		"⻢⻋⻝⻜⻰⻥⻦⻬⻮⻳⻨⻛⻚⻅⻉⻙": "马车食飞龙鱼鸟齐齿龟麦风页见贝韦",
		"⾧⻑⾨⿓龜":        "長長門龍龜", // traditional is another thing
		"㇐㇠":           "一乙",
		"⺀⺁":           "⺀厂",                    // ⺀ is like no ideograph
		"\uF98E\u4E0D": "年不", "\U0002F80A": "僧", // compatibility ideographs
		"cafe\u0301 \u1112\u1161\u11AB": "café 한",
		"\uFB01le o\uFB00ice":           "file office",
		"安\u00A0澜\u2003\u202Fx":         "安 澜  x",
		"　　各单位：安　澜":                     "　　各单位：安　澜",
		"辻\U000E0100\u845B\uFE00":       "辻葛",
		"区\u200B财\uFEFF政\u2060局\u00AD":  "区财政局",
		"①㎡½²℃㈠Ⅳ…ＡＢ１２（）":                "①㎡½²℃㈠Ⅳ…ＡＢ１２（）",
		"ΑА":             "ΑА", // Greek and Cyrillic
		"a\u202Eb\u200D": "a\u202Eb\u200D",
		"坏\xff\xe4⼀":     "坏\xff\xe4一",
	} {
		if got := Text(typed); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
}

func TestNarrow(t *testing.T) {
	for typed, want := range map[string]string{
		"２０２６－０５－０１　９：３０": "2026-05-01 9:30", "￥１２，３４５．６７": "¥12,345.67", "﹙0459﹚62﹣40": "(0459)62-40",
		"〔2026〕第３号": "〔2026〕第3号", "①½": "①½", "二○二六": "二○二六", "。、「」": "。、「」", "ｶﾞ": "ガ", "⼀Ａ": "一A", "￣": "¯",
	} {
		if got := Narrow(typed); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
}

func TestKey(t *testing.T) {
	for _, same := range [][]string{
		{"区财政局", "区 财政局", "区　财\n政局", "区\u200B财政局", "区\u202A财政局"},
		{"一级ab-12（甲）", "⼀级ＡＢ－１２(甲)", "㆒级AB-12﹙甲﹚"},
		{"é", "e\u0301", "É", "e\u200D\u0301"},
		{"第1项", "第①项", "第１项"},
		{"café", "CAFE\u0301"},
	} {
		for _, text := range same {
			if got, want := Key(text), Key(same[0]); got != want {
				t.Errorf("%q is %q, want %q", text, got, want)
			}
		}
	}
	for _, different := range [][2]string{{"长", "長"}, {"a", "а"}, {"一", "二"}, {"12", "1.2"}, {"letter", "letter\x00"}} {
		if Key(different[0]) == Key(different[1]) {
			t.Errorf("%q and %q are one", different[0], different[1])
		}
	}
}

// TestRuneLookAlikes: what looks like an ideograph is one that fonts and people have, and
// no look-alike itself.
func TestRuneLookAlikes(t *testing.T) {
	mapped := 0
	for r := rune(0x2E80); r <= 0x31EF; r++ {
		got := Rune(r)
		if got == r {
			continue
		}
		mapped++
		if !unicode.Is(unicode.Unified_Ideograph, got) || Rune(got) != got {
			t.Errorf("U+%04X is %c, no ideograph", r, got)
		}
		if compatible := norm.NFKC.String(string(r)); compatible != string(r) && compatible != string(got) && !strings.ContainsRune("户青黄", got) {
			t.Errorf("U+%04X is %c, but NFKC says %s", r, got, compatible)
		}
	}
	if mapped != 348 {
		t.Errorf("%d look-alikes, want all 348 of the property", mapped)
	}
}

// TestRuneAlone: rune by rune is the same as all at once, ligatures and composition apart.
func TestRuneAlone(t *testing.T) {
	for r := range unicode.MaxRune {
		want := norm.NFC.String(string(r))
		if got := Rune(r); got == Nothing {
			want = ""
		} else if got != r {
			want = string(got)
		}
		if got := Text(string(r)); got != want && !isLigature(r) {
			t.Errorf("U+%04X is %q, alone %q", r, got, want)
		}
		if again := Text(Text(string(r))); again != Text(string(r)) {
			t.Errorf("U+%04X is not settled: %q", r, again)
		}
		if s := string(r); isSimple(s) && Key(s) != norm.NFKC.String(strings.Map(keyRune, norm.NFKC.String(Text(s)))) {
			t.Errorf("U+%04X was taken for simple", r)
		}
		if again := Key(Key(string(r))); again != Key(string(r)) {
			t.Errorf("the key of U+%04X is not settled: %q, %q", r, Key(string(r)), again)
		}
	}
}

// TestTextKeepsWhatIsTyped: nothing changes that GB/T 2312 has, which is what keyboards
// give.
func TestTextKeepsWhatIsTyped(t *testing.T) {
	decoder := simplifiedchinese.GBK.NewDecoder()
	n := 0
	for row := byte(0xA1); row <= 0xF7; row++ {
		for cell := byte(0xA1); cell <= 0xFE; cell++ {
			char, err := decoder.String(string([]byte{row, cell}))
			if err != nil || strings.ContainsRune(char, unicode.ReplacementChar) || row > 0xA9 && row < 0xB0 {
				continue
			}
			n++
			if got := Text(char); got != char {
				t.Errorf("%q is %q", char, got)
			}
			if got := Key(char); row >= 0xB0 && got != char {
				t.Errorf("the key of %q is %q", char, got)
			}
		}
	}
	if n < 7400 {
		t.Errorf("%d characters", n)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"⼀⼆⼤⻓⻔", "e\u200B\u0301", "ｶﾞ", "\uF98E\u3099", "İı", "a\u0301\uFE0F\u0316", "ﬁ\u0301", "\u00AD\u1112\u1161", "\xe4\xc2\xa0", "\u2000\u0338"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, form := range map[string]func(string) string{"Text": Text, "Narrow": Narrow, "Key": Key} {
			once := form(s)
			if !utf8.ValidString(s) {
				continue // bytes are kept, and promise nothing
			}
			if form(once) != once {
				t.Errorf("%s of %q is %q, then %q", name, s, once, form(once))
			}
			if nfc, nfd := form(norm.NFC.String(s)), form(norm.NFD.String(s)); nfc != nfd {
				t.Errorf("%s of %q is %q or %q", name, s, nfc, nfd)
			}
			if form(Text(s)) != once {
				t.Errorf("%s of %q is %q, of its Text %q", name, s, once, form(Text(s)))
			}
		}
		if utf8.ValidString(s) && isSimple(s) && strings.Map(keyRune, s) != norm.NFKC.String(strings.Map(keyRune, norm.NFKC.String(Text(s)))) {
			t.Errorf("%q was taken for simple", s)
		}
		if text := Text(s); isUsual(s) && (text != s || norm.NFC.String(mapped(s)) != s) {
			t.Errorf("%q was taken for usual", s)
		}
	})
}

// The texts of the benchmarks, of 1,800 bytes: one that people type, and one from a PDF.
var (
	typedText  = strings.Repeat("各镇人民政府、区直各部门：关于召开2026年第3次（扩大）会议的通知。", 18)
	copiedText = strings.Repeat("各镇⼈⺠政府、区直各部⻔：关于召开2026年第3次（扩⼤）会议的通知。", 18)
)

func BenchmarkText(b *testing.B) {
	for name, text := range map[string]string{"typed": typedText, "copied": copiedText, "name": "区财政局"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Text(text)
			}
		})
		b.Run(name+"/IsNormalString", func(b *testing.B) {
			for b.Loop() {
				norm.NFC.IsNormalString(text)
			}
		})
	}
}

func BenchmarkKey(b *testing.B) {
	for name, text := range map[string]string{"typed": typedText, "copied": copiedText, "name": "区财政局"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Key(text)
			}
		})
	}
}
