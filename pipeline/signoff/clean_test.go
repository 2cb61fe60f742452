package signoff

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/form"
	"gongwen/templates"
)

// TestClean keeps what somebody sees of their words, and nothing else.
func TestClean(t *testing.T) {
	for words, want := range map[string]string{
		"":                          "",
		"  请办理 ":                    "请办理",
		"\u200b\u200b":              "",
		"\u200b同意\ufeff":            "同意",
		"一\r\n二\n\n\n　\n  三  \n":    "一\n二\n  三",
		"一\u2028二\u2029三\u0085四\v五": "一\n二\n三\n四\n五",
		"\u202e反\u202c\u200f写":      "反写",
		"a\x00b\tc\x1b[31m":         "abc[31m",
		"⼀⼆请⻓办\u00a0理":              "一二请长办 理",
		"半个\xe4\xb8字":               "半个字",
		"①㎡𠮷":                       "①㎡𠮷",
	} {
		got := Clean(words)
		if got != want {
			t.Errorf("%q is kept as %q, not %q", words, got, want)
		}
		if again := Clean(got); again != got {
			t.Errorf("%q is kept as %q, and that as %q", words, got, again)
		}
	}
}

// TestCheckRefusesTooManyLines, whatever they say, and takes as many as there may be.
func TestCheckRefusesTooManyLines(t *testing.T) {
	for n, want := range map[int]bool{maxLines: false, maxLines + 1: true} {
		_, err := Signing{}.Check(Event{Act: Read, Words: strings.Repeat("一\n", n)}, Situation{Now: time.Now()})
		if refusal := (*Refusal)(nil); !errors.As(err, &refusal) || strings.Contains(refusal.Reason, "行") != want {
			t.Errorf("%d lines: %v", n, err)
		}
	}
}

// TestPrintable names what cannot be printed of words, and of who signs and on what ground.
func TestPrintable(t *testing.T) {
	at := Situation{Unprintable: func(text string) string {
		if strings.Contains(text, "?") {
			return "“?”"
		}
		return ""
	}}
	for name, c := range map[string]struct {
		event Event
		want  string
	}{
		"nothing":      {Event{Words: "同意", Name: "顾怀瑾"}, ""},
		"the words":    {Event{Words: "同意?"}, "请改写"},
		"the name":     {Event{Name: "顾?"}, "安装含有此字的字体"},
		"the post":     {Event{Post: "?局长"}, "安装含有此字的字体"},
		"the ground":   {Event{For: []form.SignedFor{{For: "江临川", Ground: "?号文"}}}, "安装含有此字的字体"},
		"whom for":     {Event{For: []form.SignedFor{{For: "江?川"}}}, "安装含有此字的字体"},
		"not the unit": {Event{Decision: templates.Agreed, Account: "?"}, ""},
	} {
		err := printable(c.event, at)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := printable(Event{Words: "?"}, Situation{}); err != nil {
		t.Errorf("where nothing is printed: %v", err)
	}
}
