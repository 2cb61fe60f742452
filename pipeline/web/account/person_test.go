package account

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestPersonIsOnePersonsAlone: whoever signs has one account that is enabled, and it is
// none that gives out passwords.
func TestPersonIsOnePersonsAlone(t *testing.T) {
	s, path := newStore(t)
	for _, a := range []Account{{Name: "admin", Role: Administrator}, {Name: "jiang", Role: Signer, Person: "江临川"}, {Name: "li", Role: Archivist}} {
		if _, err := s.Add(a); err != nil {
			t.Fatal(err)
		}
	}
	for _, a := range []Account{
		{Name: "jiang2", Role: Signer, Person: "江临川"}, {Name: "jiang2", Role: Office, Units: []string{"区财政局"}, Person: "江\u200B临川"},
	} {
		if _, err := s.Add(a); !errors.Is(err, ErrPersonTaken) {
			t.Errorf("%+v: %v, want ErrPersonTaken", a, err)
		}
	}
	if err := s.Set("li", Account{Role: Archivist, Person: "江临川"}); !errors.Is(err, ErrPersonTaken) {
		t.Errorf("given to another account: %v", err)
	}
	for name, as := range map[string]Account{
		"admin": {Role: Administrator, Person: "顾怀瑾"}, "jiang": {Role: Administrator, Person: "江临川"}, "li": {Role: Signer},
	} {
		if err := s.Set(name, as); err == nil {
			t.Errorf("%s as %+v was taken", name, as)
		}
	}
	for _, bad := range []string{"江\n临川", strings.Repeat("江", 41)} {
		if err := s.Set("li", Account{Role: Archivist, Person: bad}); err == nil {
			if a, _ := s.Named("li"); a.Person == bad {
				t.Errorf("%q was taken", bad)
			}
		}
	}
	// Disabled, the first leaves the person to another, and cannot come back.
	if err := s.Set("jiang", Account{Role: Signer, Person: "江临川", Disabled: true}); err != nil {
		t.Fatal(err)
	}
	if err := s.Set("li", Account{Role: Archivist, Person: "江临川"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Set("jiang", Account{Role: Signer, Person: "江临川"}); !errors.Is(err, ErrPersonTaken) {
		t.Errorf("enabled again: %v", err)
	}
	// Nor does a file that says so by hand let two in.
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "accounts.yaml")
	if err := os.WriteFile(other, []byte(strings.ReplaceAll(string(text), "  disabled: true\n", "")), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(other); !errors.Is(err, ErrPersonTaken) {
		t.Errorf("by hand: %v", err)
	}
}

// TestRemarkTellsOfInterventions: what an administrator did to sign as somebody is told
// with every signature for a week, and to the person for a month.
func TestRemarkTellsOfInterventions(t *testing.T) {
	s, path := newStore(t)
	now := time.Date(2026, 5, 11, 9, 30, 0, 0, time.Local)
	s.Now = func() time.Time { return now }
	boss := s.By("admin")
	if _, err := boss.Add(Account{Name: "admin", Role: Administrator}); err != nil {
		t.Fatal(err)
	}
	_, err := boss.Add(Account{Name: "jiang", Role: Signer, Person: "江临川", Interventions: []Intervention{{Of: "别的"}}})
	if err != nil {
		t.Fatal(err)
	}
	remark := func(want string) {
		t.Helper()
		again, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		a, err := again.Named("jiang")
		if err != nil || a.Remark(now) != want {
			t.Errorf("%q, %v, want %q", a.Remark(now), err, want)
		}
		if told := a.Notice(now) != ""; !told {
			t.Errorf("the person is not told at %v", now)
		}
	}
	remark("（本人姓名由管理员于2026年5月11日09:30设定）")
	now = now.AddDate(0, 0, 8)
	remark("")
	given, err := boss.ResetPassword("jiang")
	if err != nil {
		t.Fatal(err)
	}
	remark("（密码由管理员于2026年5月19日09:30重置）")
	// That the person, or whoever has the password, chooses another does not hide it.
	if err := s.ChangePassword("jiang", given, "一个新的很长的密码"); err != nil {
		t.Fatal(err)
	}
	remark("（密码由管理员于2026年5月19日09:30重置）")
	now = now.AddDate(0, 0, 1)
	// Nor that the account is nobody's for a moment, or another's.
	for _, person := range []string{"", "顾怀瑾", "江临川"} {
		if err := boss.Set("jiang", Account{Role: Office, Units: []string{"区政府办公室"}, Person: person}); err != nil {
			t.Fatal(err)
		}
	}
	remark("（密码由管理员于2026年5月19日09:30重置，本人姓名由管理员于2026年5月20日09:30设定）")
	a, err := s.Named("jiang")
	if err != nil || !strings.Contains(a.Notice(now), "由admin于") {
		t.Errorf("the notice does not say who: %q, %v", a.Notice(now), err)
	}
	now = now.AddDate(0, 0, 40)
	if a.Remark(now)+a.Notice(now) != "" {
		t.Errorf("told for ever: %q %q", a.Remark(now), a.Notice(now))
	}
}

// TestOpenReadsAFileBeforePersons: accounts.yaml of the version before accounts belonged
// to people; what is written then is read by Open again.
func TestOpenReadsAFileBeforePersons(t *testing.T) {
	text, err := os.ReadFile("testdata/before-persons.yaml")
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
	if err != nil || before.Person != "" || before.Generation != 3 || len(before.Columns) != 1 || before.Remark(time.Now()) != "" {
		t.Fatalf("%+v, %v", before, err)
	}
	as := before
	as.Person = "林知远"
	if err := s.Set("li", as); err != nil {
		t.Fatal(err)
	}
	again, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	after, err := again.Named("li")
	if err != nil || after.Person != "林知远" || after.Fingerprint() == before.Fingerprint() || len(after.Columns) != 1 {
		t.Errorf("%+v, %v", after, err)
	}
}
