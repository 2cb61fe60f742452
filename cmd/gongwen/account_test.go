package main

import (
	"path/filepath"
	"slices"
	"testing"

	"gongwen/pipeline/web/account"
)

// TestAccountSetKeepsWhatIsNotGiven: who is given a certificate stays what they are, and a
// role that is given is described anew.
func TestAccountSetKeepsWhatIsNotGiven(t *testing.T) {
	store, err := account.Open(filepath.Join(t.TempDir(), "accounts.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	was := account.Account{Name: "gu", Role: account.Signer, Person: "顾怀瑾", Units: []string{"区财政局"}, Clearance: []string{"秘密"}}
	if _, err := store.Add(was); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		args []string
		want func(a *account.Account)
	}{
		{"a certificate", []string{"--certificate="}, func(*account.Account) {}},
		{"degrees", []string{"--clearance", "机密"}, func(a *account.Account) { a.Clearance = []string{"机密"} }},
		{"other units, and what was", []string{"--unit", "区教育局"}, func(a *account.Account) { a.Units = []string{"区教育局"} }},
		{"disabled", []string{"--disabled"}, func(a *account.Account) { a.Disabled = true }},
		{"still disabled", []string{"--clearance", "秘密"}, func(a *account.Account) { a.Clearance = []string{"秘密"} }},
		{"enabled", []string{"--disabled=false"}, func(a *account.Account) { a.Disabled = false }},
		{"a role", []string{"--role", "archivist"}, func(a *account.Account) { a.Role, a.Units, a.Clearance = account.Archivist, nil, nil }},
	} {
		cmd := accountSet(func() (*account.Store, error) { return store, nil }, func(string) error { return nil })
		cmd.SetArgs(append([]string{"gu"}, test.args...))
		if err := cmd.Execute(); err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		test.want(&was)
		got, err := store.Named("gu")
		if err != nil || got.Role != was.Role || got.Person != was.Person || got.Disabled != was.Disabled ||
			!slices.Equal(got.Units, was.Units) || !slices.Equal(got.Clearance, was.Clearance) {
			t.Errorf("%s: %+v, %v, want %+v", test.name, got, err, was)
		}
	}
}
