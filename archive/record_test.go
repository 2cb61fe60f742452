package archive

import (
	"cmp"
	"regexp"
	"testing"
)

// TestCheckCode pins the code: it stands on paper, so it may never change.
func TestCheckCode(t *testing.T) {
	r := Record{Number: "龙政办介字〔2026〕1号", Submission: "9f86d081"}
	code := r.CheckCode()
	if !regexp.MustCompile(`^[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}$`).MatchString(code) {
		t.Errorf("code %q", code)
	}
	if want := "ZDMD-JU7D-PVZH"; code != want {
		t.Errorf("code %s, want %s", code, want)
	}
	if other := (Record{Number: "龙政办介字〔2026〕2号", Submission: r.Submission}).CheckCode(); other == code {
		t.Error("two numbers have the same code")
	}
	if other := (Record{Number: r.Number, Submission: "60303ae2"}).CheckCode(); other == code {
		t.Error("two packets have the same code")
	}
}

func TestParseRecordReadsSecrecy(t *testing.T) {
	for text, want := range map[string]string{
		`"version": 2, "fields": [{"label": "事由", "text": "秘密会谈"}, {"label": "密级", "text": "秘密"}]`: "秘密", // of before it had a place of its own
		`"version": 2, "fields": [{"label": "事由", "text": "秘密会谈"}]`:                                "",
		`"version": 3, "fields": [{"label": "涉密程度", "text": "机密"}], "secrecy": "机密"`:               "机密",
		`"version": 3, "fields": [{"label": "密级", "text": "秘密"}]`:                                  "", // the kind says where it stands
	} {
		r, err := ParseRecord([]byte(`{"number": "1号", "kind": "letter", "date": "2026-05-11", ` + text + `}`))
		if err != nil || r.Secrecy != want || r.Degree() != cmp.Or(want, NotSecret) {
			t.Errorf("%s: %q, %v", text, r.Secrecy, err)
		}
	}
}
