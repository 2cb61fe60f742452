package account

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestFingerprints are read as people copy them.
func TestFingerprints(t *testing.T) {
	one, other := strings.Repeat("ab", 32), strings.Repeat("0f", 32)
	colons := strings.ToUpper(strings.TrimSuffix(strings.Repeat("ab:", 32), ":"))
	for text, want := range map[string][]string{
		"": nil, one: {one}, colons: {one}, "sha256 Fingerprint=" + colons + "\n": {one}, "SHA256 Fingerprint=" + colons: {one},
		one + "，" + other + " " + one: {one, other},
	} {
		if got := Fingerprints(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestSetCertificates: a certificate is one account's, changes of it are told of, and a
// disabled account is not entered by one.
func TestSetCertificates(t *testing.T) {
	s, _ := newStore(t)
	now := time.Date(2026, 5, 11, 9, 30, 0, 0, time.Local)
	s.Now = func() time.Time { return now }
	for _, a := range []Account{{Name: "admin", Role: Administrator}, {Name: "jiang", Role: Signer, Person: "江临川", Certificates: []string{"x"}}, {Name: "li", Role: Archivist}} {
		if _, err := s.Add(a); err != nil {
			t.Fatal(err)
		}
	}
	now = now.AddDate(0, 0, 8)
	print1, print2 := strings.Repeat("ab", 32), strings.Repeat("0f", 32)
	before, err := s.Named("jiang")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.By("admin").SetCertificates("jiang", []string{print1}); err != nil {
		t.Fatal(err)
	}
	a, err := s.WithCertificate(print1)
	if err != nil || a.Name != "jiang" || a.Fingerprint() == before.Fingerprint() || !strings.Contains(a.Remark(now), "证书由管理员于") {
		t.Errorf("%+v, %v, told %q", a, err, a.Remark(now))
	}
	if err := s.By("admin").SetCertificates("li", []string{print2, print1}); !errors.Is(err, ErrCertificateTaken) {
		t.Errorf("another's certificate: %v", err)
	}
	for _, bad := range []string{"", "x", print1[1:], strings.ToUpper(print1)} {
		if err := s.By("admin").SetCertificates("li", []string{bad}); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	if err := s.By("admin").SetCertificates("li", slices.Repeat([]string{print2}, maxCertificates+1)); err == nil {
		t.Error("too many were taken")
	}
	if err := s.Set("jiang", Account{Role: Signer, Person: "江临川", Disabled: true}); err != nil {
		t.Fatal(err)
	}
	for _, fingerprint := range []string{print1, print2, ""} {
		if a, err := s.WithCertificate(fingerprint); !errors.Is(err, ErrUnknown) {
			t.Errorf("%q enters %+v, %v", fingerprint, a, err)
		}
	}
}
