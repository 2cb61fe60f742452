package account

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"
)

// newStore is an empty store that hashes fast, and its path.
func newStore(t *testing.T) (*Store, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "reading", "accounts.yaml")
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	s.Cost = bcrypt.MinCost
	return s, path
}

func TestStorePasswordIsGivenOnceAndChosenAnew(t *testing.T) {
	s, path := newStore(t)
	given, err := s.Add(Account{Name: "admin", Role: Administrator})
	if err != nil {
		t.Fatal(err)
	}
	if a, err := s.Authenticate("admin", given); err != nil || !a.OneTime {
		t.Fatalf("with the password given: %+v, %v", a, err)
	}
	if err := s.ChangePassword("admin", given, "新的密码要十二个字以上才行"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Authenticate("admin", given); !errors.Is(err, ErrWrong) {
		t.Errorf("with the old password: %v", err)
	}
	again, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := again.Authenticate("admin", "新的密码要十二个字以上才行"); err != nil || a.OneTime {
		t.Errorf("with the new password, read again: %+v, %v", a, err)
	}
	text, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(text), "新的密码") || strings.Contains(string(text), given) {
		t.Errorf("the file holds a password: %v\n%s", err, text)
	}
}

// TestAddTakesAnyName: a one-time password often has a short name in it, by chance.
func TestAddTakesAnyName(t *testing.T) {
	s, _ := newStore(t)
	for _, name := range strings.Split("abcdefghijklmnopqrstuvwxyz234567", "") {
		if _, err := s.Add(Account{Name: name, Role: Administrator}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := s.ResetPassword(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestNamedByALookAlike: an account is one, however its name is encoded.
func TestNamedByALookAlike(t *testing.T) {
	s, _ := newStore(t)
	password, err := s.Add(Account{Name: "⻢⻜", Role: Administrator})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"马飞", "⻢⻜", "马\u200B飞"} {
		if a, err := s.Authenticate(name, password); err != nil || a.Name != "马飞" {
			t.Errorf("%q: %q, %v", name, a.Name, err)
		}
		if _, err := s.Add(Account{Name: name, Role: Archivist}); !errors.Is(err, ErrTaken) {
			t.Errorf("%q: %v, want ErrTaken", name, err)
		}
	}
	if _, err := s.Named("馬飛"); !errors.Is(err, ErrUnknown) {
		t.Errorf("%v, want ErrUnknown", err)
	}
}

func TestAuthenticateLetsNobodyInOtherwise(t *testing.T) {
	s, _ := newStore(t)
	password, err := s.Add(Account{Name: "admin", Role: Administrator})
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Add(Account{Name: "gone", Role: Archivist})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Set("gone", Account{Role: Archivist, Disabled: true}); err != nil {
		t.Fatal(err)
	}
	for _, try := range [][2]string{{"admin", ""}, {"admin", password + " "}, {"nobody", password}, {"", ""}, {"gone", out}} {
		if a, err := s.Authenticate(try[0], try[1]); !errors.Is(err, ErrWrong) {
			t.Errorf("%q: %+v, %v", try, a, err)
		}
	}
}

func TestSetKeepsAnAdministrator(t *testing.T) {
	s, _ := newStore(t)
	if _, err := s.Add(Account{Name: "admin", Role: Administrator}); err != nil {
		t.Fatal(err)
	}
	for _, as := range []Account{{Role: Administrator, Disabled: true}, {Role: Archivist}} {
		if err := s.Set("admin", as); !errors.Is(err, ErrLast) {
			t.Errorf("%+v: %v, want ErrLast", as, err)
		}
	}
	if a, err := s.Named("admin"); err != nil || a.Role != Administrator || a.Disabled {
		t.Errorf("after what was refused: %+v, %v", a, err)
	}
}

// TestAddAccountsBeforeTheAdministrators: they are used and changed like any
// other, and the first administrator stays as the last one does.
func TestAddAccountsBeforeTheAdministrators(t *testing.T) {
	s, _ := newStore(t)
	given, err := s.Add(Account{Name: "cai", Role: Office, Units: []string{"区财政局"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ChangePassword("cai", given, "新的密码要十二个字以上才行"); err != nil {
		t.Errorf("choosing a password: %v", err)
	}
	if err := s.SaveSearch("cai", Search{"防汛", "q=防汛"}); err != nil {
		t.Errorf("keeping a search: %v", err)
	}
	if err := s.Set("cai", Account{Role: Administrator}); err != nil {
		t.Errorf("made an administrator: %v", err)
	}
	if err := s.Set("cai", Account{Role: Archivist}); !errors.Is(err, ErrLast) {
		t.Errorf("made something else again: %v, want ErrLast", err)
	}
}

func TestStoreRefusesMistakes(t *testing.T) {
	s, _ := newStore(t)
	if _, err := s.Add(Account{Name: "admin", Role: Administrator}); err != nil {
		t.Fatal(err)
	}
	for _, a := range []Account{
		{Name: "", Role: Archivist}, {Name: "two words", Role: Archivist}, {Name: "x", Role: "king"},
		{Name: "x", Role: Office}, {Name: "x", Role: Office, Units: []string{"../.."}}, {Name: "x", Role: Office, Units: []string{"区/局"}},
		{Name: "x", Role: Archivist, Clearance: []string{"最高"}}, {Name: "admin", Role: Archivist},
	} {
		if _, err := s.Add(a); err == nil {
			t.Errorf("%+v was taken", a)
		}
	}
	for _, password := range []string{"short", "my-admin-1", strings.Repeat("字", 25)} {
		given, err := s.ResetPassword("admin")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.ChangePassword("admin", given, password); !errors.Is(err, ErrPassword) {
			t.Errorf("password %q: %v", password, err)
		}
	}
}

// TestRefreshSeesChangesOfAnotherProgram: gongwen account beside a running server.
func TestRefreshSeesChangesOfAnotherProgram(t *testing.T) {
	s, path := newStore(t)
	if _, err := s.Add(Account{Name: "admin", Role: Administrator}); err != nil {
		t.Fatal(err)
	}
	other, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Add(Account{Name: "new", Role: Archivist}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Named("new"); err != nil {
		t.Errorf("the account another added: %v", err)
	}
	if err := s.SaveSearch("new", Search{"防汛", "q=防汛"}); err != nil {
		t.Fatal(err)
	}
	if a, err := other.Named("new"); err != nil || len(a.Searches) != 1 {
		t.Errorf("the search kept: %+v, %v", a, err)
	}
}

// TestOpenReadsAnOldFile: accounts.yaml from before changes were counted.
func TestOpenReadsAnOldFile(t *testing.T) {
	text, err := os.ReadFile("testdata/before-generations.yaml")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "accounts.yaml")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	before, err := s.Authenticate("li", "一个旧的密码")
	if err != nil || before.Generation != 0 || len(before.Searches) != 1 {
		t.Fatalf("%+v, %v", before, err)
	}
	as := before
	as.Disabled = true
	for range 2 {
		if err := s.Set("li", as); err != nil {
			t.Fatal(err)
		}
		as.Disabled = false
	}
	again, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	after, err := again.Named("li")
	if err != nil || after.Disabled || after.Generation != 2 || after.Fingerprint() == before.Fingerprint() {
		t.Errorf("disabled and enabled: %+v, %v", after, err)
	}
	if err := s.SaveSearch("li", Search{"防汛", "q=防汛"}); err != nil {
		t.Fatal(err)
	}
	if kept, err := s.Named("li"); err != nil || kept.Fingerprint() != after.Fingerprint() {
		t.Errorf("keeping a search changes what sessions rest on: %+v, %v", kept, err)
	}
}
