package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"gongwen/pipeline/signqueue"
	"gongwen/pipeline/web"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
	"gongwen/templates"
)

const chosen = "一个够长的管理密码123"

// typed runs the program with lines on its standard input.
func typed(t *testing.T, lines string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "stdin")
	if err := os.WriteFile(name, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	before := os.Stdin
	os.Stdin = file
	defer func() { os.Stdin = before }()
	var out, told bytes.Buffer
	code = run(t.Context(), args, &out, &told)
	return code, out.String(), told.String()
}

// withSigners is a data folder with accounts that have chosen their password.
func withSigners(t *testing.T, all ...account.Account) workspace.Folder {
	t.Helper()
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, os.Getenv(name)) // which the program changes for all that comes after
	}
	f := workspace.Folder(t.TempDir())
	if err := os.WriteFile(filepath.Join(string(f), "roster.yaml"), samples.Roster(), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := typed(t, "", "run", "-d", string(f), "--once"); code != 0 {
		t.Fatal(stderr)
	}
	accounts, err := web.Accounts(f)
	if err != nil {
		t.Fatal(err)
	}
	accounts.Cost = bcrypt.MinCost
	for _, a := range all {
		a.Made = time.Now()
		once, err := accounts.Add(a)
		if err == nil {
			err = accounts.ChangePassword(a.Name, once, chosen)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// TestDelegateCommand sets, lists and ends delegations: by whom it may be, whether the
// program works alone or beside one that works the forms.
func TestDelegateCommand(t *testing.T) {
	f := withSigners(t, account.Account{Name: "gu", Role: account.Signer, Person: "顾怀瑾"}, account.Account{Name: "lin", Role: account.Signer, Person: "林知远"},
		account.Account{Name: "boss", Role: account.Administrator})
	until := templates.Today(time.Now()).AddDays(3).ISO()
	const document = "龙政办发〔2026〕5号"
	says := func(code int, told string, args ...string) (stdout string) {
		t.Helper()
		got, stdout, stderr := typed(t, chosen+"\n", append([]string{"delegate", "-d", string(f)}, args...)...)
		if got != code || !strings.Contains(stdout+stderr, told) {
			t.Errorf("%q: %d, want %d and “%s”:\n%s%s", args, got, code, told, stdout, stderr)
		}
		return stdout
	}
	type given struct{ Code, Result, Reason string }
	asJSON := func(code int, args ...string) (g given) {
		t.Helper()
		if err := json.Unmarshal([]byte(says(code, "", append(args, "--json")...)), &g); err != nil {
			t.Error(err)
		}
		return g
	}
	listed := func(args ...string) (all []listedDelegation) {
		t.Helper()
		if err := json.Unmarshal([]byte(says(0, "", append(args, "--json")...)), &all); err != nil {
			t.Error(err)
		}
		return all
	}
	own := len(listed("--past")) // of the sample roster
	says(failed, "--account", "--to", "林知远")
	says(failed, "读不懂", "--account", "gu", "--to", "林知远", "--until", "后天")
	says(failed, "--to 受托人", "--account", "gu")
	says(failed, "只在委托", "--account", "gu", "--end", "AAAA-AAAA", "--until", until)
	says(failed, "--words 只在终止", "--account", "gu", "--told", "AAAA-AAAA", "--words", "知道了")
	says(1, "依据", "--account", "gu", "--to", "林知远", "--until", until)
	says(1, "止", "--account", "gu", "--to", "林知远", "--document", document)
	says(1, "要由其本人或者管理员设定委托", "--account", "lin", "--for", "顾怀瑾", "--to", "林知远", "--until", until, "--document", document)
	says(1, "请写明由谁委托", "--account", "boss", "--to", "林知远", "--until", until, "--document", document)
	if tried, err := filepath.Glob(filepath.Join(f.Reading(), "tried", "*.json")); err != nil || len(tried) != 1 {
		t.Errorf("for the access log: %v, %v", tried, err)
	}
	if code, _, stderr := typed(t, "不是密码\n", "delegate", "-d", string(f), "--account", "gu", "--to", "林知远", "--until", until, "--document", document); code != failed || !strings.Contains(stderr, "用户名或密码不对") {
		t.Errorf("with a wrong password: %d %s", code, stderr)
	}
	if len(listed("--past")) != own {
		t.Fatal("something was set")
	}
	first := asJSON(0, "--account", "gu", "--to", "林知远", "--until", until, "--document", document, "--matter", "介绍信,用印")
	says(0, "这段时间里还委托了林知远", "--account", "boss", "--for", "顾怀瑾", "--to", "苏砚秋", "--until", until, "--document", document)
	if all := listed("--as", "lin"); len(all) != 1 || all[0].Code != first.Code || all[0].Ground != byDelegation || len(all[0].Matters) != 2 || all[0].State != "in-force" || all[0].ByAdministrator != "" {
		t.Errorf("%+v", all)
	}
	says(0, "由管理员boss设定", "--as", "gu")
	says(1, "要由顾怀瑾本人或者管理员终止", "--account", "lin", "--end", first.Code)

	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, []string{"run", "-d", string(f)}, &bytes.Buffer{}, &bytes.Buffer{}) }()
	for there := false; !there; time.Sleep(20 * time.Millisecond) {
		there, _ = signqueue.At(f.Spool()).Attended(t.Context())
	}
	says(1, "请写明终止的理由", "--account", "boss", "--end", first.Code)
	says(0, "已办  终止委托", "--account", "gu", "--end", strings.ToLower(first.Code), "--words", "提前回来")
	if again := asJSON(1, "--account", "gu", "--end", first.Code); again.Result != resultRefused || !strings.Contains(again.Reason, "已于") {
		t.Errorf("%+v", again)
	}
	second := asJSON(0, "--account", "gu", "--to", "林知远", "--until", until, "--document", document)
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("run: %d", code)
	}
	if all := listed("--as", "lin"); len(all) != 1 || all[0].Code != second.Code {
		t.Errorf("after the end of the first: %+v", all)
	}
	if all := listed("--as", "lin", "--past"); len(all) != 2 || all[0].State != "over" || all[0].Words != "提前回来" {
		t.Errorf("with those that are over: %+v", all)
	}
}
