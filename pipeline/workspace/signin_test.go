package workspace

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestReadConfigOfSigningIn reads the example of the settings, and says what is wrong with
// others.
func TestReadConfigOfSigningIn(t *testing.T) {
	example := exampleOf(t, "site") + exampleOf(t, "sign_with") + exampleOf(t, "sign_in")
	read := func(text string) (Config, error) {
		folder := Folder(t.TempDir())
		if err := os.WriteFile(folder.Config(), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return ReadConfig(folder)
	}
	c, err := read(example)
	if err != nil || c.SignWith != SignWithCode || c.SignIn.LDAP == nil || c.SignIn.LDAP.Filter != "(uid={name})" || c.SignIn.OIDC == nil || c.SignIn.OIDC.Client != "gongwen" {
		t.Errorf("%v\n%+v\n%s", err, c.SignIn, example)
	}
	if c, err := read("office: 某办公室\n"); err != nil || c.SignWith != SignWithPassword || c.SignIn.LDAP != nil || c.SignIn.OIDC != nil {
		t.Errorf("without: %v, %+v", err, c.SignIn)
	}
	example = regexp.MustCompile(` +# .*`).ReplaceAllString(example, " ")
	for change, want := range map[[2]string]string{
		{"sign_with: code", "sign_with: face"}:                     "sign_with 不认识“face”",
		{"ldaps://ldap.example.gov.cn", "http://x"}:                "ldap 的 url",
		{"base: ou=people,dc=example", "base: "}:                   "要写 base",
		{"(uid={name})", "(uid=jiang)"}:                            "filter",
		{"password_file: /etc/gongwen/ldap.secret", "ca: x #"}:     "",
		{"bind: cn=gongwen,dc=example", "bind: "}:                  "一起写",
		{"issuer: https://sso", "issuer: http://sso"}:              "issuer",
		{"client: gongwen ", "client: '' "}:                        "client",
		{"site: https://gw.example.gov.cn", "phone: 0459-6240118"}: "site",
	} {
		text := strings.Replace(example, change[0], change[1], 1)
		if _, err := read(text); text == example || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", change[1], err, want)
		}
	}
}
