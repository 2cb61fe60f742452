package openid

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/web/openid/openidtest"
	"gongwen/pipeline/workspace"
)

// TestReturn takes the word of single sign-on for who came back by the way they went, and
// of nobody else for nobody else.
func TestReturn(t *testing.T) {
	dir := t.TempDir()
	at, err := openidtest.Start(filepath.Join(dir, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	defer at.Stop()
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte(openidtest.Secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	settings := workspace.OIDC{Issuer: at.Issuer, Client: openidtest.Client, Secret: secret, CA: filepath.Join(dir, "ca.pem")}
	p, err := Open(settings, "https://gw.example/sign-in/openid/return", func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	leave := func(again string) (kept, state, code string) {
		t.Helper()
		to, kept, err := p.Leave(t.Context(), "/sign", again)
		if err == nil {
			state, code, err = at.LetIn(to, "leader")
		}
		if err != nil || strings.Contains(to, "code_verifier") {
			t.Fatal(to, err)
		}
		return kept, state, code
	}
	kept, state, code := leave("")
	name, way, err := p.Return(t.Context(), kept, state, code)
	if err != nil || name != "leader" || way.Next != "/sign" || way.Again != "" {
		t.Fatalf("%q, %+v, %v", name, way, err)
	}
	refused := func(what, kept, state, code string) {
		t.Helper()
		if name, _, err := p.Return(t.Context(), kept, state, code); !errors.Is(err, ErrNobody) || name != "" || strings.Contains(err.Error(), openidtest.Secret) {
			t.Errorf("%s: %q, %v", what, name, err)
		}
	}
	refused("the code again", kept, state, code)
	_, state, code = leave("")
	other, otherState, _ := leave("")
	refused("another's cookie", other, state, code)
	refused("another's cookie and state", other, otherState, code) // its verifier is not the code's
	kept, state, code = leave("")
	refused("a forged cookie", strings.Repeat("A", len(kept)), state, code)
	refused("no cookie", "", state, code)
	refused("no state", kept, "", code)
	refused("no code", kept, state, "")
	now = now.Add(onWay + time.Second)
	refused("too late", kept, state, code)
	now = time.Now()
	for what, change := range map[string]func(map[string]any){
		"another nonce":    func(c map[string]any) { c["nonce"] = "x" },
		"no nonce":         func(c map[string]any) { delete(c, "nonce") },
		"another client":   func(c map[string]any) { c["aud"] = "other" },
		"another issuer":   func(c map[string]any) { c["iss"] = "https://other.example" },
		"expired":          func(c map[string]any) { c["exp"] = time.Now().Add(-time.Hour).Unix() },
		"no name":          func(c map[string]any) { delete(c, "preferred_username") },
		"a name of a sort": func(c map[string]any) { c["preferred_username"] = []string{"leader"} },
	} {
		at.Change = change
		kept, state, code := leave("")
		refused(what, kept, state, code)
	}
	at.Change, at.Forged = nil, true
	kept, state, code = leave("")
	refused("signed by somebody else", kept, state, code)
	at.Forged = false
	// To sign, they show anew who they are.
	kept, state, code = leave("leader")
	if name, way, err := p.Return(t.Context(), kept, state, code); err != nil || name != "leader" || way.Again != "leader" {
		t.Errorf("anew: %q, %+v, %v", name, way, err)
	}
	for what, change := range map[string]func(map[string]any){
		"remembered": func(c map[string]any) { c["auth_time"] = time.Now().Add(-time.Hour).Unix() },
		"not told":   func(c map[string]any) { delete(c, "auth_time") },
	} {
		at.Change = change
		kept, state, code := leave("leader")
		refused(what, kept, state, code)
	}
	// Who is not there, or is not the one trusted, is nobody's fault who comes.
	at.Change = nil
	settings.CA = ""
	if p, err = Open(settings, "https://gw.example/x", time.Now); err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.Leave(t.Context(), "", ""); err == nil || errors.Is(err, ErrNobody) {
		t.Errorf("of a certificate nobody trusts: %v", err)
	}
}
