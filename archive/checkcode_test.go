package archive

import (
	"regexp"
	"strings"
	"testing"
)

// TestCheckCode pins the codes: they stand on paper, so they may never change.
func TestCheckCode(t *testing.T) {
	r := Record{Number: "龙政办介字〔2026〕1号", Submission: "9f86d081", Version: RecordVersion}
	code := r.CheckCode()
	if want := "3DND-KW9D-RX3H"; code != want {
		t.Errorf("code %s, want %s", code, want)
	}
	old := r
	old.Version = 4
	if want := "ZDMD-JU7D-PVZH"; old.CheckCode() != want {
		t.Errorf("code of version 4 %s, want %s", old.CheckCode(), want)
	}
	if other := (Record{Number: "龙政办介字〔2026〕2号", Submission: r.Submission}).CheckCode(); other == code {
		t.Error("two numbers have the same code")
	}
	if other := (Record{Number: r.Number, Submission: "60303ae2"}).CheckCode(); other == code {
		t.Error("two packets have the same code")
	}
	unmistakable := regexp.MustCompile(`^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$`)
	for n := range 500 {
		r.Serial, r.Number = n, strings.Repeat("号", n)
		if code := r.CheckCode(); !unmistakable.MatchString(code) {
			t.Fatalf("code %q", code)
		}
	}
}

func TestHasCheckCode(t *testing.T) {
	r := Record{Number: "龙政办介字〔2026〕7号", Submission: "9f86d081", Version: RecordVersion}
	old := r
	old.Version = 4 // its code is the one that holds I and O
	if !strings.ContainsAny(old.CheckCode(), "IO") {
		t.Fatalf("code %s is no example", old.CheckCode())
	}
	lost := Record{Number: r.Number, Submission: r.Submission}
	misread := strings.NewReplacer("O", "0", "I", "1").Replace(old.CheckCode())
	for _, typed := range []string{
		r.CheckCode(), strings.ToLower(r.CheckCode()), strings.ReplaceAll(r.CheckCode(), "-", ""), " " + strings.ReplaceAll(r.CheckCode(), "-", "－ "),
		strings.Join(strings.Split(r.CheckCode(), ""), " "), strings.ReplaceAll(r.CheckCode(), "-", "·"),
		old.CheckCode(), misread, strings.ToLower(misread),
	} {
		for _, r := range []Record{r, old, lost} {
			if !r.HasCheckCode(typed) {
				t.Errorf("%q is not taken for %s", typed, r.CheckCode())
			}
		}
	}
	for _, typed := range []string{"", "-", r.CheckCode()[:13], r.CheckCode() + "A", "AAAA-AAAA-AAAA", Record{Number: "龙政办介字〔2026〕8号", Submission: r.Submission}.CheckCode()} {
		if r.HasCheckCode(typed) {
			t.Errorf("%q is taken for %s", typed, r.CheckCode())
		}
	}
}
