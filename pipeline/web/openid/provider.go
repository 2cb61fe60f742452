// Package openid lets people in whom the office's single sign-on names by OpenID Connect:
// the browser goes there and comes back with a code, which is exchanged for a signed
// statement of who it is.
//
// What goes out and what comes back belong together by three random texts: the state,
// which comes back by the browser; the nonce, which stands in the statement; and the
// verifier (PKCE, RFC 7636), without which the code is worth nothing. The browser keeps
// them meanwhile in a cookie that only this program can read and write.
package openid

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"gongwen/pipeline/workspace"
)

// Provider is the office's single sign-on. Its methods may be called from many goroutines.
type Provider struct {
	settings workspace.OIDC
	back     string // address the browser comes back to
	client   *http.Client
	sealing  cipher.AEAD
	now      func() time.Time

	mu    sync.Mutex
	found *oidc.Provider // nil until it has answered
}

// Way is what belongs to one way there and back.
type Way struct {
	State, Nonce, Verifier string
	Next                   string    // the page to go on with
	Again                  string    // the account that shows anew that it is they; empty for entering
	Left                   time.Time // for there
}

// ErrNobody is the error for what comes back and is no proof of who it is. Others are those
// of the provider, for the log; none has secrets.
var ErrNobody = errors.New("统一认证的答复不能采信")

const (
	onWay    = 10 * time.Minute // there and back
	patience = 10 * time.Second
	// maxAnswer is the most bytes of an answer of the provider.
	maxAnswer = 1 << 20
	// maxAge is how long ago the person may have shown who they are, where that is asked
	// anew; it includes the way back.
	maxAge = 2 * time.Minute
)

// Open reads what settings name; the provider itself is asked later. The browser comes
// back to the address back.
func Open(settings workspace.OIDC, back string, now func() time.Time) (*Provider, error) {
	p := &Provider{settings: settings, back: back, now: now}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if settings.CA != "" {
		text, err := os.ReadFile(settings.CA)
		if err != nil {
			return nil, fmt.Errorf("sign_in 的 oidc 的 ca：%w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("sign_in 的 oidc 的 ca：%s 里没有 PEM 格式的证书", settings.CA)
		}
	}
	p.client = &http.Client{Timeout: patience, Transport: bounded{&http.Transport{TLSClientConfig: config, Proxy: http.ProxyFromEnvironment}}}
	if _, err := p.secret(); err != nil {
		return nil, err
	}
	key := make([]byte, 32) // of this run: nobody is on the way for longer
	_, _ = rand.Read(key)   // never fails
	block, err := aes.NewCipher(key)
	if err == nil {
		p.sealing, err = cipher.NewGCM(block)
	}
	return p, err
}

// secret is read each time, so that it can be changed.
func (p *Provider) secret() (string, error) {
	text, err := os.ReadFile(p.settings.Secret)
	if err != nil {
		return "", fmt.Errorf("sign_in 的 oidc 的 secret_file：%w", err)
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}

// provider asks the provider for its addresses and keys, until it has answered once.
func (p *Provider) provider(ctx context.Context) (*oidc.Provider, *oauth2.Config, error) {
	p.mu.Lock()
	found := p.found
	p.mu.Unlock()
	if found == nil {
		// Its keys are fetched with this context later, when the request is long over.
		var err error
		if found, err = oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.settings.Issuer); err != nil {
			return nil, nil, fmt.Errorf("统一认证 %s 没有正常答复：%w", p.settings.Issuer, err)
		}
		p.mu.Lock()
		p.found = found
		p.mu.Unlock()
	}
	secret, err := p.secret()
	return found, &oauth2.Config{ClientID: p.settings.Client, ClientSecret: secret, Endpoint: found.Endpoint(), RedirectURL: p.back,
		Scopes: []string{oidc.ScopeOpenID, "profile"}}, err
}

// Leave is where the browser is to go, and what it is to keep meanwhile. Again names an
// account whose person is to show anew who they are, whatever the provider remembers.
func (p *Provider) Leave(ctx context.Context, next, again string) (to, keep string, err error) {
	_, config, err := p.provider(ctx)
	if err != nil {
		return "", "", err
	}
	w := Way{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Next: next, Again: again, Left: p.now()}
	options := []oauth2.AuthCodeOption{oidc.Nonce(w.Nonce), oauth2.S256ChallengeOption(w.Verifier)}
	if again != "" {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	text, err := json.Marshal(w)
	if err != nil {
		return "", "", err
	}
	nonce := make([]byte, p.sealing.NonceSize())
	_, _ = rand.Read(nonce)
	return config.AuthCodeURL(w.State, options...), base64.RawURLEncoding.EncodeToString(p.sealing.Seal(nonce, nonce, text, nil)), nil
}

// way is what a browser has kept. The error is ErrNobody.
func (p *Provider) way(kept string) (w Way, err error) {
	sealed, err := base64.RawURLEncoding.DecodeString(kept)
	if err != nil || len(sealed) < p.sealing.NonceSize() {
		return w, ErrNobody
	}
	text, err := p.sealing.Open(nil, sealed[:p.sealing.NonceSize()], sealed[p.sealing.NonceSize():], nil)
	if err != nil || json.Unmarshal(text, &w) != nil {
		return w, ErrNobody
	}
	if age := p.now().Sub(w.Left); age < 0 || age > onWay {
		return w, fmt.Errorf("%w：去的时候太久了", ErrNobody)
	}
	return w, nil
}

// Return is who a browser is that comes back with a state and a code, by what it has
// kept: the claim that is the account's name. The error is ErrNobody for what is no proof.
func (p *Provider) Return(ctx context.Context, kept, state, code string) (name string, w Way, err error) {
	if w, err = p.way(kept); err != nil {
		return "", w, err
	}
	if subtle.ConstantTimeCompare([]byte(state), []byte(w.State)) != 1 || code == "" {
		return "", w, fmt.Errorf("%w：不是从这个浏览器去的", ErrNobody)
	}
	found, config, err := p.provider(ctx)
	if err != nil {
		return "", w, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := config.Exchange(ctx, code, oauth2.VerifierOption(w.Verifier))
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) { // whose text has the whole answer
		return "", w, fmt.Errorf("%w：它不认带回的码（%s）", ErrNobody, refused.ErrorCode)
	}
	if err != nil {
		return "", w, fmt.Errorf("统一认证 %s 没有正常答复", p.settings.Issuer)
	}
	raw, _ := token.Extra("id_token").(string)
	statement, err := found.Verifier(&oidc.Config{ClientID: p.settings.Client, Now: p.now}).Verify(ctx, raw)
	if err != nil {
		return "", w, fmt.Errorf("%w：%w", ErrNobody, err)
	}
	if subtle.ConstantTimeCompare([]byte(statement.Nonce), []byte(w.Nonce)) != 1 {
		return "", w, fmt.Errorf("%w：是对另一次询问的答复", ErrNobody)
	}
	var claims map[string]any
	if err := statement.Claims(&claims); err != nil {
		return "", w, fmt.Errorf("%w：%w", ErrNobody, err)
	}
	if w.Again != "" {
		at, ok := claims["auth_time"].(float64)
		if age := p.now().Sub(time.Unix(int64(at), 0)); !ok || age > maxAge || age < -maxAge {
			return "", w, fmt.Errorf("%w：没有重新验证身份", ErrNobody)
		}
	}
	claim := p.settings.Claim
	if claim == "" {
		claim = "preferred_username"
	}
	if name, _ = claims[claim].(string); name == "" {
		return "", w, fmt.Errorf("%w：其中没有 %s", ErrNobody, claim)
	}
	return name, w, nil
}

// bounded ends answers that are too long.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		answer.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(answer.Body, maxAnswer), answer.Body}
	}
	return answer, err
}
