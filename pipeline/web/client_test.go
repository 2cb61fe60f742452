package web

import (
	"bytes"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
)

// client is somebody's browser.
type client struct {
	t      testing.TB
	server *Server
	cookie string
	token  string
	from   string
}

// public is a browser that is not signed in.
func (r *room) public(t testing.TB) *client {
	return &client{t: t, server: r.server, from: "192.0.2.1:1234"}
}

// as is a browser of somebody signed in.
func (r *room) as(t testing.TB, name string) *client {
	t.Helper()
	a, err := r.server.accounts.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	session, cookie := r.server.sessions.Begin(a, false, time.Now())
	c := r.public(t)
	c.cookie, c.token = cookie, session.Token
	return c
}

func (c *client) do(method, target string, body io.Reader, set ...string) *httptest.ResponseRecorder {
	c.t.Helper()
	r := httptest.NewRequest(method, target, body)
	r.RemoteAddr = c.from
	if netip.MustParseAddrPort(c.from).Addr().IsLoopback() {
		r.Host = "127.0.0.1:8080"
	}
	if c.cookie != "" {
		r.AddCookie(&http.Cookie{Name: cookieName, Value: c.cookie})
	}
	for i := 0; i < len(set); i += 2 {
		r.Header.Set(set[i], set[i+1])
	}
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, r)
	return w
}

func (c *client) get(target string, set ...string) *httptest.ResponseRecorder {
	c.t.Helper()
	return c.do(http.MethodGet, target, nil, set...)
}

// post sends a form as our own page would.
func (c *client) post(target string, fields url.Values, set ...string) *httptest.ResponseRecorder {
	c.t.Helper()
	if fields == nil {
		fields = url.Values{}
	}
	if c.token != "" && !fields.Has("token") {
		fields.Set("token", c.token)
	}
	return c.do(http.MethodPost, target, strings.NewReader(fields.Encode()), append([]string{"Content-Type", "application/x-www-form-urlencoded"}, set...)...)
}

// upload sends files as our own page would, and more fields, each a name and a value.
func (c *client) upload(unit string, files map[string][]byte, more ...string) *httptest.ResponseRecorder {
	c.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	field := func(name, value string) {
		if err := m.WriteField(name, value); err != nil {
			c.t.Fatal(err)
		}
	}
	field("token", c.token)
	field("unit", unit)
	for i := 0; i < len(more); i += 2 {
		field(more[i], more[i+1])
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		part, err := m.CreateFormFile("files", name)
		if err != nil {
			c.t.Fatal(err)
		}
		if _, err := part.Write(files[name]); err != nil {
			c.t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		c.t.Fatal(err)
	}
	return c.do(http.MethodPost, "/hand-in", &b, "Content-Type", m.FormDataContentType())
}

func formText(t testing.TB, form map[string]any) []byte {
	t.Helper()
	text, err := yaml.Marshal(form)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
