package web

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

// devices tells the browsers from which an account was entered before, so that
// strangers who try its name cannot keep its owner out (device cookies, as OWASP
// describes them). Such a cookie proves that its browser once knew the password;
// it opens nothing, it only has a count of tries of its own.
type devices struct{ key []byte }

const (
	deviceKeyLength = 32
	deviceCookie    = "gongwen-device-"
	// deviceAge is how long a browser keeps the cookie; entering renews it. Browsers
	// keep none for longer than 400 days.
	deviceAge = 365 * 24 * time.Hour
)

// openDevices reads the key at path, and makes it the first time. When it is lost,
// every browser is a stranger's until its owner has entered again.
func openDevices(path string) (devices, error) {
	key, err := os.ReadFile(path)
	if err == nil {
		if len(key) != deviceKeyLength {
			return devices{}, fmt.Errorf("%s 应为%d字节，现有%d字节：请删去，程序会重建", path, deviceKeyLength, len(key))
		}
		return devices{key}, os.Chmod(path, durable.Private)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return devices{}, err
	}
	key = make([]byte, deviceKeyLength)
	_, _ = rand.Read(key) // never fails
	return devices{key}, durable.WriteFile(path, key)
}

// cookieOf names the cookie of an account: several people may use one browser.
func (devices) cookieOf(name string) string {
	sum := sha256.Sum256([]byte(name))
	return deviceCookie + hex.EncodeToString(sum[:8])
}

// proof is what only we can say of a device and an account.
func (d devices) proof(name, device string) string {
	mac := hmac.New(sha256.New, d.key)
	fmt.Fprintf(mac, "%d %s %s", len(device), device, name)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// of is the device a request comes from, if the account was entered from it
// before; empty for strangers.
func (d devices) of(r *http.Request, name string) (device string) {
	cookie, err := r.Cookie(d.cookieOf(name))
	if err != nil {
		return ""
	}
	device, proof, ok := strings.Cut(cookie.Value, ".")
	if !ok || device == "" || !hmac.Equal([]byte(proof), []byte(d.proof(name, device))) {
		return ""
	}
	return device
}

// rememberDevice gives a browser the cookie of an account that has just been entered.
func (r *request) rememberDevice(name string) {
	device := r.server.devices.of(r.Request, name)
	if device == "" {
		device = rand.Text()
	}
	http.SetCookie(r.w, &http.Cookie{Name: r.server.devices.cookieOf(name), Value: device + "." + r.server.devices.proof(name, device), Path: "/",
		MaxAge: int(deviceAge / time.Second), HttpOnly: true, Secure: r.server.secure(r.Request), SameSite: http.SameSiteStrictMode})
}
