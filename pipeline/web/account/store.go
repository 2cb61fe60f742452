package account

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"gongwen/archive/durable"
	"gongwen/pipeline/web/account/guessable"
	"gongwen/templates/bounded"
	"gongwen/templates/normal"
)

// Store is the file of all accounts. Its methods may be called from many
// goroutines, and the file may be changed by another program meanwhile.
type Store struct {
	// Cost is that of hashing a password, as bcrypt takes it; to be changed before the
	// first use, if at all.
	Cost int
	// Now tells the time; to be changed before the first use, if at all.
	Now func() time.Time
	// Known is what whoever guesses at passwords knows of the office; to be set before the
	// first use.
	Known []guessable.Known

	path string

	mu       sync.Mutex
	read     fs.FileInfo // of the file as last read, nil for none
	accounts []Account
}

// Errors of looking somebody up.
var (
	ErrUnknown     = errors.New("没有这个账号")
	ErrWrong       = errors.New("用户名或密码不对")
	ErrTaken       = errors.New("已有这个用户名的账号，请换一个用户名")
	ErrPersonTaken = errors.New("一个人只能有一个启用的账号，请先停用另一个")
	ErrLast        = errors.New("这是最后一个可用的管理员账号，不能停用，也不能改作别的角色；请先添加另一个管理员")
)

// file is accounts.yaml.
type file struct {
	Accounts []Account `yaml:"accounts"`
}

// Open reads the accounts at path, which need not exist: the first Add makes it.
func Open(path string) (*Store, error) {
	s := &Store{path: path, Cost: defaultCost, Now: time.Now}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s, s.refresh()
}

// maxKeys is how many keys the file can have: those of some five thousand accounts.
const maxKeys = 50_000

// refresh reads the file again when it has changed.
func (s *Store) refresh() error {
	info, err := os.Stat(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		s.accounts, s.read = nil, nil
		return nil
	}
	if err != nil || s.read != nil && unchanged(s.read, info) {
		return err
	}
	source, err := bounded.ReadPath(s.path, bounded.Accounts)
	if err != nil {
		return err
	}
	var f file
	err = bounded.DecodeYAML(source, maxKeys, &f)
	if malformed := (*bounded.Malformed)(nil); errors.As(err, &malformed) { // its lines hold passwords' hashes
		return fmt.Errorf("%s 有误：%s", s.path, malformed.WithoutSource())
	}
	if err != nil {
		return fmt.Errorf("%s 有误：%w", s.path, err)
	}
	for _, a := range f.Accounts {
		if err := a.Check(); err != nil {
			return fmt.Errorf("%s 有误：%w", s.path, err)
		}
	}
	if err := errors.Join(onePersonEach(f.Accounts), oneAccountEach(f.Accounts)); err != nil {
		return fmt.Errorf("%s 有误：%w", s.path, err)
	}
	s.accounts, s.read = f.Accounts, info
	return nil
}

// onePersonEach tells of two enabled accounts of one person. Somebody who has two could be
// told twice that it is their turn, and a password nobody remembers would still sign.
func onePersonEach(accounts []Account) error {
	of := map[string]string{}
	for _, a := range accounts {
		if a.Person == "" || a.Disabled {
			continue
		}
		if other, taken := of[a.Person]; taken {
			return fmt.Errorf("%s 和 %s 都是“%s”的：%w", other, a.Name, a.Person, ErrPersonTaken)
		}
		of[a.Person] = a.Name
	}
	return nil
}

// unchanged reports whether a file is still the one that was read. Every writing
// makes another file; the time alone may be the same for two within a tick.
func unchanged(read, now fs.FileInfo) bool {
	return os.SameFile(read, now) && read.ModTime().Equal(now.ModTime()) && read.Size() == now.Size()
}

// All are the accounts by name.
func (s *Store) All() ([]Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.refresh(); err != nil {
		return nil, err
	}
	return slices.Clone(s.accounts), nil
}

// Named is the account of that name; the error is ErrUnknown when there is none.
func (s *Store) Named(name string) (Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.refresh(); err != nil {
		return Account{}, err
	}
	i := s.at(name)
	if i < 0 {
		return Account{}, fmt.Errorf("%s：%w", name, ErrUnknown)
	}
	return s.accounts[i], nil
}

// at is where the account of that name stands, or else that of one that looks the same;
// -1 for none.
func (s *Store) at(name string) int {
	if i := slices.IndexFunc(s.accounts, func(a Account) bool { return a.Name == name }); i >= 0 {
		return i
	}
	name = normal.Text(name)
	return slices.IndexFunc(s.accounts, func(a Account) bool { return normal.Text(a.Name) == name })
}

// Authenticate is the account whose name and password these are. The error is ErrWrong
// whether the name, the password or the account's standing is to blame, and it
// takes the same time to say so.
func (s *Store) Authenticate(name, password string) (Account, error) {
	a, err := s.Named(name)
	if err != nil && !errors.Is(err, ErrUnknown) {
		return Account{}, err
	}
	if !s.matches(a, password) || a.Disabled {
		return Account{}, ErrWrong
	}
	return a, nil
}

// patience is how long to wait for another who changes the accounts.
const patience = 10 * time.Second

// change lets do change the accounts and writes them, while no other program
// does.
func (s *Store) change(do func() error) (err error) {
	if err := durable.MkdirAll(filepath.Dir(s.path)); err != nil {
		return err
	}
	// Before the mutex: everybody who makes a request waits for that one.
	unlock, err := durable.Lock(context.Background(), s.path+".lock", patience)
	if errors.Is(err, durable.ErrLocked) {
		return fmt.Errorf("%s 正由另一个程序改动，请稍后再试", s.path)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.refresh(); err != nil {
		return err
	}
	before := slices.Clone(s.accounts)
	if err := do(); err != nil {
		s.accounts = before
		return err
	}
	text, err := yaml.Marshal(file{s.accounts})
	if err == nil {
		err = durable.WriteFile(s.path, text)
	}
	if err != nil {
		s.accounts = before
		return err
	}
	info, err := os.Stat(s.path)
	if err == nil {
		s.read = info
	}
	return err
}

// edit changes one account.
func (s *Store) edit(name string, do func(a *Account) error) error {
	return s.change(func() error {
		i := s.at(name)
		if i < 0 {
			return fmt.Errorf("%s：%w", name, ErrUnknown)
		}
		before, had := s.accounts[i].Fingerprint(), s.hasAdministrator()
		if err := do(&s.accounts[i]); err != nil {
			return err
		}
		if s.accounts[i].Fingerprint() != before {
			s.accounts[i].Generation++
		}
		if err := s.accounts[i].Check(); err != nil {
			return err
		}
		if err := cmp.Or(onePersonEach(s.accounts), oneAccountEach(s.accounts)); err != nil {
			return err
		}
		if had && !s.hasAdministrator() {
			return ErrLast
		}
		return nil
	})
}

// hasAdministrator reports whether there is an administrator who may enter. Accounts may be
// made before theirs.
func (s *Store) hasAdministrator() bool {
	return slices.ContainsFunc(s.accounts, func(a Account) bool { return a.Role == Administrator && !a.Disabled })
}
