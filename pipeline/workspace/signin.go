package workspace

import (
	"net/url"
	"strings"
)

// SignIn is what people of the reading room can be known by besides passwords of its own
// (统一认证). Accounts are never made by it.
type SignIn struct {
	LDAP *LDAP `yaml:"ldap"`
	OIDC *OIDC `yaml:"oidc"`
}

// LDAP is the office's directory (目录服务), which knows passwords.
type LDAP struct {
	URL      string `yaml:"url"`           // ldaps://host, or ldap://host, where StartTLS must work
	Bind     string `yaml:"bind"`          // the name by which people are looked up; empty for none
	Password string `yaml:"password_file"` // the file of its password
	Base     string `yaml:"base"`          // below which people are looked up
	Filter   string `yaml:"filter"`        // of a person, with {name} for the account's name
	CA       string `yaml:"ca"`            // the file of who issued the directory's certificate, PEM; empty for the system's
}

// OIDC is the office's single sign-on by OpenID Connect.
type OIDC struct {
	Issuer string `yaml:"issuer"`      // https://…, below which /.well-known/openid-configuration is
	Client string `yaml:"client"`      // the name it knows the reading room by
	Secret string `yaml:"secret_file"` // the file of the secret it knows it by
	Claim  string `yaml:"claim"`       // which claim is the account's name; empty for preferred_username
	CA     string `yaml:"ca"`          // the file of who issued its certificate, PEM; empty for the system's
}

const nameInFilter = "{name}"

// mistake is what is wrong with it, "" when nothing is.
func (s SignIn) mistake(site string) string {
	if l := s.LDAP; l != nil {
		u, err := url.Parse(l.URL)
		switch {
		case err != nil || u.Scheme != "ldaps" && u.Scheme != "ldap" || u.Host == "":
			return "sign_in 的 ldap 的 url 应写成 ldaps://主机（或 ldap://主机，须能 StartTLS）"
		case l.Base == "":
			return "sign_in 的 ldap 要写 base：在目录的哪一级下面找人，如 ou=people,dc=qingshan,dc=example"
		case strings.Count(l.Filter, nameInFilter) == 0 || !strings.HasPrefix(l.Filter, "("):
			return "sign_in 的 ldap 的 filter 应写成 (uid={name}) 的样子，{name} 处是用户名"
		case (l.Bind == "") != (l.Password == ""):
			return "sign_in 的 ldap 的 bind 和 password_file 要一起写，或者都不写"
		}
	}
	if o := s.OIDC; o != nil {
		u, err := url.Parse(o.Issuer)
		switch {
		case err != nil || u.Scheme != "https" || u.Host == "":
			return "sign_in 的 oidc 的 issuer 应写成 https://… 的样子"
		case o.Client == "" || o.Secret == "":
			return "sign_in 的 oidc 要写 client 和 secret_file：在统一认证那里登记的名称，和放密钥的文件"
		case site == "":
			return "用 sign_in 的 oidc 时要写 site：统一认证通过后浏览器回到哪个地址"
		}
	}
	return ""
}
