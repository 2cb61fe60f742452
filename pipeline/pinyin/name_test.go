package pinyin

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	oracle "github.com/mozillazg/go-pinyin"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestName(t *testing.T) {
	for name, want := range map[string]struct {
		read      string
		surname   int
		uncertain string
	}{
		"江临川":      {"jiang lin chuan", 1, ""},
		"吕绿云":      {"lv lv yun", 1, ""},
		"单玉林":      {"shan yu lin", 1, "单"},
		"解立成":      {"xie li cheng", 1, "解"},
		"欧阳修":      {"ou yang xiu", 2, ""},
		"尉迟恭":      {"yu chi gong", 2, "尉"},
		"马行远":      {"ma xing yuan", 1, "行"},
		"曾祥":       {"zeng xiang", 1, "曾"},
		"张A":       {"zhang a", 1, ""},
		"阿依古丽·买买提": {"a yi gu li mai mai ti", 1, "阿"},
		"𠮷野":       {"ye", 1, "𠮷"},
		"":         {"", 0, ""},
	} {
		syllables, surname := Name(name)
		if read := strings.Join(syllables, " "); read != want.read || surname != want.surname {
			t.Errorf("%s: %s, %d, want %s, %d", name, read, surname, want.read, want.surname)
		}
		if uncertain := strings.Join(Uncertain(name), ""); uncertain != want.uncertain {
			t.Errorf("%s: uncertain %q, want %q", name, uncertain, want.uncertain)
		}
	}
}

// TestSyllableIsAReading: a dictionary has the readings of all characters of GB 2312, and of
// those that stand in the tables here.
func TestSyllableIsAReading(t *testing.T) {
	all := oracle.NewArgs()
	all.Heteronym = true
	readings := func(r rune) []string { return oracle.SinglePinyin(r, all) }
	wrong, seen := "", 0
	for high := 0xB0; high <= 0xF7; high++ {
		for low := 0xA1; low <= 0xFE; low++ {
			text, err := simplifiedchinese.GBK.NewDecoder().Bytes([]byte{byte(high), byte(low)})
			r := []rune(string(text))[0]
			if err != nil || !unicode.Is(unicode.Han, r) {
				continue
			}
			seen++
			if !slices.Contains(readings(r), syllable(r)) {
				wrong += string(r)
			}
		}
	}
	if seen < 6700 || len([]rune(wrong)) > 7 { // lve is lue there, others have rare readings of their own
		t.Errorf("of %d, wrong: %s", seen, wrong)
	}
	for r, read := range others {
		for _, one := range strings.Fields(read) {
			if !slices.Contains(readings(r), one) {
				t.Errorf("%c has no reading %s, but %v", r, one, readings(r))
			}
		}
	}
	for name, read := range surnames {
		for i, one := range strings.Fields(read) {
			if r := []rune(name)[i]; !slices.Contains(readings(r), one) {
				t.Errorf("%c has no reading %s, but %v", r, one, readings(r))
			}
		}
	}
}
