// Package openidtest is a small single sign-on (OpenID Connect) for tests, in process.
package openidtest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Client and Secret are those it knows.
const Client, Secret = "gongwen", "统一认证的密钥"

// Provider is one that runs. Its fields say what it states of whom it has let in, and may
// be changed between ways.
type Provider struct {
	Issuer string
	Change func(claims map[string]any) // the statement, before it is signed; nil for none
	Forged bool                        // signs with a key that is not its own

	server *httptest.Server
	keys   [2]*rsa.PrivateKey

	mu    sync.Mutex
	codes map[string]url.Values // what was asked, by the code that was given
}

// Start starts one, and writes its certificate to a file.
func Start(ca string) (*Provider, error) {
	p := &Provider{codes: map[string]url.Values{}}
	for i := range p.keys {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return nil, err
		}
		p.keys[i] = key
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{"issuer": p.Issuer, "authorization_endpoint": p.Issuer + "/authorize", "token_endpoint": p.Issuer + "/token",
			"jwks_uri": p.Issuer + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &p.keys[0].PublicKey, KeyID: "one", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", p.token)
	p.server = httptest.NewTLSServer(mux)
	p.Issuer = p.server.URL
	return p, os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.server.Certificate().Raw}), 0o600)
}

// Stop ends it.
func (p *Provider) Stop() { p.server.Close() }

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// LetIn is what the browser comes back with that was sent to an address, once somebody
// has shown there who they are.
func (p *Provider) LetIn(address, name string) (state, code string, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", "", err
	}
	asked := u.Query()
	asked.Set("name", name)
	code = rand.Text()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.codes[code] = asked
	return asked.Get("state"), code, nil
}

// token exchanges a code, once, of the client with its secret and the verifier (PKCE).
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	asked, ok := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	p.mu.Unlock()
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	client, secret, _ := r.BasicAuth()
	if secret, _ = url.QueryUnescape(secret); !ok || client != Client || secret != Secret || asked.Get("code_challenge_method") != "S256" ||
		asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) || r.PostFormValue("redirect_uri") != asked.Get("redirect_uri") {
		w.WriteHeader(http.StatusBadRequest)
		answer(w, map[string]string{"error": "invalid_grant"})
		return
	}
	claims := map[string]any{"iss": p.Issuer, "aud": Client, "sub": "1", "nonce": asked.Get("nonce"), "preferred_username": asked.Get("name"),
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix()}
	if asked.Get("max_age") == "0" && asked.Get("prompt") == "login" {
		claims["auth_time"] = time.Now().Unix()
	}
	if p.Change != nil {
		p.Change(claims)
	}
	key := p.keys[0]
	if p.Forged {
		key = p.keys[1]
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: "one"}}, nil)
	text, _ := json.Marshal(claims)
	var signed *jose.JSONWebSignature
	if err == nil {
		signed, err = signer.Sign(text)
	}
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	compact, _ := signed.CompactSerialize()
	answer(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": compact})
}
