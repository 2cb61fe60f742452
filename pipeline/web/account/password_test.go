package account

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"gongwen/pipeline/web/account/guessable"
)

// TestChosenPasswords: how long they have to be by role, what they must not consist of, and
// that the answer says why and what is better, without the password.
func TestChosenPasswords(t *testing.T) {
	s, _ := newStore(t)
	s.Known = []guessable.Known{{Word: "青山区人民政府", What: "本级政府的名称"}}
	for _, a := range []Account{{Name: "boss", Role: Administrator}, {Name: "wang", Role: Office, Units: []string{"区财政局"}},
		{Name: "u007", Role: Signer, Person: "林知远"}} {
		if _, err := s.Add(a); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct{ name, password, why string }{
		{"wang", "七个字不够长啊", "至少8个字符"},
		{"wang", "hx7k2m9q", ""},
		{"boss", "hx7k2m9q", "管理员的密码至少12个字符"},
		{"boss", "hx7k2m9qpt4", "管理员的密码至少12个字符"},
		{"boss", "hx7k2m9qpt4w", ""},
		{"boss", "Administrator2026", "含有常用的密码或词、年份"},
		{"wang", "password", "含有常用的密码或词"},
		{"wang", "1qaz@WSX", "含有键盘上挨着的键"},
		{"wang", "caizhengju888", "含有单位名称的拼音"},
		{"wang", "Qingshan@2026", "含有本级政府的名称的拼音"},
		{"wang", "xiaowang42", "不能含用户名"},
		{"u007", "linzhiyuan1980", "含有姓名的拼音、年份"},
		{"u007", "83926174", "太容易猜，字符太少"},
		{"u007", strings.Repeat("字", 25), "最多72个字节"},
		{"u007", "hongshu lanhua pijiu yun", ""},
		{"u007", "红薯兰花啤酒云", "至少8个字符"},
		{"u007", "红薯兰花啤酒云朵", ""},
		{"u007", "qingci jiusan dukou mianhua", "举例的密码"},
	} {
		given, err := s.ResetPassword(test.name)
		if err != nil {
			t.Fatal(err)
		}
		err = s.ChangePassword(test.name, given, test.password)
		switch {
		case test.why == "" && err != nil:
			t.Errorf("%s, %s: %v", test.name, test.password, err)
		case test.why != "" && (!errors.Is(err, ErrPassword) || !strings.Contains(err.Error(), test.why)):
			t.Errorf("%s, %s: %v, want %s", test.name, test.password, err, test.why)
		case err != nil && strings.Contains(err.Error(), test.password) && test.why != "举例的密码":
			t.Errorf("%s: the answer repeats it: %v", test.password, err)
		}
	}
}

// TestOutgrown: administrators whose password is from before more was asked for are told so,
// others and those of one-time passwords are not.
func TestOutgrown(t *testing.T) {
	s, _ := newStore(t)
	hash, err := bcrypt.GenerateFromPassword([]byte("hx7k2m9q"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		a        Account
		password string
		outgrown bool
	}{
		{Account{Name: "boss", Role: Administrator, Password: string(hash)}, "hx7k2m9q", true},
		{Account{Name: "boss", Role: Administrator, Password: string(hash)}, "administrator2026", true},
		{Account{Name: "boss", Role: Administrator, Password: string(hash)}, "hx7k2m9qpt4w", false},
		{Account{Name: "boss", Role: Administrator, Password: string(hash), OneTime: true}, "hx7k2m9q", false},
		{Account{Name: "wang", Role: Archivist, Password: string(hash)}, "password", false},
	} {
		if err := s.Outgrown(test.a, test.password); (err != nil) != test.outgrown {
			t.Errorf("%+v, %s: %v", test.a, test.password, err)
		}
	}
}

// TestFirstPasswordGoes: when it is replaced or given anew, for that account only, and at the
// next start where it was left behind.
func TestFirstPasswordGoes(t *testing.T) {
	s, path := newStore(t)
	file := filepath.Join(filepath.Dir(path), FirstPassword)
	first, err := s.Add(Account{Name: "admin", Role: Administrator})
	if err != nil {
		t.Fatal(err)
	}
	other, err := s.Add(Account{Name: "admin2", Role: Administrator})
	if err != nil {
		t.Fatal(err)
	}
	there := func() bool { _, err := os.Stat(file); return err == nil }
	keep := func() {
		t.Helper()
		if told, err := s.KeepFirstPassword("admin", first); err != nil || told != file || !there() {
			t.Fatal(told, err)
		}
	}
	keep()
	if err := s.ChangePassword("admin2", other, "hongshu lanhua pijiu"); err != nil || !there() {
		t.Errorf("another account's: %v, %t", err, there())
	}
	if err := s.ChangePassword("admin", first, "short"); err == nil || !there() {
		t.Errorf("a password that was refused: %v, %t", err, there())
	}
	if err := s.SweepFirstPassword(); err != nil || !there() {
		t.Errorf("a start before it was used: %v, %t", err, there())
	}
	if err := s.ChangePassword("admin", first, "hongshu lanhua pijiu"); err != nil || there() {
		t.Errorf("replaced: %v, %t", err, there())
	}
	keep()
	if err := s.SweepFirstPassword(); err != nil || there() {
		t.Errorf("left behind: %v, %t", err, there())
	}
	keep()
	if _, err := s.ResetPassword("admin"); err != nil || there() {
		t.Errorf("given anew: %v, %t", err, there())
	}
}
