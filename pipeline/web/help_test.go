package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongwen/pipeline/manual"
)

// TestHelpIsForEverybody: the manual is read, and searched, without signing in, and each
// page leads to the others.
func TestHelpIsForEverybody(t *testing.T) {
	r := theRoom(t)
	c := r.public(t)
	index := c.get("/help").Body.String()
	for _, p := range manual.New().Pages() {
		if !strings.Contains(index, `href="/help/`+p.Name+`"`) {
			t.Errorf("%s is not in the list", p.Name)
		}
		w := c.get("/help/" + p.Name)
		if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "</h1>") || !strings.Contains(body, `<a href="/help">手册</a>`) {
			t.Errorf("%s: %d %.300s", p.Name, w.Code, body)
		}
	}
	found := c.get("/help?q=" + url.QueryEscape("SIGN_WITH 动态码")).Body.String()
	if !strings.Contains(found, "<mark>动态码</mark>") || !strings.Contains(found, "/help/settings#sign_with") {
		t.Errorf("found\n%s", found)
	}
	if none := c.get("/help?q=" + url.QueryEscape("没有的词儿")).Body.String(); !strings.Contains(none, "手册里没有") {
		t.Errorf("found\n%s", none)
	}
	if w := c.get("/sign-in"); !strings.Contains(w.Body.String(), `href="/help"`) {
		t.Error("whoever cannot sign in is not led to the manual")
	}
}

// TestHelpSearchesAreBounded by client, and pages are not.
func TestHelpSearchesAreBounded(t *testing.T) {
	r := ownRoom(t, Options{})
	c := r.public(t)
	c.from = "198.51.100.33:1"
	refused := false
	for range 100 {
		refused = refused || c.get("/help?q=x").Code == http.StatusTooManyRequests
	}
	if !refused {
		t.Error("a hundred searches at once are all answered")
	}
	if w := c.get("/help/start"); w.Code != http.StatusOK {
		t.Errorf("then a page: %d", w.Code)
	}
}
