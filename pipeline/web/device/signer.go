// Package device recognises the browsers from which an account was entered before,
// so that strangers who try its name cannot keep its owner out (device cookies, as
// OWASP describes them). Such a cookie proves that its browser once knew the
// password; it opens nothing, it only has a limit of tries of its own.
package device

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"time"

	"gongwen/archive/durable"
)

// Signer makes and checks the cookies.
type Signer struct{ key []byte }

const (
	keyLength    = 32
	cookiePrefix = "gongwen-device-"
	// maxAge is how long a browser keeps the cookie; entering renews it. Browsers keep
	// none for longer than 400 days.
	maxAge = 365 * 24 * time.Hour
)

// Open reads the key at path, and makes it the first time. When it is lost, every
// browser is a stranger's until its owner has entered again.
func Open(path string) (Signer, error) {
	key, err := os.ReadFile(path)
	if err == nil {
		if len(key) != keyLength {
			return Signer{}, fmt.Errorf("%s 应为%d字节，现有%d字节：请删去，程序会重建", path, keyLength, len(key))
		}
		return Signer{key}, os.Chmod(path, durable.Private)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return Signer{}, err
	}
	key = make([]byte, keyLength)
	_, _ = rand.Read(key) // never fails
	return Signer{key}, durable.WriteFile(path, key)
}

// cookieName names the cookie of an account: several people may use one browser.
func cookieName(account string) string {
	sum := sha256.Sum256([]byte(account))
	return cookiePrefix + hex.EncodeToString(sum[:8])
}

// sign is what only we can say of a device and an account.
func (s Signer) sign(account, device string) string {
	mac := hmac.New(sha256.New, s.key)
	fmt.Fprintf(mac, "%d %s %s", len(device), device, account)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// Device names the browser a request comes from, if the account was entered from it
// before; it is empty for strangers.
func (s Signer) Device(r *http.Request, account string) string {
	cookie, err := r.Cookie(cookieName(account))
	if err != nil {
		return ""
	}
	device, signature, ok := strings.Cut(cookie.Value, ".")
	if !ok || device == "" || !hmac.Equal([]byte(signature), []byte(s.sign(account, device))) {
		return ""
	}
	return device
}

// Cookie is what a browser keeps from which an account has just been entered. The
// device is the one it already is, or empty for a new one.
func (s Signer) Cookie(account, device string, secure bool) *http.Cookie {
	if device == "" {
		device = rand.Text()
	}
	return &http.Cookie{Name: cookieName(account), Value: device + "." + s.sign(account, device), Path: "/",
		MaxAge: int(maxAge / time.Second), HttpOnly: true, Secure: secure, SameSite: http.SameSiteStrictMode}
}
