package account

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/bcrypt"

	"gongwen/pipeline/web/account/guessable"
)

// The length of a password, in characters; bcrypt does not look beyond 72 bytes. Eight is
// what NIST SP 800-63B-4 (3.1.1.2) asks for at least; an administrator can give out the
// passwords of all others, and is asked for more.
const (
	shortest              = 8
	shortestAdministrator = 12
	longest               = 72
)

// defaultCost makes a guess take about a fifth of a second.
const defaultCost = 12

// ErrPassword is wrapped by the errors of passwords that will not do.
var ErrPassword = errors.New("密码不合要求")

// Shortest is how many characters a password of the role has at least.
func (r Role) Shortest() int {
	if r == Administrator {
		return shortestAdministrator
	}
	return shortest
}

// checkChosen reports why a password that somebody chooses for themselves will not do; the
// error wraps ErrPassword, and does not repeat the password. One-time passwords are not asked:
// they are random.
func (s *Store) checkChosen(a Account, password string) error {
	least := a.Role.Shortest()
	switch {
	case utf8.RuneCountInString(password) < least && a.Role == Administrator:
		return fmt.Errorf("%w：管理员的密码至少%d个字符", ErrPassword, least)
	case utf8.RuneCountInString(password) < least:
		return fmt.Errorf("%w：至少%d个字符", ErrPassword, least)
	case len(password) > longest:
		return fmt.Errorf("%w：最多%d个字节（汉字约24个）", ErrPassword, longest)
	case strings.Contains(strings.ToLower(password), strings.ToLower(a.Name)):
		return fmt.Errorf("%w：不能含用户名", ErrPassword)
	}
	verdict := guessable.Judge(password, s.knownOf(a))
	switch {
	case !verdict.Weak():
		return nil
	case len(verdict.Parts) == 0:
		return fmt.Errorf("%w：太容易猜，字符太少。%s", ErrPassword, guessable.Advice)
	}
	return fmt.Errorf("%w：太容易猜，含有%s。%s", ErrPassword, strings.Join(verdict.Parts, "、"), guessable.Advice)
}

// knownOf is what whoever guesses at an account's password knows.
func (s *Store) knownOf(a Account) []guessable.Known {
	known := []guessable.Known{{Word: a.Name, What: "用户名"}, {Word: a.Person, What: "姓名"}}
	for _, unit := range a.Units {
		known = append(known, guessable.Known{Word: unit, What: "单位名称"})
	}
	return append(known, s.Known...)
}

// Outgrown reports why an administrator's password, which is right, would not be taken
// any more if it were chosen today, as one from before more was asked for: it is to be
// replaced; the error wraps ErrPassword. Others keep theirs until they choose another.
func (s *Store) Outgrown(a Account, password string) error {
	if a.Role != Administrator || a.OneTime {
		return nil
	}
	return s.checkChosen(a, password)
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

// ChangePassword makes the password the one its owner has chosen. The old one must be
// right: the error is ErrWrong when it is not.
func (s *Store) ChangePassword(name, old, password string) error {
	a, err := s.Authenticate(name, old)
	if err != nil {
		return err
	}
	if old == password {
		return fmt.Errorf("%w：要与原来的不同", ErrPassword)
	}
	if err := s.checkChosen(a, password); err != nil {
		return err
	}
	hash, err := s.hash(password)
	if err != nil {
		return err
	}
	err = s.edit(name, func(a *Account) error {
		a.Password, a.OneTime = hash, false
		return nil
	})
	if err != nil {
		return err
	}
	return s.dropFirstPassword(name)
}
