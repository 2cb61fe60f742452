//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"sync/atomic"
	"time"
)

// browser is somebody of the thief's unit, honest, who hands in forms in the
// reading room.
type browser struct {
	testbed  *testbed
	address  atomic.Pointer[string]
	client   *http.Client
	password string // one-time at first
	n        int    // handed in
}

const browserName = "jingban"

var tokenField = regexp.MustCompile(`name="token" value="([^"]*)"`)

// signIn signs in, and the first time chooses a password.
func (b *browser) signIn() error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	b.client = &http.Client{Jar: jar, Timeout: b.testbed.patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	where, _, err := b.post("/sign-in", url.Values{"name": {browserName}, "password": {b.password}})
	if err != nil {
		return err
	}
	if where == "" {
		return errors.New("signing in was refused")
	}
	const chosen = "一个足够长的密码"
	if b.password == chosen {
		return nil
	}
	token, err := b.token("/password")
	if err != nil {
		return err
	}
	where, page, err := b.post("/password", url.Values{"token": {token}, "old": {b.password}, "password": {chosen}, "again": {chosen}})
	if err == nil && where == "" {
		err = fmt.Errorf("the password was not changed: %s", page)
	}
	b.password = chosen
	return err
}

func (b *browser) url(path string) string { return "http://" + *b.address.Load() + path }

// post gives where the answer leads to, or else the page.
func (b *browser) post(path string, fields url.Values) (where string, page []byte, err error) {
	return b.answer(b.client.PostForm(b.url(path), fields))
}

func (b *browser) answer(r *http.Response, err error) (where string, page []byte, _ error) {
	if err != nil {
		return "", nil, err
	}
	defer r.Body.Close()
	page, err = io.ReadAll(io.LimitReader(r.Body, 1<<20))
	return r.Header.Get("Location"), page, err
}

func (b *browser) token(path string) (string, error) {
	_, page, err := b.answer(b.client.Get(b.url(path)))
	if err != nil {
		return "", err
	}
	found := tokenField.FindSubmatch(page)
	if found == nil {
		return "", errSignedOut
	}
	return string(found[1]), nil
}

var errSignedOut = errors.New("signed out")

// handIn hands in a form with its attachment. An error is for what a restart of the
// program explains; the rest is counted as a violation.
func (b *browser) handIn() error {
	if b.client == nil {
		if err := b.signIn(); err != nil {
			b.client = nil
			return err
		}
	}
	token, err := b.token("/hand-in")
	if err != nil {
		b.client = nil
		return err
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	err = errors.Join(form.WriteField("token", token), form.WriteField("unit", thiefUnit))
	for name, data := range map[string][]byte{
		formName:   b.testbed.letters[thiefUnit].with(newMark(honestMark), letterName),
		letterName: []byte("兹介绍我单位职工前往联系。"),
	} {
		part, partErr := form.CreateFormFile("files", name)
		if err = errors.Join(err, partErr); err == nil {
			_, err = part.Write(data)
		}
	}
	if err = errors.Join(err, form.Close()); err != nil {
		return err
	}
	where, page, err := b.answer(b.client.Post(b.url("/hand-in"), form.FormDataContentType(), &body))
	if err != nil {
		b.client = nil
		return err
	}
	b.n++
	if where == "" {
		b.testbed.violations.add(honestRefused, "%s hand-in %d: %s", time.Now().Format("15:04:05.000"), b.n, firstAlert(page))
	}
	return nil
}

var alert = regexp.MustCompile(`(?s)role="alert">(.*?)<`)

// firstAlert is what a page says is wrong.
func firstAlert(page []byte) string {
	if found := alert.FindSubmatch(page); found != nil {
		return string(found[1])
	}
	return fmt.Sprintf("%.200s", page)
}
