package web

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"gongwen/archive/journal"
)

// behindNginx is a reading room behind a real nginx.
type behindNginx struct {
	*room
	off, on, chained string // addresses: set up as the manual says, with request buffering off or on; through a second proxy
}

// startNginx serves a room, puts nginx before it with what the manual says, and waits
// until it answers.
func startNginx(t *testing.T) *behindNginx {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		program = "/usr/sbin/nginx" // which is not in everybody's path
	}
	if _, err := os.Stat(program); err != nil {
		t.Fatalf("%v: run .ci/setup tools", err)
	}
	b := &behindNginx{room: ownRoom(t, Options{Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})}
	at := listenHere(t)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.server.Serve(ctx, at) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})

	page, err := os.ReadFile(filepath.Join("..", "manual", "pages", "web.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(page), "```nginx\n")
	example, _, _ = strings.Cut(example, "```")
	dir := t.TempDir()
	cert, key := selfSigned(t, dir)
	server := func(listen, to string) string {
		r := strings.NewReplacer("443", listen, "/etc/nginx/gw.pem", cert, "/etc/nginx/gw.key", key, "127.0.0.1:8080", to)
		return r.Replace(example)
	}
	ports := make([]string, 4)
	for i := range ports {
		free := listenHere(t) // told to nginx, which nobody else is quick enough to take from it
		ports[i] = free.Addr().String()
		free.Close()
	}
	inner := strings.ReplaceAll(server(ports[3], at.Addr().String()), " ssl;", ";")
	inner = regexp.MustCompile(`(?m)^ *ssl_.*\n|^ *proxy_set_header X-Forwarded-(Proto|Host).*\n|^ *proxy_set_header Host.*\n`).ReplaceAllString(inner, "")
	config := "daemon off; master_process off; pid nginx.pid; error_log stderr;\nevents {}\nhttp {\naccess_log off;\n"
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		config += kind + "_temp_path " + kind + ";\n"
	}
	config += strings.ReplaceAll(server(ports[0], at.Addr().String()), "proxy_http_version", "proxy_request_buffering off;\nproxy_http_version") +
		server(ports[1], at.Addr().String()) +
		server(ports[2], ports[3]) + inner + "}\n"
	if err := os.WriteFile(filepath.Join(dir, "nginx.conf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	nginx := exec.Command(program, "-p", dir, "-c", "nginx.conf", "-e", "stderr")
	var said bytes.Buffer
	nginx.Stderr = &said
	if err := nginx.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = nginx.Process.Kill()
		_ = nginx.Wait()
		if t.Failed() {
			t.Log(said.String())
		}
	})
	b.off, b.on, b.chained = "https://"+ports[0], "https://"+ports[1], "https://"+ports[2]
	for end := time.Now().Add(time.Minute); ; {
		if answer, err := browserFrom("127.0.0.9").Get(b.chained + "/healthz"); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return b
			}
		}
		if time.Now().After(end) {
			t.Fatalf("nginx does not answer:\n%s\n%s", config, said.String())
		}
	}
}

func listenHere(t *testing.T) net.Listener {
	t.Helper()
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// browserFrom is a browser at an address of this machine.
func browserFrom(address string) *http.Client {
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	return &http.Client{
		Transport:     &http.Transport{DialContext: dialer.DialContext, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// ask sends a request of a browser, and gives the answer, read.
func ask(t *testing.T, from, method, target string, body io.Reader, set ...string) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequest(method, target, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(set); i += 2 {
		r.Header.Add(set[i], set[i+1])
	}
	answer, err := browserFrom(from).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, text
}

// signIn signs in through a proxy, with whatever the browser claims about itself.
func signInAt(t *testing.T, from, at, name, secret string, claims ...string) *http.Response {
	t.Helper()
	fields := url.Values{"name": {name}, "password": {secret}}
	answer, _ := ask(t, from, "POST", at+"/sign-in", strings.NewReader(fields.Encode()),
		append([]string{"Content-Type", "application/x-www-form-urlencoded", "Origin", at}, claims...)...)
	return answer
}

// TestServeBehindNginx, set up as the manual says: cookies for HTTPS only, the
// browser's own address in the access log and in the limits, forms of any size, and
// files in any part.
func TestServeBehindNginx(t *testing.T) {
	b := startNginx(t)
	claims := []string{"X-Forwarded-For", "127.0.0.1, 127.0.0.5", "X-Forwarded-Proto", "http", "X-Forwarded-Host", "evil.example", "Forwarded", "for=6.6.6.6", "X-Real-Ip", "6.6.6.6"}
	cookies := map[string]string{}
	for at, from := range map[string]string{b.off: "127.0.0.2", b.on: "127.0.0.3", b.chained: "127.0.0.4"} {
		answer := signInAt(t, from, at, "caizheng", password, claims...)
		if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Strict-Transport-Security") == "" || answer.Header.Get("Location") != "/desk" {
			t.Fatalf("signing in at %s: %s %v", at, answer.Status, answer.Header)
		}
		for _, cookie := range answer.Cookies() {
			if !cookie.Secure {
				t.Errorf("%s: the cookie %s is for HTTP, too", at, cookie.Name)
			}
			if cookie.Name == cookieName {
				cookies[at] = cookie.Name + "=" + cookie.Value
			}
		}
		if who := b.lastFrom(t, journal.SignedIn); who != from {
			t.Errorf("%s: signed in from %s, want %s", at, who, from)
		}
		forged := []string{"Content-Type", "application/x-www-form-urlencoded", "Origin", "https://evil.example"}
		if answer, _ := ask(t, from, "POST", at+"/sign-in", strings.NewReader("name=x"), append(forged, claims...)...); answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s: a form of another site: %s", at, answer.Status)
		}
	}

	// Whoever guesses is stopped, whatever he says he is; the others behind the same
	// proxy are not.
	stopped := false
	for i := range 12 {
		claim := []string{"X-Forwarded-For", fmt.Sprintf("198.51.100.%d", i)}
		stopped = signInAt(t, "127.0.0.6", b.off, fmt.Sprint("nobody", i), "x", claim...).StatusCode == http.StatusTooManyRequests
	}
	if !stopped {
		t.Error("12 guesses from one address were let through")
	}
	if answer := signInAt(t, "127.0.0.7", b.off, "dangan", password); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("somebody else at the same proxy: %s", answer.Status)
	}

	for at, cookie := range cookies {
		b.handInThrough(t, at, cookie)
		b.downloadThrough(t, at, cookie)
	}
}

// lastFrom is from where the last event of a type came.
func (r *room) lastFrom(t *testing.T, what journal.Type) (from string) {
	t.Helper()
	for _, e := range accessLogOf(t, r.server) {
		if e.Type == what {
			from = e.From
		}
	}
	return from
}

// handInThrough hands a form in with an attachment of some megabytes.
func (b *behindNginx) handInThrough(t *testing.T, at, cookie string) {
	t.Helper()
	_, page := ask(t, "127.0.0.2", "GET", at+"/hand-in", nil, "Cookie", cookie)
	token := regexp.MustCompile(`name="token" value="([^"]+)"`).FindSubmatch(page)
	if token == nil {
		t.Fatalf("no token on the page:\n%s", page)
	}
	large := bytes.Repeat([]byte("公文附件"), 400_000)
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	fields := [][2]string{{"token", string(token[1])}, {"unit", "区财政局"}}
	for _, f := range fields {
		if err := m.WriteField(f[0], f[1]); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string][]byte{"介绍信.yaml": formText(t, letter(map[string]any{"联系事项": "经代理送交 " + at})), "本单位介绍信.txt": large} {
		part, err := m.CreateFormFile("files", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	for what, content := range map[string]io.Reader{
		"with its length": bytes.NewReader(body.Bytes()),
		"in chunks":       io.MultiReader(bytes.NewReader(body.Bytes())), // of which nobody knows the length
	} {
		answer, page := ask(t, "127.0.0.2", "POST", at+"/hand-in", content, "Cookie", cookie, "Content-Type", m.FormDataContentType(), "Origin", at)
		if answer.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s: handed in %s: %s %s", at, what, answer.Status, page)
		}
		came, err := filepath.Glob(filepath.Join(b.workspace.Folder.Inbox(), "区财政局", handedInPrefix+"*", "本单位介绍信.txt"))
		if err != nil || len(came) != 1 {
			t.Fatalf("%s: handed in %s: in the inbox %v, %v", at, what, came, err)
		}
		if text, err := os.ReadFile(came[0]); err != nil || !bytes.Equal(text, large) {
			t.Errorf("%s: handed in %s: %d bytes came, %v", at, what, len(text), err)
		}
		if err := os.RemoveAll(filepath.Dir(came[0])); err != nil {
			t.Fatal(err)
		}
	}
}

// downloadThrough takes a large file in parts, and a bag that broke off.
func (b *behindNginx) downloadThrough(t *testing.T, at, cookie string) {
	t.Helper()
	file := b.own.Attachments[0]
	large := bytes.Repeat([]byte("0123456789abcdef"), 1<<20)
	path := b.workspace.Archive.Path(b.own.Folder(), file.Path)
	if err := os.WriteFile(path, large, 0o600); err != nil {
		t.Fatal(err)
	}
	from := map[string]string{b.off: "127.0.0.2", b.on: "127.0.0.3", b.chained: "127.0.0.4"}[at]
	before := len(b.linesOf(t, "caizheng"))
	for _, name := range []string{"attachment/0", "bag.zip"} {
		target := at + recordURL(b.own.Number, name)
		whole, want := ask(t, from, "GET", target, nil, "Cookie", cookie)
		if whole.StatusCode != http.StatusOK || len(want) < len(large) || name == "attachment/0" && !bytes.Equal(want, large) {
			t.Fatalf("%s: %s, %d bytes", target, whole.Status, len(want))
		}
		for _, begin := range []int{1, 12_345_678, len(want) - 1} {
			part, text := ask(t, from, "GET", target, nil, "Cookie", cookie, "Range", fmt.Sprintf("bytes=%d-", begin), "If-Range", whole.Header.Get("ETag"))
			if part.StatusCode != http.StatusPartialContent || !bytes.Equal(text, want[begin:]) {
				t.Errorf("%s from %d: %s, %d bytes", target, begin, part.Status, len(text))
			}
		}
	}
	if lines := b.linesOf(t, "caizheng")[before:]; len(lines) != 2 || b.lastFrom(t, journal.Taken) != from {
		t.Errorf("%s: in the access log %v, from %s, want two from %s", at, lines, b.lastFrom(t, journal.Taken), from)
	}
}

// selfSigned writes a certificate and its key, which net/http/httptest brings along.
func selfSigned(t *testing.T, dir string) (cert, key string) {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	pair := s.TLS.Certificates[0]
	private, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, key: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}
