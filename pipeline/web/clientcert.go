package web

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"

	"gongwen/archive/journal"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/web/proxy"
)

// readClientCA reads the certificates of those who issue client certificates.
func readClientCA(path string) (*x509.CertPool, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("--client-ca：%w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("--client-ca：%s 里没有 PEM 格式的证书", path)
	}
	return pool, nil
}

// clientCertificate is the fingerprint of the certificate the request comes over, which
// one of --client-ca has issued; empty for none. The request itself must: a session is
// no proof that the card is still there.
//
// A proxy that ends TLS hands the certificate on in a header, as nginx writes it in
// $ssl_client_escaped_cert. It is taken from the proxies named and from nobody else, only
// where it stands once, and held against --client-ca here, too: a proxy may be set up to
// ask for certificates of anybody (optional_no_ca).
func (r *request) clientCertificate() (fingerprint string, err error) {
	s := r.server
	if s.clientCA == nil {
		return "", nil
	}
	if s.options.ClientCertHeader != "" && s.proxies.Includes(proxy.Peer(r.Request)) {
		values := r.Header.Values(s.options.ClientCertHeader)
		switch {
		case len(values) == 0 || len(values) == 1 && values[0] == "":
			return "", nil
		case len(values) > 1:
			return "", badRequest("证书的请求头 %s 出现了%d次，不能断定是谁的。请管理员检查反向代理：外来的同名请求头须删掉。", s.options.ClientCertHeader, len(values))
		}
		c, err := readEscaped(values[0])
		if err != nil {
			return "", badRequest("请求头 %s 里不是一张证书，请管理员检查反向代理：nginx 应写 $ssl_client_escaped_cert。", s.options.ClientCertHeader)
		}
		if _, err := c.Verify(x509.VerifyOptions{Roots: s.clientCA, CurrentTime: s.now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil {
			return "", nil // as crypto/tls would not have let it in
		}
		return account.CertificateFingerprint(c), nil
	}
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return "", nil
	}
	return account.CertificateFingerprint(r.TLS.PeerCertificates[0]), nil
}

// readEscaped reads one certificate in PEM with what URLs may not have escaped.
func readEscaped(text string) (*x509.Certificate, error) {
	text, err := url.PathUnescape(text)
	if err != nil {
		return nil, err
	}
	block, rest := pem.Decode([]byte(text))
	if block == nil || block.Type != "CERTIFICATE" || len(rest) > 0 {
		return nil, errors.New("not one certificate")
	}
	return x509.ParseCertificate(block.Bytes)
}

// overCertificate reports whether the request comes over a certificate of its account.
func (r *request) overCertificate() bool {
	fingerprint, err := r.clientCertificate()
	return err == nil && fingerprint != "" && slices.Contains(r.account.Certificates, fingerprint)
}

// signInByCertificate enters the account whose certificate the request comes over.
func (s *Server) signInByCertificate(r *request) error {
	next := nextPage(r.PostFormValue("next"))
	fingerprint, err := r.clientCertificate()
	if err != nil {
		return err
	}
	refuse := func(why string) error {
		s.metrics.SignInRefused.Inc()
		r.showStatus(http.StatusForbidden, "sign-in", "登录", signInForm{Next: next, Why: why, Certificates: s.clientCA != nil, OpenID: s.openID != nil})
		return nil
	}
	if fingerprint == "" {
		return refuse("浏览器没有出示本单位认可的证书。请插好证书（或在系统里装好），关掉浏览器重新打开，再试一次。")
	}
	a, err := s.accounts.WithCertificate(fingerprint)
	if errors.Is(err, account.ErrUnknown) {
		if s.unknownLogs.Allow(fingerprint, s.now()) {
			if err := r.logAccess(journal.Event{Type: journal.Refused, Reason: "登录失败，证书没有登记：" + fingerprint}); err != nil {
				return err
			}
		}
		return refuse("这张证书没有登记在可用的账号上。请把它的指纹告诉管理员：" + fingerprint)
	}
	if err != nil {
		return err
	}
	if err := r.startSession(a, false, signoff.KnownCertificate); err != nil {
		return err
	}
	if next == "" {
		next = "/desk"
	}
	r.redirect(next)
	return nil
}
