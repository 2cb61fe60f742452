package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"gongwen/samples"
)

// output is what a running command prints, line by line.
type output struct {
	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{}
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	defer func() {
		select {
		case o.changed <- struct{}{}:
		default:
		}
	}()
	return o.text.Write(b)
}

// match waits until the output has what is looked for.
func (o *output) match(t *testing.T, what *regexp.Regexp) string {
	t.Helper()
	for end := time.After(time.Minute); ; {
		o.mu.Lock()
		found := what.FindString(o.text.String())
		text := o.text.String()
		o.mu.Unlock()
		if found != "" {
			return found
		}
		select {
		case <-o.changed:
		case <-end:
			t.Fatalf("no %v in\n%s", what, text)
		}
	}
}

// TestServeOpensTheReadingRoom: serve and run --serve open the reading room, over TLS
// too, and end in good order when they are told to.
func TestServeOpensTheReadingRoom(t *testing.T) {
	cert, key := certificate(t)
	for name, test := range map[string]struct {
		args   []string
		scheme string
	}{
		"run":   {[]string{"run", "--serve", "127.0.0.1:0", "--metrics", "127.0.0.1:0"}, "http"},
		"serve": {[]string{"serve", "--addr", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key, "--metrics", "127.0.0.1:0"}, "https"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
				t.Setenv(name, os.Getenv(name)) // which the program changes for all that comes after
			}
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "roster.yaml"), samples.Roster(), 0o644); err != nil {
				t.Fatal(err)
			}
			if code := run(t.Context(), []string{"run", "-d", dir, "--once"}, io.Discard, io.Discard); code != 0 {
				t.Fatalf("run --once: %d", code)
			}
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			said := &output{changed: make(chan struct{}, 1)}
			code := make(chan int, 1)
			go func() { code <- run(ctx, append(test.args, "-d", dir), io.Discard, said) }()
			at := said.match(t, regexp.MustCompile(test.scheme+`://127\.0\.0\.1:\d+/`))
			said.match(t, regexp.MustCompile(`已建管理员账号 admin，一次性密码在文件 \S+first-password 里`))
			client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
			answer, err := client.Get(at + "healthz")
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(answer.Body)
			answer.Body.Close()
			if err != nil || string(body) != "ok\n" || (answer.Header.Get("Strict-Transport-Security") != "") != (test.scheme == "https") {
				t.Errorf("healthz: %q, %v, %v", body, answer.Header, err)
			}
			if answer, err = client.Get(at + "metrics"); err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != http.StatusNotFound {
				t.Errorf("metrics on the reading room's own listener: %s", answer.Status)
			}
			metrics, err := client.Get(said.match(t, regexp.MustCompile(`http://127\.0\.0\.1:\d+/metrics`)))
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(metrics.Body)
			metrics.Body.Close()
			if err != nil || !strings.Contains(string(text), `gongwen_request_seconds_count{route="GET /healthz",status="200"} 1`) || !strings.Contains(string(text), "gongwen_arrivals{") {
				t.Errorf("metrics: %v\n%.2000s", err, text)
			}
			var second bytes.Buffer
			if code := run(t.Context(), []string{"serve", "-d", dir, "--addr", "127.0.0.1:0"}, io.Discard, &second); code != failed || !strings.Contains(second.String(), "阅览室已由另一个 gongwen 开着") {
				t.Errorf("a second reading room: %d %s", code, second.String())
			}
			stop()
			if got := <-code; got != 0 {
				t.Errorf("stopped: exit code %d", got)
			}
		})
	}
}

// certificate makes one for this machine.
func certificate(t *testing.T) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: cert}, keyFile: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certFile, keyFile
}
