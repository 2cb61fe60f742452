package web

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"gongwen/archive/journal"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/workspace"
)

// pagesOf are the pages on which a record's or a person's words may stand.
func (r *room) pagesOf() []string {
	n := recordURL(r.nasty.Number)
	q := url.QueryEscape
	return []string{
		"/desk", "/desk/list", "/desk/" + url.PathEscape(r.back.ID), "/board", "/regulation", "/accounts", "/trail", "/registers", "/hand-in",
		"/registers/letter?year=2026", "/registers/letter?year=2026&unit=" + q(nasty), n, recordURL(r.void.Number),
		"/search?q=" + q("核对"), "/search?q=" + q(nasty), "/search?q=" + q(`"`+"核对<script>"+`"`), "/search?kind=" + q(nasty) + "&unit=" + q(nasty) + "&person=" + q(nasty) + "&year=2026",
		"/search?q=" + q("日期:"+nasty), "/search?from=" + q(nasty), "/search?q=a&sort=" + q(nasty),
		"/verify?n=" + q(nasty) + "&c=" + q(nasty) + "&d=" + q(nasty), "/verify?n=" + q(nasty) + "&c=x", "/sign-in?next=" + q("/"+nasty),
		"/trail?who=" + q(nasty) + "&number=" + q(nasty), "/registers/letter?year=" + q(nasty), "/board?year=" + q(nasty), "/" + url.PathEscape(nasty),
	}
}

// TestNoMarkupFromOutside parses every page with nasty words on it: there is no
// script but our own, no handler, no style, and nothing from elsewhere.
func TestNoMarkupFromOutside(t *testing.T) {
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

// TestConfidentialIsNowhere: to those without clearance a record with a degree of
// secrecy, and to an office another unit's, exist on no page and in no count.
func TestConfidentialIsNowhere(t *testing.T) {
	r := theRoom(t)
	pages := []string{
		"/search?q=" + url.QueryEscape("常务会议"), "/search?kind=minutes", "/search?q=", "/search?q=" + url.QueryEscape("密级:秘密"),
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

func TestNoWayOutOfTheArchive(t *testing.T) {
	r := theRoom(t)
	c := r.as(t, "admin")
	n := recordURL(r.own.Number)
	for _, target := range []string{
		"/asset/../server.go", "/asset/..%2fserver.go", "/asset/%2e%2e/server.go", "/asset/..%5cserver.go", "/asset/", "/asset/nothing",
		n + "/attachment/-1", n + "/attachment/1", n + "/attachment/99999999999999999999", n + "/attachment/..%2f..%2frecord.json", n + "/attachment/0%00",
		n + "/..%2f..%2f..%2fgongwen.yaml", "/record/..%2f..%2fgongwen.yaml", "/record/..%2f..%2fgongwen.yaml/document", "/record/%2fetc%2fpasswd/form",
		"/forms/..%2f..%2fgongwen.yaml", "/forms/letter%00.xlsx", "/registers/..%2fletter?year=2026", "/desk/..%2f..", "/../../etc/passwd", "/reading/accounts.yaml",
	} {
		w := c.get(target)
		if w.Code == http.StatusOK || strings.Contains(w.Body.String(), "password:") || strings.Contains(w.Body.String(), "package web") {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
}

// TestUploadsStayInTheirInbox: what a browser says of unit and file names is not
// to be believed.
func TestUploadsStayInTheirInbox(t *testing.T) {
	r := theRoom(t)
	form := map[string][]byte{"表单.yaml": formText(t, letter(map[string]any{"联系事项": "不该送到的"})), "本单位介绍信.txt": []byte("x")}
	c := r.as(t, "caizheng")
	for _, unit := range []string{"区教育局", "../archive", "..", "", "/etc", "区财政局/..", "区财政局\x00"} {
		if w := c.upload(unit, form); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("unit %q: %d", unit, w.Code)
		}
	}
	for _, name := range []string{"..", "CON.yaml", "a<b.yaml", "~$表单.yaml", "表单.yaml.part", "desktop.ini"} {
		files := map[string][]byte{"本单位介绍信.txt": []byte("x")}
		files[name] = form["表单.yaml"]
		if w := c.upload("区财政局", files); w.Code == http.StatusSeeOther {
			t.Errorf("name %q was taken", name)
		}
	}
	// Of a name with folders the browser's last part counts: net/http cuts the rest.
	err := filepath.WalkDir(r.office.Folder.Inbox(), func(path string, d os.DirEntry, err error) error {
		if err == nil && strings.Contains(path, handedInAs) {
			err = fmt.Errorf("%s is left in the inbox", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestForgedFormsAreRefused(t *testing.T) {
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

// TestGuessing: after some tries an address, and a name, has to wait, whoever is
// right; and the pages tell nothing of which names exist.
func TestGuessing(t *testing.T) {
	r := theRoom(t)
	r.server.guesses, r.server.lookups = newGuesses(), newThrottle(2*time.Second, 20)
	try := func(from, name, secret string) *httptest.ResponseRecorder {
		c := r.public(t)
		c.from = from
		return c.post("/sign-in", url.Values{"name": {name}, "password": {secret}})
	}
	unknown, known := try("198.51.100.1:1", "niemand", "x"), try("198.51.100.1:1", "kuaiji", "x")
	if unknown.Code != known.Code || strings.ReplaceAll(unknown.Body.String(), "niemand", "kuaiji") != known.Body.String() {
		t.Error("the answers to a name that exists and one that does not differ")
	}
	refused := 0
	for i := range 30 {
		if try("198.51.100.2:1", staff[i%len(staff)].Name, "x").Code == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused < 15 {
		t.Errorf("one address was refused %d of 30 times", refused)
	}
	if w := try("198.51.100.2:9", "dangan", password); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" {
		t.Errorf("the right password after that: %d", w.Code)
	}
	refused = 0
	for i := range 40 {
		if try(fmt.Sprintf("203.0.113.%d:1", i), "baomi", "x").Code == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused < 15 {
		t.Errorf("one name from 40 addresses was refused %d times", refused)
	}
	if w := try("198.51.100.3:1", "dangan", password); w.Code != http.StatusSeeOther {
		t.Errorf("another address: %d", w.Code)
	}
	codes := 0
	for range 60 {
		c := r.public(t)
		c.from = "198.51.100.4:1"
		if c.get("/verify?n=x&c=y").Code == http.StatusTooManyRequests {
			codes++
		}
	}
	if codes < 30 {
		t.Errorf("check codes were refused %d of 60 times", codes)
	}
}

// serving is a reading room of its own at a real port.
func serving(t *testing.T, options Options, change func(*Server)) (*Server, string) {
	t.Helper()
	f := workspace.Folder(t.TempDir())
	if err := empty(f); err != nil {
		t.Fatal(err)
	}
	o, err := workspace.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(o, options, func(string, string) {})
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(s)
	}
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, at) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, at.Addr().String()
}

// TestSlowClientsAreCutOff: one that sends its request drop by drop, or never ends
// its body, does not hold a connection for ever.
func TestSlowClientsAreCutOff(t *testing.T) {
	_, at := serving(t, Options{}, func(s *Server) {
		s.timeouts = timeouts{header: 200 * time.Millisecond, body: 400 * time.Millisecond, answer: time.Second, idle: 200 * time.Millisecond, stop: time.Second}
	})
	for what, begin := range map[string]string{
		"half a header": "GET /verify HTTP/1.1\r\nHost: x\r\n",
		"half a body":   "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nname=",
		"idle":          "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, begin); err != nil {
			t.Fatal(err)
		}
		if err := conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, conn); err != nil {
			t.Errorf("%s: the connection is still open: %v", what, err)
		}
		conn.Close()
	}
}

func TestHugeRequestsAreRefused(t *testing.T) {
	r := theRoom(t)
	endless := func() io.Reader { return io.LimitReader(zeros{}, 1<<40) }
	c := r.as(t, "caizheng")
	for what, w := range map[string]*httptest.ResponseRecorder{
		"a form":    c.do("POST", "/password", io.MultiReader(strings.NewReader("old="), endless()), "Content-Type", "application/x-www-form-urlencoded"),
		"a sign-in": r.public(t).do("POST", "/sign-in", io.MultiReader(strings.NewReader("name="), endless()), "Content-Type", "application/x-www-form-urlencoded"),
	} {
		if w.Code != http.StatusRequestEntityTooLarge && w.Code != http.StatusForbidden {
			t.Errorf("%s without end: %d", what, w.Code)
		}
	}
	// An upload of many megabytes more than is taken; not so many that the test is slow.
	s, at := serving(t, Options{}, func(s *Server) { s.mostUpload = 1 << 20; s.handler = s.routes() })
	session, cookie := s.sessions.begin(must(s.accounts.Named("caizheng")), false, time.Now())
	body := "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + session.token +
		"\r\n--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.xlsx\"\r\n\r\n"
	request, err := http.NewRequest("POST", "http://"+at+"/hand-in", io.MultiReader(strings.NewReader(body), io.LimitReader(zeros{}, 64<<20)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	request.AddCookie(&http.Cookie{Name: cookieName, Value: cookie})
	answer, err := http.DefaultClient.Do(request)
	if err == nil {
		answer.Body.Close()
		if answer.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("a huge upload: %d", answer.StatusCode)
		}
	} // or the connection was cut while sending
	if left, err := filepath.Glob(filepath.Join(s.office.Folder.Inbox(), "*", "*")); err != nil || len(left) > 0 {
		t.Errorf("left in the inbox: %v %v", left, err)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = '0'
	}
	return len(b), nil
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestRanges(t *testing.T) {
	r := theRoom(t)
	c := r.as(t, "dangan")
	target := recordURL(r.own.Number, "document")
	whole := c.get(target)
	size := whole.Body.Len()
	if !bytes.HasPrefix(whole.Body.Bytes(), []byte("%PDF-")) || whole.Header().Get("Content-Type") != "application/pdf" {
		t.Fatalf("the document: %d bytes, %v", size, whole.Header())
	}
	tag := whole.Header().Get("ETag")
	for _, test := range []struct {
		asked  []string
		status int
		want   []byte
	}{
		{[]string{"Range", "bytes=0-4"}, http.StatusPartialContent, whole.Body.Bytes()[:5]},
		{[]string{"Range", "bytes=-10"}, http.StatusPartialContent, whole.Body.Bytes()[size-10:]},
		{[]string{"Range", fmt.Sprintf("bytes=%d-", size)}, http.StatusRequestedRangeNotSatisfiable, nil},
		{[]string{"Range", "bytes=5-1"}, http.StatusRequestedRangeNotSatisfiable, nil},
		{[]string{"Range", "bytes=" + strings.Repeat("0-,", 2000) + "0-"}, http.StatusOK, nil},
		{[]string{"Range", "bytes=0-4", "If-Range", `"other"`}, http.StatusOK, nil},
		{[]string{"If-None-Match", tag}, http.StatusNotModified, nil},
	} {
		w := c.get(target, test.asked...)
		if w.Code != test.status || test.want != nil && !bytes.Equal(w.Body.Bytes(), test.want) || w.Body.Len() > size+1000 {
			t.Errorf("%.60v: %d, %d bytes", test.asked, w.Code, w.Body.Len())
		}
	}
}

// TestHeadersCannotBeInjected: neither by where to go next, nor by file names.
func TestHeadersCannotBeInjected(t *testing.T) {
	r := theRoom(t)
	for _, next := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "/x\r\nSet-Cookie: a=b", "javascript:alert(1)", "evil", "/\t/evil.example"} {
		c := r.public(t)
		c.from = "198.51.100.9:1"
		r.server.guesses = newGuesses()
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

// TestOnlyProxiesSpeakForOthers: the header of the office's own sign-on, and the
// address of the client, are taken from the machines listed and from nobody else.
func TestOnlyProxiesSpeakForOthers(t *testing.T) {
	f := workspace.Folder(t.TempDir())
	if err := empty(f); err != nil {
		t.Fatal(err)
	}
	o, err := workspace.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	s, err := New(o, Options{SignOn: "X-Remote-User", Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.1/32")}}, func(string, string) {})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, test := range []struct {
		from, user string
		want       int
	}{
		{"10.0.0.1:1", "dangan", http.StatusOK}, {"10.0.0.1:1", "nobody", http.StatusForbidden}, {"10.0.0.1:1", "", http.StatusSeeOther},
		{"10.0.0.2:1", "dangan", http.StatusSeeOther}, {"127.0.0.1:1", "admin", http.StatusSeeOther},
	} {
		c := &client{t: t, server: s, from: test.from}
		if w := c.get("/desk", "X-Remote-User", test.user, "X-Forwarded-Proto", "https"); w.Code != test.want {
			t.Errorf("%s says %q: %d, want %d", test.from, test.user, w.Code, test.want)
		} else if len(w.Result().Cookies()) > 0 {
			t.Errorf("%s says %q: a cookie, which is of no use", test.from, test.user)
		}
	}
	// A cookie of one's own does not make the sign-on's name another, nor outlive it.
	session, cookie := s.sessions.begin(must(s.accounts.Named("admin")), false, time.Now())
	c := &client{t: t, server: s, from: "10.0.0.1:1", cookie: cookie, token: session.token}
	if w := c.get("/accounts", "X-Remote-User", "kuaiji"); w.Code != http.StatusForbidden {
		t.Errorf("the administrator's cookie under another's sign-on: %d", w.Code)
	}
	c.cookie = "dangan"
	if w := c.get("/desk"); w.Code != http.StatusSeeOther {
		t.Errorf("without the header: %d", w.Code)
	}
}

func TestSessionsEnd(t *testing.T) {
	r := theRoom(t)
	alive := func(c *client) bool { return c.get("/password").Code == http.StatusOK }
	defer func() { r.server.now = time.Now }()

	c := r.as(t, "dangan")
	if !alive(c) {
		t.Fatal("not signed in")
	}
	r.server.now = func() time.Time { return time.Now().Add(idleness + time.Minute) }
	if alive(c) {
		t.Error("a session outlives idleness")
	}
	r.server.now = time.Now
	c = r.as(t, "dangan")
	for h := range 13 * 3 {
		r.server.now = func() time.Time { return time.Now().Add(time.Duration(h) * 20 * time.Minute) }
		alive(c)
	}
	if alive(c) {
		t.Error("a session outlives the working day")
	}
	r.server.now = time.Now

	c = r.as(t, "dangan")
	if w := c.post("/sign-out", nil); w.Code != http.StatusSeeOther || alive(c) {
		t.Error("a session outlives signing out")
	}
	password, err := r.server.accounts.Add(account.Account{Name: "fleeting", Role: account.Archivist})
	if err != nil {
		t.Fatal(err)
	}
	c = r.as(t, "fleeting")
	if w := c.get("/desk"); w.Header().Get("Location") != "/password" {
		t.Errorf("a one-time password is good for more than choosing another: %d", w.Code)
	}
	w := c.post("/password", url.Values{"old": {password}, "password": {"另一个很长的密码"}, "again": {"另一个很长的密码"}})
	if w.Code != http.StatusSeeOther || alive(c) {
		t.Errorf("after choosing another password the old session lives: %d", w.Code)
	}
	c.cookie = w.Result().Cookies()[0].Value
	if !alive(c) {
		t.Error("choosing another password signs its owner out")
	}
	if err := r.server.accounts.Set("fleeting", account.Account{Role: account.Archivist, Disabled: true}); err != nil {
		t.Fatal(err)
	}
	if alive(c) {
		t.Error("a session outlives its account")
	}
}

// TestTheTrailTellsWhoSawWhat and is a journal whose lines hang together.
func TestTheTrailTellsWhoSawWhat(t *testing.T) {
	r := theRoom(t)
	c := r.as(t, "kuaiji")
	c.get(recordURL(r.own.Number))
	c.get(recordURL(r.own.Number, "bag.zip"))
	c.get("/registers/letter/xlsx?year=2026")
	c.get("/accounts")
	want := map[string]bool{"seen": false, "taken bag.zip": false, "taken 2026年介绍信台账.xlsx": false, "refused /accounts": false}
	for e, err := range journal.All(Room(r.office.Folder)) {
		if err != nil {
			t.Fatal(err)
		}
		if e.By == "kuaiji" && e.From == "192.0.2.1" {
			want[strings.TrimSpace(string(e.Type)+" "+e.Path)] = true
		}
	}
	for event, there := range want {
		if !there {
			t.Errorf("the trail does not tell of %q", event)
		}
	}
	if body := r.as(t, "admin").get("/trail?who=kuaiji").Body.String(); !strings.Contains(body, r.own.Number) || !strings.Contains(body, "bag.zip") {
		t.Error("the page of the trail does not tell")
	}
}

// TestLogsHoldNoSecrets: neither words searched for, nor check codes, nor passwords.
func TestLogsHoldNoSecrets(t *testing.T) {
	r := theRoom(t)
	var log bytes.Buffer
	r.server.options.Log = &log
	defer func() { r.server.options.Log = nil }()
	c := r.as(t, "dangan")
	c.get("/search?q=geheim-word")
	c.get("/verify?n=x&c=geheim-code")
	c.get("/a%0d%0ainjected")
	c.post("/password", url.Values{"old": {"geheim-old"}, "password": {"geheim-new"}})
	text := log.String()
	if strings.Contains(text, "geheim") || strings.Contains(text, c.cookie) || strings.Contains(text, c.token) {
		t.Errorf("the log holds a secret:\n%s", text)
	}
	if lines := strings.Count(text, "\n"); lines != 4 {
		t.Errorf("%d lines for 4 requests:\n%s", lines, text)
	}
}

// TestLevels: without the requests the log still has whatever went wrong, also in
// what net/http says, and whatever the words.
func TestLevels(t *testing.T) {
	for level, want := range map[slog.Level]string{slog.LevelInfo: "/verify 坏了 panic", slog.LevelWarn: "坏了 panic", slog.LevelError: "坏了"} {
		var log bytes.Buffer
		s := &Server{options: Options{Log: &log, Level: level}, now: time.Now, metrics: newMetrics()}
		mux := http.NewServeMux()
		mux.HandleFunc("GET /verify", func(http.ResponseWriter, *http.Request) {})
		s.observed(mux).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/verify", nil))
		s.complain("页面", errors.New("坏了"))
		s.errorLog().Print("panic")
		for _, word := range []string{"/verify", "坏了", "panic"} {
			if strings.Contains(log.String(), word) != strings.Contains(want, word) {
				t.Errorf("%v: %q, want %s", level, log.String(), want)
			}
		}
	}
}

// TestWhatIsHandedInIsOutOfReachUntilItIsJudged, and goes through no link that
// somebody has put in the place of an inbox.
func TestWhatIsHandedInIsOutOfReachUntilItIsJudged(t *testing.T) {
	r := theRoom(t)
	c := r.as(t, "caizheng")
	files := map[string][]byte{"表单.yaml": formText(t, letter(map[string]any{"联系事项": "核对往年决算"})), "本单位介绍信.txt": []byte("x")}
	inbox := filepath.Join(r.office.Folder.Inbox(), "区财政局")
	aside, elsewhere := inbox+"~", t.TempDir()
	exists := true
	if err := os.Rename(inbox, aside); errors.Is(err, fs.ErrNotExist) {
		exists = false
	} else if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, inbox); err != nil {
		t.Fatal(err)
	}
	w := c.upload("区财政局", files)
	left, err := os.ReadDir(elsewhere)
	if w.Code == http.StatusSeeOther || err != nil || len(left) != 0 {
		t.Errorf("through a link: %d, %v, %v", w.Code, left, err)
	}
	if err := os.Remove(inbox); err != nil {
		t.Fatal(err)
	}
	if exists {
		if err := os.Rename(aside, inbox); err != nil {
			t.Fatal(err)
		}
	}

	// What is staged is nobody else's to see or change.
	room, err := os.Stat(r.server.staging())
	if err != nil || room.Mode().Perm()&0o077 != 0 || strings.HasPrefix(r.server.staging(), r.office.Folder.Inbox()) {
		t.Errorf("staged in %s: %v, %v", r.server.staging(), room, err)
	}
	if left, err := os.ReadDir(r.server.staging()); err != nil || len(left) != 0 {
		t.Errorf("left there: %v, %v", left, err)
	}
}
