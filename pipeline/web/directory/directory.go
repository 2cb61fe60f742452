// Package directory asks an office's directory (LDAP, RFC 4511) whether a password is
// somebody's. It looks up who is meant, and then binds as them; nothing else is read, and
// nothing is ever asked without TLS.
package directory

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"

	"gongwen/pipeline/workspace"
)

// Directory is one that can be asked. Its methods may be called from many goroutines.
type Directory struct {
	settings workspace.LDAP
	plain    bool // StartTLS is needed
	tls      *tls.Config
	patience time.Duration // for each answer
}

// ErrWrong is the error for a password that is not the person's, for somebody the
// directory does not know, and for a name that is of several.
var ErrWrong = errors.New("目录中的用户名或密码不对")

// maxAnswer is the most bytes of an answer: it is one entry without attributes.
const maxAnswer = 1 << 20

func init() { ber.MaxPacketLengthBytes = maxAnswer } // which the library has for all connections

// Open reads what settings name; the directory itself is asked later.
func Open(settings workspace.LDAP) (*Directory, error) {
	u, err := url.Parse(settings.URL)
	if err != nil {
		return nil, err
	}
	d := &Directory{settings: settings, plain: u.Scheme == "ldap", patience: 5 * time.Second,
		tls: &tls.Config{MinVersion: tls.VersionTLS12, ServerName: u.Hostname()}}
	if settings.CA != "" {
		text, err := os.ReadFile(settings.CA)
		if err != nil {
			return nil, fmt.Errorf("sign_in 的 ldap 的 ca：%w", err)
		}
		d.tls.RootCAs = x509.NewCertPool()
		if !d.tls.RootCAs.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("sign_in 的 ldap 的 ca：%s 里没有 PEM 格式的证书", settings.CA)
		}
	}
	_, err = d.password()
	return d, err
}

// password is that of the name by which people are looked up. It is read each time, so
// that it can be changed.
func (d *Directory) password() (string, error) {
	if d.settings.Password == "" {
		return "", nil
	}
	text, err := os.ReadFile(d.settings.Password)
	if err != nil {
		return "", fmt.Errorf("sign_in 的 ldap 的 password_file：%w", err)
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}

// Check tells whether a password is that of the person of a name. The error is ErrWrong
// where it is not; any other is that of the directory, for the log, and has no secrets.
func (d *Directory) Check(name, password string) error {
	if name == "" || password == "" { // to bind without a password would be to bind as nobody, and succeed (RFC 4513, 5.1.2)
		return ErrWrong
	}
	conn, err := ldap.DialURL(d.settings.URL, ldap.DialWithTLSConfig(d.tls), ldap.DialWithDialer(&net.Dialer{Timeout: d.patience}))
	if err != nil {
		return fmt.Errorf("连不上目录 %s：%w", d.settings.URL, err)
	}
	defer conn.Close()
	conn.SetTimeout(d.patience)
	if d.plain {
		if err := conn.StartTLS(d.tls); err != nil {
			return fmt.Errorf("目录 %s 的 StartTLS 不成，没有送出密码：%w", d.settings.URL, err)
		}
	}
	if d.settings.Bind != "" {
		own, err := d.password()
		if err == nil {
			err = conn.Bind(d.settings.Bind, own)
		}
		if err != nil {
			return fmt.Errorf("目录不认 bind 的用户名或密码：%w", err)
		}
	}
	filter := strings.ReplaceAll(d.settings.Filter, "{name}", ldap.EscapeFilter(name))
	found, err := conn.Search(ldap.NewSearchRequest(d.settings.Base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases,
		2, int(d.patience/time.Second), false, filter, []string{"1.1"}, nil)) // no attributes (RFC 4511, 4.5.1.8)
	switch {
	case ldap.IsErrorAnyOf(err, ldap.LDAPResultSizeLimitExceeded), err == nil && len(found.Entries) > 1:
		return fmt.Errorf("%w：目录中不止一个人符合", ErrWrong)
	case ldap.IsErrorAnyOf(err, ldap.LDAPResultNoSuchObject), err == nil && len(found.Entries) == 0:
		return ErrWrong
	case err != nil:
		return fmt.Errorf("在目录中找不了人，请核对 base、filter：%w", err)
	}
	err = conn.Bind(found.Entries[0].DN, password)
	if ldap.IsErrorAnyOf(err, ldap.LDAPResultInvalidCredentials, ldap.LDAPResultUnwillingToPerform, ldap.LDAPResultInappropriateAuthentication, ldap.LDAPResultConstraintViolation) {
		return ErrWrong
	}
	if err != nil {
		return fmt.Errorf("目录没有答复密码对不对：%w", err)
	}
	return nil
}
