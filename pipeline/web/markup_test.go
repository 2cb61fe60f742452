package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// pagesOf are the pages on which a record's or a person's words may stand.
func (r *room) pagesOf() []string {
	n := recordURL(r.nasty.Number)
	q := url.QueryEscape
	return []string{
		"/desk", "/desk/list", "/desk/" + url.PathEscape(r.back.ID), "/board", "/regulation", "/accounts", "/trail", "/checkpoint", "/registers", "/hand-in",
		"/registers/letter?year=2026", "/registers/letter?year=2026&unit=" + q(nasty), n, recordURL(r.void.Number),
		"/search?q=" + q("核对"), "/search?q=" + q(nasty), "/search?q=" + q(`"`+"核对<script>"+`"`), "/search?kind=" + q(nasty) + "&unit=" + q(nasty) + "&person=" + q(nasty) + "&year=2026",
		"/search?q=" + q("日期:"+nasty), "/search?from=" + q(nasty), "/search?q=a&sort=" + q(nasty),
		"/verify?n=" + q(nasty) + "&c=" + q(nasty) + "&d=" + q(nasty), "/verify?n=" + q(nasty) + "&c=x", "/sign-in?next=" + q("/"+nasty),
		"/trail?who=" + q(nasty) + "&number=" + q(nasty), "/registers/letter?year=" + q(nasty), "/board?year=" + q(nasty), "/" + url.PathEscape(nasty),
		"/help", "/help?q=" + q(nasty), "/help?q=" + q("备份 密码"), "/help/settings", "/help/kinds", "/help/" + url.PathEscape(nasty),
	}
}

// TestServerShowsNoMarkupFromOutside parses every page with nasty words on it: there
// is no script but our own, no handler, no style, and nothing from elsewhere.
func TestServerShowsNoMarkupFromOutside(t *testing.T) {
	r := theRoom(t)
	c := r.as(t, "admin")
	if w := c.post("/search/keep", url.Values{"name": {"<b>名</b>\"'>"}, "query": {"q=" + nasty}}); w.Code != http.StatusSeeOther {
		t.Errorf("keeping a search: %d", w.Code)
	}
	c.post("/accounts", url.Values{"name": {nasty}, "role": {"archivist"}, "units": {nasty}})
	seen := 0
	check := func(target string, w *httptest.ResponseRecorder) {
		body := w.Body.String()
		if strings.Contains(body, "alert(1)") {
			seen++
		}
		for _, wrong := range foreignMarkup(t, body) {
			t.Errorf("%s: %s", target, wrong)
		}
		if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "script-src 'self'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", target, csp)
		}
	}
	for _, target := range r.pagesOf() {
		check(target, c.get(target))
	}
	check("uploaded", c.upload("区财政局", map[string][]byte{
		"nasty.yaml": formText(t, letter(map[string]any{"联系事项": nasty, "有效期至": nasty, "事项性质": nasty, nasty: nasty})), "本单位介绍信.txt": []byte("x")}))
	check("uploaded unreadable", c.upload("区财政局", map[string][]byte{"<b>.json": []byte(nasty)}))
	check("sign-in", r.public(t).post("/sign-in", url.Values{"name": {nasty}, "password": {nasty}, "next": {nasty}}))
	if seen < 8 {
		t.Errorf("the nasty words stand on %d pages only: the test looks at the wrong ones", seen)
	}
}

// foreignMarkup is whatever in a page is not from our templates.
func foreignMarkup(t *testing.T, body string) (wrong []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script":
			if len(n.Attr) == 0 || n.Attr[0].Val != "/asset/desk.js" || n.FirstChild != nil {
				wrong = append(wrong, "a script")
			}
		case "img", "b", "object", "embed", "base", "style":
			if n.Data != "b" || n.Parent.Data != "li" {
				wrong = append(wrong, "<"+n.Data+">")
			}
		}
		for _, a := range n.Attr {
			switch value := strings.ToLower(strings.TrimSpace(a.Val)); {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc":
				wrong = append(wrong, n.Data+" "+a.Key)
			case slices.Contains([]string{"href", "src", "action", "formaction"}, a.Key):
				if value != "" && !strings.HasPrefix(value, "/") && !strings.HasPrefix(value, "#") || strings.HasPrefix(value, "//") {
					wrong = append(wrong, n.Data+" "+a.Key+" "+a.Val)
				}
			}
		}
	}
	return wrong
}

// TestServerHeadersCannotBeInjected: neither by where to go next, nor by file names.
func TestServerHeadersCannotBeInjected(t *testing.T) {
	r := theRoom(t)
	for _, next := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "/x\r\nSet-Cookie: a=b", "javascript:alert(1)", "evil", "/\t/evil.example"} {
		c := r.public(t)
		c.from = "198.51.100.9:1"
		r.server.passwords = newPasswordLimiter()
		w := c.post("/sign-in", url.Values{"name": {"dangan"}, "password": {password}, "next": {next}})
		to, err := url.Parse(w.Header().Get("Location"))
		if err != nil || to.Host != "" || to.IsAbs() || !strings.HasPrefix(to.Path, "/") || w.Header().Get("Set-Cookie") == "a=b" {
			t.Errorf("next %q: to %q", next, w.Header().Get("Location"))
		}
	}
	for _, name := range []string{"a\r\nX: y.pdf", `a"; filename=b.exe`, "公文；.pdf", "a\\b'c.pdf"} {
		got := disposition(name, false)
		if strings.ContainsAny(got, "\r\n") || strings.Count(got, `"`) > 2 || strings.Contains(got, ".exe\"") {
			t.Errorf("%q: %s", name, got)
		}
	}
}
