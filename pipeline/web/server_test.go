package web

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"gongwen/pipeline/workspace"
)

// TestCreateAdministratorAtTheFirstOpening, whose password is told once and good for
// nothing but choosing another.
func TestCreateAdministratorAtTheFirstOpening(t *testing.T) {
	f := workspace.Folder(t.TempDir())
	if err := empty(f); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(f.Reading(), "accounts.yaml")); err != nil {
		t.Fatal(err)
	}
	o, err := workspace.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	var told []string
	announce := func(name, password string) error { told = append(told, name, password); return nil }
	s, err := New(o, Options{}, announce)
	if err != nil {
		t.Fatal(err)
	}
	if len(told) != 2 {
		t.Fatalf("told %v", told)
	}
	c := &client{t: t, server: s, from: "192.0.2.1:1"}
	w := c.post("/sign-in", url.Values{"name": {told[0]}, "password": {told[1]}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("signing in: %d", w.Code)
	}
	c.cookie = w.Result().Cookies()[0].Value
	if to := c.get("/accounts").Header().Get("Location"); to != "/password" {
		t.Errorf("sent to %q", to)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = New(o, Options{}, announce); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if len(told) != 2 {
		t.Errorf("told again: %v", told)
	}
}
