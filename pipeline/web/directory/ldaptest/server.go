// Package ldaptest is a small directory (LDAP) for tests, with people and their
// passwords, over TLS or with StartTLS.
package ldaptest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/jimlambrt/gldap"
)

// Server is a directory that runs.
type Server struct {
	URL string // ldaps://, or ldap:// for one that wants StartTLS
	CA  string // the file of its certificate

	server *gldap.Server

	mu      sync.Mutex
	people  map[string][]string // name to passwords: of one person each
	filters []string
	binds   []string // by whom, without passwords
	open    map[int]bool
	all     bool // may search without having bound
}

// Anonymous lets everybody search.
func (s *Server) Anonymous() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = true
}

// Reader is the name, with the password, by which people are looked up.
const Reader, ReaderPassword = "cn=reader,dc=qingshan,dc=example", "读者的密码"

// Base is below which people are.
const Base = "ou=people,dc=qingshan,dc=example"

// Start starts a directory of people, by name with their passwords; who has two is there
// twice. ca is the file that its certificate is written to.
func Start(ca string, startTLS bool, people map[string][]string) (*Server, error) {
	config, err := certificate(ca)
	if err != nil {
		return nil, err
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	at := free.Addr().String()
	if err := free.Close(); err != nil {
		return nil, err
	}
	s := &Server{URL: "ldaps://" + at, CA: ca, people: people, open: map[int]bool{}}
	s.server, err = gldap.NewServer(gldap.WithLogger(hclog.New(&hclog.LoggerOptions{Output: io.Discard})))
	if err != nil {
		return nil, err
	}
	routes, err := gldap.NewMux()
	if err != nil {
		return nil, err
	}
	err = errors.Join(routes.Bind(s.bind), routes.Search(s.search), routes.ExtendedOperation(func(w *gldap.ResponseWriter, r *gldap.Request) {
		answer := r.NewExtendedResponse(gldap.WithResponseCode(gldap.ResultSuccess))
		answer.SetResponseName(gldap.ExtendedOperationStartTLS)
		if w.Write(answer) == nil {
			_ = r.StartTLS(config)
		}
	}, gldap.ExtendedOperationStartTLS), s.server.Router(routes))
	if err != nil {
		return nil, err
	}
	options := []gldap.Option{gldap.WithTLSConfig(config)}
	if startTLS {
		s.URL, options = "ldap://"+at, nil
	}
	go func() { _ = s.server.Run(at, options...) }()
	for !s.server.Ready() {
		time.Sleep(time.Millisecond)
	}
	return s, nil
}

// Stop ends it.
func (s *Server) Stop() error { return s.server.Stop() }

// Asked are the filters that were searched by, and the names that were bound as.
func (s *Server) Asked() (filters, binds []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.filters, s.binds
}

// certificate makes one for 127.0.0.1, and writes it to a file.
func certificate(path string) (*tls.Config, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	err = os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}), 0o600)
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{raw}, PrivateKey: key}}}, err
}

// bind answers whether a password is that of a name. Without a password it succeeds, as
// directories do (RFC 4513, 5.1.2).
func (s *Server) bind(w *gldap.ResponseWriter, r *gldap.Request) {
	answer := r.NewBindResponse(gldap.WithResponseCode(gldap.ResultInvalidCredentials))
	defer func() { _ = w.Write(answer) }()
	m, err := r.GetSimpleBindMessage()
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.binds = append(s.binds, m.UserName)
	right := m.Password == "" || m.UserName == Reader && m.Password == ReaderPassword
	for name, passwords := range s.people {
		for _, password := range passwords {
			right = right || m.UserName == dn(name) && string(m.Password) == password
		}
	}
	if right {
		s.open[r.ConnectionID()] = true
		answer.SetResultCode(gldap.ResultSuccess)
	}
}

func dn(name string) string { return "uid=" + name + "," + Base }

// search answers a filter that is (uid=name), with names of any letters; one with a star
// is everybody's.
func (s *Server) search(w *gldap.ResponseWriter, r *gldap.Request) {
	answer := r.NewSearchDoneResponse(gldap.WithResponseCode(gldap.ResultSuccess))
	defer func() { _ = w.Write(answer) }()
	m, err := r.GetSearchMessage()
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.filters = append(s.filters, m.Filter)
	if !s.open[r.ConnectionID()] && !s.all {
		answer.SetResultCode(gldap.ResultInsufficientAccessRights)
		return
	}
	name := strings.TrimSuffix(strings.TrimPrefix(m.Filter, "(uid="), ")")
	for of, passwords := range s.people {
		for range passwords {
			if name == of || strings.Contains(name, "*") {
				_ = w.Write(r.NewSearchResponseEntry(dn(of)))
			}
		}
	}
}
