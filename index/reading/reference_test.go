package reading

import (
	"fmt"
	"strings"
	"testing"
)

// TestParseReference: a number is read in its parts, however clerks write it.
func TestParseReference(t *testing.T) {
	whole := "龙政会纪||2026|3"
	for text, want := range map[string]string{
		"龙政会纪〔2026〕3号": whole, "龙政会纪[2026]3号": whole, "龙政会纪（2026）3号": whole, "龙政会纪【2026】3号": whole, "龙政会纪「2026」3号": whole, "龙政会纪《2026》第3号": whole, "龙政会纪2026年3号": whole,
		"龙政会纪2026-3": whole, "龙政会纪2026年第3号": whole, "龙政会纪〔2026〕第003号": whole, "龙政会纪〔２０２６〕３号": whole, "龙政会纪〔2026〕叁号": whole, "龙政会纪〔二〇二六〕三号": whole, "龍政會紀〔2026〕3號": whole,
		"2026年龙政会纪3号": whole, "龙政会纪2026 3号": whole, "龙政会纪 2026年 第 3 号": whole, "龙政会纪3号(2026)": whole, "龙政会纪2026.3号": whole, "龙政会纪〔26〕3号": whole, "龙政会纪26年3号": whole, "龙政会纪〔2026〕3": whole, "龙政会纪/2026/3号": whole, "龙政会纪〔2026〕3号文件": whole, "龙政会纪2026年度第3号": whole,
		"会纪2026-3": "会纪||2026|3", "会纪3号": "会纪|||3", "会纪3": "会纪|||3", "介字8号": "介字|||8", "发〔2026〕5号": "发||2026|5",
		"2026年第3号会议纪要": "|会议纪要|2026|3", "会议纪要第3号": "会议纪要|||3", "第3号会议纪要": "|会议纪要||3", "会议纪要2026年第3号": "会议纪要||2026|3",
		"3号": "|||3", "第3号": "|||3", "三号": "|||3", "叁号": "|||3", "第叁号": "|||3", "三十三号": "|||33", "〔2026〕3号": "||2026|3", "2026年3号": "||2026|3", "发3号文": "发|||3", "2026年3号文件": "||2026|3", "一号文件": "|文件||1",
		"33号楼": "|楼||33", "sp-2026-0003": "sp||2026|3",
		"三公经费2026年3号":           "三公经费||2026|3",
		"龙政会纪〔2026〕3号(2025年修订)": "龙政会纪|2025年修订|2026|3",
		// No references.
		"2026-3": "", "2026-04": "", "防汛": "", "2026": "", "防汛2026": "", "第3次": "", "3": "", "第3": "", "pm2.5": "", "号": "", "龙政会纪〔2026〕": "", "0号": "", "12345678号": "", "": "",
		"第12次常务会议": "", "会纪": "", "2026年": "",
	} {
		got := ""
		if r, ok := ParseReference(text); ok {
			got = fmt.Sprintf("%s|%s|%s|%s", r.Before, r.Behind, r.Year, r.Serial)
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

// TestReferenceLike: short forms mean the series whose letters they have in order.
func TestReferenceLike(t *testing.T) {
	minutes, letter := SeriesOf("龙政会纪〔2026〕3号", "会议纪要"), SeriesOf("龙政办介字〔2026〕3号", "介绍信")
	if got := ParseSeries(minutes.Term()); got != minutes || minutes != (Series{"龙政会纪", "会议纪要"}) {
		t.Errorf("%+v, %+v", minutes, got)
	}
	for text, want := range map[string]string{
		"3号": "minutes letter", "会纪3号": "minutes", "龙政会纪3号": "minutes", "会议纪要3号": "minutes", "纪要第3号": "minutes", "龙政会议纪要3号": "minutes", "会纪字3号": "minutes", "纪3号": "minutes",
		"介字3号": "letter", "介3号": "", "字3号": "letter", "龙政办介3号": "letter", "介绍信3号": "letter", "第3号介绍信": "letter", "第3号会议纪要": "minutes", "第3号纪要": "minutes",
		"会议3号": "minutes", "第3号会议": "", "3号会议室": "", "3号楼": "", "3号信": "", "防汛3号": "", "龙政3号": "minutes letter", "三号文件": "", "会纪3号文件": "minutes", "中山路3号": "",
	} {
		r, ok := ParseReference(text)
		if !ok {
			t.Errorf("%s is no reference", text)
			continue
		}
		var got []string
		if r.Like(minutes) > Unlike {
			got = append(got, "minutes")
		}
		if r.Like(letter) > Unlike {
			got = append(got, "letter")
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// TestCitations: numbers in texts are told from houses.
func TestCitations(t *testing.T) {
	for text, want := range map[string]string{
		"依据龙政会纪〔2026〕3号，": "依据龙政会纪|2026|3", "见龙政会纪[2026]第3号。": "见龙政会纪|2026|3", "龙政会纪2026年3号": "龙政会纪|2026|3", "2026年第3号会议纪要": "|2026|3", "会议纪要第3号": "会议纪要||3",
		"龙政会纪2026-3号": "龙政会纪|2026|3", "（二〇二六）三号": "|2026|3", "第三十三号、第4号": "||33 ||4", "〔2026〕3号、4号": "|2026|3",
		"33号楼": "", "中山路3号": "", "4月3号": "", "3号": "", "号": "", "〔2026〕号": "", "第2026.5号": "", "经一二三四五六七八九龙政会纪〔2026〕3号": "四五六七八九龙政会纪|2026|3",
	} {
		var got []string
		folded := Fold(text)
		Citations(folded, func(c Citation) {
			if c.From >= c.To || !strings.HasSuffix(folded[:c.To], "号") || !strings.HasSuffix(folded[:c.From], c.Before) {
				t.Errorf("%s: %+v", text, c)
			}
			got = append(got, c.Before+"|"+c.Year+"|"+c.Serial)
		})
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

// FuzzReferences: what is read of any text is in it, and a series is read back.
func FuzzReferences(f *testing.F) {
	for _, seed := range []string{"龙政会纪〔2026〕3号", "依据龙政会纪2026年第3号，3号楼", "第3号第号2026-号", "(2026)号)年3号"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		folded := Fold(text)
		Citations(folded, func(c Citation) {
			if c.From < 0 || c.From >= c.To || !strings.HasSuffix(folded[:c.To], "号") || !strings.HasSuffix(folded[:c.From], c.Before) || !isSerial(c.Serial) {
				t.Errorf("%q: %+v", text, c)
			}
		})
		r, ok := ParseReference(text)
		if !ok {
			return
		}
		if !isSerial(r.Serial) || r.Year != "" && !looksLikeYear(r.Year) {
			t.Errorf("%q: %+v", text, r)
		}
		if s := SeriesOf(text, "会议纪要"); ParseSeries(s.Term()) != s || s.Name != r.Before+r.Behind {
			t.Errorf("%q: %+v", text, s)
		}
		Places(text, nil, Sought{Reference: &r}, Sought{Amount: func(int64) bool { return true }}, Sought{Article: func(int) bool { return true }}, Sought{Day: func(Day) bool { return true }})
	})
}
