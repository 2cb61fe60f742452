package account

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/bcrypt"
)

// The length of a password: bcrypt does not look beyond 72 bytes.
const (
	shortest = 8
	longest  = 72
)

// defaultCost makes a guess take about a fifth of a second.
const defaultCost = 12

// ErrPassword is wrapped by the errors of passwords that will not do.
var ErrPassword = errors.New("密码不合要求")

// checkChosen reports why a password that somebody chooses for himself will not do; the
// error wraps ErrPassword. One-time passwords are not asked: they are random.
func checkChosen(name, password string) error {
	switch {
	case utf8.RuneCountInString(password) < shortest:
		return fmt.Errorf("%w：至少%d个字符", ErrPassword, shortest)
	case len(password) > longest:
		return fmt.Errorf("%w：最多%d个字节（汉字约24个）", ErrPassword, longest)
	case strings.Contains(strings.ToLower(password), strings.ToLower(name)):
		return fmt.Errorf("%w：不能含用户名", ErrPassword)
	}
	return nil
}

func (s *Store) hash(password string) (string, error) {
	hash, err := bcrypt.GenerateFromPassword([]byte(password), s.Cost)
	return string(hash), err
}

// dummyHash is compared with when there is no such account, so that the time an
// answer takes does not tell which names exist. It is the hash of no password
// anybody knows.
func (s *Store) dummyHash() string {
	return fmt.Sprintf("$2a$%02d$fgDDRhXKLIAJ2JlXCcF55.uXmF1pxaJU9vF3FKnhkIuV0tvdgFiqC", s.Cost)
}

// matches reports whether the password is the account's.
func (s *Store) matches(a Account, password string) bool {
	hash := cmp.Or(a.Password, s.dummyHash())
	right := bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) == nil
	return right && a.Password != ""
}

// oneTimePassword is a password to be used once and then replaced.
func oneTimePassword() string {
	text := strings.ToLower(rand.Text())
	return text[:5] + "-" + text[5:10] + "-" + text[10:15] // 75 bits
}
