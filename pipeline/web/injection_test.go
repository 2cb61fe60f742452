package web

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/pipeline/logging"
	"gongwen/pipeline/web/account"
)

// markup would, where it is not escaped, become elements, handlers, template
// actions, another header, or end a CDATA section, a comment, a string of a PDF.
const markup = `<script>alert(1)</script>"><img src=x onerror=alert(2)>'{{.}}]]>-->)/JS(app.alert(3))`

// inNames is what of it a file's name can hold.
const inNames = `"><img src=x onerror=alert(2)>'{{.}};=.exe`

// leads make a formula of a cell that begins with them.
var leads = []string{"=cmd|'/C calc'!A0", "+1+1", "-1-1", "@SUM(A1)", "\t=1+1", "\r=1+1"}

// leastSpoiled is how many texts of all kinds together must have taken something:
// a rule that refuses more is fine, a test that tries less is not.
const leastSpoiled = 400

// TestServerLetsNothingOutOfAnAcceptedForm: what people wrote stands as they wrote
// it on pages, in registers, downloads, notices, lines and documents, and is nowhere
// markup, a formula, a header, a line or an action.
func TestServerLetsNothingOutOfAnAcceptedForm(t *testing.T) {
	s, spoiled := spoiledOffice(t)
	all := 0
	for _, k := range s.workspace.Kinds().All() {
		all += len(spoiled[k.Key])
		if !slices.ContainsFunc(spoiled[k.Key], func(text string) bool { return strings.Contains(text, "<script>") }) {
			t.Errorf("%s: no text took markup: %q", k.Key, spoiled[k.Key])
		}
	}
	if all < leastSpoiled {
		t.Errorf("%d texts took something, want %d", all, leastSpoiled)
	}
	server, err := New(s.workspace, Options{}, func(string, string) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := errors.Join(server.statistics.Refresh(t.Context()), server.indexFollower.Fresh(t.Context())); err != nil {
		t.Fatal(err)
	}
	for name, as := range map[string]account.Account{"admin": {Role: account.Administrator}, "caizheng": {Role: account.Office, Units: []string{"区财政局"}}} {
		as.Clearance = account.Degrees
		if err := server.accounts.Set(name, as); err != nil {
			t.Fatal(err)
		}
	}
	var log bytes.Buffer
	server.requests = slog.New(logging.NewTextHandler(&log, slog.LevelInfo))
	server.log = server.requests
	r := &room{server: server, workspace: s.workspace}
	c := r.as(t, "admin")
	requests := 0
	get := func(target string) *httptest.ResponseRecorder {
		w := c.get(target)
		requests++
		checkAnswer(t, target, w)
		return w
	}
	show := func(target string) string {
		w := get(target)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", target, w.Code)
		}
		return wordsOf(t, w.Body.String())
	}

	pages := []string{"/desk", "/desk/list", "/board", "/trail", "/registers", "/regulation", "/hand-in", "/accounts", "/search?q="}
	for _, q := range []string{"script", "alert", "onerror", `"<script>alert"`, "cmd", "X-Injected", "SUM(A1)", markup} {
		pages = append(pages, "/search?q="+url.QueryEscape(q))
	}
	for _, page := range pages {
		show(page)
	}
	if hits := show("/search?q=onerror&kind=letter"); !strings.Contains(hits, "<script>alert(1)</script>") {
		t.Error("no snippet of the search shows what was searched for")
	}
	looked := 0
	years := map[string]map[int]bool{}
	for e, err := range s.workspace.Catalogue.Records(t.Context(), catalogue.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if years[e.Kind] == nil {
			years[e.Kind] = map[int]bool{}
		}
		years[e.Kind][e.Year] = true
		k := s.workspace.Kinds().Named(e.Kind)
		if e.DroppedAs != s.filedAs(k) {
			continue // what it rests on
		}
		if looked++; testing.Short() && looked%4 != 0 {
			continue // each takes long under the race detector
		}
		page := show(recordURL(e.Number))
		for _, text := range spoiled[k.Key] {
			if !strings.Contains(page, bare(text)) && !slices.ContainsFunc(e.Attachments, func(f archive.File) bool { return strings.HasSuffix(text, path.Base(f.Path)) }) {
				t.Errorf("%s does not show %q", e.Number, text)
			}
		}
		if document := get(recordURL(e.Number, "document")); document.Code == http.StatusOK {
			checkPDF(t, e.Number, document.Body.Bytes())
		}
		get(recordURL(e.Number, "form"))
		for i := range e.Attachments {
			get(recordURL(e.Number, "attachment", fmt.Sprint(i)))
		}
		checkZip(t, e.Number, get(recordURL(e.Number, "bag.zip")).Body.Bytes())
	}
	shown, cells := 0, 0
	for kind, in := range years {
		for year := range in {
			of := fmt.Sprintf("?year=%d", year)
			if strings.Contains(show("/registers/"+kind+of), "onerror") {
				shown++
			}
			cells += checkRegister(t, kind, get("/registers/"+kind+"/xlsx"+of).Body.Bytes())
		}
	}
	if shown < len(spoiled)/2 || cells < 2*len(spoiled) {
		t.Errorf("the registers show something on %d pages and in %d cells: the test looks at the wrong ones", shown, cells)
	}
	returned := 0
	for a, err := range s.workspace.Catalogue.Arrivals(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if a.State == catalogue.Returned {
			returned++
			show("/desk/" + url.PathEscape(a.ID))
		}
	}
	if returned < len(spoiled) {
		t.Errorf("%d forms were returned, want one of each kind", returned)
	}
	office := r.as(t, "caizheng")
	for _, k := range s.workspace.Kinds().All() {
		// Judged on its page, whatever of it may not be so.
		w := office.upload("区财政局", map[string][]byte{"送交.json": s.dropped[s.returnedAs(k)]})
		requests++
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s handed in: %d, want it judged", k.Key, w.Code)
		}
		checkAnswer(t, "/hand-in "+k.Key, w)
		if !strings.Contains(wordsOf(t, w.Body.String()), "onerror") {
			t.Errorf("%s handed in: the page does not show what was in it", k.Key)
		}
	}
	checkNotices(t, s)
	checkLines(t, s, log.String(), requests)
}
