//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	steps "gongwen/archive/fault"
	"gongwen/cmd/internal/program"
	"gongwen/pipeline"
)

// Forms that wait for signatures, and people who sign them by gongwen sign, which hands
// over to the program that is killed, or does it itself where none runs.

func signedFaults() []fault {
	return []fault{{name: "killed at every step while forms are signed", settings: settings + "approvals: {letter: desk}\n", try: signedKilled}}
}

// signingSteps are the places at which only a form that is signed comes by.
var signingSteps = []steps.Step{steps.Opened, steps.Unsigned, steps.SignedOff, steps.Noted}

const (
	signerAccount, signerName = "gu", "顾怀瑾"
	signerPassword            = "一个八字以上的密码"
)

// formsAStep is how many forms are dropped for each step at which the program is killed.
const formsAStep = 3

// unsignedLetter is a letter that lacks nothing but its signature.
func unsignedLetter(n int) *form {
	until := time.Now().AddDate(0, 0, 5).Format("2006-01-02")
	own := fmt.Sprintf("介绍信附件%d.txt", n)
	text := strings.NewReplacer("UNTIL", until, "ERRAND", fmt.Sprintf("第%d批材料", n), "OWN", own).Replace(`表单种类: 介绍信
申请单位: 区财政局
经办人: 林知远
联系电话: 0459-6240118
收信单位: 江州市财政局
持信人: 沈望舒
持信人职务: 预算科科长
人数: 2
联系事项: 核对ERRAND
事项性质: 一般事项
有效期至: UNTIL
本单位介绍信: OWN
`)
	return &form{"区财政局", []file{{fmt.Sprintf("待签信%d.yaml", n), []byte(text)}, {own, fmt.Appendf(nil, "兹介绍沈望舒前往办理第%d批。", n)}}}
}

// signer makes an account for who signs.
func (t *trial) signer() error {
	a, err := t.shipped.Must("account", "add", "-d", t.data(), signerAccount, "--role", "signer", "--person", signerName)
	if err != nil {
		return err
	}
	code, err := t.with(strings.TrimSpace(string(a.Stdout))+"\n"+signerPassword+"\n", "account", "password", "-d", t.data(), signerAccount)
	if err == nil && code != 0 {
		err = fmt.Errorf("account password: exit %d", code)
	}
	return err
}

// with runs a command with something on its standard input, and gives its exit code.
func (t *trial) with(stdin string, args ...string) (code int, err error) {
	cmd := t.shipped.Command(args...)
	var said bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &said, &said
	err = cmd.Run()
	if code = cmd.ProcessState.ExitCode(); code >= 0 && !program.Crashed(said.String()) {
		return code, nil
	}
	return code, errors.Join(err, fmt.Errorf("gongwen %v: %s", args, said.String()))
}

// signWaiting lets all be signed that waits, and reports whether any did. That some could
// not, as the program is killed meanwhile, is no error.
func (t *trial) signWaiting() (some bool, err error) {
	a, err := t.shipped.Ask("sign", "-d", t.data(), "--list", "--json")
	if err != nil || a.Code != 0 {
		return false, err
	}
	var waiting []struct{ Arrival string }
	if err := json.Unmarshal(a.Stdout, &waiting); err != nil {
		return false, fmt.Errorf("sign --list --json: %w: %s", err, a.Stdout)
	}
	if len(waiting) == 0 {
		return false, nil
	}
	args := []string{"sign", "-d", t.data(), "--account", signerAccount, "--agree"}
	for _, w := range waiting {
		args = append(args, w.Arrival)
	}
	_, err = t.with(signerPassword+"\n", args...)
	return true, err
}

// signedKilled kills the program at every step on the way of forms that are signed, and
// wants each signed once, and filed once.
func signedKilled(t *trial) (string, error) {
	if err := t.signer(); err != nil {
		return "", err
	}
	deaths, n := 0, 0
	for _, point := range pipeline.FaultPoints() {
		armed := t.faulty.With(fmt.Sprintf("GONGWEN_FAULTS=%s#%d=kill", point, 1+t.random.IntN(formsAStep)))
		if err := t.startAs(armed); err != nil {
			return "", err
		}
		for range formsAStep {
			n++
			if _, err := t.drop(unsignedLetter(n)); err != nil {
				return "", err
			}
		}
		deadline := time.Now().Add(10 * time.Second)
		for t.running() && time.Now().Before(deadline) {
			if _, err := t.signWaiting(); err != nil {
				return "", err
			}
			if done, err := t.drained(); err != nil || done {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		if !t.running() {
			deaths++
		}
		t.kill()
	}
	if err := t.start(); err != nil {
		return "", err
	}
	err := program.Eventually("all is signed and filed", func() (bool, error) {
		if _, err := t.signWaiting(); err != nil {
			return false, err
		}
		return t.drained()
	})
	if err == nil {
		err = t.signedOnce(n)
	}
	return fmt.Sprintf("nothing: what was signed counts; %d deaths over %d forms", deaths, n), err
}

// signedOnce wants n forms, each sent for signature once and signed once, as the journal
// tells, and each bag to tell the same.
func (t *trial) signedOnce(n int) error {
	names, err := filepath.Glob(t.data("archive", "journal", "*.jsonl"))
	if err != nil {
		return err
	}
	acts := map[string][]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for line := range bytes.Lines(text) {
			var e struct {
				Event, Arrival string
				SignOff        struct{ Act, Name string } `json:"sign_off"`
			}
			if err := json.Unmarshal(line, &e); err != nil {
				return err
			}
			if e.Event == "signing" {
				acts[e.Arrival] = append(acts[e.Arrival], e.SignOff.Act+e.SignOff.Name)
			}
		}
	}
	for _, arrival := range slices.Sorted(maps.Keys(acts)) {
		if !slices.Equal(acts[arrival], []string{"opened", "signed" + signerName}) {
			err = errors.Join(err, fmt.Errorf("of %s the journal tells %q", arrival, acts[arrival]))
		}
	}
	bags, err2 := filepath.Glob(t.data("archive", "2*", "letter", "*", "data", "signoffs.json"))
	if err = errors.Join(err, err2); len(acts) != n || len(bags) != n {
		err = errors.Join(err, fmt.Errorf("%d forms were signed, and %d bags tell of it; want %d", len(acts), len(bags), n))
	}
	for _, bag := range bags {
		text, err2 := os.ReadFile(bag)
		if err = errors.Join(err, err2); bytes.Count(text, []byte(`"counts": true`)) != 1 {
			err = errors.Join(err, fmt.Errorf("%s has not one signature that counts", bag))
		}
	}
	return err
}
