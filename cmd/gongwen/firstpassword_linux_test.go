package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"gongwen/pipeline/web/account"
)

// pseudoTerminal is a terminal that a test sits before.
func pseudoTerminal(t *testing.T) (screen io.Reader, terminal *os.File) {
	t.Helper()
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetPointerInt(int(ours.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(ours.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ours.Close() })
	return ours, terminal
}

// TestFirstPasswordOnATerminal: it is shown there, and nowhere else.
func TestFirstPasswordOnATerminal(t *testing.T) {
	dir := office(t)
	log := filepath.Join(t.TempDir(), "gongwen.log")
	screen, terminal := pseudoTerminal(t)
	ctx, stop := context.WithCancel(t.Context())
	code := make(chan int, 1)
	keepTemporary(t)
	go func() {
		code <- run(ctx, []string{"run", "-d", dir, "--serve", "127.0.0.1:0", "--log", log}, io.Discard, terminal)
	}()
	lines, shown := bufio.NewReader(screen), ""
	for !strings.Contains(shown, "一次性密码") {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		shown += line
	}
	waitFor(t, log, `阅览室已开`)
	stop()
	if got := <-code; got != 0 {
		t.Errorf("exit code %d", got)
	}
	if !oneTime.MatchString(shown) {
		t.Errorf("shown: %s", shown)
	}
	if text, err := os.ReadFile(log); err != nil || oneTime.Match(text) {
		t.Errorf("the log has the password: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "reading", account.FirstPassword)); !os.IsNotExist(err) {
		t.Errorf("there is a file, too: %v", err)
	}
}

// TestFirstPasswordOfAService: without a terminal it is in a file of the program's own user,
// in no log and no output, and gone once it has been replaced.
func TestFirstPasswordOfAService(t *testing.T) {
	dir := office(t)
	logs := t.TempDir()
	log, access := filepath.Join(logs, "gongwen.log"), filepath.Join(logs, "access.log")
	p := startProcess(t, "run", "-d", dir, "--serve", "127.0.0.1:0", "--log", log, "--log-level", "debug", "--access-log", access)
	at := strings.TrimSuffix(waitFor(t, log, `http://127\.0\.0\.1:\d+/`), "/")
	file := filepath.Join(dir, "reading", account.FirstPassword)
	if told := waitFor(t, log, `一次性密码在文件 \S+ 里`); !strings.Contains(told, file) {
		t.Errorf("told %s, not %s", told, file)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	password := oneTime.FindString(string(text))
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	post := func(path string, form url.Values) string {
		t.Helper()
		answer, err := browser.PostForm(at+path, form)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	body := post("/sign-in", url.Values{"name": {"admin"}, "password": {password}})
	token := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(body)
	if token == nil || !strings.Contains(body, "一次性密码") {
		t.Fatalf("after signing in: %.2000s", body)
	}
	const chosen = "hongshu lanhua pijiu yun"
	post("/password", url.Values{"token": token[1:], "old": {password}, "password": {chosen}, "again": {chosen}})
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the file is still there: %v", err)
	}
	p.stop(t)
	for what, text := range map[string]string{"standard error": p.said.text.String(), log: waitFor(t, log, `(?s).*`), access: waitFor(t, access, `(?s).*`)} {
		if strings.Contains(text, password) || strings.Contains(text, chosen) {
			t.Errorf("%s has a password:\n%s", what, text)
		}
	}
}

// keepTemporary gives back the folder for temporary files, which the program changes.
func keepTemporary(t *testing.T) {
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, os.Getenv(name))
	}
}
