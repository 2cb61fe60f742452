//go:build linux

package main

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"

	"github.com/goccy/go-yaml"

	"gongwen/pipeline/web/account"
	"gongwen/pipeline/workspace"
)

// person is somebody with an account, and a machine of its own: the reading room
// counts tries by address.
type person struct {
	account.Account
	address netip.Addr
}

// password is everybody's.
const password = "读得完的公文一份，写得清的账"

// createAccounts gives n people accounts in a data folder: of twenty, thirteen in the
// units, three archivists of whom one may see what is secret, two of finance, two
// administrators.
func createAccounts(data string, k known, n int) ([]person, error) {
	units := k.units()
	if len(units) == 0 {
		return nil, errors.New("no unit has records")
	}
	hash, err := hashed()
	if err != nil {
		return nil, err
	}
	var people []person
	var book struct {
		Accounts []account.Account `yaml:"accounts"`
	}
	address := netip.MustParseAddr("10.0.1.1")
	for i := range n {
		a := account.Account{Name: fmt.Sprintf("reader%03d", i+1), Password: hash}
		switch i % 20 {
		case 1, 7, 13:
			a.Role = account.Archivist
			if i%20 == 7 {
				a.Clearance = slices.Clone(account.Degrees[:2])
			}
		case 3, 11:
			a.Role = account.Finance
		case 5, 17:
			a.Role = account.Administrator
		default:
			a.Role, a.Units = account.Office, []string{units[i%len(units)]}
		}
		book.Accounts = append(book.Accounts, a)
		people = append(people, person{a, address})
		address = address.Next()
	}
	text, err := yaml.Marshal(book)
	if err != nil {
		return nil, err
	}
	room := workspace.Folder(data).Reading()
	return people, errors.Join(os.MkdirAll(room, 0o700), os.WriteFile(filepath.Join(room, "accounts.yaml"), text, 0o600))
}

// hashed is the password as the program keeps it. It takes a good part of a
// second, so it is done once.
func hashed() (string, error) {
	dir, err := os.MkdirTemp("", "gongwen-load-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	book, err := account.Open(filepath.Join(dir, "accounts.yaml"))
	if err != nil {
		return "", err
	}
	const name = "somebody"
	first, err := book.Add(account.Account{Name: name, Role: account.Administrator})
	if err != nil {
		return "", err
	}
	if err := book.ChangePassword(name, first, password); err != nil {
		return "", err
	}
	a, err := book.Named(name)
	return a.Password, err
}
