package account

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"gongwen/templates/normal"
)

// Authenticator is a program of the person's, on their phone, that shows a code (动态码)
// which changes every half minute, by a secret it shares with us: TOTP, RFC 6238, with
// SHA-1, six digits and 30 seconds, which is what all such programs can do.
//
// The secret stands in accounts.yaml as it is: whoever may read that file has the user of
// the program, and with it any key that the program could decipher it by when it starts
// by itself. It is no way in without the password, of which the file has the hash alone.
type Authenticator struct {
	Secret string    `yaml:"secret"` // base32, as the program is given it
	Since  time.Time `yaml:"since"`
	// Used is the time step (since 1970, of 30 seconds) of the last code that was taken. No
	// code of it or of one before is taken again.
	Used uint64 `yaml:"used"`
	// Recovery are SHA-256 of codes on paper, in hex, each for one use when the phone is
	// lost. They are random, of 80 bits, so that a hash which is quick does.
	Recovery []string `yaml:"recovery,omitempty"`
}

// Errors of codes.
var (
	ErrCode     = errors.New("动态码不对")
	ErrCodeUsed = errors.New("这个动态码已经用过，请等它换一个（半分钟以内）再填")
	ErrNoCodes  = errors.New("还没有登记动态码")
)

const (
	step          = 30 // seconds
	recoveryCodes = 10
	secretBytes   = 20 // as long as the hash, RFC 4226, 4
)

// NewSecret is the secret of a new authenticator, and the address by which its program is
// told of it, which a QR code holds. It is of no use until Enrol has it with a code.
func NewSecret(office, name string) (secret, address string, err error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: office, AccountName: name, Period: step, SecretSize: secretBytes})
	if err != nil {
		return "", "", err
	}
	return key.Secret(), key.URL(), nil
}

// timeStep is the time step of a time.
func timeStep(now time.Time) uint64 { return uint64(max(now.Unix(), 0)) / step }

// at is the time step whose code this is, of the one now, the one before and the one
// after: clocks differ, and typing takes time (RFC 6238, 5.2). All are compared whichever
// it is.
func (a Authenticator) at(code string, now time.Time) (of uint64, ok bool) {
	for _, counter := range []uint64{timeStep(now) - 1, timeStep(now), timeStep(now) + 1} {
		want, err := hotp.GenerateCodeCustom(a.Secret, counter, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			of, ok = counter, true
		}
	}
	return of, ok
}

// bareCode is a code as it is compared: people set blanks and hyphens, and type digits of
// full width.
func bareCode(code string) string {
	code = strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '-':
			return -1
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return r
	}, strings.ToLower(normal.Text(code)))
	return code
}

// recoveryLength is how many letters and digits a recovery code has: 80 bits.
const recoveryLength = 16

// IsRecovery reports whether this can only be a recovery code.
func IsRecovery(code string) bool { return len(bareCode(code)) == recoveryLength }

func recoveryHash(name, code string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "gongwen recovery\n%s\n%s", name, code))
	return hex.EncodeToString(sum[:])
}

// take is a with a code of it used up. The error is ErrCode or ErrCodeUsed.
func (a Authenticator) take(name, code string, now time.Time) (Authenticator, error) {
	code = bareCode(code)
	if of, ok := a.at(code, now); ok {
		if of <= a.Used {
			return a, ErrCodeUsed
		}
		a.Used = of
		return a, nil
	}
	found, hash := -1, []byte(recoveryHash(name, code))
	for i, other := range a.Recovery {
		if subtle.ConstantTimeCompare(hash, []byte(other)) == 1 {
			found = i
		}
	}
	if found < 0 {
		return a, ErrCode
	}
	a.Recovery = slices.Delete(slices.Clone(a.Recovery), found, found+1)
	return a, nil
}

// HasCodes reports whether the account has an authenticator, and so takes a code beside
// every password.
func (a Account) HasCodes() bool { return a.Authenticator != nil }

// TryCode tells whether a code is one of a secret now, as Enrol asks for. The error is
// ErrCode for another.
func (s *Store) TryCode(secret, code string) error {
	if _, ok := (Authenticator{Secret: secret}).at(bareCode(code), s.Now()); !ok {
		return ErrCode
	}
	return nil
}

// Enrol gives an account the authenticator with a secret, if the code is one of it, and
// returns its recovery codes, which nobody can show again. The error is ErrCode for
// another code.
func (s *Store) Enrol(name, secret, code string) (recovery []string, err error) {
	now := s.Now()
	fresh := Authenticator{Secret: secret, Since: now.Truncate(time.Second)}
	of, ok := fresh.at(bareCode(code), now)
	if !ok {
		return nil, ErrCode
	}
	fresh.Used = of
	return recovery, s.edit(name, func(a *Account) error {
		if a.HasCodes() {
			return errors.New("已经登记过动态码，要换手机的请先撤销")
		}
		recovery = nil
		for range recoveryCodes {
			text := strings.ToLower(rand.Text()[:recoveryLength])
			fresh.Recovery = append(fresh.Recovery, recoveryHash(a.Name, text))
			recovery = append(recovery, text[:4]+"-"+text[4:8]+"-"+text[8:12]+"-"+text[12:])
		}
		a.Authenticator = &fresh
		return nil
	})
}

// TakeCode uses up a code of an account's authenticator, or one of its recovery codes, in
// the file and so for all programs. The error is ErrCode, ErrCodeUsed, or ErrNoCodes.
func (s *Store) TakeCode(name, code string) error {
	a, err := s.Named(name)
	if err != nil {
		return err
	}
	if a.Authenticator == nil {
		return ErrNoCodes
	}
	// A guess must not make everybody wait for the file.
	if _, err := a.Authenticator.take(a.Name, code, s.Now()); err != nil {
		return err
	}
	return s.edit(name, func(a *Account) error {
		if a.Authenticator == nil {
			return ErrNoCodes
		}
		left, err := a.Authenticator.take(a.Name, code, s.Now())
		if err == nil {
			a.Authenticator = &left
		}
		return err
	})
}

// RemoveCodes takes its authenticator from an account, for the person, who has shown a
// code of it.
func (s *Store) RemoveCodes(name string) error {
	return s.edit(name, func(a *Account) error {
		a.Authenticator = nil
		return nil
	})
}

// ResetCodes takes its authenticator from an account whose person has lost the phone and
// the recovery codes.
func (k Keeper) ResetCodes(name string) error {
	return k.store.edit(name, func(a *Account) error {
		if a.Authenticator == nil {
			return fmt.Errorf("%s：%w", name, ErrNoCodes)
		}
		a.Authenticator = nil
		a.intervened(OfCodes, k.by, k.store.Now())
		return nil
	})
}
