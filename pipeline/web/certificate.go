package web

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// certificate is the server's, read from two files, and read anew when they change or
// somebody says so: certificates are renewed every few weeks. As long as the new one
// cannot be used, the old one is.
type certificate struct {
	certFile, keyFile string
	log               *slog.Logger
	current           atomic.Pointer[tls.Certificate]

	mu     sync.Mutex
	loaded string // the stamp of the files that were last read, well or not
	seen   string // their stamp at the last look
}

func openCertificate(certFile, keyFile string, log *slog.Logger) (*certificate, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, log: log}
	return c, c.reload()
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	return c.current.Load(), nil
}

// reload reads the files.
func (c *certificate) reload() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read(c.stamp())
}

// soon is how long before its end a certificate is told of.
const soon = 14 * 24 * time.Hour

func (c *certificate) read(stamp string) error {
	c.loaded, c.seen = stamp, stamp
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return fmt.Errorf("TLS 证书 %s 和私钥 %s 不能用：%w", c.certFile, c.keyFile, err)
	}
	c.current.Store(&pair)
	until := pair.Leaf.NotAfter
	if time.Until(until) < soon {
		c.log.Warn(fmt.Sprintf("TLS 证书 %s 有效期到 %s，请换新的；换好后自动采用", c.certFile, until.Local().Format("2006-01-02 15:04")), "not_after", until)
	}
	return nil
}

// follow reads the files when they have changed and lain still since the last call: of
// two that are replaced, one comes first.
func (c *certificate) follow() {
	c.mu.Lock()
	defer c.mu.Unlock()
	stamp := c.stamp()
	settled := stamp == c.seen
	c.seen = stamp
	if !settled || stamp == c.loaded {
		return
	}
	if err := c.read(stamp); err != nil {
		c.log.Error(err.Error() + "；仍用原来的")
		return
	}
	c.log.Info("TLS 证书换了，已采用新的")
}

// stamp tells whether the files are those that were read.
func (c *certificate) stamp() (stamp string) {
	for _, file := range []string{c.certFile, c.keyFile} {
		if info, err := os.Stat(file); err == nil {
			stamp += fmt.Sprint(info.ModTime().UnixNano(), " ", info.Size(), "\n")
		}
	}
	return stamp
}

// Reload reads the certificate anew. With an error the old one stays in use.
func (s *Server) Reload() error {
	if s.certificate == nil {
		return nil
	}
	return s.certificate.reload()
}
