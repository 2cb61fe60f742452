package account

import "gongwen/templates/normal"

// Keeper is who changes the accounts of others: an administrator, by the account's name,
// or whoever works at the command line, by the empty name.
type Keeper struct {
	store *Store
	by    string
}

// By is the accounts as an administrator changes them.
func (s *Store) By(administrator string) Keeper { return Keeper{s, administrator} }

// Add, Set and ResetPassword are those of Keeper at the command line.
func (s *Store) Add(a Account) (password string, err error) { return s.By("").Add(a) }
func (s *Store) Set(name string, as Account) error          { return s.By("").Set(name, as) }
func (s *Store) ResetPassword(name string) (password string, err error) {
	return s.By("").ResetPassword(name)
}

// Add enters a new account and gives it a password to be used once.
func (k Keeper) Add(a Account) (password string, err error) {
	err = k.AddAll([]Account{a}, Made{Keep: func(passwords []string) error { password = passwords[0]; return nil }})
	if err != nil {
		return "", err
	}
	return password, nil
}

// AddSignOn enters a new account without a password: its person enters by the office's own
// sign-on alone.
func (k Keeper) AddSignOn(a Account) error { return k.AddAll([]Account{a}, Made{SignOn: true}) }

// Set gives an account a role, a person, units and a clearance, and lets it in or not.
func (k Keeper) Set(name string, as Account) error {
	person := normal.Text(as.Person)
	return k.store.edit(name, func(a *Account) error {
		if person != "" && person != a.Person {
			a.intervened(OfPerson, k.by, k.store.Now())
		}
		a.Role, a.Person, a.Units, a.Clearance, a.Disabled = as.Role, person, as.Units, as.Clearance, as.Disabled
		return nil
	})
}

// ResetPassword gives an account a new password to be used once.
func (k Keeper) ResetPassword(name string) (password string, err error) {
	s := k.store
	if _, err := s.Named(name); err != nil {
		return "", err
	}
	password = oneTimePassword()
	hash, err := s.hash(password)
	if err != nil {
		return "", err
	}
	err = s.edit(name, func(a *Account) error {
		a.Password, a.OneTime = hash, true
		a.intervened(OfPassword, k.by, s.Now())
		return nil
	})
	if err != nil {
		return "", err
	}
	return password, s.dropFirstPassword(name)
}
