//go:build unix

package main

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"gongwen/samples"
)

// readingRoomProcess is a gongwen of its own with a reading room, which is stopped
// with the test.
type readingRoomProcess struct {
	*exec.Cmd
	said  *output
	ended chan error
}

func startProcess(t *testing.T, args ...string) *readingRoomProcess {
	t.Helper()
	p := &readingRoomProcess{Cmd: exec.Command("gongwen", args...), said: &output{changed: make(chan struct{}, 1)}, ended: make(chan error, 1)}
	p.Stderr = p.said
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.ended <- p.Wait() }()
	t.Cleanup(func() { _ = p.Process.Kill() })
	return p
}

// stop stops it in good order.
func (p *readingRoomProcess) stop(t *testing.T) {
	t.Helper()
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-p.ended:
		if err != nil {
			t.Errorf("ended with %v\n%s", err, p.said.text.String())
		}
	case <-time.After(time.Minute):
		t.Fatal("it does not stop")
	}
}

// waitFor waits until a file has what is looked for, and gives it.
func waitFor(t *testing.T, file, what string) string {
	t.Helper()
	pattern := regexp.MustCompile(what)
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		text, err := os.ReadFile(file)
		if found := pattern.FindString(string(text)); err == nil && found != "" {
			return found
		}
		if time.Now().After(end) {
			t.Fatalf("no %s in %s: %v\n%s", what, file, err, text)
		}
	}
}

// office is a data folder that takes files at once.
func office(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "roster.yaml"), samples.Roster(), 0o644),
		os.WriteFile(filepath.Join(dir, "gongwen.yaml"), []byte("settle: 0s\nrescan: 100ms\n"), 0o644)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestReopenOnHangup: at a SIGHUP the logs are opened anew under their names and the
// new certificate is served, and nothing ends; a certificate that does not fit is not
// taken. Renewed without a signal, it is taken all the same.
func TestReopenOnHangup(t *testing.T) {
	dir := office(t)
	cert, key := certificate(t)
	logs := t.TempDir()
	log, access := filepath.Join(logs, "gongwen.log"), filepath.Join(logs, "access.log")
	p := startProcess(t, "run", "-d", dir, "--serve", "127.0.0.1:0", "--log", log, "--access-log", access, "--tls-cert", cert, "--tls-key", key)
	at := strings.TrimPrefix(waitFor(t, log, `https://127\.0\.0\.1:\d+`), "https://")
	if waitFor(t, log, `(?m)^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d 信息 已启动：gongwen run，版本 .*，进程 \d+，数据文件夹 .*$`); !strings.Contains(waitFor(t, log, `(?s).*`), "一次性密码在文件 ") {
		t.Error("the log does not say where the first password is")
	}
	serial := func() string {
		t.Helper()
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
		answer, err := client.Get("https://" + at + "/verify")
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		return answer.TLS.PeerCertificates[0].SerialNumber.String() + answer.TLS.PeerCertificates[0].NotAfter.String() + string(answer.TLS.PeerCertificates[0].Signature)
	}
	hangUp := func() {
		t.Helper()
		if err := p.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
	}
	replace := func(certFrom, keyFrom string) {
		t.Helper()
		for to, from := range map[string]string{cert: certFrom, key: keyFrom} {
			if err := os.Rename(from, to); err != nil {
				t.Fatal(err)
			}
		}
	}

	first := serial()
	waitFor(t, access, `GET /verify 200`)
	for _, file := range []string{log, access} {
		if err := os.Rename(file, file+".1"); err != nil {
			t.Fatal(err)
		}
	}
	replace(certificate(t))
	hangUp()
	waitFor(t, log, `信息 收到 SIGHUP`)
	second := serial()
	if second == first {
		t.Error("the old certificate is served")
	}
	waitFor(t, access, `GET /verify 200`)
	if text, err := os.ReadFile(access + ".1"); err != nil || strings.Count(string(text), "GET /verify") != 1 {
		t.Errorf("the log that was moved away: %s %v", text, err)
	}

	other, _ := certificate(t) // without its key
	if err := os.Rename(other, cert); err != nil {
		t.Fatal(err)
	}
	hangUp()
	waitFor(t, log, `出错 TLS 证书 .*不能用.*仍用原来的`)
	if serial() != second {
		t.Error("a certificate without its key has ended the one before")
	}
	replace(certificate(t)) // and nobody says so
	waitFor(t, log, `信息 TLS 证书换了，已采用新的`)
	if serial() == second {
		t.Error("the renewed certificate is not served")
	}

	p.stop(t)
	waitFor(t, log, `信息 已停止：gongwen run`)
	if text, err := os.ReadFile(log); err != nil || strings.Contains(string(text), "GET /verify") {
		t.Errorf("the log has the requests, too: %s %v", text, err)
	}
}

// TestLogForMachines: a JSON object a line, with what happened to each form, in the log
// as on standard output; and of a level, whatever the words.
func TestLogForMachines(t *testing.T) {
	dir := office(t)
	if err := os.MkdirAll(filepath.Join(dir, "inbox", "区财政局"), 0o755); err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(t.TempDir(), "gongwen.log")
	p := startProcess(t, "run", "-d", dir, "--json", "--log", log, "--log-format", "json", "--log-level", "debug")
	if err := os.WriteFile(filepath.Join(dir, "inbox", "区财政局", "出错.yaml"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	waitFor(t, log, `"event":"returned"`)
	p.stop(t)
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	var messages []string
	for decoder := json.NewDecoder(strings.NewReader(string(text))); ; {
		var record struct {
			Time  time.Time
			Level string
			Msg   string
			PID   int
			Event struct{ Event, File string }
		}
		if err := decoder.Decode(&record); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if record.Time.IsZero() || record.Level == "" || record.Event.Event == "returned" && (record.Level != "INFO" || record.Event.File != "区财政局/出错.yaml") {
			t.Errorf("%+v", record)
		}
		word, _, _ := strings.Cut(record.Msg, " ")
		messages = append(messages, strings.SplitN(word, "：", 2)[0])
	}
	if got := strings.Join(messages, " "); !regexp.MustCompile(`^已启动 (?:.*)正在看守 (?:.*)退回 (?:.*)已停止$`).MatchString(got) {
		t.Errorf("records: %s\n%s", got, text)
	}
	if strings.Contains(p.said.text.String(), "退回") {
		t.Error("with --log the events are on standard error, too")
	}

	if code := run(t.Context(), []string{"run", "-d", dir, "--log-level", "loud"}, io.Discard, io.Discard); code != failed {
		t.Errorf("an unknown level: %d", code)
	}
	if code := run(t.Context(), []string{"serve", "-d", dir, "--log", filepath.Join(dir, "none", "log")}, io.Discard, io.Discard); code != failed {
		t.Errorf("a log in no folder: %d", code)
	}
}
