package web

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestServerShowsTheConfidentialNowhere: to those without clearance a record with a
// degree of secrecy, and to an office another unit's, exist on no page and in no
// count.
func TestServerShowsTheConfidentialNowhere(t *testing.T) {
	r := theRoom(t)
	pages := []string{
		"/search?q=" + url.QueryEscape("常务会议"), "/search?kind=minutes", "/search?q=", "/search", "/search/export?as=csv", "/search/export?as=csv&kind=minutes", "/search?q=" + url.QueryEscape("密级:秘密"),
		"/desk", "/desk/list", "/board", "/registers/minutes?year=2026", "/registers", recordURL(r.own.Number), "/regulation",
	}
	for _, name := range []string{"caizheng", "dangan", "kuaiji", "admin"} {
		c := r.as(t, name)
		for _, page := range pages {
			if body := c.get(page).Body.String(); strings.Contains(body, r.secret.Number) || strings.Contains(body, "第12次常务会议") {
				t.Errorf("%s shows %s the confidential record", page, name)
			}
		}
		for _, query := range []string{"常务会议", "密级:秘密", "类别:minutes"} {
			body := c.get("/search?q=" + url.QueryEscape(query)).Body.String()
			if !strings.Contains(body, "共 0 件") || strings.Contains(body, "缩小范围") {
				t.Errorf("searching for %s tells %s that there is something", query, name)
			}
		}
		if strings.Contains(c.get("/board").Body.String(), ">会议纪要<") {
			t.Errorf("the charts count the confidential record for %s", name)
		}
		if name != "caizheng" {
			if body := c.get("/registers/minutes?year=2026").Body.String(); !strings.Contains(body, "共 0 件") {
				t.Errorf("the register shows %s the confidential record", name)
			}
			if book := c.get("/registers/minutes/xlsx?year=2026").Body.Bytes(); strings.Contains(unzipped(t, book), "常务会议") {
				t.Errorf("the workbook shows %s the confidential record", name)
			}
		}
	}
	cleared := r.as(t, "baomi")
	for _, page := range []string{"/search?q=" + url.QueryEscape("常务会议"), "/registers/minutes?year=2026", recordURL(r.secret.Number)} {
		if body := cleared.get(page).Body.String(); !strings.Contains(body, r.secret.Number) {
			t.Errorf("%s hides the record from who is cleared", page)
		}
	}
	if book := cleared.get("/registers/minutes/xlsx?year=2026").Body.Bytes(); !strings.Contains(unzipped(t, book), "常务会议") {
		t.Error("the workbook hides the record from who is cleared")
	}

	c := r.as(t, "caizheng")
	for _, query := range []string{"方听澜", "学位数据", "单位:区教育局"} {
		if body := c.get("/search?q=" + url.QueryEscape(query)).Body.String(); !strings.Contains(body, "共 0 件") {
			t.Errorf("searching for %s finds another unit's record", query)
		}
	}
	for _, page := range []string{"/search?q=", "/desk", "/board"} {
		if body := c.get(page).Body.String(); strings.Contains(body, r.foreign.Number) || strings.Contains(body, "区教育局") {
			t.Errorf("%s shows another unit's record", page)
		}
	}
}

// unzipped is all text of a workbook.
func unzipped(t *testing.T, data []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, in); err != nil {
			t.Fatal(err)
		}
		in.Close()
	}
	return all.String()
}

func TestCheckTokenRefusesForgedForms(t *testing.T) {
	r := theRoom(t)
	for _, route := range r.server.table() {
		method, target, _ := strings.Cut(route.pattern, " ")
		if method != http.MethodPost || route.pattern == "POST /sign-in" {
			continue
		}
		target = strings.NewReplacer("{name}", "dangan", "{number}", "x").Replace(target)
		c := r.as(t, "admin")
		for what, w := range map[string]*httptest.ResponseRecorder{
			"no token":           c.post(target, url.Values{"token": {""}}),
			"another's token":    c.post(target, url.Values{"token": {r.as(t, "admin").token}}),
			"token in the query": c.post(target+"?token="+c.token, url.Values{"token": {""}}),
			"another origin":     c.post(target, nil, "Origin", "https://evil.example"),
			"another site":       c.post(target, nil, "Sec-Fetch-Site", "cross-site"),
			"another port":       c.post(target, nil, "Sec-Fetch-Site", "same-site"),
		} {
			if w.Code != http.StatusForbidden {
				t.Errorf("POST %s with %s: %d, want 403", target, what, w.Code)
			}
		}
	}
	if w := r.public(t).post("/sign-in", url.Values{"name": {"admin"}, "password": {password}}, "Sec-Fetch-Site", "cross-site"); w.Code != http.StatusForbidden {
		t.Errorf("signing in from another site: %d", w.Code)
	}
	// A session's cookie is not sent along from elsewhere, and no script can read it.
	w := r.public(t).post("/sign-in", url.Values{"name": {"dangan"}, "password": {password}})
	cookie := w.Result().Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode {
		t.Errorf("cookie %+v", cookie)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
