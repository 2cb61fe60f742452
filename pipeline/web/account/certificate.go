package account

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// maxCertificates is how many client certificates an account may have: that of a card, of
// a second one, and those that will follow them.
const maxCertificates = 5

var fingerprintPattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

// ErrCertificateTaken is the error for a certificate that is another account's.
var ErrCertificateTaken = errors.New("这张证书已登记在别的账号上")

// CertificateFingerprint is what an account has of a certificate: SHA-256 over it as DER, in
// hex. Its subject would not do: another certificate of the same name may be another's.
func CertificateFingerprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	return hex.EncodeToString(sum[:])
}

// Fingerprints reads fingerprints as people copy them: in capitals, with colons, as
// openssl x509 -fingerprint -sha256 prints them; separated by blanks, commas or lines.
func Fingerprints(text string) (read []string) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n,，;；、", r) }) {
		if _, after, ok := strings.Cut(word, "="); ok { // sha256 Fingerprint=…
			word = after
		}
		word = strings.ToLower(strings.ReplaceAll(word, ":", ""))
		if word == "" || word == "sha256" || slices.Contains(read, word) {
			continue
		}
		read = append(read, word)
	}
	return read
}

// oneAccountEach tells of two accounts with one certificate.
func oneAccountEach(accounts []Account) error {
	of := map[string]string{}
	for _, a := range accounts {
		for _, c := range a.Certificates {
			if other, taken := of[c]; taken && other != a.Name {
				return fmt.Errorf("%s 和 %s：%w", other, a.Name, ErrCertificateTaken)
			}
			of[c] = a.Name
		}
	}
	return nil
}

// WithCertificate is the account that may enter with a certificate. The error is
// ErrUnknown where there is none.
func (s *Store) WithCertificate(fingerprint string) (Account, error) {
	all, err := s.All()
	if err != nil {
		return Account{}, err
	}
	for _, a := range all {
		if !a.Disabled && slices.Contains(a.Certificates, fingerprint) {
			return a, nil
		}
	}
	return Account{}, ErrUnknown
}

// SetCertificates gives an account the client certificates of its person.
func (k Keeper) SetCertificates(name string, fingerprints []string) error {
	return k.store.edit(name, func(a *Account) error {
		if slices.ContainsFunc(fingerprints, func(c string) bool { return !slices.Contains(a.Certificates, c) }) {
			a.intervened(OfCertificates, k.by, k.store.Now())
		}
		a.Certificates = slices.Clone(fingerprints)
		return nil
	})
}
