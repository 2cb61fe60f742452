package archive

import (
	"regexp"
	"testing"
)

// TestCheckCode pins the code: it stands on paper, so it may never change.
func TestCheckCode(t *testing.T) {
	r := Record{Number: "龙政办介字〔2026〕1号", Packet: "9f86d081"}
	code := r.CheckCode()
	if !regexp.MustCompile(`^[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}$`).MatchString(code) {
		t.Errorf("code %q", code)
	}
	if want := "ZDMD-JU7D-PVZH"; code != want {
		t.Errorf("code %s, want %s", code, want)
	}
	if other := (Record{Number: "龙政办介字〔2026〕2号", Packet: r.Packet}).CheckCode(); other == code {
		t.Error("two numbers have the same code")
	}
	if other := (Record{Number: r.Number, Packet: "60303ae2"}).CheckCode(); other == code {
		t.Error("two packets have the same code")
	}
}

func TestSecrecy(t *testing.T) {
	secret := Record{Fields: []LabelledText{{"事由", "秘密会谈"}, {"密级", "秘密"}}}
	if got := secret.Secrecy(); got != "秘密" {
		t.Errorf("secrecy %q", got)
	}
	if got := (Record{}).Secrecy(); got != "" {
		t.Errorf("secrecy %q of a record without one", got)
	}
}
