package doctor

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"time"

	"gongwen/templates/bounded"
)

// expiring is how long before its end a certificate is told of.
const expiring = 30 * 24 * time.Hour

// largestPEM is how large a file of certificates may be, in bytes.
const largestPEM = 4 << 20

// certificates looks at those that were named, and at those of whoever knows the people:
// the directory, the single sign-on.
func (e *Examination) certificates(context.Context) {
	ldap, oidc := "", ""
	if d := e.config.SignIn.LDAP; d != nil {
		ldap = d.CA
	}
	if o := e.config.SignIn.OIDC; o != nil {
		oidc = o.CA
	}
	for _, each := range []struct{ what, file string }{
		{"阅览室的 TLS 证书", e.TLSCert}, {"签发个人证书的机构的证书", e.ClientCA}, {"目录（LDAP）的证书的签发机构", ldap}, {"统一认证（OpenID Connect）的证书的签发机构", oidc},
	} {
		if each.file != "" {
			e.certificate(each.what, each.file)
		}
	}
}

func (e *Examination) certificate(what, file string) {
	all, err := readCertificates(file)
	if err != nil {
		e.add(Problem, "certificate", what+"读不了", file, err.Error(), "请核对文件名和权限：要 PEM 格式，以 -----BEGIN CERTIFICATE----- 开头")
		return
	}
	first := all[0]
	for _, c := range all { // a chain is as good as the one that ends first
		if c.NotAfter.Before(first.NotAfter) {
			first = c
		}
	}
	value := "有效期到 " + clock(first.NotAfter)
	switch left := first.NotAfter.Sub(e.now); {
	case e.now.Before(first.NotBefore):
		e.add(Problem, "certificate", what+"还没有生效", file, "从 "+clock(first.NotBefore)+" 起", "请核对电脑的日期和证书")
	case left <= 0:
		e.add(Problem, "certificate", what+"已经过期", file, value, "请换上新的证书：换了文件就自动采用，不必重新启动")
	case left < expiring:
		e.add(Warning, "certificate", what+"快到期了", file, value+"，还有"+lasted(left), "请预备新的证书：换了文件就自动采用，不必重新启动")
	default:
		e.ok("certificate", what, file, value)
	}
}

func readCertificates(file string) ([]*x509.Certificate, error) {
	rest, err := bounded.ReadPath(file, largestPEM)
	if err != nil {
		return nil, err
	}
	var all []*x509.Certificate
	for {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	if len(all) == 0 {
		return nil, errors.New("里面没有证书")
	}
	return all, nil
}
