package web

import (
	"archive/zip"
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// TestTheFirstOpeningMakesAnAdministrator whose password is told once and good for
// nothing but choosing another.
func TestTheFirstOpeningMakesAnAdministrator(t *testing.T) {
	f := workspace.Folder(t.TempDir())
	if err := empty(f); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(Room(f), "accounts.yaml")); err != nil {
		t.Fatal(err)
	}
	o, err := workspace.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	var told []string
	announce := func(name, password string) { told = append(told, name, password) }
	s, err := New(o, Options{}, announce)
	if err != nil {
		t.Fatal(err)
	}
	if len(told) != 2 {
		t.Fatalf("told %v", told)
	}
	c := &client{t: t, server: s, from: "192.0.2.1:1"}
	w := c.post("/sign-in", url.Values{"name": {told[0]}, "password": {told[1]}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("signing in: %d", w.Code)
	}
	c.cookie = w.Result().Cookies()[0].Value
	if to := c.get("/accounts").Header().Get("Location"); to != "/password" {
		t.Errorf("sent to %q", to)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = New(o, Options{}, announce); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if len(told) != 2 {
		t.Errorf("told again: %v", told)
	}
}

// TestTheBagAsZip is the bag, file by file.
func TestTheBagAsZip(t *testing.T) {
	r := theRoom(t)
	w := r.as(t, "dangan").get(recordURL(r.own.Number, "bag.zip"))
	z, err := zip.NewReader(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	for _, f := range z.File {
		name := strings.TrimPrefix(f.Name, r.own.Number+"/")
		want, err := os.ReadFile(r.office.Archive.Path(r.own.Folder(), name))
		if err != nil {
			t.Error(err)
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if _, err := got.ReadFrom(in); err != nil || !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s differs: %v", f.Name, err)
		}
		files++
	}
	if files != 8 { // four tag files; form, document, record.json, letter
		t.Errorf("%d files", files)
	}
}

// TestRelatedRecords: a record names what it cites and what cites it.
func TestRelatedRecords(t *testing.T) {
	r := theRoom(t)
	c := r.as(t, "caizheng")
	if body := c.get(recordURL(r.own.Number)).Body.String(); !strings.Contains(body, "引用本件的") || !strings.Contains(body, recordURL(r.closing.Number)) {
		t.Error("the letter does not name its closing")
	}
	if body := c.get(recordURL(r.closing.Number)).Body.String(); !strings.Contains(body, "本件引用的") || !strings.Contains(body, recordURL(r.own.Number)) {
		t.Error("the closing does not name its letter")
	}
}

// TestSearchHelpsOn: facets narrow, pages follow, mistakes are shown with their
// place, near misses are offered, searches are kept.
func TestSearchHelpsOn(t *testing.T) {
	r := theRoom(t)
	c := r.as(t, "dangan")
	search := func(fields url.Values) string {
		t.Helper()
		w := c.get("/search?" + fields.Encode())
		if w.Code != http.StatusOK {
			t.Errorf("%v: %d", fields, w.Code)
		}
		return w.Body.String()
	}
	for _, test := range []struct {
		asked url.Values
		wants []string
	}{
		{url.Values{"q": {"核对"}, "unit": {"区教育局"}}, []string{"共 1 件", r.foreign.Number, "单位：区教育局"}},
		{url.Values{"q": {"核对"}, "from": {"2026-05-12"}}, []string{"共 0 件"}},
		{url.Values{"q": {"(核对"}}, []string{"role=\"alert\"", "^"}},
		{url.Values{"q": {"核对"}, "from": {"昨天"}}, []string{"读不懂"}},
		{url.Values{"q": {"沈望书"}}, []string{"共 0 件", "您是不是要找", "沈望舒"}},
		{url.Values{"q": {"作废 沈望舒 方听澜"}}, []string{"共 0 件", "单独来看", "“沈望舒”1件"}},
	} {
		body := search(test.asked)
		for _, want := range test.wants {
			if !strings.Contains(body, want) {
				t.Errorf("%v: no %q", test.asked, want)
			}
		}
	}
	kept := url.Values{"name": {"教育局的"}, "query": {"q=核对&unit=区教育局&token=x&after="}}
	if w := c.post("/search/keep", kept); w.Code != http.StatusSeeOther {
		t.Fatalf("keeping: %d", w.Code)
	}
	if body := search(nil); !strings.Contains(body, ">教育局的</a>") || strings.Contains(body, "token=x") {
		t.Error("the search kept is not offered")
	}
	c.post("/search/drop", url.Values{"name": {"教育局的"}})
	if body := search(nil); strings.Contains(body, ">教育局的</a>") {
		t.Error("the search dropped is still offered")
	}
}

// TestHandingIn: what is wrong stands at its field; what was filed before is said
// to be; several forms go together or not at all; what is in order lies in the
// inbox, whole.
func TestHandingIn(t *testing.T) {
	r := theRoom(t)
	c := r.as(t, "caizheng")
	attachment := []byte("兹介绍我单位财政前往联系。")
	left := func() []string {
		found, err := filepath.Glob(filepath.Join(r.office.Folder.Inbox(), "区财政局", handedInAs+"*"))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	good := letter(map[string]any{"联系事项": "核对决算报表", "持信人": "叶知白"})
	bad := letter(map[string]any{"有效期至": "2026-05-01", "持信人": ""})
	for _, test := range []struct {
		name  string
		files map[string][]byte
		wants []string
	}{
		{"bad", map[string][]byte{"a.yaml": formText(t, bad), "本单位介绍信.txt": attachment}, []string{`class="wrong"`, "持信人", "第八十一条", "没有送交"}},
		{"without its letter", map[string][]byte{"a.yaml": formText(t, good)}, []string{"附件“本单位介绍信.txt”没有随表单送到"}},
		{"one good, one bad", map[string][]byte{"a.yaml": formText(t, good), "b.yaml": formText(t, bad), "本单位介绍信.txt": attachment}, []string{"这一次都没有送交", "这份表单要改"}},
		{"filed before", map[string][]byte{"a.yaml": formText(t, letter(nil)), "本单位介绍信.txt": attachment}, []string{"此前已办理", r.own.Number}},
		{"no form", map[string][]byte{"本单位介绍信.txt": attachment}, []string{"没有表单"}},
		{"not readable", map[string][]byte{"a.xlsx": []byte("no workbook")}, []string{"没有送交"}},
	} {
		w := c.upload("区财政局", test.files)
		for _, want := range test.wants {
			if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %d, no %q", test.name, w.Code, want)
			}
		}
		if found := left(); len(found) > 0 {
			t.Fatalf("%s: left in the inbox: %v", test.name, found)
		}
	}
	if w := c.upload("区财政局", map[string][]byte{"a.yaml": formText(t, good), "本单位介绍信.txt": attachment}); w.Code != http.StatusSeeOther {
		t.Fatalf("good: %d %s", w.Code, w.Body)
	}
	found := left()
	if len(found) != 1 {
		t.Fatalf("in the inbox: %v", found)
	}
	defer os.RemoveAll(found[0])
	for name, want := range map[string][]byte{"a.yaml": formText(t, good), "本单位介绍信.txt": attachment} {
		if got, err := os.ReadFile(filepath.Join(found[0], name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTheBoardTellsOfWhatLapses within the next weeks, and of nothing else.
func TestTheBoardTellsOfWhatLapses(t *testing.T) {
	r := theRoom(t)
	defer func() { r.server.now = time.Now }()
	for day, want := range map[string]bool{"2026-05-19": true, "2026-05-20": true, "2026-05-21": false, "2026-03-20": false, "2026-03-26": true} {
		at, err := templates.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		r.server.now = func() time.Time { return at.Time }
		c := r.as(t, "dangan")
		session, cookie := r.server.sessions.Begin(must(r.server.accounts.Named("dangan")), false, at.Time)
		c.cookie, c.token = cookie, session.Token
		body := c.get("/board").Body.String()
		if got := strings.Contains(body, "2026-05-20　<a href=\""+recordURL(r.own.Number)); got != want {
			t.Errorf("on %s: %v, want %v", day, got, want)
		}
		if strings.Contains(body, "2026-05-20　<a href=\""+recordURL(r.void.Number)) {
			t.Errorf("on %s the void letter lapses", day)
		}
	}
}

// TestVoid: an administrator voids a record by its page, once, with a reason.
func TestVoid(t *testing.T) {
	r := ownRoom(t, Options{})
	page := recordURL(r.own.Number)
	offered := func(name string) bool {
		return strings.Contains(r.as(t, name).get(page).Body.String(), page+"/void")
	}
	if !offered("admin") || offered("dangan") {
		t.Errorf("offered to the administrator: %v, to the archivist: %v", offered("admin"), offered("dangan"))
	}
	void := func(reason string) int {
		return r.as(t, "admin").post(page+"/void", url.Values{"reason": {reason}}).Code
	}
	for reason, want := range map[string]int{" ": http.StatusBadRequest, strings.Repeat("长", mostReason+1): http.StatusBadRequest} {
		if got := void(reason); got != want {
			t.Errorf("reason %.10q: %d, want %d", reason, got, want)
		}
	}
	if got := void("开错了\n单位"); got != http.StatusSeeOther {
		t.Fatalf("%d", got)
	}
	if text := r.as(t, "dangan").get(page).Body.String(); !strings.Contains(text, "已作废") || !strings.Contains(text, "开错了 单位") {
		t.Error("the page does not say so")
	}
	if got := void("又一次"); got != http.StatusBadRequest || offered("admin") {
		t.Errorf("voided again: %d; offered: %v", got, offered("admin"))
	}
	if text := r.as(t, "admin").get("/trail?number=" + url.QueryEscape(r.own.Number)).Body.String(); !strings.Contains(text, "作废") || !strings.Contains(text, "开错了 单位") {
		t.Error("the trail does not tell of it")
	}
}
