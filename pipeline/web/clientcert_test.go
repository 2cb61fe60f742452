package web

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongwen/archive/journal"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/workspace"
)

// issuer issues client certificates.
type issuer struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	path string // of its certificate, as PEM
}

func newIssuer(t *testing.T, name string) *issuer {
	t.Helper()
	i := &issuer{t: t, path: filepath.Join(t.TempDir(), name+".pem")}
	i.key = must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	i.cert = must(x509.ParseCertificate(must(x509.CreateCertificate(rand.Reader, template, template, &i.key.PublicKey, i.key))))
	if err := os.WriteFile(i.path, pemOf(i.cert), 0o600); err != nil {
		t.Fatal(err)
	}
	return i
}

func pemOf(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}

// issue is a certificate of somebody that ends then.
func (i *issuer) issue(name string, until time.Time, usage x509.ExtKeyUsage) tls.Certificate {
	i.t.Helper()
	key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	template := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{usage}, NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: until}
	raw := must(x509.CreateCertificate(rand.Reader, template, i.cert, &key.PublicKey, i.key))
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key, Leaf: must(x509.ParseCertificate(raw))}
}

// cards are certificates: the leader's, and those that are not to count.
type cards struct {
	issuer                                          *issuer
	leader, other, expired, server, forged, unknown tls.Certificate
}

func newCards(t *testing.T) cards {
	t.Helper()
	i := newIssuer(t, "本区证书")
	soon := time.Now().Add(time.Hour)
	return cards{
		issuer: i, leader: i.issue("江临川", soon, x509.ExtKeyUsageClientAuth), other: i.issue("江临川", soon, x509.ExtKeyUsageClientAuth),
		expired: i.issue("江临川", time.Now().Add(-time.Hour), x509.ExtKeyUsageClientAuth), server: i.issue("江临川", soon, x509.ExtKeyUsageServerAuth),
		forged:  newIssuer(t, "本区证书").issue("江临川", soon, x509.ExtKeyUsageClientAuth),
		unknown: i.issue("没有登记的人", soon, x509.ExtKeyUsageClientAuth),
	}
}

// register gives the leader's account every certificate of his, those that are not to
// count, too: what they lack is not the registration.
func (c cards) register(t *testing.T, r *room) {
	t.Helper()
	boss := r.server.accounts.By("admin")
	err := boss.SetCertificates("quzhang", []string{fingerprintOf(c.leader), fingerprintOf(c.expired), fingerprintOf(c.server), fingerprintOf(c.forged)})
	if err == nil {
		err = boss.SetCertificates("juzhang", []string{fingerprintOf(c.other)})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func fingerprintOf(c tls.Certificate) string { return account.CertificateFingerprint(c.Leaf) }

// TestClientCertificateOverTLS: who shows a registered certificate enters without a
// password; who shows none is asked for one.
func TestClientCertificateOverTLS(t *testing.T) {
	c := newCards(t)
	cert, key := selfSigned(t, t.TempDir())
	r := ownRoom(t, Options{CertFile: cert, KeyFile: key, ClientCA: c.issuer.path})
	c.register(t, r)
	at := listenHere(t)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.server.Serve(ctx, at) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	for name, test := range map[string]struct {
		shows tls.Certificate
		want  int // 0: TLS refuses it
	}{
		"none": {tls.Certificate{}, http.StatusForbidden}, "registered": {c.leader, http.StatusSeeOther}, "unregistered": {c.unknown, http.StatusForbidden},
		"expired": {c.expired, 0}, "a server's": {c.server, 0}, "of another issuer": {c.forged, 0},
	} {
		browser := browserFrom("127.0.0.1")
		own := test.shows
		browser.Transport.(*http.Transport).TLSClientConfig.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &own, nil }
		answer, err := browser.PostForm("https://"+at.Addr().String()+"/sign-in/certificate", url.Values{})
		if err != nil {
			if test.want != 0 {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		answer.Body.Close()
		if answer.StatusCode != test.want {
			t.Errorf("%s: %d, want %d", name, answer.StatusCode, test.want)
		}
	}
	if lines := r.server.accessLogLines(t, journal.SignedIn, "quzhang"); lines != 1 {
		t.Errorf("%d lines of the access log, want 1", lines)
	}
}

// TestClientCertificateOfAHeader: what a proxy hands on is taken of the proxies named,
// once, whole, and only if the issuer has issued it; a signature takes it with the very
// request.
func TestClientCertificateOfAHeader(t *testing.T) {
	c := newCards(t)
	r := ownRoom(t, Options{ClientCA: c.issuer.path, ClientCertHeader: "X-Client-Cert", Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.1/32")}})
	c.register(t, r)
	escaped := func(card tls.Certificate) string { return url.PathEscape(string(pemOf(card.Leaf))) }
	for name, test := range map[string]struct {
		from   string
		values []string
		want   int
	}{
		"registered": {"10.0.0.1:1", []string{escaped(c.leader)}, http.StatusSeeOther}, "none": {"10.0.0.1:1", nil, http.StatusForbidden}, "empty": {"10.0.0.1:1", []string{""}, http.StatusForbidden},
		"not of a proxy": {"10.0.0.2:1", []string{escaped(c.leader)}, http.StatusForbidden}, "at this machine": {"127.0.0.1:1", []string{escaped(c.leader)}, http.StatusForbidden},
		"twice":   {"10.0.0.1:1", []string{escaped(c.leader), escaped(c.other)}, http.StatusBadRequest},
		"two":     {"10.0.0.1:1", []string{escaped(c.leader) + escaped(c.other)}, http.StatusBadRequest},
		"cut":     {"10.0.0.1:1", []string{escaped(c.leader)[:300]}, http.StatusBadRequest},
		"escape":  {"10.0.0.1:1", []string{"%"}, http.StatusBadRequest},
		"a key":   {"10.0.0.1:1", []string{url.PathEscape("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")}, http.StatusBadRequest},
		"expired": {"10.0.0.1:1", []string{escaped(c.expired)}, http.StatusForbidden}, "a server's": {"10.0.0.1:1", []string{escaped(c.server)}, http.StatusForbidden},
		"of another issuer": {"10.0.0.1:1", []string{escaped(c.forged)}, http.StatusForbidden}, "unregistered": {"10.0.0.1:1", []string{escaped(c.unknown)}, http.StatusForbidden},
	} {
		asked := r.asking(t, "dangan")
		asked.RemoteAddr = test.from
		for _, v := range test.values {
			asked.Header.Add("X-Client-Cert", v)
		}
		asked.session = nil
		err := r.server.signInByCertificate(asked)
		if err != nil {
			asked.respondError(err)
		}
		if got := recorded(asked).Code; got != test.want {
			t.Errorf("%s: %d, want %d", name, got, test.want)
		}
	}
	// To sign, the request itself comes over a certificate of the account.
	r.server.workspace.Config.SignWith = workspace.SignWithCertificate
	sign := func(name string, card *tls.Certificate, secret string) (known string, err error) {
		asked := r.asking(t, name)
		asked.RemoteAddr = "10.0.0.1:1"
		if card != nil {
			asked.Header.Set("X-Client-Cert", escaped(*card))
		}
		err = asked.reauthenticate(secret, "")
		return asked.knownNow, err
	}
	if known, err := sign("quzhang", &c.leader, password); err != nil || known != signoff.KnownCertificate {
		t.Errorf("over the certificate: %q, %v", known, err)
	}
	for name, test := range map[string]struct {
		who, password, why string
		card               *tls.Certificate
	}{
		"without it": {"quzhang", password, "没有出示", nil}, "over another's": {"quzhang", password, "没有出示", &c.other}, "over one that is not issued": {"quzhang", password, "没有出示", &c.forged},
		"an account without one": {"caizheng", password, "还没有登记证书", &c.leader}, "without the password": {"quzhang", "", "密码不对", &c.leader},
	} {
		if known, err := sign(test.who, test.card, test.password); err == nil || !strings.Contains(err.Error(), test.why) || known != "" {
			t.Errorf("%s: %q, %v", name, known, err)
		}
	}
}

// TestClientCertificateBehindNginx: nginx hands on whose certificate it was shown, and
// takes out what a client writes there itself.
func TestClientCertificateBehindNginx(t *testing.T) {
	program, err := exec.LookPath("nginx")
	if err != nil {
		program = "/usr/sbin/nginx"
	}
	c := newCards(t)
	r := ownRoom(t, Options{ClientCA: c.issuer.path, ClientCertHeader: "X-Client-Cert", Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
	c.register(t, r)
	at, free := listenHere(t), listenHere(t)
	front := free.Addr().String()
	free.Close()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.server.Serve(ctx, at) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	dir := t.TempDir()
	cert, key := selfSigned(t, dir)
	config := "daemon off; master_process off; pid nginx.pid; error_log stderr;\nevents {}\nhttp {\naccess_log off;\n"
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		config += kind + "_temp_path " + kind + ";\n"
	}
	config += fmt.Sprintf(`server { listen %s ssl; ssl_certificate %s; ssl_certificate_key %s;
  ssl_verify_client optional_no_ca;
  location / { proxy_pass http://%s; proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto https;
    proxy_set_header X-Client-Cert $ssl_client_escaped_cert; } } }
`, front, cert, key, at.Addr())
	if err := os.WriteFile(filepath.Join(dir, "nginx.conf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	nginx := exec.Command(program, "-p", dir, "-c", "nginx.conf", "-e", "stderr")
	var said bytes.Buffer
	nginx.Stderr = &said
	if err := nginx.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = nginx.Process.Kill(); _ = nginx.Wait() }()
	enter := func(own tls.Certificate, set ...string) (int, error) {
		browser := browserFrom("127.0.0.9")
		browser.Transport.(*http.Transport).TLSClientConfig.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &own, nil }
		asks, err := http.NewRequest(http.MethodPost, "https://"+front+"/sign-in/certificate", strings.NewReader(""))
		if err != nil {
			return 0, err
		}
		for i := 0; i < len(set); i += 2 {
			asks.Header.Set(set[i], set[i+1])
		}
		answer, err := browser.Do(asks)
		if err != nil {
			return 0, err
		}
		defer answer.Body.Close()
		return answer.StatusCode, nil
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if _, err := enter(tls.Certificate{}); err == nil {
			break
		} else if time.Now().After(end) {
			t.Fatalf("nginx does not answer: %v\n%s", err, said.String())
		}
	}
	forgedHeader := []string{"X-Client-Cert", url.PathEscape(string(pemOf(c.leader.Leaf)))}
	for name, test := range map[string]struct {
		shows tls.Certificate
		set   []string
		want  int
	}{
		"registered": {c.leader, nil, http.StatusSeeOther}, "none, and writes the header": {tls.Certificate{}, forgedHeader, http.StatusForbidden},
		"of another issuer": {c.forged, nil, http.StatusForbidden}, "another's, and writes the header": {c.unknown, forgedHeader, http.StatusForbidden},
	} {
		if got, err := enter(test.shows, test.set...); err != nil || got != test.want {
			t.Errorf("%s: %d, %v, want %d\n%s", name, got, err, test.want, said.String())
		}
	}
}
