package directory

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/web/directory/ldaptest"
	"gongwen/pipeline/workspace"
)

// start is a directory with two people, one of whom is there twice.
func start(t *testing.T, startTLS bool) (*ldaptest.Server, workspace.LDAP) {
	t.Helper()
	dir := t.TempDir()
	s, err := ldaptest.Start(filepath.Join(dir, "ca.pem"), startTLS, map[string][]string{"jiang": {"江的密码"}, "wang": {"王的密码", "另一个"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop() })
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte(ldaptest.ReaderPassword+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return s, workspace.LDAP{URL: s.URL, Bind: ldaptest.Reader, Password: secret, Base: ldaptest.Base, Filter: "(uid={name})", CA: s.CA}
}

// TestCheck asks over TLS from the start and with StartTLS: whose password is right is
// known, and nobody else.
func TestCheck(t *testing.T) {
	for _, startTLS := range []bool{false, true} {
		s, settings := start(t, startTLS)
		d, err := Open(settings)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Check("jiang", "江的密码"); err != nil {
			t.Errorf("StartTLS %t: %v", startTLS, err)
		}
		for _, try := range [][2]string{
			{"jiang", "x"}, {"jiang", ""}, {"", "江的密码"}, {"", ""}, {"nobody", "江的密码"}, {"wang", "王的密码"},
			{"*", "江的密码"}, {"ji*", "江的密码"}, {"jiang)(uid=*", "江的密码"}, {"jiang\x00", "江的密码"}, {`jiang\`, "江的密码"},
			{"uid=jiang," + ldaptest.Base, "江的密码"}, {strings.Repeat("j", 5000), "x"},
		} {
			if err := d.Check(try[0], try[1]); !errors.Is(err, ErrWrong) {
				t.Errorf("StartTLS %t, %q: %v, want ErrWrong", startTLS, try, err)
			}
		}
		filters, binds := s.Asked()
		for _, f := range filters {
			if strings.Contains(f, "*") || strings.Count(f, "(") != 1 {
				t.Errorf("a name made the filter %s", f)
			}
		}
		if slices.Contains(binds, "") {
			t.Error("bound as nobody")
		}
	}
}

// TestCheckSendsNoPasswordInTheOpen: who is not the directory that settings trust learns
// nothing.
func TestCheckSendsNoPasswordInTheOpen(t *testing.T) {
	_, settings := start(t, false)
	other, err := ldaptest.Start(filepath.Join(t.TempDir(), "ca.pem"), false, map[string][]string{"jiang": {"江的密码"}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Stop() }()
	reader := settings
	settings.URL = other.URL
	listening, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listening.Close()
	heard := make(chan string, 1)
	go func() { // one that takes everything in the open
		conn, err := listening.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_ = conn.SetDeadline(time.Now().Add(time.Second))
		b := make([]byte, 4096)
		n, _ := conn.Read(b)
		_, _ = conn.Write([]byte{0x30, 0x0c, 2, 1, 1, 0x78, 7, 10, 1, 2, 4, 0, 4, 0}) // it knows no StartTLS
		more, _ := conn.Read(b[n:])
		heard <- string(b[:n+more])
	}()
	open := settings
	open.URL = "ldap://" + listening.Addr().String()
	dead := settings
	dead.URL = "ldaps://127.0.0.1:1"
	wrongReader := reader
	wrongReader.Bind = "cn=other"
	for what, s := range map[string]workspace.LDAP{"of another certificate": settings, "without TLS": open, "that is not there": dead, "another reader": wrongReader} {
		d, err := Open(s)
		if err != nil {
			t.Fatal(err)
		}
		d.patience = time.Second
		err = d.Check("jiang", "江的密码")
		if err == nil || errors.Is(err, ErrWrong) || strings.Contains(err.Error(), "江的密码") || strings.Contains(err.Error(), ldaptest.ReaderPassword) {
			t.Errorf("one %s: %v", what, err)
		}
	}
	if text := <-heard; strings.Contains(text, "密码") {
		t.Errorf("in the open: %q", text)
	}
}

// TestOpenNamesWhatIsMissing: files that are not there, or no certificates.
func TestOpenNamesWhatIsMissing(t *testing.T) {
	_, settings := start(t, false)
	for field, change := range map[string]func(*workspace.LDAP){
		"password_file": func(s *workspace.LDAP) { s.Password = "nowhere" },
		"ca":            func(s *workspace.LDAP) { s.CA = s.Password },
	} {
		s := settings
		change(&s)
		if _, err := Open(s); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
}
