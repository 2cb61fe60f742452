package web

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/form"
	"gongwen/pipeline/signoff"
	"gongwen/templates"
)

// story is a signing in two versions: one signature was taken back, one was given to the
// first version, two count.
func story() signoff.Signing {
	s := signoff.Signing{Arrival: "a1"}
	at := time.Date(2026, 4, 23, 9, 0, 0, 0, time.Local)
	add := func(e signoff.Event) string {
		at = at.Add(time.Minute)
		e.At = at
		s.Events = append(s.Events, e)
		return s.Code(e)
	}
	signed := func(name, shown, words string, stands ...form.SignedFor) string {
		return add(signoff.Event{Act: signoff.Signed, Account: "a-" + name, Name: name, Post: "副区长", Known: signoff.KnownPassword, Decision: templates.Agreed, Words: words, Shown: shown, For: stands})
	}
	add(signoff.Event{Act: signoff.Opened, Version: 1, Shown: "one"})
	signed("顾怀瑾", "one", "拟同意")
	add(signoff.Event{Act: signoff.Opened, Version: 2, Shown: "two"})
	back := signed("叶清和", "two", nasty)
	add(signoff.Event{Act: signoff.TakenBack, Account: "a", Name: "叶清和", Of: back})
	add(signoff.Event{Act: signoff.PassedOn, Account: "a", Name: "叶清和", To: []string{"陆景行"}})
	signed("陆景行", "two", "", form.SignedFor{Step: "head", Title: "区长", For: "江临川", Ground: "请假单龙政办假字〔2026〕7号"})
	signed("祁正阳", "two", "同意")
	return s
}

// TestSigningLinesTellWhatCounts: a signature to an earlier version, and one taken back,
// stay visible as what no longer counts.
func TestSigningLinesTellWhatCounts(t *testing.T) {
	var told []string
	for _, line := range signingLines(story()) {
		told = append(told, strings.Join(slices.DeleteFunc([]string{line.Name, line.Did, line.Lapsed, strings.Join(line.Acting, "；")}, func(s string) bool { return s == "" }), " "))
		if counts := line.Lapsed == "" && line.Act == signoff.Signed; line.Counts != counts {
			t.Errorf("%s counts: %v", line.Did, line.Counts)
		}
	}
	want := []string{"送签", "顾怀瑾 同意 已失效：此后换了稿", "送签", "叶清和 同意 已失效：签批人撤回", "叶清和 撤回签批", "叶清和 转给陆景行办",
		"陆景行 同意 代区长江临川（依据请假单龙政办假字〔2026〕7号）", "祁正阳 同意"}
	if !slices.Equal(told, want) {
		t.Errorf("told\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
}

// TestSigningLinesShowNoMarkup: what a signer writes is text.
func TestSigningLinesShowNoMarkup(t *testing.T) {
	var b bytes.Buffer
	if err := pages()["record"].ExecuteTemplate(&b, "signing", signingLines(story())); err != nil {
		t.Fatal(err)
	}
	if html := b.String(); strings.Contains(html, "<script>") || strings.Contains(html, "<img") || !strings.Contains(html, "&lt;script&gt;") {
		t.Errorf("%s", html)
	}
}

// TestInWordsForNamesWhoHoldsThePost: who has a unit in the portfolio is a leader, and a
// post that is vacant is named once.
func TestInWordsForNamesWhoHoldsThePost(t *testing.T) {
	for _, tt := range []struct{ title, whom, want string }{
		{"区长", "", "区长"},
		{"分管区财政局", "", "分管区财政局的领导"},
		{"区长", "江临川", "代区长江临川（依据请假单）"},
		{"分管区财政局", "叶清和", "代分管区财政局的领导叶清和（依据请假单）"},
		{"分管区财政局", "分管区财政局", "代分管区财政局的领导（依据请假单）"},
	} {
		if got := inWordsFor(tt.title, tt.whom, "请假单"); got != tt.want {
			t.Errorf("%s, %s: %s, want %s", tt.title, tt.whom, got, tt.want)
		}
	}
}
