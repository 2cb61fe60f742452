package account

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"gongwen/archive/durable"
	"gongwen/templates/bounded"
)

// Book is the file of all accounts. Its methods may be called from many
// goroutines, and the file may be changed by another program meanwhile.
type Book struct {
	path string

	mu       sync.Mutex
	read     fs.FileInfo // of the file as last read, nil for none
	accounts []Account
}

// Errors of looking somebody up.
var (
	ErrUnknown = errors.New("没有这个账号")
	ErrWrong   = errors.New("用户名或密码不对")
	ErrTaken   = errors.New("已有这个用户名的账号，请换一个用户名")
	ErrLast    = errors.New("这是最后一个可用的管理员账号，不能停用，也不能改作别的角色；请先添加另一个管理员")
)

// file is accounts.yaml.
type file struct {
	Accounts []Account `yaml:"accounts"`
}

// Open reads the accounts at path, which need not exist: the first Add makes it.
func Open(path string) (*Book, error) {
	b := &Book{path: path}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b, b.refresh()
}

// maxKeys is how many keys the file can have: those of some five thousand accounts.
const maxKeys = 50_000

// refresh reads the file again when it has changed.
func (b *Book) refresh() error {
	info, err := os.Stat(b.path)
	if errors.Is(err, fs.ErrNotExist) {
		b.accounts, b.read = nil, nil
		return nil
	}
	if err != nil || b.read != nil && unchanged(b.read, info) {
		return err
	}
	source, err := bounded.ReadFile(bounded.Dir(filepath.Dir(b.path)), filepath.Base(b.path), bounded.Accounts)
	if err != nil {
		return err
	}
	var f file
	err = bounded.DecodeYAML(source, maxKeys, &f)
	if malformed := (*bounded.Malformed)(nil); errors.As(err, &malformed) { // its lines hold passwords' hashes
		return fmt.Errorf("%s 有误：%s", b.path, malformed.WithoutSource())
	}
	if err != nil {
		return fmt.Errorf("%s 有误：%w", b.path, err)
	}
	for _, a := range f.Accounts {
		if err := a.check(); err != nil {
			return fmt.Errorf("%s 有误：%w", b.path, err)
		}
	}
	b.accounts, b.read = f.Accounts, info
	return nil
}

// unchanged tells whether a file is still the one that was read. Every writing
// makes another file; the time alone may be the same for two within a tick.
func unchanged(read, now fs.FileInfo) bool {
	return os.SameFile(read, now) && read.ModTime().Equal(now.ModTime()) && read.Size() == now.Size()
}

// All are the accounts by name.
func (b *Book) All() ([]Account, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.refresh(); err != nil {
		return nil, err
	}
	return slices.Clone(b.accounts), nil
}

// Named is the account of that name; the error is ErrUnknown when there is none.
func (b *Book) Named(name string) (Account, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.refresh(); err != nil {
		return Account{}, err
	}
	i := b.at(name)
	if i < 0 {
		return Account{}, fmt.Errorf("%s：%w", name, ErrUnknown)
	}
	return b.accounts[i], nil
}

func (b *Book) at(name string) int {
	return slices.IndexFunc(b.accounts, func(a Account) bool { return a.Name == name })
}

// Enter is the account whose name and password these are. The error is ErrWrong
// whether the name, the password or the account's standing is to blame, and it
// takes the same time to say so.
func (b *Book) Enter(name, password string) (Account, error) {
	a, err := b.Named(name)
	if err != nil && !errors.Is(err, ErrUnknown) {
		return Account{}, err
	}
	if !a.matches(password) || a.Disabled {
		return Account{}, ErrWrong
	}
	return a, nil
}

// patience is how long to wait for another who changes the accounts.
const patience = 10 * time.Second

// change lets do change the accounts and writes them, while no other program
// does.
func (b *Book) change(do func() error) (err error) {
	if err := durable.MkdirAll(filepath.Dir(b.path)); err != nil {
		return err
	}
	// Before the mutex: everybody who makes a request waits for that one.
	unlock, err := durable.Lock(context.Background(), b.path+".lock", patience)
	if errors.Is(err, durable.ErrLocked) {
		return fmt.Errorf("%s 正由另一个程序改动，请稍后再试", b.path)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.refresh(); err != nil {
		return err
	}
	before := slices.Clone(b.accounts)
	if err := do(); err != nil {
		b.accounts = before
		return err
	}
	text, err := yaml.Marshal(file{b.accounts})
	if err == nil {
		err = durable.WriteFile(b.path, text)
	}
	if err != nil {
		b.accounts = before
		return err
	}
	info, err := os.Stat(b.path)
	if err == nil {
		b.read = info
	}
	return err
}

// Add enters a new account and gives it a password to be used once.
func (b *Book) Add(a Account) (password string, err error) {
	if err := a.check(); err != nil {
		return "", err
	}
	password = oneTime()
	if a.Password, err = hashed(a.Name, password); err != nil {
		return "", err
	}
	a.OneTime = true
	return password, b.change(func() error {
		if b.at(a.Name) >= 0 {
			return fmt.Errorf("%s：%w", a.Name, ErrTaken)
		}
		b.accounts = append(b.accounts, a)
		slices.SortFunc(b.accounts, func(x, y Account) int { return strings.Compare(x.Name, y.Name) })
		return nil
	})
}

// edit changes one account.
func (b *Book) edit(name string, do func(a *Account) error) error {
	return b.change(func() error {
		i := b.at(name)
		if i < 0 {
			return fmt.Errorf("%s：%w", name, ErrUnknown)
		}
		before, managed := b.accounts[i].Standing(), b.managed()
		if err := do(&b.accounts[i]); err != nil {
			return err
		}
		if b.accounts[i].Standing() != before {
			b.accounts[i].Generation++
		}
		if err := b.accounts[i].check(); err != nil {
			return err
		}
		if managed && !b.managed() {
			return ErrLast
		}
		return nil
	})
}

// managed tells whether there is an administrator who may enter. Accounts may be
// made before theirs.
func (b *Book) managed() bool {
	return slices.ContainsFunc(b.accounts, func(a Account) bool { return a.Role == Administrator && !a.Disabled })
}

// Set gives an account a role, units and a clearance, and lets it in or not.
func (b *Book) Set(name string, as Account) error {
	return b.edit(name, func(a *Account) error {
		a.Role, a.Units, a.Clearance, a.Disabled = as.Role, as.Units, as.Clearance, as.Disabled
		return nil
	})
}

// Reset gives an account a new password to be used once.
func (b *Book) Reset(name string) (password string, err error) {
	if _, err := b.Named(name); err != nil {
		return "", err
	}
	password = oneTime()
	hash, err := hashed(name, password)
	if err != nil {
		return "", err
	}
	return password, b.edit(name, func(a *Account) error {
		a.Password, a.OneTime = hash, true
		return nil
	})
}

// Choose makes the password the one its owner has chosen. The old one must be
// right: the error is ErrWrong when it is not.
func (b *Book) Choose(name, old, password string) error {
	if _, err := b.Enter(name, old); err != nil {
		return err
	}
	if old == password {
		return fmt.Errorf("%w：要与原来的不同", ErrPassword)
	}
	hash, err := hashed(name, password)
	if err != nil {
		return err
	}
	return b.edit(name, func(a *Account) error {
		a.Password, a.OneTime = hash, false
		return nil
	})
}

// maxSearches is how many searches an account may keep.
const maxSearches = 50

// Keep keeps a search; one of the same name is replaced.
func (b *Book) Keep(name string, s Search) error {
	return b.edit(name, func(a *Account) error {
		kept := slices.DeleteFunc(slices.Clone(a.Searches), func(k Search) bool { return k.Name == s.Name })
		if len(kept) >= maxSearches {
			return fmt.Errorf("最多保存%d个检索，请先删去不用的", maxSearches)
		}
		a.Searches = append(kept, s)
		return nil
	})
}

// Drop forgets a search.
func (b *Book) Drop(name, search string) error {
	return b.edit(name, func(a *Account) error {
		a.Searches = slices.DeleteFunc(slices.Clone(a.Searches), func(k Search) bool { return k.Name == search })
		return nil
	})
}
