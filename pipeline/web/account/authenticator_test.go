package account

import (
	"encoding/base32"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// codeAt is what the person's program shows at a time.
func codeAt(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, at)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// enrolled is a store with an account that has an authenticator, and the time of its clock.
func enrolled(t *testing.T) (s *Store, path, secret string, recovery []string, now *time.Time) {
	t.Helper()
	s, path = newStore(t)
	now = new(time.Time)
	*now = time.Date(2026, 5, 11, 9, 30, 10, 0, time.UTC)
	s.Now = func() time.Time { return *now }
	if _, err := s.Add(Account{Name: "jiang", Role: Signer, Person: "江临川"}); err != nil {
		t.Fatal(err)
	}
	secret, address, err := NewSecret("龙凤区人民政府办公室", "jiang")
	if err != nil {
		t.Fatal(err)
	}
	key, err := otp.NewKeyFromURL(address)
	if err != nil || key.Secret() != secret || key.Issuer() != "龙凤区人民政府办公室" || key.AccountName() != "jiang" || key.Period() != 30 {
		t.Fatalf("the address %s: %v", address, err)
	}
	if _, err := s.Enrol("jiang", secret, "000000"); !errors.Is(err, ErrCode) && codeAt(t, secret, *now) != "000000" {
		t.Fatalf("registered with a wrong code: %v", err)
	}
	recovery, err = s.Enrol("jiang", secret, codeAt(t, secret, *now))
	if err != nil || len(recovery) != recoveryCodes {
		t.Fatalf("%d recovery codes, %v", len(recovery), err)
	}
	return s, path, secret, recovery, now
}

// TestAuthenticatorAfterTheRFC: RFC 6238, appendix B, the last six of its eight digits.
func TestAuthenticatorAfterTheRFC(t *testing.T) {
	a := Authenticator{Secret: base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))}
	for at, code := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if of, ok := a.at(code, time.Unix(at, 0)); !ok || of != uint64(at/30) {
			t.Errorf("%d %s: step %d, %t", at, code, of, ok)
		}
		for _, off := range []time.Duration{-90 * time.Second, 90 * time.Second} {
			if _, ok := a.at(code, time.Unix(at, 0).Add(off)); ok && at > 90 {
				t.Errorf("%d %s is taken %v off", at, code, off)
			}
		}
	}
	if _, ok := (Authenticator{}).at("", time.Unix(0, 0)); ok {
		t.Error("nothing is a code")
	}
}

// TestTakeCode: a code is good for its half minute and the ones beside it, once, for all
// programs that have the file; and no code of before it afterwards.
func TestTakeCode(t *testing.T) {
	s, path, secret, _, now := enrolled(t)
	take := func(s *Store, code string, want error) {
		t.Helper()
		if err := s.TakeCode("jiang", code); !errors.Is(err, want) || want == nil && err != nil {
			t.Errorf("%q at %v: %v, want %v", code, *now, err, want)
		}
	}
	take(s, codeAt(t, secret, *now), ErrCodeUsed) // by which it was registered
	*now = now.Add(5 * time.Minute)
	code := codeAt(t, secret, *now)
	for _, wrong := range []string{"", "0", code + "0", code[:5], "１", "abcdef", strings.Repeat("9", 1000)} {
		take(s, wrong, ErrCode)
	}
	take(s, " "+code[:3]+" "+code[3:]+" ", nil)
	take(s, code, ErrCodeUsed)
	other, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	other.Now = s.Now
	take(other, code, ErrCodeUsed)
	take(other, codeAt(t, secret, now.Add(-30*time.Second)), ErrCodeUsed) // seen over the shoulder, before
	take(other, codeAt(t, secret, now.Add(30*time.Second)), nil)          // of a clock that is fast
	take(s, codeAt(t, secret, *now), ErrCodeUsed)
	*now = now.Add(time.Minute)
	full := strings.Map(func(r rune) rune { return r - '0' + '０' }, codeAt(t, secret, *now))
	take(s, full, nil)
	take(s, codeAt(t, secret, now.Add(90*time.Second)), ErrCode)
	if err := s.TakeCode("nobody", code); !errors.Is(err, ErrUnknown) {
		t.Errorf("of nobody: %v", err)
	}
	*now = now.Add(time.Hour)
	code = codeAt(t, secret, *now)
	var taken atomic.Int32
	var all sync.WaitGroup
	for i := range 16 {
		of := []*Store{s, other}[i%2]
		all.Go(func() {
			if of.TakeCode("jiang", code) == nil {
				taken.Add(1)
			}
		})
	}
	all.Wait()
	if taken.Load() != 1 {
		t.Errorf("one code was taken %d times", taken.Load())
	}
}

// TestTakeCodeOfPaper: a recovery code is good once, however it is typed, and the file
// has none of them.
func TestTakeCodeOfPaper(t *testing.T) {
	s, path, _, recovery, _ := enrolled(t)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range recovery {
		if strings.Contains(string(text), code) || strings.Contains(string(text), strings.ReplaceAll(code, "-", "")) {
			t.Errorf("the file has %s", code)
		}
	}
	if !IsRecovery(recovery[0]) || IsRecovery("123456") {
		t.Error("what is a recovery code is not told from what is none")
	}
	for i, code := range recovery {
		typed := []string{code, strings.ToUpper(code), strings.ReplaceAll(code, "-", " ")}[i%3]
		if err := s.TakeCode("jiang", typed); err != nil {
			t.Errorf("%q: %v", typed, err)
		}
		if err := s.TakeCode("jiang", code); !errors.Is(err, ErrCode) {
			t.Errorf("%q again: %v", code, err)
		}
	}
}

// TestRemoveCodes: sessions end with what they rest on, and what an administrator took is
// told of.
func TestRemoveCodes(t *testing.T) {
	s, path, secret, _, now := enrolled(t)
	had, err := s.Named("jiang")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Enrol("jiang", secret, codeAt(t, secret, *now)); err == nil || !strings.Contains(err.Error(), "已经登记过") {
		t.Errorf("registered twice: %v", err)
	}
	*now = now.AddDate(0, 0, 30)
	if err := s.By("admin").ResetCodes("jiang"); err != nil {
		t.Fatal(err)
	}
	again, err := Open(filepath.Clean(path))
	if err != nil {
		t.Fatal(err)
	}
	a, err := again.Named("jiang")
	if err != nil || a.HasCodes() || a.Fingerprint() == had.Fingerprint() || !strings.Contains(a.Remark(*now), "动态码由管理员于") {
		t.Errorf("%+v, %v, told %q", a, err, a.Remark(*now))
	}
	if err := s.TakeCode("jiang", "000000"); !errors.Is(err, ErrNoCodes) {
		t.Errorf("a code of none: %v", err)
	}
	if err := s.By("admin").ResetCodes("jiang"); !errors.Is(err, ErrNoCodes) {
		t.Errorf("taken twice: %v", err)
	}
	if _, err := s.Enrol("jiang", secret, codeAt(t, secret, *now)); err != nil {
		t.Fatal(err)
	}
	if err := s.RemoveCodes("jiang"); err != nil {
		t.Fatal(err)
	}
}
