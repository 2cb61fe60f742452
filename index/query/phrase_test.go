package query

import (
	"errors"
	"testing"

	"gongwen/index/reading"
	"gongwen/templates/normal"
)

// TestParseQuotes: what stands in quotation marks may have some itself.
func TestParseQuotes(t *testing.T) {
	for text, want := range map[string][]string{
		"“甲 乙”":           {"甲乙"},
		"「甲“乙”丙」":         {`甲"乙"丙`},
		"『甲「乙」丙』":         {"甲「乙」丙"},
		"“甲“乙”丙”":         {`甲"乙"丙`},
		"“甲“乙“丙”丁”戊”":     {`甲"乙"丙"丁"戊`},
		`"甲""乙""丙"`:       {`甲"乙"丙`},
		`"""甲"""`:         {`"甲"`},
		`"甲“乙”丙"`:         {`甲"乙"丙`},
		"甲“乙”丙":           {`甲"乙"丙`},
		`甲"乙"丙 丁`:         {`甲"乙"丙`, "丁"},
		"甲“乙 丙”":          {"甲", "乙丙"},
		"“甲”乙":            {"甲", "乙"},
		"“甲” “乙”":         {"甲", "乙"},
		`"甲" "乙"`:         {"甲", "乙"},
		`"" 甲`:            {"甲"},
		`""甲""`:           {"甲"},
		`“甲 乙"`:           {"甲乙"}, // the input method's other mark
		`"甲 乙”`:           {"甲乙"},
		"“甲 乙“":           {"甲乙"},
		"”甲 乙”":           {"甲乙"},
		"＂甲 乙＂":           {"甲乙"},
		"„甲 乙“":           {"甲乙"},
		"-“甲 乙” 丙":        {"丙"},
		"题名:「甲“乙”丙」":      {`甲"乙"丙`},
		"题名:甲“乙”丙 丁":      {`甲"乙"丙`, "丁"},
		`编号:"甲""乙"":丙" 丁`: {`甲"乙":丙`, "丁"},
	} {
		q, err := Parse(text, Vocabulary{})
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got := q.Folded()
		if len(got) != len(want) {
			t.Errorf("%s: got %q, want %q", text, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: got %q, want %q", text, got, want)
			}
			if w := q.Words[i]; w.From < 0 || w.To > len(q.Text) || w.From >= w.To {
				t.Errorf("%s: %q is not at %d to %d", text, got[i], w.From, w.To)
			}
		}
	}
	for _, text := range []string{"“甲“乙”丙", `"甲""乙`, "「甲”", "甲 “"} {
		var m *Mistake
		if _, err := Parse(text, Vocabulary{}); !errors.As(err, &m) {
			t.Errorf("%s: got %v", text, err)
		}
	}
}

// FuzzPhrase: whatever is in a text, the query for just this text looks for it.
func FuzzPhrase(f *testing.F) {
	for _, seed := range []string{`区“放管服”办`, `"`, `""`, `a"b""c`, "「", "”“", "甲 OR 乙"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want := reading.Fold(normal.Text(text))
		if want == "" {
			return
		}
		q, err := Parse(Phrase(text), Vocabulary{})
		if err != nil {
			t.Fatal(err)
		}
		if got := q.Folded(); len(got) != 1 || got[0] != want {
			t.Errorf("%q looks for %q, want %q", text, got, want)
		}
	})
}
